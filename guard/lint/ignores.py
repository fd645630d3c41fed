"""``# guard: ignore[rule] reason``: a comment that takes a finding back, for the file it stands in.

It counts for its own line, or, alone on a line, for the next line that is not a comment. Several rules are
separated by commas. The reason is required; a comment that takes nothing back is reported, and so is one
without a reason. Only the linter reads these: a hook never does, because what is to be judged must not be
able to acquit itself.

Caught: ``# guard: ignore[fs.rm]`` without a reason, ``# guard: ignore[fs.rm] made by this script`` above a
line in which nothing is found.
Quiet: a comment with a rule and a reason above a line where that rule finds something; a comment in a
language whose files the linter does not read.

Lost: nothing by itself; a stale comment would hide the next finding on its line.
Back: Nothing to bring back: delete the comment or write the reason.
Instead: mend what was found, or give the reason: ``# guard: ignore[fs.rm] made by this script``.

Related: ShellCheck's ``disable`` directive, hadolint's ``ignore`` pragma, zizmor's ``# zizmor:
ignore[rule]``.
Facts: the convention of ruff (RUF100, unused ``noqa``) and of mypy (``warn_unused_ignores``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from guard.lint.findings import FileReport, LintFinding
from guard.lint.positions import Lines

_COMMENT = re.compile(
    r"(?:#|//|--|;|/\*|<!--|\bREM\b)[^\n#]*?guard:\s*ignore(?:\[([^\]\n]*)\])?([^\n]*)", re.I
)
_TAIL = re.compile(r"(?:\*/|-->|\\|[\"',]|\\n)+\s*$")
_ONLY_COMMENT = re.compile(r"^\s*(?:[\"'-]\s*)?(?:#|//|--|;|/\*|<!--|\bREM\b)", re.I)
UNUSED = "lint.unused-ignore"
UNEXPLAINED = "lint.ignore-without-reason"


@dataclass
class _Ignore:
    """One comment."""

    line: int
    covers: int
    rules: tuple[str, ...]
    reason: str
    start: int
    end: int
    used: bool = False


def applied(report: FileReport, text: str, kind: str, lines: Lines) -> FileReport:
    """The report without what comments take back, with what is wrong about the comments."""
    if "guard:" not in text:
        return report
    comments = _comments(text, lines)
    if not comments:
        return report
    kept: list[LintFinding] = []
    for finding in report.findings:
        taken = next((c for c in comments if _covers(c, finding)), None)
        if taken is None:
            kept.append(finding)
        else:
            taken.used = True
    ignored = len(report.findings) - len(kept)
    kept += [_complaint(c, report.path, text, lines) for c in comments if not c.reason or not c.used]
    kept.sort(key=lambda f: (f.place.offset, f.rule))
    return replace(report, findings=tuple(kept), ignored=ignored)


def _comments(text: str, lines: Lines) -> list[_Ignore]:
    found: list[_Ignore] = []
    for match in _COMMENT.finditer(text):
        line, _ = lines.position(match.start())
        rules = tuple(rule.strip() for rule in (match.group(1) or "").split(",") if rule.strip())
        reason = _TAIL.sub("", match.group(2)).strip(" :—-\t\r")
        alone = bool(_ONLY_COMMENT.match(lines.line(line)))
        covers = _next_code_line(line, lines) if alone else line
        found.append(_Ignore(line, covers, rules, reason, match.start(), match.end()))
    return found


def _next_code_line(line: int, lines: Lines) -> int:
    for number in range(line + 1, len(lines) + 1):
        content = lines.line(number)
        if content.strip() and not _ONLY_COMMENT.match(content):
            return number
    return line


def _covers(comment: _Ignore, finding: LintFinding) -> bool:
    if not comment.reason or not comment.rules:
        return False
    if not finding.place.line <= comment.covers <= max(finding.place.line, finding.place.end_line):
        return False
    return any(rule in ("*", finding.rule) or _below(rule, finding.rule) for rule in comment.rules)


def _below(rule: str, found: str) -> bool:
    return rule.endswith(".*") and found.startswith(rule[:-1])


def _complaint(comment: _Ignore, path: str, text: str, lines: Lines) -> LintFinding:
    from guard.lint.judge import place_of

    if comment.reason and comment.rules:
        rule, said = UNUSED, "this comment takes no finding back: remove it"
    else:
        missing = "which rule it takes back, in brackets" if not comment.rules else "a reason behind the rule"
        rule, said = UNEXPLAINED, f"an ignore counts only with {missing}: # guard: ignore[rule] reason"
    place = place_of(comment.start, comment.end, lines)
    return LintFinding(
        path, place, rule, "warning" if rule == UNEXPLAINED else "note", said,
        source=lines.line(place.line), text=text[comment.start : comment.end],
    )  # fmt: skip
