"""One JSON proposal per line in, one verdict per line out, flushed, in order, in one process.

A line that cannot be read gets an answer too: *ask*, with an ``error``. Shells keep this as their
coprocess; the corpus tools feed it.
"""

from __future__ import annotations

import os
import time

from guard.errors import ProposalError
from guard.model import Proposal
from guard.service import Guard
from guard.wire import dumps, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from guard.findings import Finding
    from guard.model import Mode, Verdict

LONGEST = 16 * 1024 * 1024
"""Bytes: a longer line is answered with *ask* unread."""
FIELDS = (
    "id", "tool", "command", "shell", "cwd", "env", "session", "agent", "mode", "tool_name", "tool_input",
    "tool_annotations", "sql", "dialect", "dsn", "prelude", "typing",
)  # fmt: skip


def main() -> None:
    """Answer until standard input ends."""
    guard = Guard(read_twice=True)
    for line in _lines(0):
        if line.strip():
            _write(dumps(answer(line, guard)) + "\n")


def answer(line: bytes, guard: Guard) -> dict[str, Any]:
    """The verdict on one line, as the dictionary that is printed."""
    start = time.perf_counter()
    identity: object = None
    try:
        if len(line) > LONGEST:
            raise ProposalError("the line is longer than 16 MiB")
        data = _object(line)
        identity = data.get("id")
        proposal = proposal_from(data)
        shown = verdict_as_dict(guard.answer(proposal))
    except ProposalError as error:
        shown = {"decision": "ask", "score": 5.0, "summary": error.message, "findings": [],
                 "error": {"message": error.message, "hint": error.hint}}  # fmt: skip
    return {"id": identity, **shown, "elapsed_ms": round(1000 * (time.perf_counter() - start), 3)}


def _object(line: bytes) -> dict[str, Any]:
    try:
        data = loads(line.decode("utf-8", "surrogateescape"))
    except ValueError as error:
        why = "" if str(error) == "not JSON" else f" ({error})"
        raise ProposalError(f"the line is not JSON{why}") from None
    if not isinstance(data, dict):
        raise ProposalError("the line is not a JSON object")
    return data


def proposal_from(data: Mapping[str, Any]) -> Proposal:
    """The proposal that a line describes.

    Raises:
        ProposalError: a field is unknown or has the wrong type, or the working directory is missing.
    """
    for key in data:
        if key not in FIELDS:
            raise ProposalError(f"unknown field {key!r}", "one of " + ", ".join(FIELDS))
    tool = data.get("tool", "shell")
    if tool not in ("shell", "agent", "sql"):
        raise ProposalError(f"unknown tool {tool!r}", "shell, agent or sql")
    text = _text(data, "sql" if tool == "sql" else "command")
    env = _mapping(data, "env")
    if not all(isinstance(v, str) for v in env.values()):
        raise ProposalError("env must map names to texts")
    cwd = _text(data, "cwd")
    if tool == "shell" and not cwd.startswith("/"):
        raise ProposalError("cwd must be an absolute path")
    # A mode that is not known may be one in which nobody is asked.
    mode: Mode = "interactive" if (_text(data, "mode") or "interactive") == "interactive" else "headless"
    return Proposal(
        tool, text, _text(data, "dialect" if tool == "sql" else "shell") or "bash", cwd or "/", env,
        _text(data, "session"), _text(data, "agent"), mode, _text(data, "tool_name"),
        _mapping(data, "tool_input"), _mapping(data, "tool_annotations"), _text(data, "dsn"),
        _text(data, "id") if isinstance(data.get("id"), str) else "", _text(data, "prelude"),
    )  # fmt: skip


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key, "")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ProposalError(f"{key} must be text")
    return value


def _mapping(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ProposalError(f"{key} must be an object")
    return value


def verdict_as_dict(verdict: Verdict) -> dict[str, Any]:
    """The verdict as it goes over the wire (DESIGN §6)."""
    return {
        "decision": verdict.decision,
        "score": verdict.score,
        "summary": _clean(verdict.summary),
        "findings": [finding_as_dict(finding) for finding in verdict.findings],
    }


def finding_as_dict(finding: Finding) -> dict[str, Any]:
    """One finding for the wire. Never a secret's value: the credential is its kind and origin."""
    effect, target, key = finding.effect, finding.target, finding.credential
    return {
        "rule": effect.rule,
        "decision": finding.decision,
        "operation": effect.operation,
        "resource": {"kind": effect.resource.kind, "identity": _clean(effect.resource.identity)},
        "target": {
            "environment": target.environment,
            "identity": _clean(target.identity),
            "evidence": [_clean(f"{e.what} ({e.where})" if e.where else e.what) for e in target.evidence],
            "unresolved": _clean(target.unresolved),
        },
        "credential": None if key is None else {
            "kind": key.kind, "origin": _clean(key.origin), "seen_in": _clean(key.seen_in),
            "scope": key.scope, "expires": key.expires, "foreign": key.foreign,
        },
        "vector": str(finding.vector),
        "grounds": [_clean(ground) for ground in finding.grounds],
        "score": finding.score,
        "loss": _clean(finding.loss),
        "why": _clean(finding.why),
        "instead": _clean(finding.instead),
        "span": [effect.span.start, effect.span.end],
        "tags": list(effect.tags),
    }  # fmt: skip


def _clean(text: str) -> str:
    """Text that any JSON reader takes and anybody may read: no lone surrogate, no secret."""
    if not text:
        return ""
    from guard.policy.sentences import shown

    return shown(text).encode("utf-8", "replace").decode("utf-8")


def _lines(descriptor: int) -> Iterator[bytes]:
    rest = b""
    while True:
        piece = os.read(descriptor, 65536)
        if not piece:
            if rest:
                yield rest
            return
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines


def _write(text: str) -> None:
    content = text.encode()
    while content:
        content = content[os.write(1, content) :]
