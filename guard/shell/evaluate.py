"""Text → what would run. An abstract interpreter over the tree: everything that bash could run is
reported, or said to be unknown at that place; nothing is ever executed.

Where a way through the text cannot be decided both ways are followed and joined. Work is bounded by
fuel; what is left when it runs out is *unknown*. ``unfold`` never raises.
"""

from __future__ import annotations

import gc

from guard.errors import LimitReached
from guard.model import Hole, Span, Unfolding, Unresolved, Value, Variable
from guard.shell.machine import Machine, OutOfFuel
from guard.shell.state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Proposal
    from guard.world import World

LONGEST_TEXT = 262_144
"""Characters: longer texts are not read."""
TOO_MUCH = "there is too much to follow; the rest is not known"


def unfold(proposal: Proposal, world: World) -> Unfolding:
    """Everything a proposal's text would run and write, in order. Never raises."""
    collecting = gc.isenabled()
    gc.disable()  # thousands of small records that all live until the end: looking for garbage only costs
    try:
        return _unfold(proposal, world)
    finally:
        if collecting:
            gc.enable()


def _unfold(proposal: Proposal, world: World) -> Unfolding:
    machine = Machine(world)
    state = initial(proposal)
    whole = Span(0, len(proposal.text))
    try:
        if len(proposal.text) > LONGEST_TEXT:
            machine.events.append(Unresolved("the command is longer than 256 KiB, so it was not read", whole))
        else:
            if proposal.prelude:
                _begin(machine, proposal.prelude, state)
            machine.run_top(proposal.text, state)
            if state.variables:
                from guard.shell.inner import run_kept

                run_kept(machine, state, proposal.text)
    except (OutOfFuel, LimitReached) as limit:
        why = TOO_MUCH if isinstance(limit, OutOfFuel) else f"{limit.message}; the rest is not known"
        machine.events.append(Unresolved(why, whole))
    except RecursionError:
        machine.events.append(Unresolved("the command is nested too deeply to be followed", whole))
    except Exception as error:  # total by promise: an internal error is an unknown, never silence
        why = f"internal error while following the command ({type(error).__name__}: {error})"
        machine.events.append(Unresolved(why, whole))
    variables = {n: Variable(c.value, c.origin) for n, c in state.variables.items() if c.value is not None}
    return Unfolding(tuple(machine.events), variables)


def _begin(machine: Machine, prelude: str, state: State) -> None:
    """Let the shell hold what the live one holds. What only defines is no event of the text; an oversized
    or unreadable prelude leaves the state as it is, and with it what is unknown."""
    if len(prelude) > LONGEST_TEXT:
        return
    for piece in prelude.split("\0"):
        machine.run_top(piece, state)
    machine.events.clear()


def initial(proposal: Proposal) -> State:
    """The shell that the text starts in."""
    state = State()
    state.cwds = (proposal.cwd or None,)
    state.environment = proposal.env
    state.dialect = proposal.dialect
    state.zero = Value((Hole("$0", (), False, True),))
    state.oldpwd = proposal.env.get("OLDPWD")
    return state
