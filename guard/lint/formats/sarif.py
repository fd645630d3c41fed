"""SARIF 2.1.0 (OASIS standard), as GitHub code scanning and others read it.

``security-severity`` is the score of the gravest finding of a rule, ``partialFingerprints`` stay the same
when lines move, ``relatedLocations`` say what in the file is the reason. Columns count code points.
"""

from __future__ import annotations

import json
import os
from urllib.parse import quote

from guard import __version__
from guard.lint.catalogue import page_name, page_of, rule_of
from guard.lint.findings import LintFinding, Place
from guard.lint.run import Outcome

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"note": "note", "warning": "warning", "error": "error"}


def document(outcome: Outcome, project: str = "") -> str:
    """The report as one run.

    Args:
        project: where the project's repository can be read in a browser; without it no page is named.
    """
    project = project or project_url()
    ids = sorted({finding.rule for finding in outcome.findings})
    run = {
        "tool": {
            "driver": {
                "name": "guard", **({"informationUri": project} if project else {}),
                "version": __version__, "semanticVersion": __version__,
                "rules": [_rule(name, outcome, project) for name in ids],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "where guard lint was started"}}},
        "invocations": [
            {
                "executionSuccessful": not outcome.problems,
                "toolExecutionNotifications": [
                    {
                        "level": "error", "message": {"text": f"not analysed: {p.what}"},
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": _artifact(p.path),
                                    "region": {"startLine": p.line, "startColumn": p.column},
                                }
                            }
                        ],
                    }
                    for p in outcome.problems
                ],
            }
        ],
        "results": [_result(finding, ids) for finding in outcome.findings],
    }  # fmt: skip
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(name: str, outcome: Outcome, project: str) -> dict[str, object]:
    rule = rule_of(name)
    page = page_of(rule.module) if rule is not None else ""
    worst = max((f.score for f in outcome.findings if f.rule == name), default=0.0)
    tags = sorted({tag for f in outcome.findings if f.rule == name for tag in f.tags})
    title = rule.title if rule is not None and rule.title else name
    page_url = help_uri(name, project)
    return {
        "id": name,
        "name": "".join(part.capitalize() for part in name.replace(".", "-").split("-")),
        "shortDescription": {"text": title[:1000]},
        "fullDescription": {"text": (page or title)[:1000]},
        "help": {"text": page or title, "markdown": page or title},
        **({"helpUri": page_url} if page_url else {}),
        "defaultConfiguration": {"level": "warning"},
        "properties": {
            "security-severity": f"{max(worst, 0.1):.1f}", "precision": "high",
            "tags": ["security", "destructive", *(f"external/attack/{tag}" for tag in tags)],
        },
    }  # fmt: skip


def project_url() -> str:
    """The repository that the installed package names as its own; empty where it names none."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        named = metadata("guard").get_all("Project-URL") or []
    except PackageNotFoundError:
        return ""
    urls = {label.strip().lower(): url.strip() for label, _, url in (entry.partition(",") for entry in named)}
    return next((urls[n] for n in ("repository", "source", "homepage") if n in urls), "").rstrip("/")


def help_uri(name: str, project: str) -> str:
    """Where a rule's page can be read. Empty where nobody says where that is."""
    rule = rule_of(name)
    return f"{project}/blob/HEAD/docs/rules/{page_name(rule.module)}" if rule is not None and project else ""


def _result(finding: LintFinding, ids: list[str]) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": ids.index(finding.rule),
        "level": LEVELS[finding.level],
        "message": {"text": finding.message + (f". Instead: {finding.instead}" if finding.instead else "")},
        "locations": [{"physicalLocation": _location(finding.path, finding.place)}],
        "partialFingerprints": {"guard/v1": finding.fingerprint},
        "properties": {
            "vector": finding.vector, "score": finding.score, "environment": finding.environment,
            "loss": finding.loss, "security-severity": f"{finding.score:.1f}",
        },
    }  # fmt: skip
    related = [
        {"id": index, "message": {"text": one.what}, "physicalLocation": _location(finding.path, one.place)}
        for index, one in enumerate(finding.related)
    ]
    if related:
        result["relatedLocations"] = related
    return result


def _location(path: str, place: Place) -> dict[str, object]:
    return {
        "artifactLocation": _artifact(path),
        "region": {
            "startLine": place.line, "startColumn": place.column, "endLine": place.end_line,
            "endColumn": place.end_column, "charOffset": place.offset, "charLength": place.length,
        },
    }  # fmt: skip


def _artifact(path: str) -> dict[str, str]:
    if os.path.isabs(path):
        return {"uri": "file://" + quote(path)}
    return {"uri": quote(path.replace(os.sep, "/")), "uriBaseId": "SRCROOT"}
