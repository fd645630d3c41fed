"""``<(…)``, ``>(…)`` and zsh's ``=(…)``: a process that a file's name stands for (bash manual 3.5.6)."""

from __future__ import annotations

from guard.model import Hole, Stream, Value, known
from guard.shell.state import Feed, File
from guard.shell.values import producers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation
    from guard.shell.machine import Machine
    from guard.shell.nodes import Process, Script
    from guard.shell.state import State


def process(machine: Machine, part: Process, state: State) -> Value:
    """``<(…)`` and ``>(…)``: the name of a file that is a pipe."""
    if part.direction == "<":
        return named_output(machine, part.body, state)
    path = _next_descriptor(machine)
    machine.deferred.append((path, part.body))
    if state.laid:
        machine.laid_readers.add(id(part.body))
    return known(path, "what is written here is read by a process substitution")


def named_output(machine: Machine, body: Script, state: State) -> Value:
    """The name of a file with what a body prints."""
    value, _ = machine.capture(body, state)
    path = _next_descriptor(machine)
    producers = producers_of([value])
    hidden = len(value.parts) == 1 and isinstance(value.parts[0], Hole)
    state.disk.files[path] = File(None if hidden else value, "", producers)
    return known(path, *(f"output of {p.program or 'a program'}" for p in producers[-1:]))


def _next_descriptor(machine: Machine) -> str:
    machine.descriptor -= 1
    return f"/dev/fd/{machine.descriptor + 1}"


def run_deferred(
    machine: Machine, start: int, written: Value | None, by: tuple[Invocation, ...], state: State
) -> None:
    """The readers behind ``>(…)``, once it is known what they are given."""
    waiting, machine.deferred = machine.deferred[start:], machine.deferred[:start]
    for _path, body in waiting:
        child = state.child()
        child.laid = child.laid or id(body) in machine.laid_readers
        child.fds[0] = Feed(Stream(written, None, by))
        machine.script(body, child)
        machine.run_traps(child)
