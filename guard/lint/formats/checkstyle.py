"""Checkstyle's XML, which most CI servers read."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from guard import __version__
from guard.lint.findings import LintFinding, Problem
from guard.lint.run import Outcome

SEVERITIES = {"note": "info", "warning": "warning", "error": "error"}


def lines(outcome: Outcome) -> Iterator[str]:
    """The document, line by line."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<checkstyle version="{__version__}">'
    by_file: dict[str, list[LintFinding | Problem]] = {}
    for finding in outcome.findings:
        by_file.setdefault(finding.path, []).append(finding)
    for problem in outcome.problems:
        by_file.setdefault(problem.path, []).append(problem)
    for path, found in sorted(by_file.items()):
        yield f"  <file name={_attribute(path)}>"
        for one in found:
            yield _error(one)
        yield "  </file>"
    yield "</checkstyle>"


def _error(one: LintFinding | Problem) -> str:
    if isinstance(one, Problem):
        return (
            f'    <error line="{one.line}" column="{one.column}" severity="error"'
            f' message={_attribute("not analysed: " + one.what)} source="guard"/>'
        )
    return (
        f'    <error line="{one.place.line}" column="{one.place.column}" severity="{SEVERITIES[one.level]}"'
        f" message={_attribute(one.message)} source={_attribute('guard.' + one.rule)}/>"
    )


def _attribute(text: str) -> str:
    return quoteattr("".join(c if c.isprintable() else " " for c in text))
