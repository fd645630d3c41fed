"""JSON: one object with findings, problems and counts. The layout only grows."""

from __future__ import annotations

import json
from dataclasses import asdict

from guard.lint.findings import LintFinding, Place
from guard.lint.run import Outcome


def document(outcome: Outcome) -> str:
    """The report."""
    return json.dumps(
        {
            "version": 1,
            "findings": [as_dict(finding) for finding in outcome.findings],
            "problems": [asdict(problem) for problem in outcome.problems],
            "summary": {
                "files": outcome.files, "findings": len(outcome.findings), "ignored": outcome.ignored,
                "known": outcome.known, "problems": len(outcome.problems),
                "seconds": round(outcome.seconds, 3),
            },
        },
        indent=2, ensure_ascii=False,
    )  # fmt: skip


def as_dict(finding: LintFinding) -> dict[str, object]:
    """One finding."""
    return {
        "path": finding.path, "rule": finding.rule, "level": finding.level, "message": finding.message,
        **place_as_dict(finding.place),
        "operation": finding.operation, "resource": finding.resource, "target": finding.target,
        "environment": finding.environment, "vector": finding.vector, "score": finding.score,
        "loss": finding.loss, "instead": finding.instead, "grounds": list(finding.grounds),
        "evidence": list(finding.evidence), "tags": list(finding.tags),
        "related": [{"message": r.what, **place_as_dict(r.place)} for r in finding.related],
        "source": finding.source, "fingerprint": finding.fingerprint,
    }  # fmt: skip


def place_as_dict(place: Place) -> dict[str, int]:
    """Line, column, end and length, all as the design has them."""
    return {
        "line": place.line, "column": place.column, "end_line": place.end_line,
        "end_column": place.end_column, "offset": place.offset, "length": place.length,
    }  # fmt: skip
