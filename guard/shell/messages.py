"""What the shell itself prints on standard error, where something in the text reads that: the report of
``time``, the trace of ``set -x``, the menu of ``select``, its complaints.

Caught: ``TIMEFORMAT='rm -rf ~'; { time :; } |& sh``, ``PS4='rm -rf ~ #'; { set -x; :; } 2>f; sh f``,
``{ cd $'\\nrm -rf ~\\n'; } |& sh``, ``(: ${x:?$'\\nrm -rf ~\\n'}) |& sh``. Quiet: ``{ time make; } 2>&1 | tee
log``, ``cd x 2>&1 | cat``: nobody runs what is read there.

Facts: bash(1), TIMEFORMAT, PS4, BASH_XTRACEFD and ``${parameter:?word}``; zshparam(1), TIMEFMT.
"""

from __future__ import annotations

from guard.model import Hole, Value, known
from guard.shell.state import OpenFile, Sink
from guard.shell.values import concatenate, shell_quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation
    from guard.shell.machine import Machine
    from guard.shell.state import Descriptor, State

_TAKEN = Hole("a time that was taken", (), False, True)
_FORMAT = "\nreal\t%R\nuser\t%U\nsys\t%S"
_PORTABLE = "real %R\nuser %U\nsys %S"
_SILENT = frozenset((":", "true", "false", "echo", "pwd", "eval", ".", "source", "command", "builtin"))
"""Builtins that say nothing about their words by themselves."""
_ENDS = "\n;&|`$("
"""What has to stand in a word so that a message with it could be more than a program called ``bash:``."""


def _sink(descriptor: Descriptor | None) -> Sink | None:
    if isinstance(descriptor, OpenFile) and descriptor.path.text != "/dev/null":
        descriptor = descriptor.sink
    return descriptor if isinstance(descriptor, Sink) else None


def heard(state: State) -> bool:
    """Whether anything in this text sees what is said here."""
    return 2 in state.fds and _sink(state.fds[2]) is not None


def say(machine: Machine, state: State, value: Value, by: Invocation | None = None) -> None:
    """Print something on standard error."""
    _print(machine, state, _sink(state.fds.get(2)), value, by)


def _print(machine: Machine, state: State, sink: Sink | None, value: Value, by: Invocation | None) -> None:
    if sink is not None:
        sink.add(value, by, machine.open > sink.open or state.dropped > sink.dropped)


def report(machine: Machine, state: State, portable: bool) -> None:
    """What ``time`` says behind a pipeline."""
    if not heard(state):
        return
    if state.dialect != "bash":  # zsh: the words of the job stand in it
        say(machine, state, Value((Hole("the report of time"), "\n")))
        return
    cell = state.cell("TIMEFORMAT")
    if portable or cell is None or cell.value is None:
        text = _PORTABLE if portable else _FORMAT
    elif cell.value.text is None:
        say(machine, state, concatenate([cell.value, known("\n")]))
        return
    else:
        text = cell.value.text
    if text:
        say(machine, state, Value((*_filled(text), "\n")))


def _filled(text: str) -> list[str | Hole]:
    """A format of ``time``: ``%3lR`` and its like stand for numbers, ``%%`` for itself."""
    parts: list[str | Hole] = []
    before, *rest = text.replace("%%", "\0").split("%")
    parts.append(before.replace("\0", "%"))
    for piece in rest:
        parts += [_TAKEN, piece.lstrip("0123456789l")[1:].replace("\0", "%")]
    return parts


def offered(machine: Machine, state: State) -> None:
    """The menu of ``select``, in columns of the terminal's width, and its prompt."""
    if heard(state):
        say(machine, state, Value((Hole("the menu of select"),)))


def complained(machine: Machine, state: State, invocation: Invocation) -> None:
    """What a builtin may say about its words: ``cd: …: No such file or directory``."""
    if invocation.program in _SILENT or not heard(state):
        return
    for word in invocation.argv[1:]:
        if any(c in word.skeleton for c in _ENDS) or not all(hole.tame for hole in word.holes):
            said = Value((Hole(f"messages of {invocation.program}", (invocation,)),))
            say(machine, state, said, invocation)
            return


def ended(machine: Machine, state: State, name: str, said: Value) -> None:
    """What ``${name:?said}`` says where the name is not set."""
    if any(isinstance(part, Hole) or any(c in part for c in _ENDS) for part in said.parts):
        say(machine, state, concatenate([known(f"{name}: "), said, known("\n")]))


def _quoted(word: Value) -> Value:
    """The word as ``set -x`` shows it: in quotes where a shell would read it otherwise."""
    text = word.text
    plain = text is None or (text != "" and all(c.isalnum() or c in "_-./:=@%+," for c in text))
    return word if plain else known(shell_quoted(text or ""))


def traced(
    machine: Machine, state: State, prompt: Value, argv: list[Value], fds: dict[int, Descriptor]
) -> None:
    """A command behind the prompt of ``set -x``."""
    cell = state.cell("BASH_XTRACEFD")
    number = cell.value.text if cell is not None and cell.value is not None else "2"
    descriptor = int(number) if number is not None and number.isdecimal() else 2
    sink = _sink(fds.get(descriptor))
    if sink is None:
        return
    if any(isinstance(part, str) and any(c in part for c in "$`\\") for part in prompt.parts):
        prompt = Value((Hole("the prompt of set -x"),))
    words = [piece for word in argv for piece in (_quoted(word), known(" "))]
    _print(machine, state, sink, concatenate([prompt, *words, known("\n")]), None)
