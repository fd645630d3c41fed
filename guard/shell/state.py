"""What a shell knows while it runs: directory, variables, functions, aliases, open files, written files.

A state belongs to one way through the text. ``fork`` splits the way (the disk is copied too),
``child`` is a subshell (own variables, same disk); ``joining.py`` brings ways together again.
"""

from __future__ import annotations

from guard.frozen import frozen, replace
from guard.model import Hole, Span, Value, Variable, known
from guard.shell.values import EMPTY, PID_FILE, compact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Union

    from guard.model import Invocation, Stream
    from guard.shell.nodes import Function

DEPENDS = "output that depends on what happens"
DIRECTORIES = 4
"""How many possible current directories are kept apart."""


class Abort(Exception):
    """A command does not run: ``${x:?}``, ``set -u``, a bad substitution."""


class Unset(Abort):
    """``${x:?}`` or ``set -u`` found a parameter that is surely not set: the whole shell ends here."""


def give_up(abort: Abort, state: State) -> None:
    """What is left of a shell when a command of it could not be expanded."""
    state.status = None
    if isinstance(abort, Unset):
        state.stopped, state.status = "exit", False


@frozen
class Cell:
    """A variable of the shell."""

    value: Value | None = None
    """``None``: declared or unset."""
    elements: Mapping[str, Value] | None = None
    """An array's elements by key (indexed: by decimal number)."""
    exported: bool = False
    integer: bool = False
    reference: bool = False
    """``declare -n``: the value names the variable that is meant."""
    associative: bool = False
    case: str = ""
    """``u`` or ``l`` from ``declare -u/-l``."""
    origin: str = "export"
    doubtful: bool = False
    """Set on some ways through the text and not on others."""


UNSET = Cell()
ANYWHERE = "?"
"""The key of an array's element that nobody knows the key of."""


class Sink:
    """Where output is collected: of a substitution, a pipe, a redirection."""

    __slots__ = ("doubtful", "dropped", "notes", "open", "parts", "producers", "size")

    def __init__(self, open_ways: int = 0, dropped: int = 0) -> None:
        self.parts: list[Union[str, Hole]] = []
        self.notes: tuple[str, ...] = ()
        self.producers: list[Invocation] = []
        self.size = 0
        self.open = open_ways
        self.dropped = dropped
        self.doubtful = False
        """Some of it is printed on one way through the text and not on another."""

    def add(self, value: Value, producer: Invocation | None, doubtful: bool) -> None:
        self.notes = (PID_FILE,) if PID_FILE in value.notes and (self.notes or not self.parts) else ()
        self.parts.extend(value.parts)
        self.doubtful = self.doubtful or doubtful
        self.size += sum(len(p) for p in value.parts if isinstance(p, str)) + 1
        if self.size > 200_000:
            self.parts = [Hole("a very long output", tuple(self.producers))]
            self.size = 0
        if producer is not None and len(self.producers) < 256:
            self.producers.append(producer)

    @property
    def value(self) -> Value:
        """What was printed. What is only printed perhaps stands behind a hole and a newline."""
        if not self.doubtful:
            return compact(self.parts, notes=self.notes)
        return compact([Hole(DEPENDS, tuple(self.producers)), "\n", *self.parts])


class OpenFile:
    """A file opened for writing."""

    __slots__ = ("append", "cwd", "path", "sink")

    def __init__(self, path: Value, append: bool, sink: Sink) -> None:
        self.path = path
        self.append = append
        self.sink = sink


class Feed:
    """What is read from: a stream, and what is left of it."""

    __slots__ = ("rest", "stream")

    def __init__(self, stream: Stream, rest: str | None = None) -> None:
        self.stream = stream
        self.rest = rest
        """The text behind what was read; ``None``: nothing was read yet, or it is not known."""


CLOSED = "closed"
if TYPE_CHECKING:
    Descriptor = Union[Sink, OpenFile, Feed, str]
    Definition = tuple[Function, str, Span | None, str, tuple[Hole, ...]]
    """A function: its node, the text it stands in, the span that stands for it, its source, its holes."""


