"""Compound commands: groups, conditions, loops, ``case``, functions. What is undecided goes both ways."""

from __future__ import annotations

from guard.model import Hole, Invocation, Stream, Value, known
from guard.shell import nodes
from guard.shell.calls import call
from guard.shell.expand import fields, one_word, pattern_word
from guard.shell.joining import join
from guard.shell.loops import run_arithmetic_for, run_for, run_repeat, run_while
from guard.shell.redirects import redirected
from guard.shell.simple import run_simple
from guard.shell.state import Abort, Cell, Feed, Sink, State, give_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.shell.machine import Machine


def run_group(machine: Machine, node: nodes.Group, state: State) -> None:
    def run() -> None:
        machine.script(node.body, state)
        if node.always is not None:
            stopped, state.stopped = state.stopped, ""
            machine.script(node.always, state)
            state.stopped = state.stopped or stopped

    redirected(machine, node.redirects, state, run)


def run_subshell(machine: Machine, node: nodes.Subshell, state: State) -> None:
    def run() -> None:
        child = state.subshell()
        machine.script(node.body, child)
        machine.run_traps(child)
        state.status = child.status
        state.split = None

    redirected(machine, node.redirects, state, run)


def run_if(machine: Machine, node: nodes.If, state: State) -> None:
    def run() -> None:
        ends: list[State] = []
        current: State | None = state
        doubts = 0
        for condition, body in node.branches:
            if current is None:
                break
            machine.script(condition, current)
            if current.stopped:
                ends.append(current)
                current = None
                break
            yes, no = machine.ways(current)
            undecided = yes is not None and no is not None
            machine.doubt += undecided
            machine.open += undecided
            doubts += undecided
            if yes is not None:
                machine.script(body, yes)
                ends.append(yes)
            current = no
        if current is not None:
            if node.otherwise is not None:
                machine.script(node.otherwise, current)
            else:
                current.status = True
            ends.append(current)
        machine.doubt -= doubts
        machine.open -= doubts
        state.become(join(ends))

    redirected(machine, node.redirects, state, run)


# ------------------------------------------------------------------------------------- case, conditions


def run_case(machine: Machine, node: nodes.Case, state: State) -> None:
    redirected(machine, node.redirects, state, lambda: _case(machine, node, state))


def _case(machine: Machine, node: nodes.Case, state: State) -> None:
    subject = one_word(machine, node.subject, state).text
    ends: list[State] = []
    current: State | None = state
    doubts = 0
    entered: State | None = None
    for patterns, body, terminator in node.items:
        if entered is None:
            fits = _fits(machine, patterns, subject, current or state)
            if fits is False or current is None:
                continue
            if fits is None:
                entered, current = current, current.fork()
                machine.doubt += 1
                machine.open += 1
                doubts += 1
            else:
                entered, current = current, None
        machine.script(body, entered)
        if terminator in (";;", "") or entered.stopped:
            ends.append(entered)
            entered = None
        elif terminator == ";;&":
            current = entered if current is None else join([current, entered])
            entered = None
        if current is None and entered is None:
            break
    if entered is not None:
        ends.append(entered)
    if current is not None:
        current.status = True
        ends.append(current)
    machine.doubt -= doubts
    machine.open -= doubts
    state.become(join(ends))


def _fits(
    machine: Machine, patterns: tuple[nodes.Word, ...], subject: str | None, state: State
) -> bool | None:
    """Whether one of the patterns matches; ``None`` where that is not known."""
    from guard.shell.patterns import matches

    fits: bool | None = False
    for word in patterns:
        pattern = pattern_word(machine, word, state).text
        one = None if pattern is None or subject is None else matches(pattern, subject)
        if pattern is not None and pattern.strip("*") == "" and pattern:
            one = True
        fits = True if one is True or fits is True else None if one is None or fits is None else False
    return fits


