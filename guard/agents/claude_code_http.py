"""Claude Code with the guard's server (``guard/agents/loopback.py``): the events that still start a process.

A call is judged by the server. SessionStart, UserPromptSubmit, PostToolBatch (where a call of the round
failed) and Stop start it where it does not run, and tell it the environment of the conversation, which a
request does not carry. Where somebody else has its port, a prompt is stopped, since that one would judge the
calls."""

from __future__ import annotations

import os

from guard.agents import claude_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from guard.agents.interface import Answer, Reply

SHAPE = claude_code.SHAPE
ATTENDED = ("SessionStart", "UserPromptSubmit", "PostToolBatch", "Stop")


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event, and see to the server."""
    reply = claude_code.handle(payload, answer)
    if not isinstance(payload, dict) or payload.get("hook_event_name") not in ATTENDED:
        return reply
    from guard.agents.loopback_place import place_of

    place = place_of(os.environ)
    if place is None:
        trouble = "the guard's server is registered and was never set up: guard install claude-code --http"
    else:
        from guard.agents.loopback import attend

        trouble = attend(os.environ, str(payload.get("session_id") or ""), place)
    return (b"", f"guard: {trouble}\n".encode(), 2) if trouble else reply
