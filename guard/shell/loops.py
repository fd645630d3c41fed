"""Loops: round by round where the rounds can be counted, else again and again until nothing new comes of it.

A loop that nobody can count ends in a state that stands for any number of rounds.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Invocation, Value, known
from guard.shell import nodes
from guard.shell.expand import fields, one_word
from guard.shell.globs import names_for
from guard.shell.joining import join
from guard.shell.redirects import redirected
from guard.shell.state import Abort, State, give_up
from guard.shell.values import producers_of, widened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.model import Event
    from guard.shell.machine import Machine
    from guard.shell.nodes import Script

UNROLL = 64
"""How many rounds of a loop are followed one by one."""
ROUNDS = 4
"""How often a loop that cannot be counted is followed until nothing new comes of it."""


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
    machine.open += 1
    machine.circling += 1
    rounds = 2 if machine.circling > 1 and state.laid else ROUNDS
    for attempt in range(rounds):
        before = state.fork()
        after = state.fork()
        mark = len(machine.events)
        turn(after)
        _drop_known(machine, mark)
        if after.stopped:
            break
        if attempt == rounds - 2:
            _forget_changed(before, after)
        state.become(join([state.fork(), after]))
        if _same(before, state):
            break
    machine.circling -= 1
    machine.open -= 1
    machine.doubt -= 1


def _drop_known(machine: Machine, mark: int) -> None:
    """Leave out what a round before has reported in the same words."""
    old: dict[object, list[object]] = {_called(event): [] for event in machine.events[mark:]}
    for event in machine.events[:mark]:
        same = old.get(_called(event))
        if same is not None:
            same.append(event)
    machine.events[mark:] = [e for e in machine.events[mark:] if e not in old[_called(e)]]


def _called(event: Event) -> object:
    """What tells most events apart without comparing them: where they stand."""
    if isinstance(event, Invocation):
        return event.span.start, event.source, len(event.argv)
    return event.span.start, type(event)


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
    first = len(machine.events)
    loop = _While(machine, node)
    endless = loop.run(state)
    if endless and not machine.loops[-1] and not _may_leave(node.body):
        _never_ends(machine, first)
    _finish(machine, state.fork() if not loop.ends else state, loop.ends or [state])


class _While:
    """One ``while`` or ``until`` while it is followed."""

    __slots__ = ("ends", "machine", "node")

    def __init__(self, machine: Machine, node: nodes.While) -> None:
        self.machine = machine
        self.node = node
        self.ends: list[State] = []
        """The shell behind the loop, for each way that leads there."""

    def run(self, state: State) -> bool:
        """Go round as often as it is known to; answers whether the condition never ends it."""
        for _ in range(UNROLL):
            before = state.fork()
            feed = _position(state)
            yes, no = self.test(state)
            if no is not None and yes is not None:
                self.perhaps(state, yes, no)
                return False
            if yes is None or not _one_round(self.machine, self.node.body, yes):
                self.ends.append(state)
                return False
            if _same(before, state) and feed == _position(state):
                return True
        _until_stable(self.machine, state, self.turn)
        self.ends.append(state)
        return True

    def test(self, here: State) -> tuple[State | None, State | None]:
        """The ways on into a round and out of the loop."""
        self.machine.script(self.node.condition, here)
        if here.stopped:
            return None, here
        yes, no = self.machine.ways(here)
        return (no, yes) if self.node.until else (yes, no)

    def perhaps(self, state: State, yes: State, no: State) -> None:
        """Whether there is a round is not known: each variable that one changes is open behind it."""
        machine = self.machine
        self.ends.append(no)
        machine.doubt += 1
        machine.open += 1
        going = _one_round(machine, self.node.body, yes)
        machine.open -= 1
        machine.doubt -= 1
        state.become(yes)
        if going:
            _until_stable(machine, state, self.turn)
        self.ends.append(state)

    def turn(self, here: State) -> None:
        """One round more of those that are not counted."""
        yes, no = self.test(here)
        if no is not None:
            self.ends.append(no.fork())
        if yes is None:
            here.stopped = "left"
            return
        _one_round(self.machine, self.node.body, yes)
        here.become(yes)


LEAVING = ("break", "exit", "return", "exec", "kill")


def _may_leave(body: Script) -> bool:
    """Whether somewhere in a body a command stands that leaves the loop, whatever it hangs on."""
    first = (node.words[0] for node in nodes.walk(body) if isinstance(node, nodes.Simple) and node.words)
    return any(len(word.parts) == 1 and word.literal in LEAVING for word in first)


def _never_ends(machine: Machine, first: int) -> None:
    """Note it of what runs in a loop that nothing in the text ends."""
    for at in range(first, len(machine.events)):
        event = machine.events[at]
        if isinstance(event, Invocation):
            machine.events[at] = replace(event, endless=True)


def _position(state: State) -> int:
    rest = getattr(state.fds.get(0), "rest", None)
    return len(rest) if rest is not None else -1


def run_for(machine: Machine, node: nodes.For, state: State) -> None:
    redirected(machine, node.redirects, state, lambda: _for(machine, node, state))


def _for(machine: Machine, node: nodes.For, state: State) -> None:
    try:
        values = loop_values(machine, node.words, state)
    except Abort as abort:
        machine.unresolved(f"a loop that does not run: {abort}", state, dangerous=False)
        give_up(abort, state)
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
        if node.kind == "select":
            from guard.shell.messages import offered

            offered(machine, state)
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