@frozen
class File:
    """What became of a path in this text."""

    content: Value | None = None
    """What is in it; ``None``: not known."""
    same_as: str = ""
    """It is a copy of, or a link to, this path."""
    producers: tuple[Invocation, ...] = ()
    """Who filled it."""
    directory: bool = False
    gone: bool = False
    how: str = "written"
    """``written``, ``downloaded``, ``built``, ``copied``."""


class Disk:
    """The files that this text has touched. Shared by subshells, copied where ways part."""

    __slots__ = ("fetched", "files", "spoilt", "stirred")

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.fetched: set[str] = set()
        """Folders into which this text has unpacked what it downloaded."""
        self.spoilt: set[str] = set()
        """Paths, and folders with a ``/`` behind them, in which there may be something else by now."""
        self.stirred = False
        """A program ran that may have made or removed any file or directory."""

    def copy(self) -> Disk:
        other = Disk()
        other.files = dict(self.files)
        other.fetched = set(self.fetched)
        other.spoilt = set(self.spoilt)
        other.stirred = self.stirred
        return other


class State:
    """One shell at one moment."""

    __slots__ = (
        "aliases", "cwds", "depth", "dialect", "disk", "dropped", "elsewhere", "environment",
        "exported_functions", "fds", "files_running", "functions", "hashed", "laid", "locals", "missed",
        "named", "oldpwd", "options", "piped", "positional", "shell_text", "source", "span", "split",
        "status", "stopped", "substitutes", "traps", "variables", "via", "zero",
    )  # fmt: skip

    def __init__(self) -> None:
        self.cwds: tuple[str | None, ...] = (None,)
        """The directories it may be in; one where that is known."""
        self.oldpwd: str | None = None
        self.variables: dict[str, Cell] = {}
        self.environment: Mapping[str, str] = {}
        self.positional: list[Value] = []
        self.zero: Value = EMPTY
        self.functions: dict[str, Definition] = {}
        self.exported_functions: set[str] = set()
        self.aliases: dict[str, tuple[str, str]] = {}
        """Text and kind (regular, global, suffix)."""
        self.options: set[str] = set()
        self.traps: dict[str, Value] = {}
        self.hashed: dict[str, Value] = {}
        self.disk = Disk()
        self.fds: dict[int, Descriptor] = {}
        self.dialect = "bash"
        self.elsewhere = False
        """On another machine or in a container: nothing here is known there."""
        self.laid = False
        """What is followed stands in a script that lay on this machine before (``follow.ON_DISK``)."""
        self.depth = 0
        self.stopped = ""
        """``exit``, ``return``, ``break``, ``continue``: nothing more runs on this way."""
        self.status: bool | None = None
        self.split: tuple[State, State] | None = None
        """After a command that may fail: the way on if it worked, and the way on if it did not."""
        self.piped: tuple[int, ...] = ()
        """Descriptors that are pipes of the command that comes next, for zsh."""
        self.dropped = 0
        """How many ways ended early while this one went on."""
        self.missed: tuple[str | None, ...] | None = None
        """After a ``cd`` that fails: where it would have gone."""
        self.locals: list[dict[str, Cell | None]] = []
        self.shell_text = ""
        self.span: Span | None = None
        self.source = ""
        self.via: tuple[Invocation, ...] = ()
        self.files_running: tuple[str, ...] = ()
        self.substitutes: tuple[Hole, ...] = ()
        """The holes that stand as private characters in the text being read."""
        self.named: dict[str, Value] = {}

    @property
    def reads_groups(self) -> bool:
        """Whether ``@(a|b)`` is a pattern here: in bash under ``extglob`` alone (bash manual 3.5.8.1)."""
        return "extglob" in self.options or self.dialect not in ("bash", "sh", "dash")

    # ------------------------------------------------------------------------- ways

    def child(self) -> State:
        """A subshell: its own everything, but the same disk."""
        other = State.__new__(State)
        for slot in State.__slots__:
            setattr(other, slot, getattr(self, slot))
        for slot in ("variables", "functions", "aliases", "traps", "hashed", "fds"):
            setattr(other, slot, dict(getattr(self, slot)))
        other.options = set(self.options)
        other.exported_functions = set(self.exported_functions)
        other.positional = list(self.positional)
        other.locals = [dict(frame) for frame in self.locals]
        return other

    def subshell(self) -> State:
        """A process of its own in the same shell: it does not run the traps of the shell around it."""
        other = self.child()
        other.traps = {}
        other.piped = ()
        return other

    def fork(self) -> State:
        """Another way through the text from here."""
        other = self.child()
        other.disk = self.disk.copy()
        for number, descriptor in other.fds.items():
            if isinstance(descriptor, Feed):
                other.fds[number] = Feed(descriptor.stream, descriptor.rest)
        return other

    def restore(self, fds: dict[int, Descriptor]) -> None:
        """Put descriptors back after a redirected command, on every way that it left open."""
        self.fds = fds
        for way in self.split or ():
            way.fds = fds

    def become(self, other: State) -> None:
        """Take over another state in place."""
        for slot in State.__slots__:
            setattr(self, slot, getattr(other, slot))

    # ------------------------------------------------------------------------- variables

    def cell(self, name: str) -> Cell | None:
        """The variable, references followed; ``None`` where it is not set."""
        for _ in range(8):
            found = self.variables.get(name)
            if found is None:
                text = self.environment.get(name)
                return None if text is None else Cell(known(text), exported=True, origin="environment")
            if not found.reference:
                return found if found.value is not None or found.elements is not None else None
            target = found.value.text if found.value is not None else None
            if target is None:
                return Cell(Value((Hole(f"${name}, a reference to a name that is not known"),)))
            name = target
        return None

    def referred(self, name: str) -> str:
        """The name that is meant by this one (``declare -n``)."""
        for _ in range(8):
            found = self.variables.get(name)
            if found is None or not found.reference or found.value is None or not found.value.text:
                return name
            name = found.value.text
        return name

    def assign(self, name: str, value: Value, **attributes: object) -> None:
        """Give a variable a value, its attributes kept."""
        old = self.variables.get(name) or UNSET
        exported = old.exported or name in self.environment or "allexport" in self.options
        changes = {"exported": exported, "doubtful": False, "origin": "export", **attributes}
        if old.elements is not None and "elements" not in attributes:
            changes["elements"] = {**old.elements, "0": value}
        self.variables[name] = replace(old, value=value, **changes)

    def unset(self, name: str) -> None:
        self.variables.pop(name, None)
        if name in self.environment:
            self.environment = {k: v for k, v in self.environment.items() if k != name}

    def exports(self) -> dict[str, Variable]:
        """What this text assigned and a program would see."""
        return {
            name: Variable(cell.value, cell.origin)
            for name, cell in self.variables.items()
            if cell.exported and cell.value is not None
        }

    @property
    def cwd(self) -> str | None:
        return self.cwds[0] if len(self.cwds) == 1 else None

    # ------------------------------------------------------------------------- paths

    def places(self, path: str) -> tuple[str, ...]:
        """The absolute paths that a path may mean here; relative to nothing known: ``?/path``."""
        if path.startswith("/"):
            return (normal(path),)
        return tuple(dict.fromkeys(normal((cwd or "?") + "/" + path) for cwd in self.cwds))

    def file(self, path: str) -> File | None:
        """What this text made of a path, links followed."""
        for place in self.places(path):
            for _ in range(8):
                found = self.disk.files.get(place)
                if found is None or not found.same_as or found.same_as not in self.disk.files:
                    break
                place = found.same_as
            if found is not None:
                return found
        return None

    def record(self, path: str, file: File) -> None:
        for place in self.places(path):
            self.disk.files[place] = file


def normal(path: str) -> str:
    """A path without ``.``, ``..`` and doubled slashes; links are not looked at."""
    if "//" not in path and "/." not in path and not path.endswith("/"):
        return path
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part and part != ".":
            parts.append(part)
    return ("/" if path.startswith("/") else "") + "/".join(parts)
