"""The list and the audit as text, JSON and SARIF. No secret is in any of them, only where it lies."""

from __future__ import annotations

import os
import time
from urllib.parse import quote

from guard import __version__
from guard.policy.sentences import ENVIRONMENTS, shown
from guard.survey.audit import Audited
from guard.survey.identified import Credential

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

QUESTIONS = {
    "worst": "worst single act, and who approves it",
    "production": "reaches production",
    "rotation": "would something break if it were rotated",
    "backups": "reaches the backups of what it can delete",
    "gap": "a gap between proposing and executing",
}
RULES = {
    "creds.production-unapproved": "A credential reaches production, and nobody is asked before it is used.",
    "creds.at-risk": "A credential reaches production, is kept badly, or says nothing of itself.",
    "creds.within-reach": "A credential is within an agent's reach.",
}
LEVELS = {"error": "creds.production-unapproved", "warning": "creds.at-risk", "note": "creds.within-reach"}
SEVERITY = {"error": "9.0", "warning": "5.0", "note": "2.0"}


def environment(one: Credential) -> str:
    """Where a credential works, in a word."""
    return ENVIRONMENTS[one.environment] if one.environment else "unknown"


def as_dict(one: Credential) -> dict[str, object]:
    """A credential for a program."""
    return {
        "kind": one.kind, "where": shown(one.where), "path": one.path, "line": one.line,
        "provider": one.provider.id, "scope": shown(one.scope), "lifetime": one.lifetime,
        "environment": one.environment, "why": shown(one.why), "fingerprint": one.fingerprint,
        "file_changed": _time(one.modified), "note": shown(one.note), "risks": list(one.risks),
    }  # fmt: skip


def _time(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds)) if seconds else ""


def audited_as_dict(one: Audited) -> dict[str, object]:
    """An audited credential for a program."""
    answers = {a.question: {"answer": a.answer, "detail": shown(a.detail)} for a in one.answers}
    return {**as_dict(one.credential), "level": one.level, "summary": one.summary, "answers": answers}


def list_lines(found: Sequence[Credential]) -> Iterator[str]:
    """One line each: kind, where, scope, lifetime, environment."""
    rows = [
        (one.kind, shown(one.where) + (f":{one.line}" if one.line else ""), environment(one),
         shown(one.scope), one.lifetime + (f" ({one.note})" if one.note else ""))
        for one in found
    ]  # fmt: skip
    widths = [min(48, max((len(row[i]) for row in rows), default=0)) for i in range(4)]
    for row in rows:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, (*widths, 0), strict=True)).rstrip()


def audit_lines(found: Sequence[Audited]) -> Iterator[str]:
    """A paragraph each: the credential, the five answers."""
    marks = {"error": "!!", "warning": " !", "note": "  "}
    for one in found:
        credential = one.credential
        at = shown(credential.where) + (f":{credential.line}" if credential.line else "")
        yield f"{marks[one.level]} {credential.kind}  {at}"
        if one.summary:
            yield f"     {one.summary}"
        where = environment(credential)
        yield f"     scope: {shown(credential.scope)}; lifetime: {credential.lifetime}; environment: {where}"
        for answer in one.answers:
            word = "" if answer.question == "worst" and answer.answer == "yes" else f"{answer.answer}: "
            yield f"     {QUESTIONS[answer.question]}: {word}{shown(answer.detail)}"
        yield ""


def sarif(found: Sequence[Audited], folder: str, unread: Sequence[str]) -> dict[str, object]:
    """SARIF 2.1.0 (OASIS standard), a result each."""
    run = {
        "tool": {"driver": {
            "name": "guard", "version": __version__, "semanticVersion": __version__,
            "rules": [_rule(name, text) for name, text in RULES.items()],
        }},
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "where guard creds was started"}}},
        "invocations": [{
            "executionSuccessful": True,
            "toolExecutionNotifications": [
                {"level": "warning", "message": {"text": f"not read: {shown(one)}"}} for one in unread
            ],
        }],
        "results": [_result(one, folder) for one in found],
    }  # fmt: skip
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return {"$schema": schema, "version": "2.1.0", "runs": [run]}


def _rule(name: str, text: str) -> dict[str, object]:
    level = next(level for level, rule in LEVELS.items() if rule == name)
    return {
        "id": name, "name": "".join(p.capitalize() for p in name.replace(".", "-").split("-")),
        "shortDescription": {"text": text}, "defaultConfiguration": {"level": level},
        "properties": {
            "security-severity": SEVERITY[level], "tags": ["security", "external/attack/T1552.001"],
        },
    }  # fmt: skip


def _result(one: Audited, folder: str) -> dict[str, object]:
    credential = one.credential
    said = "; ".join(f"{QUESTIONS[a.question]}: {a.answer}, {shown(a.detail)}" for a in one.answers)
    result: dict[str, object] = {
        "ruleId": LEVELS[one.level], "ruleIndex": list(RULES).index(LEVELS[one.level]), "level": one.level,
        "message": {"text": f"{credential.kind} in {shown(credential.where)}. {said}"},
        "properties": audited_as_dict(one),
    }  # fmt: skip
    if credential.fingerprint:
        result["partialFingerprints"] = {"guard/v1": credential.fingerprint}
    if credential.path:
        region = {"region": {"startLine": credential.line}} if credential.line else {}
        result["locations"] = [
            {"physicalLocation": {"artifactLocation": _uri(credential.path, folder), **region}}
        ]
    return result


def _uri(path: str, folder: str) -> dict[str, str]:
    if path.startswith(folder.rstrip("/") + "/"):
        return {"uri": quote(os.path.relpath(path, folder)), "uriBaseId": "SRCROOT"}
    return {"uri": "file://" + quote(path)}
