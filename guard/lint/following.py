"""What a snippet would run. The engine's evaluator, started as a script is started: its arguments, and every
variable that the text does not set, are unknown; functions are followed even where nobody here calls
them.

A live proposal is followed as a whole within one budget. A file is not: each of its commands gets a budget,
and what is left when the file's time is over is named as trouble.
"""

from __future__ import annotations

import gc
import time

from guard.errors import LimitReached
from guard.frozen import replace
from guard.lint.nowhere import HOME, Nowhere
from guard.lint.snippets import FIRST_HOLE, Snippet, Trouble
from guard.model import Hole, Invocation, Proposal, Span, Unfolding, Unresolved, Value, known
from guard.programs.foresight import interpret
from guard.programs.switches import threaded
from guard.shell.evaluate import initial
from guard.shell.machine import FUEL, Machine, OutOfFuel
from guard.shell.nodes import Simple, walk
from guard.shell.reading import next_line
from guard.shell.state import Cell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Event
    from guard.shell.nodes import Script
    from guard.shell.state import State

SECONDS = 15.0
"""Processor time for which one snippet may be followed."""
LOOKS = 16
"""Every so many commands the clock is looked at, which costs as much as a short command."""
BUDGET = FUEL
"""Commands that are followed for one command of the file, functions that it calls included."""
MOST_EVENTS = 60_000
CANNOT_READ = "the command cannot be read"


def followed(snippet: Snippet) -> tuple[tuple[Effect, ...], tuple[Event, ...], tuple[Trouble, ...]]:
    """The effects of a shell snippet, what it would run, and what could not be followed."""
    collecting = gc.isenabled()
    gc.disable()  # as in ``evaluate.unfold``: thousands of small records that all live until the end
    try:
        events, troubles = _Run(snippet).events()
        unfolding = threaded(Unfolding(events))
        return _effects(unfolding, troubles, snippet), unfolding.events, tuple(troubles)
    finally:
        if collecting:
            gc.enable()


def _effects(unfolding: Unfolding, troubles: list[Trouble], snippet: Snippet) -> tuple[Effect, ...]:
    """The effects, event by event where one of them cannot be interpreted."""
    try:
        return tuple(interpret(unfolding, Nowhere()))
    except (LimitReached, RecursionError):
        pass
    except Exception as error:  # one program's reader must not hide the others
        troubles.append(Trouble(f"internal error ({type(error).__name__}: {error})", snippet.origin.begin(0)))
    found: list[Effect] = []
    for event in unfolding.events:
        try:
            found.extend(interpret(Unfolding((event,)), Nowhere()))
        except Exception:  # noqa: S112 — named above
            continue
    return tuple(found)


