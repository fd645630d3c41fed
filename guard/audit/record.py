"""The record of what was proposed and decided: one JSON line per decision, written before anything can run.

``$STATE/audit.jsonl``, mode 0600, appended in one write so that hooks at the same time do not mix their
lines; turned over at 8 MiB, three old ones kept. Secrets are blotted out. A record that cannot be written
is told to the caller, whose answer is then never milder for it."""

from __future__ import annotations

import os
import time

from guard.wire import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from guard.findings import Finding
    from guard.model import Proposal, Verdict

LARGEST = 8 * 1024 * 1024
"""Bytes at which the file is turned over."""
KEPT = 3
LONGEST_TEXT = 4000
"""Characters of a proposal that are recorded."""


def record(state: str, proposal: Proposal, verdict: Verdict) -> str:
    """Append the decision. Answers with what went wrong, in words; empty where it is written.

    Args:
        state: the guard's folder (``guard/state.py``); empty where there is none.
    """
    if not state:
        return "there is no place for the record of decisions"
    path = state + "/audit.jsonl"
    try:
        line = (dumps(entry(proposal, verdict)) + "\n").encode()
        # O_NONBLOCK: should somebody have put a pipe there, that is trouble and not a wait
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        descriptor = os.open(path, flags, 0o600)
        try:
            full = os.fstat(descriptor).st_size > LARGEST
            written = os.write(descriptor, line)
        finally:
            os.close(descriptor)
        if full:
            _turn_over(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return f"the record of decisions cannot be written ({reason})"
    return "" if written == len(line) else "the record of decisions could only be written in part"


def entry(proposal: Proposal, verdict: Verdict) -> dict[str, Any]:
    """What is recorded about one decision."""
    from guard.credentials.redaction import redact

    now = time.time()
    shown: dict[str, Any] = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1000):03d}Z",
        "decision": verdict.decision,
        "text": redact(_text(proposal)),
        "tool": proposal.tool_name or proposal.tool,
        "agent": proposal.agent,
        "session": proposal.session,
        "mode": proposal.mode,
        "cwd": redact(proposal.cwd),
    }
    if verdict.findings or verdict.summary or verdict.decision != "allow":
        shown["summary"] = redact(verdict.summary)
        shown["score"] = verdict.score
        shown["findings"] = [_finding(f) for f in verdict.findings[:20]]
    for name, ident in (("parked", verdict.parked), ("ticket", verdict.ticket)):
        if ident:
            shown[name] = ident
    return {key: _clean(value) if isinstance(value, str) else value for key, value in shown.items()}


def _text(proposal: Proposal) -> str:
    if proposal.tool != "agent":
        return proposal.text[:LONGEST_TEXT]
    given = proposal.tool_input
    for name in ("command", "file_path", "notebook_path", "url", "pattern", "path"):
        value = given.get(name)
        if isinstance(value, str):
            return value[:LONGEST_TEXT]
    try:
        return dumps(dict(given))[:LONGEST_TEXT]
    except (TypeError, ValueError):
        return ""


def _finding(finding: Finding) -> dict[str, Any]:
    from guard.credentials.redaction import redact

    credential = finding.credential
    shown: dict[str, Any] = {
        "rule": finding.effect.rule,
        "decision": finding.decision,
        "operation": finding.effect.operation,
        "resource": _clean(redact(f"{finding.effect.resource.kind} {finding.effect.resource.identity}")),
        "target": _clean(redact(finding.target.identity)),
        "vector": str(finding.vector),
        "tags": list(finding.effect.tags),
    }
    if credential is not None:
        shown["credential"] = {
            "kind": credential.kind, "fingerprint": credential.fingerprint[:12],
            "origin": _clean(redact(credential.origin)),
            "seen_in": _clean(redact(credential.seen_in)), "foreign": credential.foreign,
        }  # fmt: skip
    return shown


def _clean(text: str) -> str:
    """Text that any JSON reader takes: lone surrogates become the replacement character."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _turn_over(path: str) -> None:
    for number in range(KEPT, 0, -1):
        older = f"{path}.{number}"
        newer = f"{path}.{number - 1}" if number > 1 else path
        if os.path.exists(newer):
            os.replace(newer, older)
