"""A refusal that a person may lift: parked under a short id, or let pass because a person gave a ticket.

Asked only after a verdict was *deny*; what is allowed, and what the agent itself asks about, never comes
here. Deny predicates cannot be lifted. One of them, *the same act was refused before*, holds for every other
way to the act; the very proposal that was parked before it was refused is not another way."""

from __future__ import annotations

import time

from guard.approvals import kept
from guard.approvals.binding import approvable, mark_of, short
from guard.errors import GuardError
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from guard.findings import Finding
    from guard.model import Proposal, Verdict
    from guard.session.interface import Session
    from guard.world import World

    Again = Callable[[], tuple[Verdict, World]]

MOST_TOLD = 40
"""Effects that are told one by one; of more only the number."""
LONGEST_TEXT = 4000
"""Characters of a command that are kept, secrets blotted out."""


def considered(proposal: Proposal, verdict: Verdict, world: World, state: str, again: Again) -> Verdict:
    """The verdict, let pass by a ticket, or with the id under which a person may let it pass.

    Args:
        world: in which it was judged, and which knows what was read.
        again: judges the same as though nothing had been refused before.
    """
    evaded = any("evasion" in finding.vector.marks for finding in verdict.findings)
    plain = verdict
    if evaded:
        plain, world = again()
    if not approvable(plain):
        return verdict
    try:
        mark = mark_of(proposal, plain, world, state)
        ident = short(mark)
        if evaded and not _waits(state, ident, proposal.session):
            return verdict
        if kept.granted(state, ident) and kept.take(state, ident, mark):
            kept.passed(state, ident)
            said = f"A person let exactly this pass once (guard approve {ident})."
            return replace(plain, decision="allow", summary=said, ticket=ident)
        kept.park(state, _record(ident, mark, proposal, plain))
    except GuardError:
        return verdict
    return replace(plain if plain.decision == "deny" else verdict, parked=ident)


class Unrefused:
    """A conversation as though nothing had been refused in it yet."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def refusals(self) -> tuple[str, ...]:
        """None."""
        return ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


def unrefused(session: Session) -> Session:
    """In which a proposal is judged as it was at first."""
    return Unrefused(session)


def _waits(state: str, ident: str, session: str) -> bool:
    """Whether it was parked in this conversation, before the act was refused in it by any way."""
    found = kept.parked(state, ident)
    return found is not None and found.get("session") == session


def _record(ident: str, mark: str, proposal: Proposal, verdict: Verdict) -> dict[str, Any]:
    """What ``guard approve`` shows: resolved effects, and the command with its secrets blotted out."""
    from guard.policy.sentences import shown

    told = [finding for finding in verdict.findings if finding.decision != "allow"]
    return {
        "id": ident, "mark": mark, "time": time.time(), "agent": proposal.agent, "session": proposal.session,
        "tool": proposal.tool_name or proposal.tool, "cwd": shown(proposal.cwd),
        "text": shown(_text(proposal))[:LONGEST_TEXT],
        "effects": [_shown(finding) for finding in told[:MOST_TOLD]], "more": max(0, len(told) - MOST_TOLD),
    }  # fmt: skip


def _text(proposal: Proposal) -> str:
    from guard.wire import dumps

    if proposal.tool != "agent":
        return proposal.text
    command = proposal.tool_input.get("command")
    if isinstance(command, str):
        return command
    try:
        return dumps(dict(proposal.tool_input))
    except (TypeError, ValueError):
        return ""


def _shown(finding: Finding) -> dict[str, Any]:
    from guard.policy.sentences import sentence, shown

    evidence = (*finding.effect.evidence, *finding.target.evidence)
    return {
        "decision": finding.decision,
        "said": shown(sentence(finding)),
        "because": [shown(f"{e.what} ({e.where})" if e.where else e.what) for e in evidence[:20]],
        "unresolved": shown(finding.target.unresolved) or _hole(finding),
        "vector": str(finding.vector),
    }  # fmt: skip


def _hole(finding: Finding) -> str:
    """What could not be worked out, so that no approval can be bound to it."""
    from guard.policy.sentences import shown

    value = finding.effect.resource.value
    if value is not None and value.text is None:
        return shown(value.skeleton)
    return "what would run" if finding.effect.operation == "unknown" else ""
