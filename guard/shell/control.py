"""Compound commands: groups, conditions, loops, ``case``, functions. What is undecided goes both ways."""

from __future__ import annotations

from guard.model import Hole, Value, known
from guard.shell import nodes
from guard.shell.expand import fields, names_for, one_word, pattern_word
from guard.shell.expand_parameter import Abort
from guard.shell.redirects import redirected
from guard.shell.simple import call, run_simple
from guard.shell.state import State, join
from guard.shell.values import producers_of, widened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.shell.evaluate import Machine
    from guard.shell.nodes import Script

UNROLL = 64
"""How many rounds of a loop are followed one by one."""
ROUNDS = 4
"""How often a loop that cannot be counted is followed until nothing new comes of it."""


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
        child = state.child()
        child.traps = {}
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
        state.become(join(ends))

    redirected(machine, node.redirects, state, run)


# ------------------------------------------------------------------------------------- loops


def _one_round(machine: Machine, body: Script, state: State) -> bool:
    """Run a loop's body. Whether the loop goes on."""
    machine.script(body, state)
    if state.stopped == "continue":
        state.stopped = ""
    if state.stopped == "break":
        state.stopped = ""
        machine.loops[-1].append(state.fork())
        state.stopped = "left"
        return False
    return not state.stopped


def _finish(machine: Machine, state: State, ends: list[State]) -> None:
    """After a loop: the way its condition ended it, joined with every way that broke out of it."""
    broken = machine.loops.pop()
    for end in broken:
        end.stopped = ""
    ways = [end for end in ends if end.stopped != "left"] + broken
    state.become(join(ways) if ways else state)
    if state.stopped == "left":
        state.stopped = ""
    state.split = None
    state.status = None


def _same(one: State, other: State) -> bool:
    return (
        one.variables == other.variables
        and one.cwds == other.cwds
        and one.positional == other.positional
        and one.functions == other.functions
        and one.disk.files == other.disk.files
        and one.aliases == other.aliases
        and one.options == other.options
    )


def _until_stable(machine: Machine, state: State, turn: Callable[[State], None]) -> None:
    """A body that runs nobody knows how often: again and again over what the rounds before may have
    left, until nothing new comes of it. At the end the state stands for any number of rounds."""
    machine.doubt += 1
    for attempt in range(ROUNDS):
        before = state.fork()
        after = state.fork()
        mark = len(machine.events)
        turn(after)
        _drop_known(machine, mark)
        if after.stopped:
            break
        if attempt == ROUNDS - 2:
            _forget_changed(before, after)
        state.become(join([state.fork(), after]))
        if _same(before, state):
            break
    machine.doubt -= 1


def _drop_known(machine: Machine, mark: int) -> None:
    """Leave out what a round before has reported in the same words."""
    old = machine.events[:mark]
    machine.events[mark:] = [event for event in machine.events[mark:] if event not in old]


def _forget_changed(before: State, after: State) -> None:
    for name, cell in after.variables.items():
        if before.variables.get(name) != cell and cell.value is not None:
            after.assign(name, Value((Hole("$" + name, producers_of([cell.value])),)), doubtful=True)
    if before.cwds != after.cwds:
        after.cwds = (None,)


def run_while(machine: Machine, node: nodes.While, state: State) -> None:
    redirected(machine, node.redirects, state, lambda: _while(machine, node, state))


def _while(machine: Machine, node: nodes.While, state: State) -> None:
    machine.loops.append([])
    ends: list[State] = []

    def test(here: State) -> tuple[State | None, State | None]:
        machine.script(node.condition, here)
        if here.stopped:
            return None, here
        yes, no = machine.ways(here)
        return (no, yes) if node.until else (yes, no)

    def turn(here: State) -> None:
        yes, no = test(here)
        if no is not None:
            ends.append(no.fork())
        if yes is None:
            here.stopped = "left"
            return
        _one_round(machine, node.body, yes)
        here.become(yes)

    for _ in range(UNROLL):
        before = state.fork()
        feed = _position(state)
        yes, no = test(state)
        if yes is None:
            ends.append(state)
            break
        if no is not None:
            ends.append(no)
            machine.doubt += 1
            going = _one_round(machine, node.body, yes)
            machine.doubt -= 1
            state.become(yes)
            if going:
                _until_stable(machine, state, turn)
            ends.append(state)
            break
        going = _one_round(machine, node.body, yes)
        if not going:
            ends.append(state)
            break
        if _same(before, state) and feed == _position(state):
            break
    else:
        _until_stable(machine, state, turn)
        ends.append(state)
    _finish(machine, state.fork() if not ends else state, ends or [state])


def _position(state: State) -> int:
    feed = state.fds.get(0)
    lines = getattr(feed, "lines", None)
    return len(lines) if lines is not None else -1


def run_for(machine: Machine, node: nodes.For, state: State) -> None:
    redirected(machine, node.redirects, state, lambda: _for(machine, node, state))


