"""The walk over lists, pipelines and substitutions, and what the whole evaluation shares: the events so far,
the fuel that is left, how certain the present way is."""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Invocation, Span, Stream, Unresolved, Value
from guard.shell import reading
from guard.shell.nodes import Simple
from guard.shell.producers import NETWORK
from guard.shell.state import Abort, Feed, Sink, give_up
from guard.shell.values import GIVEN, distinct, stripped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal, TypeVar

    from guard.model import Event
    from guard.shell.nodes import AndOr, Command, Pipeline, Process, Script, Substitution
    from guard.shell.state import State
    from guard.world import World

    Answer = TypeVar("Answer")

FUEL = 6000
"""Commands that are followed for one proposal."""
DEPTH = 48
"""Substitutions within substitutions."""


class OutOfFuel(Exception):
    """The budget of one proposal is spent."""


class Machine:
    """One run of the evaluator: the events so far, the fuel left, how certain this way is."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.events: list[Event] = []
        self.fuel = FUEL
        self.doubt = 0
        """Above zero: what runs now may not run."""
        self.open = 0
        """How many other ways are open beside the present one."""
        self.gate: Literal["always", "success", "failure"] = "always"
        self.silent = 0
        self.circling = 0
        """How many loops that nobody can count stand around the present place."""
        self.deferred: list[tuple[str, Script]] = []
        self.laid_readers: set[int] = set()
        """Which of the deferred bodies stand in a script that lay on the machine before."""
        self.read = 0
        """How many lines of commands were read so far: a shell reads as many at a time as are complete."""
        self.line = 0
        """The number of the line with which the present command was read."""
        self.aliased: dict[str, int] = {}
        """How many lines were read when an alias of this name was last defined: only later ones have it."""
        self.descriptor = 63
        self.loops: list[list[State]] = []
        self.returns: list[list[State]] = []
        self.calls: list[str] = []
        self.own_programs: dict[str, str] = {}
        """Where programs of the user's own folders lie; empty: nowhere."""
        self.said: set[tuple[str, Span, bool]] = set()
        self.traced: set[object] = set()
        """The prompts of ``set -x`` that were expanded already, and where."""
        self.running: list[object] = []
        """What runs because of a variable, so that it does not run because of it again."""

    def spend(self, fuel: int) -> None:
        """Use some of the budget.

        Raises:
            OutOfFuel: there is nothing left.
        """
        self.fuel -= fuel
        if self.fuel < 0:
            raise OutOfFuel

    # ------------------------------------------------------------------------- reporting

    def emit(self, event: Event) -> None:
        self.events.append(event)
        if len(self.events) > FUEL:
            raise OutOfFuel

    def unresolved(
        self,
        why: str,
        state: State,
        producers: tuple[Invocation, ...] = (),
        dangerous: bool = True,
        limit: bool = False,
    ) -> None:
        """Say that something may run here that is not known. Once for each place and reason.

        Args:
            limit: it is the guard that could not go on. What a script of the project leaves open, to its
                arguments, its surroundings, its own functions, is no danger unless a network fills it.
        """
        if state.laid and not limit and GIVEN not in why:
            dangerous = dangerous and any(p.program in NETWORK for p in producers)
        key = (why, state.span or Span(), dangerous)
        if key in self.said:
            return
        self.said.add(key)
        self.emit(Unresolved(why, state.span or Span(), state.via, producers, dangerous))

    def maybe(self, run: Callable[[], Answer]) -> Answer:
        """Do something that may not happen."""
        self.doubt += 1
        try:
            return run()
        finally:
            self.doubt -= 1

    @property
    def certainty(self) -> Literal["will", "may"]:
        return "may" if self.doubt else "will"

    # ------------------------------------------------------------------------- texts

    def run_top(self, text: str, state: State) -> None:
        """The proposal itself. What stands behind ``exit`` is followed too, as something that may run."""
        script = self.parse(text, state)
        if script is None:
            return
        state.shell_text = text
        reading.import_functions(self, state, state.environment)
        doubted = False
        end = -1
        for item in script.items:
            end = reading.next_line(self, item, end, state, state.dialect != "zsh")
            self.and_or(item, state)
            if state.stopped:
                state.stopped = ""
                if not doubted:
                    self.doubt += 1
                    doubted = True
        self.run_traps(state)

    def parse(self, text: str, state: State) -> Script | None:
        """The tree, or ``None`` and an Unresolved where the text cannot be read."""
        return reading.parse_text(self, text, state)

    def run_text(self, text: Value, state: State, source: str = "") -> None:
        """Run a text within the text: ``eval``, ``sh -c``, a script."""
        reading.run_text(self, text, state, source)

    def reread(self, text: Value, state: State, name: str = "a text that is expanded again") -> Value:
        """Expand a text once more, as in double quotes (``${x@P}``, subscripts in arithmetic)."""
        return reading.expand_again(self, text, state, name)

    # ------------------------------------------------------------------------- lists

    def script(self, script: Script, state: State) -> None:
        for item in script.items:
            self.and_or(item, state)
            if state.stopped:
                return

    def and_or(self, node: AndOr, state: State) -> None:
        if node.background:
            child = state.subshell()
            before = set(state.disk.files)
            self.list_of(node, child)
            self.run_traps(child)
            self.meanwhile(before, state)
            state.status, state.split = True, None
        elif node.rest:
            self.list_of(node, state)
        else:
            self.pipeline(node.first, state)

    def meanwhile(self, before: set[str], state: State) -> None:
        """Directories that a process beside this one makes may not be there yet: ``mkdir d & cd d``."""
        for path in set(state.disk.files) - before:
            made = state.disk.files[path]
            if made.directory and not made.producers:
                by = next((e for e in reversed(self.events) if isinstance(e, Invocation)), None)
                state.disk.files[path] = replace(made, producers=(by,) if by is not None else ())

    def list_of(self, node: AndOr, state: State) -> None:
        """``a && b || c``: one way for *it has worked*, one for *it has failed*."""
        outer = self.gate
        from guard.shell.joining import joined, settle

        last = max((i for i, (op, p) in enumerate(node.rest) if op == "||" and _does_nothing(p)), default=-1)
        self.silent += last >= 0
        self.pipeline(node.first, state)
        ends: list[State] = []
        if state.stopped:
            ends.append(state)
        yes, no = (None, None) if state.stopped else self.ways(state)
        for index, (operator, pipeline) in enumerate(node.rest):
            run = yes if operator == "&&" else no
            before = node.rest[index - 1][1] if index else node.first
            self.gate = "success" if (operator == "&&") != before.negated else "failure"
            if index - 1 == last >= 0:  # behind "|| true" everything goes on whatever happened
                self.silent -= 1
                self.gate = outer
            if run is None:
                self.dead(pipeline, yes or no)
                continue
            other = no if operator == "&&" else yes
            doubt = operator == "||" and other is not None
            self.doubt += doubt
            self.open += other is not None
            self.pipeline(pipeline, run)
            self.open -= other is not None
            self.doubt -= doubt
            good, bad = (None, None) if run.stopped else self.ways(run)
            if run.stopped:
                ends.append(run)
            yes = good if operator == "&&" else joined(yes, good)
            no = bad if operator == "||" else joined(no, bad)
        self.gate = outer
        self.silent -= last >= 0 and last == len(node.rest) - 1
        settle(state, yes, no, ends)

    def dead(self, pipeline: Pipeline, here: State | None) -> None:
        """What does not run because of how its neighbour ends. In the proposal's own text it is followed all
        the same, so that ``false && x`` is never taken more lightly than ``x``."""
        if here is None or here.source:
            return
        way = here.fork()
        way.cwds = here.missed or here.cwds
        if 1 in way.fds:  # what it prints there is no part of what is collected
            way.fds = {**way.fds, 1: Sink()}
        self.doubt += 1
        self.pipeline(pipeline, way)
        self.doubt -= 1

    def ways(self, state: State) -> tuple[State | None, State | None]:
        """The way on if the last command succeeded, and the way on if it failed."""
        if state.status is True:
            return state, None
        if state.status is False:
            return None, state
        if state.split is not None:
            yes, no = state.split
            state.split = None
        else:
            yes, no = state.fork(), state.fork()
        yes.status, no.status = True, False
        return yes, no

    def pipeline(self, node: Pipeline, state: State) -> None:
        state.split = state.missed = None
        if len(node.commands) == 1:
            self.command(node.commands[0], state)
        else:
            self.stages(node, state)
        if node.timed and 2 in state.fds:
            from guard.shell.messages import report

            report(self, state, node.timed == "time -p")
        if node.negated:
            state.status = None if state.status is None else not state.status
            if state.split is not None:
                state.split = (state.split[1], state.split[0])

    def stages(self, node: Pipeline, state: State) -> None:
        """``a | b | c``: what one prints is what the next reads."""
        upstream: tuple[Invocation, ...] = ()
        stream: Stream | None = None
        last = len(node.commands) - 1
        for index, command in enumerate(node.commands):
            stage = state.subshell()
            if stream is not None:
                stage.fds[0] = Feed(stream)
            sink = Sink(self.open, state.dropped)
            if index < last:
                stage.fds[1] = sink
                if index < len(node.stderr) and node.stderr[index]:
                    stage.fds[2] = sink
            if state.dialect == "zsh" and getattr(command, "redirects", False):
                stage.piped = (0,) * (index > 0) + (1,) * (index < last)
            self.command(command, stage)
            stays = index == last and (state.dialect == "zsh" or "lastpipe" in state.options)
            if not stays:
                self.run_traps(stage)
            if index == last:
                if stays:  # it is this very shell, which runs its traps when it, or the function, ends
                    for way in (stage, *(stage.split or ())):
                        way.fds, way.traps = state.fds, {**state.traps, **way.traps}
                    state.become(stage)
                state.status = None if "pipefail" in state.options else stage.status
                return
            upstream = distinct((*upstream, *sink.producers))
            text = sink.value
            nothing = not text.parts or (len(text.parts) == 1 and isinstance(text.parts[0], Hole))
            stream = Stream(None if nothing and sink.producers and text.parts else text, None, upstream)

    def command(self, node: Command, state: State) -> None:
        self.spend(1)
        if type(node) is Simple:
            from guard.shell.simple import run_simple

            run: Callable[..., None] = run_simple
        else:
            from guard.shell.control import RUNNERS

            run = RUNNERS[type(node)]
        counters = (self.doubt, self.open, self.silent, self.gate, self.line)
        loops, calls, deferred = len(self.loops), len(self.calls), len(self.deferred)
        try:
            run(self, node, state)
        except Abort as abort:
            self.doubt, self.open, self.silent, self.gate, self.line = counters
            del self.loops[loops:], self.calls[calls:], self.deferred[deferred:]
            self.unresolved(f"a command that does not run: {abort}", state, dangerous=False)
            give_up(abort, state)

    # ------------------------------------------------------------------------- substitutions

    def substitute(self, part: Substitution, state: State) -> Value:
        """``$(…)``: run the body in a subshell, take what it prints."""
        if part.file:
            from guard.shell.process_substitution import named_output

            return named_output(self, part.body, state)
        value, child = self.capture(reading.reading_cat(part.body), state)
        state.status = child.status
        value = stripped(value)
        if len(value.parts) == 1 and isinstance(value.parts[0], Hole) and value.parts[0].producers:
            from guard.shell.env_files import picked

            return picked(value, self.world)
        return value

    def capture(self, body: Script, state: State) -> tuple[Value, State]:
        """What a subshell prints, and how it ends."""
        if state.depth > DEPTH:
            self.unresolved("substitutions within substitutions, too deep to be followed", state, limit=True)
            return Value((Hole("a deep substitution"),)), state
        child = state.subshell()
        child.depth += 1
        sink = Sink(self.open, child.dropped)
        child.fds[1] = sink
        gate, self.gate = self.gate, "always"
        loops, self.loops = self.loops, []
        if state.dialect in ("sh", "dash"):  # which read it with the command around it
            self.script(body, child)
        else:
            reading.read_and_run(self, body, child)
        self.run_traps(child)
        self.gate, self.loops = gate, loops
        return sink.value, child

    def process(self, part: Process, state: State) -> Value:
        """``<(…)`` and ``>(…)``: the name of a file that is a pipe."""
        from guard.shell.process_substitution import process

        return process(self, part, state)

    def calculate(self, expression: Value, state: State) -> Value:
        """The number that an arithmetic expression comes to."""
        text = expression.text
        if text is not None and text.isdigit() and (text[0] != "0" or text == "0"):
            return expression
        from guard.shell.arithmetic import evaluate

        return evaluate(self, expression, state)

    # ------------------------------------------------------------------------- the end of a shell

    def run_traps(self, state: State) -> None:
        """Trap bodies, with what is known at the end of the shell that set them."""
        if state.traps:
            from guard.shell.traps import run_traps

            run_traps(self, state)

    def where(self, span: Span, state: State) -> tuple[Span, str]:
        """The span in the proposal's text and the name of the file it was read from."""
        source = state.source
        if source and state.span is not None:
            line = state.shell_text.count("\n", 0, span.start) + 1
            return state.span, f"{source}:{line}"
        return (state.span, source) if state.span is not None else (span, source)


def _does_nothing(pipeline: Pipeline) -> bool:
    command = pipeline.commands[0]
    if not isinstance(command, Simple) or len(command.words) != 1:
        return False
    return command.words[0].literal in ("true", ":")
