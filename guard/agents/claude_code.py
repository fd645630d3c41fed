"""Claude Code's hooks: PreToolUse is judged; PostToolUse, UserPromptSubmit and SessionStart feed the
ledger.

Contract as measured with 2.1.328 (``docs/agents/claude-code.md``): exit 0 and nothing on stdout is *no
opinion*, so an allowed call stays under Claude's own permissions. *deny* is JSON **and** exit code 2 with
the reason on stderr: either alone blocks, and each survives a mistake in the other. *ask* is JSON with
exit code 0: a prompt in every mode, a refusal where nobody is there (``-p``). Anything else on stdout
would let the call run, so nothing else is ever written.

Other agents load Claude's settings too and send what they send: VS Code and Grok are known by their fields
and go to their own files; Cursor does not obey *ask* there, so it gets a refusal."""

from __future__ import annotations

import os

from guard.agents.replies import question
from guard.agents.shaped import Shape, answered
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from guard.agents.interface import Answer, Reply


def unattended() -> bool:
    """Whether it was started with ``-p``, where a question is a refusal."""
    return os.environ.get("CLAUDE_CODE_ENTRYPOINT") == "sdk-cli"


SHAPE = Shape(
    agent="claude-code",
    observed={"PostToolUse": "after", "PostToolUseFailure": "failed", "UserPromptSubmit": "prompt"},
    ask=question,
    unattended=unattended,
)


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    if isinstance(payload, dict):
        if "hookEventName" in payload:
            name = "grok" if "toolName" in payload and "tool_name" in payload else "vscode"
            from guard.agents.interface import adapter

            reply: Reply = adapter(name).handle(payload, answer)
            return reply
        if "cursor_version" in payload:
            return answered(replace(SHAPE, ask=None), payload, answer)
    return answered(SHAPE, payload, answer)
