"""GitLab's code quality report: a list of issues as its merge request widget reads them.

Facts: docs.gitlab.com/ci/testing/code_quality (description, check_name, fingerprint, severity, location).
"""

from __future__ import annotations

import json

from guard.lint.run import Outcome

SEVERITIES = {"note": "minor", "warning": "major", "error": "critical"}


def document(outcome: Outcome) -> str:
    """The report."""
    issues: list[dict[str, object]] = [
        {
            "description": f.message, "check_name": f.rule, "fingerprint": f.fingerprint,
            "severity": "blocker" if f.score >= 9 else SEVERITIES[f.level],
            "location": {
                "path": f.path.removeprefix("./"),
                "positions": {
                    "begin": {"line": f.place.line, "column": f.place.column},
                    "end": {"line": f.place.end_line, "column": f.place.end_column},
                },
                "lines": {"begin": f.place.line, "end": f.place.end_line},
            },
        }
        for f in outcome.findings
    ]  # fmt: skip
    return json.dumps(issues, indent=2, ensure_ascii=False)
