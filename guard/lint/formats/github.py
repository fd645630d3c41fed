"""GitHub's workflow commands: annotations on the lines of a pull request.

Facts: docs.github.com/actions/reference/workflow-commands-for-github-actions (``%``, line ends, and in
properties ``:`` and ``,`` are escaped; at most ten of a level are shown per step).
"""

from __future__ import annotations

from collections.abc import Iterator

from guard.lint.run import Outcome

LEVELS = {"note": "notice", "warning": "warning", "error": "error"}


def lines(outcome: Outcome) -> Iterator[str]:
    """One command per finding and problem."""
    for finding in sorted(outcome.findings, key=lambda f: -f.score):
        place = finding.place
        last = place.end_column if place.end_line == place.line else place.column
        head = (
            f"::{LEVELS[finding.level]} file={_property(finding.path)},line={place.line},col={place.column},"
            f"endLine={place.end_line},endColumn={last},title={_property('guard: ' + finding.rule)}"
        )
        told = finding.message + (f"\nInstead: {finding.instead}" if finding.instead else "")
        yield f"{head}::{_data(told)}"
    for problem in outcome.problems:
        yield (
            f"::error file={_property(problem.path)},line={problem.line},title=guard: not analysed::"
            f"{_data(problem.what)}"
        )


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
