"""One file, from its path to its report. Total: whatever happens is a problem of that file alone."""

from __future__ import annotations

from collections.abc import Iterable

from guard.lint.discover import Candidate
from guard.lint.extract import snippets
from guard.lint.findings import FileReport, LintFinding, Problem, fingerprinted
from guard.lint.ignores import applied
from guard.lint.judge import findings_of
from guard.lint.long_sql import is_long, report_of
from guard.lint.positions import Lines
from guard.lint.reading import read_text
from guard.lint.snippets import Unreadable
from guard.policy.config import Config

DEEPER = 20_000
"""The interpreter's own limit on nested calls: the readers count their depth themselves."""


def analyse(
    candidate: Candidate, config: Config, *, ignores: bool = True, more: Iterable[LintFinding] = ()
) -> FileReport:
    """What one file destroys.

    Args:
        ignores: whether comments in the file may take findings back.
        more: what is known about the file from elsewhere (a comparison).
    """
    path = candidate.path
    if is_long(path, candidate.kind):
        return report_of(path, config)
    try:
        text = read_text(path)
    except Unreadable as error:
        return FileReport(path, problems=(Problem(path, error.what),))
    lines = Lines(text)
    findings: list[LintFinding] = list(more)
    problems: list[Problem] = []
    try:
        for snippet in snippets(path, text, candidate.kind):
            found, troubles = findings_of(snippet, path, text, lines, config)
            findings.extend(found)
            problems.extend(Problem(path, t.what, *lines.position(t.start)) for t in troubles)
    except Unreadable as error:
        problems.append(Problem(path, error.what, *lines.position(min(error.start, len(text)))))
    except RecursionError:
        problems.append(Problem(path, "is nested too deeply to be followed"))
    except Exception as error:  # total: the other files are still looked at
        problems.append(Problem(path, f"internal error ({type(error).__name__}: {error})"))
    findings.sort(key=lambda f: (f.place.offset, f.rule))
    report = FileReport(path, fingerprinted(_each_once(findings)), tuple(dict.fromkeys(problems)))
    return applied(report, text, candidate.kind, lines) if ignores else report


def _each_once(findings: list[LintFinding]) -> list[LintFinding]:
    """The gravest finding for each place and family of rules: an anchor that several jobs use is still one
    text, and ``git reset --hard`` one act."""
    best: dict[tuple[str, int, int], LintFinding] = {}
    for finding in findings:
        key = (finding.rule.partition(".")[0], finding.place.offset, finding.place.length)
        if key not in best or best[key].score < finding.score:
            best[key] = finding
    return list(best.values())