class _Run:
    """One snippet on its way through the evaluator."""

    def __init__(self, snippet: Snippet) -> None:
        self.snippet = snippet
        self.machine = Machine(Nowhere())
        self.until = time.process_time() + SECONDS
        self.steps = 0
        self.troubles: list[Trouble] = []
        self.done: list[Event] = []
        self.short = False
        """A command used up its budget, so that functions it calls may be half followed."""
        self.over = False
        """The file's time is over."""

    def events(self) -> tuple[tuple[Event, ...], list[Trouble]]:
        state = _started(self.snippet)
        script = self.machine.parse(self.snippet.text, state)
        if script is not None:
            state.shell_text = self.snippet.text
            end = -1
            for item in script.items:
                end = next_line(self.machine, item, end, state)
                if not self._step(lambda item=item: self.machine.and_or(item, state), item.span):
                    break
                state.stopped = ""
            self._functions(state)
            self._step(lambda: self.machine.run_traps(state), Span())
            if self.short:
                self.over, self.until = False, time.process_time() + SECONDS
                self._one_by_one(script)
            if self.over:
                self._say("there is too much to follow; a part of it was not looked at", Span())
        self._keep()
        return tuple(e for e in self.done if not self._is_trouble(e)), self.troubles

    def _step(self, run: object, span: Span) -> bool:
        """One command with a budget of its own. False where the file's time is over."""
        self.steps += 1
        late = self.steps % LOOKS == 0 and time.process_time() > self.until
        if late or len(self.done) > MOST_EVENTS:
            self.short = self.over = True
            return False
        self.machine.fuel = BUDGET
        try:
            run()  # type: ignore[operator]
        except (OutOfFuel, LimitReached):
            self.short = True
            self.machine.doubt = self.machine.open = self.machine.silent = 0
            self.machine.loops, self.machine.calls = [], []
        except RecursionError:
            self._say("it is nested too deeply to be followed", span)
        except Exception as error:  # total: the rest of the file is still looked at
            self._say(f"internal error ({type(error).__name__}: {error})", span)
        self._keep()
        return True

    def _keep(self) -> None:
        self.done.extend(self.machine.events)
        self.machine.events.clear()

    def _functions(self, state: State) -> None:
        """Follow the functions that nobody here has called: a library's, a start-up file's."""
        for name, entry in list(state.functions.items()):
            body = entry[0].span
            if "\0" in name or entry[1] != self.snippet.text or (not self.short and self._seen_within(body)):
                continue
            child = state.child()
            child.stopped = ""
            child.positional = [_arguments()]
            from guard.shell.calls import call

            def run(name: str = name, entry: object = entry, child: State = child) -> None:
                call(self.machine, name, entry, [_arguments()], child)  # type: ignore[arg-type]

            if not self._step(run, body):
                return

    def _one_by_one(self, script: Script) -> None:
        """Follow the commands that no way reached before its budget was spent, each alone: what the text
        set before it is then unknown."""
        seen = {(e.span.start, e.span.end) for e in self.done}
        for node in simple_commands(script):
            if (node.span.start, node.span.end) not in seen:
                state = _started(self.snippet)
                state.shell_text = self.snippet.text

                def run(node: Simple = node, state: State = state) -> None:
                    self.machine.command(node, state)

                if not self._step(run, node.span):
                    return

    def _seen_within(self, span: Span) -> bool:
        return any(span.start <= e.span.start and e.span.end <= span.end and e.span.end for e in self.done)

    def _is_trouble(self, event: Event) -> bool:
        """Whether the event says that the text could not be read; it is kept as trouble then."""
        if not isinstance(event, Unresolved):
            return False
        if event.why.startswith(CANNOT_READ) and not event.via and not self.snippet.optional:
            self._say(f"cannot be read as {self.snippet.dialect}{event.why[len(CANNOT_READ) :]}", event.span)
        return True

    def _say(self, what: str, span: Span) -> None:
        self.troubles.append(Trouble(what, self.snippet.origin.begin(span.start)))


def simple_commands(node: object) -> Iterator[Simple]:
    """Every simple command in a tree, those in substitutions included."""
    return (one for one in walk(node) if isinstance(one, Simple))


def _arguments() -> Value:
    return Value((Hole("the arguments", (), True),))


def _started(snippet: Snippet) -> State:
    """The shell at the beginning. ``elsewhere``: nothing of this machine holds there, so that a variable
    nobody set is a hole and not the empty word."""
    environment = {"HOME": HOME, **snippet.env}
    state = initial(Proposal(text=snippet.text, dialect=snippet.dialect, cwd="", env=environment))
    state.elsewhere = True
    state.cwds = (None,)
    state.positional = [_arguments()]
    state.variables["HOME"] = Cell(known(environment["HOME"]), exported=True, origin="environment")
    state.substitutes = tuple(Hole(why, (), True) for why in snippet.holes)
    return state


def words(event: Invocation) -> tuple[str, ...]:
    """The words of a command as far as they are known."""
    return tuple(word.text or word.prefix for word in event.argv)


def placeholder(index: int) -> str:
    """The character that stands for the hole of this number."""
    return chr(FIRST_HOLE + index)


__all__ = ["followed", "placeholder", "replace", "words"]
