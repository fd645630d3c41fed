"""For people: place, what happens, the line with a caret, the way out; then a summary."""

from __future__ import annotations

from collections.abc import Iterator

from guard.cli.colours import paint
from guard.lint.findings import LintFinding
from guard.lint.run import Outcome

HUES = {"error": "red", "warning": "yellow", "note": "cyan"}
WIDEST = 160
"""Characters of a source line that are shown."""


def lines(outcome: Outcome) -> Iterator[str]:
    """The whole report."""
    for finding in outcome.findings:
        yield from _finding(finding)
        yield ""
    for problem in outcome.problems:
        place = f"{problem.path}:{problem.line}:{problem.column}"
        yield f"{paint(place, bold=True)}: {paint('not analysed', 'magenta', bold=True)}: {problem.what}"
    if outcome.problems:
        yield ""
    yield summary(outcome)


def _finding(finding: LintFinding) -> Iterator[str]:
    place = finding.place
    where = paint(f"{finding.path}:{place.line}:{place.column}", bold=True)
    level = paint(finding.level, HUES[finding.level], bold=True)
    yield f"{where}: {level}: {finding.message} {paint(f'[{finding.rule}]', dim=True)}"
    yield from _excerpt(finding)
    for related in finding.related:
        yield f"      because  {related.what} (line {related.place.line})"
    if finding.instead:
        yield f"      instead  {finding.instead}"


def _excerpt(finding: LintFinding) -> Iterator[str]:
    place = finding.place
    source = finding.source
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(source)
    cut = max(0, start - 40) if len(source) > WIDEST else 0
    shown = source[cut : cut + WIDEST]
    number = str(place.line)
    yield f"  {number:>5} | {shown}"
    width = max(1, min(end, cut + len(shown)) - start)
    yield "        | " + " " * (start - cut) + paint("^" * width, HUES[finding.level], bold=True)


def summary(outcome: Outcome) -> str:
    """One line: how much was read, found, left out."""
    counts = [
        f"{sum(f.level == level for f in outcome.findings)} {level}s"
        for level in ("error", "warning", "note")
    ]
    told = f"{outcome.files} files: {', '.join(counts)}"
    if outcome.ignored:
        told += f", {outcome.ignored} ignored by comments"
    if outcome.known:
        told += f", {outcome.known} known before"
    if outcome.problems:
        told += f"; {len({p.path for p in outcome.problems})} files not (wholly) analysed"
    return told