def run_arithmetic_command(machine: Machine, node: nodes.ArithmeticCommand, state: State) -> None:
    def run() -> None:
        try:
            result = machine.calculate(one_word(machine, node.expression, state), state).text
        except Abort:
            result = None
        state.status = None if result is None else result != "0"

    redirected(machine, node.redirects, state, run)


def run_condition(machine: Machine, node: nodes.Condition, state: State) -> None:
    def run() -> None:
        from guard.shell.truth import decide_double

        try:
            state.status = decide_double(machine, node.words, state)
        except Abort as abort:
            machine.unresolved(f"a condition that is not evaluated: {abort}", state, dangerous=False)
            give_up(abort, state)

    redirected(machine, node.redirects, state, run)


# ------------------------------------------------------------------------------------- functions, coproc


CALLED_BY_ZSH = ("precmd", "preexec", "chpwd", "periodic", "zshexit", "zshaddhistory")
"""Functions that zsh calls by itself, like the traps ``TRAPEXIT``, ``TRAPINT`` … (zshmisc(1))."""


def called_by_zsh(name: str) -> bool:
    return name in CALLED_BY_ZSH or (name.startswith("TRAP") and name[4:].isupper())


def run_function(machine: Machine, node: nodes.Function, state: State) -> None:
    entry = (node, state.shell_text, state.span, state.source, state.substitutes)
    for name in node.names:
        for key in [k for k in state.functions if k.startswith(name + "\0")]:
            del state.functions[key]
        state.functions[name] = entry
    if not node.names or node.names == ("",):
        arguments = [v for word in node.arguments for v in fields(machine, word, state)]
        call(machine, "", entry, arguments, state)
    by_itself = state.dialect == "zsh" and any(called_by_zsh(name) for name in node.names)
    if by_itself or (state.dialect == "fish" and node.arguments):  # … --on-event, --on-variable
        fork = state.fork()
        machine.maybe(lambda: call(machine, node.names[0], entry, [], fork))
    if "command_not_found_handle" in node.names or "command_not_found_handler" in node.names:
        child = state.fork()
        missing = [Value((Hole("the name of a missing program"),))]
        machine.maybe(lambda: call(machine, node.names[0], entry, missing, child))
    _shadows_a_guard(machine, node, state)
    state.status = True


def _shadows_a_guard(machine: Machine, node: nodes.Function, state: State) -> None:
    """``guard() { :; }``: what is defined under a guard's name answers in its place."""
    for name in node.names:
        if name in GUARDS:
            argv = (known("function"), known(name))
            machine.emit(Invocation(argv, state.cwds[0], environment=state.environment, span=node.span))


GUARDS = ("guard", "dcg", "tirith", "nah", "shellfirm")
"""Commands that somebody may have put between an agent and the shell."""


def run_coproc(machine: Machine, node: nodes.Coproc, state: State) -> None:
    """It reads and writes pipes of its own, whose ends are the elements of an array (bash manual 3.2.6).

    What is written to it comes later, so it is not known here, and neither is what is read from it.
    """
    child = state.child()
    sink = Sink(machine.open, child.dropped)
    child.fds[0] = Feed(Stream(Value((Hole("what is written to a coprocess"),))))
    child.fds[1] = sink
    before = set(state.disk.files)
    machine.command(node.body, child)
    machine.run_traps(child)
    machine.meanwhile(before, state)
    end = Value((Hole("a descriptor of a coprocess", tuple(sink.producers)),))
    name = node.name or "COPROC"
    state.variables[name] = Cell(end, {"0": end, "1": end})
    state.status = True


RUNNERS: dict[type, Callable[..., None]] = {
    nodes.Simple: run_simple,
    nodes.Group: run_group,
    nodes.Subshell: run_subshell,
    nodes.If: run_if,
    nodes.While: run_while,
    nodes.For: run_for,
    nodes.ArithmeticFor: run_arithmetic_for,
    nodes.Repeat: run_repeat,
    nodes.Case: run_case,
    nodes.ArithmeticCommand: run_arithmetic_command,
    nodes.Condition: run_condition,
    nodes.Function: run_function,
    nodes.Coproc: run_coproc,
}
