"""The forms in which agents take an answer: standard output, standard error, exit code.

A refusal is said twice where an agent listens to both, as JSON and as exit code 2 with the reason on
standard error: either alone blocks, and each survives a mistake in the other."""

from __future__ import annotations

from guard.wire import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.agents.interface import Reply

QUIET: Reply = (b"", b"", 0)
"""No opinion: the agent's own permissions decide."""


def encoded(text: str) -> bytes:
    """UTF-8; what cannot be said in it as a question mark."""
    return text.encode("utf-8", "replace")


def as_json(value: object) -> bytes:
    """One JSON value on one line."""
    return encoded(dumps(value))


def hook_output(decision: str, why: str) -> dict[str, object]:
    """The object in which Claude Code, and who followed it, takes a decision."""
    return {
        "hookSpecificOutput": {
            "hookEventName": "PreToolUse",
            "permissionDecision": decision,
            "permissionDecisionReason": why,
        }
    }


def refusal(why: str) -> Reply:
    """A refusal as Claude Code takes it, by JSON and by exit code."""
    return as_json(hook_output("deny", why)), encoded(why + "\n"), 2


def question(why: str) -> Reply:
    """A question as Claude Code takes it: JSON alone."""
    return as_json(hook_output("ask", why)), b"", 0


def by_exit_code(why: str) -> Reply:
    """A refusal for agents that look at the exit code and show standard error."""
    return b"", encoded(why + "\n"), 2


def decision(word: str, code: int = 2) -> Refusal:
    """Refusals of the form ``{"decision": word, "reason": …}`` that end with an exit code."""

    def refuse(why: str) -> Reply:
        return as_json({"decision": word, "reason": why}), encoded(why + "\n") if code else b"", code

    return refuse


if TYPE_CHECKING:
    from collections.abc import Callable

    Refusal = Callable[[str], Reply]
