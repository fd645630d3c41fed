"""What an agent's events leave in the ledger: refusals, questions, what ran, what was shown, what was said.

Nothing that goes wrong here may stop the conversation: the decision stands without its memory, and the
next question to a ledger that cannot be used is answered with *ask*."""

from __future__ import annotations

import os

from guard.agents.interface import is_question
from guard.errors import GuardError, ProposalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Reply
    from guard.agents.shaped import Call, Shape
    from guard.model import Verdict
    from guard.session.ledger import Ledger

SHELL_TOOLS = ("Bash", "Monitor", "PowerShell")
SHOWING = ("Read", "Grep", "WebFetch", "NotebookRead")
RESPONSES = (
    "tool_response",
    "tool_result",
    "tool_output",
    "toolResult",
    "toolResponse",
    "toolOutput",
    "tool_output_text",
    "extra",
)
PROMPTS = ("prompt", "user_prompt", "userPrompt", "message")


def ledger_of(session: str) -> Ledger | None:
    """The ledger of a conversation; ``None`` where it has no name.

    Raises:
        GuardError: it cannot be used.
    """
    from guard.session.ledger import Ledger
    from guard.state import directory

    return Ledger(directory(os.environ), session) if session else None


def remember(call: Call, verdict: Verdict, asks: bool) -> None:
    """What a person is asked now: if the asked call runs, the answer was yes. (What was refused is
    remembered by ``guard/service.py``, whoever proposed it.)"""
    if not asks or not is_question(verdict) or not call.id:
        return
    from guard.session.recorders import record_question

    try:
        ledger = ledger_of(call.session)
        if ledger is not None:
            record_question(ledger, call.id, verdict)
    except GuardError:
        return


def observed(shape: Shape, kind: str, payload: Mapping[str, Any], calls: tuple[Call, ...]) -> Reply:
    """Feed the ledger with what happened: ``after`` and ``failed`` a call, or a ``prompt``."""
    try:
        ledger = ledger_of(calls[0].session if calls else "")
        if ledger is None:
            return shape.allow
        if kind == "prompt":
            from guard.session.recorders import record_prompt

            record_prompt(ledger, said(next((payload[n] for n in PROMPTS if payload.get(n)), "")))
        for call in calls if kind != "prompt" else ():
            _after(shape, ledger, payload, call, kind == "failed")
    except GuardError as error:
        return shape.allow[0], f"guard: {error.message}\n".encode("utf-8", "replace"), 0
    return shape.allow


def said(prompt: object) -> str:
    """The text of a prompt, which may be a list of blocks."""
    if isinstance(prompt, list):
        texts = [block.get("text") for block in prompt if isinstance(block, dict)]
        return "\n".join(text for text in texts if isinstance(text, str))
    return prompt if isinstance(prompt, str) else ""


def _after(shape: Shape, ledger: Ledger, payload: Mapping[str, Any], call: Call, failed: bool) -> None:
    from guard.agents.shaped import proposal_of
    from guard.session import recorders

    try:
        proposal = proposal_of(shape, call)
    except ProposalError:
        return
    if shape.ask is not None and call.id:
        for key in ledger.asked(call.id):  # an asked call that ran was approved by a person
            recorders.record_approval(ledger, key)
    response = next((payload[name] for name in RESPONSES if payload.get(name) is not None), None)
    output = output_of(response)
    if proposal.tool_name in SHELL_TOOLS and isinstance(proposal.tool_input.get("command"), str):
        from guard.tools.shells import as_shell

        recorders.record_ran(ledger, as_shell(proposal), output, _exit_code(response, failed))
        return
    path = proposal.tool_input.get("file_path") or proposal.tool_input.get("notebook_path")
    if proposal.tool_name == "Write" and isinstance(response, dict) and response.get("type") == "create":
        if isinstance(path, str):
            recorders.record_made(ledger, "path", path)
        return
    if proposal.tool_name in SHOWING or proposal.tool_name.startswith("mcp__"):
        source = path if isinstance(path, str) else f"the output of {proposal.tool_name}"
        recorders.record_output(ledger, output, source)


def _exit_code(response: object, failed: bool) -> int | None:
    if isinstance(response, dict):
        for name in ("exit_code", "exitCode", "code", "returnCode", "returncode", "exit"):
            value = response.get(name)
            if isinstance(value, int) and not isinstance(value, bool):
                return value
        if response.get("interrupted") is True:
            return 130
    return 1 if failed else 0


def output_of(response: object, depth: int = 0) -> str:
    """Every text in a tool's response, joined: what the model was shown."""
    if isinstance(response, str):
        return response
    if depth > 6:
        return ""
    if isinstance(response, dict):
        return "\n".join(filter(None, (output_of(value, depth + 1) for value in response.values())))
    if isinstance(response, list):
        return "\n".join(filter(None, (output_of(value, depth + 1) for value in response[:2000])))
    return ""
