"""Claude Code's hooks: PreToolUse is judged; PostToolUse, UserPromptSubmit and SessionStart feed the
ledger.

Contract as measured with 2.1.328 (``docs/agents/claude-code.md``): exit 0 and nothing on stdout is *no
opinion*, so an allowed call stays under Claude's own permissions. *deny* is JSON **and** exit code 2 with
the reason on stderr: either alone blocks, and each survives a mistake in the other. *ask* is JSON with
exit code 0: a prompt in every mode, a refusal where nobody is there (``-p``). Anything else on stdout
would let the call run, so nothing else is ever written."""

from __future__ import annotations

import os

from guard.agents.interface import reason
from guard.errors import GuardError, ProposalError
from guard.model import Proposal
from guard.wire import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply
    from guard.model import Verdict
    from guard.session.ledger import Ledger

AGENT = "claude-code"
SHELLS = ("bash", "zsh", "sh")
QUIET: Reply = (b"", b"", 0)
SHELL_TOOLS = ("Bash", "Monitor", "PowerShell")


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    event = payload.get("hook_event_name") if isinstance(payload, dict) else None
    if event == "PreToolUse":
        try:
            proposal = proposal_from(payload)
        except ProposalError as error:
            return refusal(f"the guard cannot read this call: {error.message}")
        verdict = answer(proposal)
        _remember(payload, proposal, verdict)
        return spoken(verdict)
    if event in ("PostToolUse", "PostToolUseFailure", "UserPromptSubmit", "SessionStart"):
        return _observed(event, payload)
    if isinstance(event, str) and event:
        return QUIET
    return refusal("the guard cannot read this call: it has no hook_event_name")


def proposal_from(payload: Mapping[str, Any]) -> Proposal:
    """The proposal in a PreToolUse payload.

    Raises:
        ProposalError: a field is missing or of a wrong type.
    """
    name = payload.get("tool_name")
    given = payload.get("tool_input")
    cwd = payload.get("cwd")
    if not isinstance(name, str) or not name:
        raise ProposalError("it names no tool")
    if not isinstance(given, dict):
        raise ProposalError("its tool_input is not an object")
    if not isinstance(cwd, str) or not cwd.startswith("/"):
        raise ProposalError("it has no absolute cwd")
    session = payload.get("session_id")
    shell = os.environ.get("SHELL", "bash").rsplit("/", 1)[-1]
    return Proposal(
        tool="agent",
        dialect=shell if shell in SHELLS else "bash",
        cwd=cwd,
        env=dict(os.environ),
        session=session if isinstance(session, str) else "",
        agent=AGENT,
        tool_name=name,
        tool_input=given,
    )


def spoken(verdict: Verdict) -> Reply:
    """The verdict in Claude Code's form."""
    if verdict.decision == "allow":
        return QUIET
    if verdict.decision == "ask":
        return _decision("ask", reason(verdict)), b"", 0
    return refusal(reason(verdict))


def refusal(why: str) -> Reply:
    """A refusal that holds whichever of its two halves the host looks at."""
    return _decision("deny", why), _bytes(why + "\n"), 2


def _decision(decision: str, why: str) -> bytes:
    return _bytes(
        dumps(
            {
                "hookSpecificOutput": {
                    "hookEventName": "PreToolUse",
                    "permissionDecision": decision,
                    "permissionDecisionReason": why,
                }
            }
        )
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


# ------------------------------------------------------------------------------- what is remembered


def _ledger(payload: Mapping[str, Any]) -> Ledger | None:
    from guard.session.ledger import Ledger
    from guard.state import directory

    session = payload.get("session_id")
    if not isinstance(session, str) or not session:
        return None
    return Ledger(directory(os.environ), session)


def _remember(payload: Mapping[str, Any], proposal: Proposal, verdict: Verdict) -> None:
    """What was denied, and what a person is asked now: if the asked call runs, the answer was yes."""
    if verdict.decision == "allow":
        return
    from guard.policy.keys import key_of
    from guard.session.recorders import record_refusals

    try:
        ledger = _ledger(payload)
        if ledger is None:
            return
        record_refusals(ledger, verdict)
        call = payload.get("tool_use_id")
        if verdict.decision == "ask" and isinstance(call, str):
            keys = [key_of(f.effect, f.target) for f in verdict.findings if f.decision == "ask"]
            ledger.record("asked", call, "\n".join(keys))
    except GuardError:
        return  # the decision stands; only the memory of it is missing


def _observed(event: str, payload: Mapping[str, Any]) -> Reply:
    """Feed the ledger. Nothing that goes wrong here may stop the conversation: the next question to a
    ledger that cannot be used is answered with *ask*."""
    try:
        ledger = _ledger(payload)
        if ledger is None:
            return QUIET
        if event == "UserPromptSubmit":
            from guard.session.recorders import record_prompt

            prompt = payload.get("prompt")
            if isinstance(prompt, str):
                record_prompt(ledger, prompt)
        elif event.startswith("PostToolUse"):
            _after(ledger, payload, failed=event.endswith("Failure"))
    except GuardError as error:
        return b"", _bytes(f"guard: {error.message}\n"), 0
    return QUIET


def _after(ledger: Ledger, payload: Mapping[str, Any], failed: bool) -> None:
    from guard.session import recorders

    try:
        proposal = proposal_from(payload)
    except ProposalError:
        return
    _approved(ledger, payload)
    response = payload.get("tool_response")
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
    if proposal.tool_name in (
        "Read",
        "Grep",
        "WebFetch",
        "NotebookRead",
    ) or proposal.tool_name.startswith("mcp__"):
        source = path if isinstance(path, str) else f"the output of {proposal.tool_name}"
        recorders.record_output(ledger, output, source)


def _approved(ledger: Ledger, payload: Mapping[str, Any]) -> None:
    """An asked call that ran was approved by a person."""
    from guard.session.recorders import record_approval

    call = payload.get("tool_use_id")
    if isinstance(call, str):
        for key in ledger.asked(call):
            record_approval(ledger, key)


def _exit_code(response: object, failed: bool) -> int | None:
    if isinstance(response, dict):
        for name in ("exit_code", "exitCode", "code", "returnCode"):
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