def _for(machine: Machine, node: nodes.For, state: State) -> None:
    try:
        values = loop_values(machine, node.words, state)
    except Abort as abort:
        machine.unresolved(f"a loop that does not run: {abort}", state, dangerous=False)
        return
    machine.loops.append([])
    ends: list[State] = []
    names = node.names or ("REPLY",)
    certain = node.kind == "for" and not any(_uncounted(v) for v in values)
    if certain and len(values) <= UNROLL * len(names):
        going = True
        for at in range(0, len(values), len(names)):
            for offset, name in enumerate(names):
                chosen = values[at + offset] if at + offset < len(values) else known("")
                state.assign(state.referred(name), chosen)
            going = _one_round(machine, node.body, state)
            if not going:
                break
        ends.append(state)
    elif values:
        value = _any_of(values)

        def turn(here: State) -> None:
            for name in names:
                here.assign(here.referred(name), value)
            _one_round(machine, node.body, here)

        _until_stable(machine, state, turn)
        ends.append(state)
    else:
        ends.append(state)
    _finish(machine, state, ends)


def loop_values(machine: Machine, words: tuple[nodes.Word, ...] | None, state: State) -> list[Value]:
    """The values a loop goes over, patterns looked up."""
    if words is None:
        return list(state.positional)
    values: list[Value] = []
    for word in words:
        for value in fields(machine, word, state):
            if value.glob:
                found = names_for(machine, value, state, UNROLL)
                values.extend(found if found is not None else [value])
            else:
                values.append(value)
    return values


def _uncounted(value: Value) -> bool:
    return value.glob or any(hole.splits for hole in value.holes)


def _any_of(values: list[Value]) -> Value:
    """One value for all of them. A pattern stands for its matches: what acts on each acts on all."""
    if len(values) == 1:
        return values[0]
    return widened("one of several values", values)


def run_arithmetic_for(machine: Machine, node: nodes.ArithmeticFor, state: State) -> None:
    def run() -> None:
        machine.loops.append([])
        ends: list[State] = []
        first, condition, step = (*node.expressions, nodes.Word(()), nodes.Word(()), nodes.Word(()))[:3]
        _calculate(machine, first, state)

        def turn(here: State) -> None:
            _calculate(machine, condition, here)
            ends.append(here.fork())
            if _one_round(machine, node.body, here):
                _calculate(machine, step, here)

        for _ in range(UNROLL):
            verdict = _calculate(machine, condition, state).text if condition.parts else "1"
            if verdict == "0":
                ends.append(state)
                break
            if verdict is None:
                _until_stable(machine, state, turn)
                ends.append(state)
                break
            before = state.fork()
            if not _one_round(machine, node.body, state):
                ends.append(state)
                break
            _calculate(machine, step, state)
            if _same(before, state):
                break
        else:
            _until_stable(machine, state, turn)
            ends.append(state)
        _finish(machine, state, ends or [state])

    redirected(machine, node.redirects, state, run)


def _calculate(machine: Machine, word: nodes.Word, state: State) -> Value:
    return machine.calculate(one_word(machine, word, state), state) if word.parts else known("1")


def run_repeat(machine: Machine, node: nodes.Repeat, state: State) -> None:
    def run() -> None:
        machine.loops.append([])
        count = machine.calculate(one_word(machine, node.count, state), state).text
        if count is not None and count.lstrip("-").isdigit() and int(count) <= UNROLL:
            for _ in range(int(count)):
                before = state.fork()
                if not _one_round(machine, node.body, state) or _same(before, state):
                    break
        else:
            _until_stable(machine, state, lambda here: (_one_round(machine, node.body, here), None)[1])
        _finish(machine, state, [state])

    redirected(machine, node.redirects, state, run)


# ------------------------------------------------------------------------------------- case, conditions


def run_case(machine: Machine, node: nodes.Case, state: State) -> None:
    redirected(machine, node.redirects, state, lambda: _case(machine, node, state))


def _case(machine: Machine, node: nodes.Case, state: State) -> None:
    from guard.shell.patterns import matches

    subject = one_word(machine, node.subject, state).text
    ends: list[State] = []
    current: State | None = state
    doubts = 0
    entered: State | None = None
    for patterns, body, terminator in node.items:
        if entered is None:
            fits: bool | None = False
            for word in patterns:
                pattern = pattern_word(machine, word, current or state).text
                one = None if pattern is None or subject is None else matches(pattern, subject)
                if pattern is not None and pattern.strip("*") == "" and pattern:
                    one = True
                fits = True if one is True or fits is True else None if one is None or fits is None else False
            if fits is False or current is None:
                continue
            if fits is None:
                entered, current = current, current.fork()
                machine.doubt += 1
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
    state.become(join(ends))


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
            state.status = None

    redirected(machine, node.redirects, state, run)


# ------------------------------------------------------------------------------------- functions, coproc


def run_function(machine: Machine, node: nodes.Function, state: State) -> None:
    entry = (node, state.shell_text, state.span, state.source)
    for name in node.names:
        for key in [k for k in state.functions if k.startswith(name + "\0")]:
            del state.functions[key]
        state.functions[name] = entry
    if not node.names or node.names == ("",):
        arguments = [v for word in node.arguments for v in fields(machine, word, state)]
        call(machine, "", entry, arguments, state)
    if "command_not_found_handle" in node.names or "command_not_found_handler" in node.names:
        child = state.fork()
        missing = [Value((Hole("the name of a missing program"),))]
        machine.maybe(lambda: call(machine, node.names[0], entry, missing, child))
    state.status = True


def run_coproc(machine: Machine, node: nodes.Coproc, state: State) -> None:
    child = state.child()
    machine.command(node.body, child)
    machine.run_traps(child)
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
