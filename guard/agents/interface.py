"""What every agent's file has in common: a payload in, an answer out, in that agent's own form.

A module of this folder has ``handle(payload, answer) -> (stdout, stderr, exit code)``. It reads the
payload into a ``Proposal``, asks ``answer`` for the verdict, and says it so that the host obeys. It
decides nothing. Whatever it cannot read it refuses in the host's own form; what it raises,
``guard/hook.py`` turns into a refusal."""

from __future__ import annotations

from guard.errors import GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any, Protocol

    from guard.model import Proposal, Verdict

    Reply = tuple[bytes, bytes, int]
    """Standard output, standard error, exit code."""
    Answer = Callable[[Proposal], Verdict]

    class Adapter(Protocol):
        """A module of this folder."""

        def handle(self, payload: Any, answer: Answer) -> Reply: ...


ALIASES = {"claude": "claude_code"}
"""Other names than that of the file, with dashes, that an installer registered."""


def adapter(agent: str) -> ModuleType:
    """The file that speaks an agent's language: ``claude-code`` is ``claude_code.py``.

    Raises:
        GuardError: no agent of that name is known.
    """
    name = "guard.agents." + ALIASES.get(agent, agent.replace("-", "_"))
    plain = agent.replace("-", "").isalnum() and agent.isascii()
    try:
        found = __import__(name, fromlist=("handle",)) if plain else None
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        found = None
    if found is None or not hasattr(found, "handle"):
        from guard.agents.catalogue import ABOUT

        raise GuardError(f"no agent is called {agent!r}", "one of " + ", ".join(sorted(ABOUT)))
    return found


UNASKED = " Nobody can be asked here, so it is refused."
"""What the policy says of a question that became a refusal."""


def reason(verdict: Verdict) -> str:
    """What the agent and the person read: the summary, and where it says nothing, that it was refused."""
    return verdict.summary.replace(UNASKED, "") or (
        "refused by the guard" if verdict.decision == "deny" else "the guard asks"
    )


def is_question(verdict: Verdict) -> bool:
    """Whether a person would be asked; where nobody can be, the policy made a refusal of it."""
    worst = verdict.findings[0].decision if verdict.findings else ""
    return verdict.decision == "ask" or (verdict.decision == "deny" and worst == "ask")


def handed_over(verdict: Verdict) -> str:
    """A question in an agent that cannot ask: a refusal that tells the model what to do with it."""
    told = (
        reason(verdict) + " — Nobody can be asked here, so it is refused. Do not look for another "
        "way to do it: show the person this exact command and why it was stopped, and let them run it in a "
        "terminal of their own if they want it"
    )
    return told + way_past(verdict)


def way_past(verdict: Verdict) -> str:
    """How a person lets exactly this pass; empty where nobody can."""
    if not verdict.parked:
        return ""
    return (
        f" — Or a person can run `guard approve {verdict.parked}` in a terminal of their own, which shows "
        "what it would do and lets exactly this call pass once; then make it again, unchanged."
    )
