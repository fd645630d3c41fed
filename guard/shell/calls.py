"""Calls of the shell's own functions: their parameters and local variables, and where they end."""

from __future__ import annotations

from guard.model import Invocation, Span, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Value
    from guard.shell.machine import Machine
    from guard.shell.nodes import Function
    from guard.shell.simple import Job
    from guard.shell.state import Definition, State

CALLS = 12
"""How deep a function may call itself."""
NESTED = 24
"""How many functions may stand within each other."""


def call_by_name(machine: Machine, name: str, job: Job, state: State) -> None:
    """Call a function; every definition that the name may have."""
    others = [e for k, e in state.functions.items() if k.startswith(name + "\0") and not k.endswith("?")]
    inline = {n: state.variables.get(n) for n in job.inline}
    for variable, value in job.inline.items():
        state.assign(variable, value, exported=True, origin="inline")
    machine.doubt += bool(others)
    for entry in others:
        call(machine, name, entry, job.argv[1:], state.fork())
    call(machine, name, state.functions[name], job.argv[1:], state)
    machine.doubt -= bool(others)
    for variable, cell in inline.items():
        if cell is None:
            state.variables.pop(variable, None)
        else:
            state.variables[variable] = cell


def _goes_round(
    machine: Machine, function: Function, name: str, arguments: list[Value], state: State
) -> bool:
    """Whether a function that calls itself is followed no further."""
    again = machine.calls.count(name)
    if again > 1 and state.laid and any(v.holes for v in arguments):
        return True  # with an argument that is not known it does what the calls around it do
    if again == 1 and _bomb(machine, function, name, state):
        return True
    if again >= CALLS or len(machine.calls) > NESTED:
        machine.unresolved(f"the function {name} calls itself without an end that is known", state)
        return True
    return False


def _bomb(machine: Machine, function: Function, name: str, state: State) -> bool:
    """Whether a function starts itself twice each time it runs; it is followed no further."""
    from guard.shell.recursion import multiplies

    if not multiplies(function, name):
        return False
    argv = (known("function"), known(name), known("multiplies"))
    machine.emit(Invocation(argv, state.cwds[0], environment=state.environment, span=state.span or Span()))
    return True


def call(
    machine: Machine,
    name: str,
    entry: Definition,
    arguments: list[Value],
    state: State,
) -> None:
    """Run a function's body with its own positional parameters and local variables."""
    function, text, span, source, substitutes = entry
    if _goes_round(machine, function, name, arguments, state):
        state.status = None
        return
    before = (state.positional, state.shell_text, state.span, state.source, state.substitutes)
    state.positional = list(arguments)
    state.shell_text, state.source, state.substitutes = text, source, substitutes
    if span is not None:
        state.span = state.span or span
    state.locals.append({})
    own_end = state.dialect == "zsh" and "posixtraps" not in state.options
    kept: dict[str, Value] = {}
    if own_end:
        from guard.shell.traps import taken_aside

        kept = taken_aside(state)
    _run_body(machine, function, name, state)
    if state.stopped == "return":
        state.stopped = ""
    _forget_locals(state)
    state.positional, state.shell_text, state.span, state.source, state.substitutes = before
    if own_end:  # what it set to run at its end runs now, as the caller's (zshbuiltins(1), trap)
        from guard.shell.traps import run_ends

        run_ends(machine, kept, state)
    state.split = None


def _run_body(machine: Machine, function: Function, name: str, state: State) -> None:
    from guard.shell.redirects import redirected

    machine.calls.append(name)
    loops, machine.loops = machine.loops, []
    line, machine.line = machine.line, 0  # when its body was read is not remembered
    try:
        redirected(machine, function.redirects, state, lambda: machine.command(function.body, state))
    finally:
        machine.calls.pop()
        machine.loops, machine.line = loops, line


def _forget_locals(state: State) -> None:
    """Give the variables that were local what they held before."""
    for variable, cell in (state.locals.pop() if state.locals else {}).items():
        if cell is None:
            state.variables.pop(variable, None)
        else:
            state.variables[variable] = cell
