"""The bodies of traps, run at the end of the shell that set them (bash manual 4.1, ``trap``)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Value
    from guard.shell.machine import Machine
    from guard.shell.state import State


def run_traps(machine: Machine, state: State) -> None:
    """Run them all. What the body of one sets in turn runs too, but for what is set at the very end."""
    traps, state.traps = state.traps, {}
    waiting = list(traps.items())
    for signal, text in waiting:
        if not _at_the_end(signal):
            found = _run(machine, text, state, doubt=True)
            waiting.extend(pair for pair in found.items() if pair not in waiting)
    for index, (signal, text) in enumerate(waiting):
        if _at_the_end(signal):
            _run(machine, text, state, doubt=index >= len(traps))


def taken_aside(state: State) -> dict[str, Value]:
    """What would run at the end of the shell, and does no more."""
    return {signal: state.traps.pop(signal) for signal in tuple(state.traps) if _at_the_end(signal)}


def run_ends(machine: Machine, kept: dict[str, Value], state: State) -> None:
    """Run what a function set to run at its own end (zsh).

    Args:
        kept: what was taken aside when it began, which is set again.
    """
    ends = taken_aside(state)
    state.traps.update(kept)
    for text in ends.values():
        _run(machine, text, state, doubt=False)


def _at_the_end(signal: str) -> bool:
    """``EXIT``; ``EXIT 2`` is another text that it may have (``joining.py``)."""
    return signal.startswith("EXIT")


def _run(machine: Machine, text: Value, state: State, doubt: bool) -> dict[str, Value]:
    """Run one; what it sets."""
    child = state.child()
    child.stopped = ""
    machine.doubt += doubt
    machine.run_text(text, child)
    machine.doubt -= doubt
    return child.traps
