"""Redirections: which file each descriptor leads to, and what is written where.

bash manual 3.6. Opening a file for writing is an event of its own (``FileWrite``), whoever writes to it.
"""

from __future__ import annotations

from guard.model import FileWrite, Hole, Stream, Value, known
from guard.shell.expand import fields, one_word
from guard.shell.state import CLOSED, Abort, Feed, File, OpenFile, Sink, give_up
from guard.shell.values import concatenate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from guard.model import Invocation, Span
    from guard.shell.machine import Machine
    from guard.shell.nodes import Redirect
    from guard.shell.state import Descriptor, State

    Mode = Literal["truncate", "append", "read-write"]

APPENDING = (">>", "&>>", ">>&", ">>|", ">>!", "&>>|", "&>>!")


class Opened:
    """A file that a redirection opened, until the command is done."""

    __slots__ = ("at", "cwds", "file", "mode", "span")

    def __init__(self, file: OpenFile, mode: Mode, span: Span, at: int, cwds: tuple[str | None, ...]) -> None:
        self.file = file
        self.mode = mode
        self.span = span
        self.at = at
        self.cwds = cwds


def redirected(
    machine: Machine, redirects: tuple[Redirect, ...], state: State, run: Callable[[], None]
) -> None:
    """Run a compound command with its redirections in force."""
    if not redirects:
        run()
        return
    saved = state.fds
    waiting = len(machine.deferred)
    try:
        opened, may_fail = open_all(machine, redirects, state)
    except Abort as abort:
        machine.unresolved(f"a redirection that fails: {abort}", state, dangerous=False)
        give_up(abort, state)
        state.fds = saved
        return
    refused = without(state, saved) if may_fail else None
    run()
    state.restore(saved)
    close(machine, opened, state, None)
    feed_deferred(machine, waiting, opened, state)
    rejoin(state, refused)


def without(state: State, saved: dict[int, Descriptor]) -> State:
    """The way on where one of the redirections just opened failed and the command does not run."""
    refused = state.fork()
    refused.fds, refused.status = saved, False
    return refused


def rejoin(state: State, refused: State | None) -> None:
    """Go on from behind the command and from where it did not run."""
    if refused is not None:
        from guard.shell.joining import join

        # what the command wrote is kept as it is written: there was nothing known in its place
        refused.disk.files = {**state.disk.files, **refused.disk.files}
        state.become(join([state, refused]))


def open_all(machine: Machine, redirects: tuple[Redirect, ...], state: State) -> tuple[list[Opened], bool]:
    """Apply redirections from left to right to a copy of the descriptors; whether one of them may fail."""
    piped, state.piped = state.piped, ()
    state.fds = dict(state.fds)
    opened: list[Opened] = []
    if state.dialect == "zsh":
        from guard.shell.multios import open_each

        return opened, open_each(machine, redirects, state, opened, piped, _open)
    may_fail = False
    for redirect in redirects:
        may_fail |= _open(machine, redirect, state, opened)
    return opened, may_fail


def _open(machine: Machine, redirect: Redirect, state: State, opened: list[Opened]) -> bool:
    """Apply one; whether it may fail."""
    operator = redirect.operator
    if redirect.subscript is not None:
        from guard.shell.assignments import set_element

        subscript = one_word(machine, redirect.subscript, state)
        set_element(machine, redirect.fd[1:-1], subscript, Value((Hole("a free descriptor"),)), state)
    if operator.startswith("<<"):
        _set(state, redirect, 0, Feed(Stream(_document(machine, redirect, state))))
        return False
    words = fields(machine, redirect.target, state)
    target = words[0] if len(words) == 1 else one_word(machine, redirect.target, state)
    if operator in ("<&", ">&") and _duplicate(machine, redirect, target, state, opened):
        return False
    may_fail = False
    if not target.prefix.startswith("/dev/"):
        from guard.shell.unopened import may_not_open

        may_fail = may_not_open(machine, target, state, operator == "<")
    if operator == "<":
        _set(state, redirect, 0, _reading(target, state))
    elif operator.startswith("&") or operator == "<>" or not _leads_to_own(redirect, target, state):
        _open_file(machine, redirect, target, state, opened)
    return may_fail


def _document(machine: Machine, redirect: Redirect, state: State) -> Value:
    """What a here-document or a here-string holds."""
    if redirect.operator == "<<<":
        return concatenate([one_word(machine, redirect.target, state), known("\n")])
    return one_word(machine, redirect.body, state) if redirect.body is not None else known("")


def _leads_to_own(redirect: Redirect, target: Value, state: State) -> bool:
    """Whether this names what the process writes to already; then the descriptor leads there, too."""
    same = OWN_OUTPUTS.get(target.text or "")
    if same is None:
        return False
    if same in state.fds:
        _set(state, redirect, 1, state.fds[same])
    else:
        state.fds.pop(int(redirect.fd[:6]) if redirect.fd.isdigit() else 1, None)
    return True


def _open_file(
    machine: Machine, redirect: Redirect, target: Value, state: State, opened: list[Opened]
) -> None:
    operator = redirect.operator
    mode: Mode = "append" if operator in APPENDING else "read-write" if operator == "<>" else "truncate"
    file = OpenFile(target, operator in APPENDING, Sink(machine.open, state.dropped))
    span, _ = machine.where(redirect.span, state)
    opened.append(Opened(file, mode, span, len(machine.events), state.cwds))
    if operator in ("&>", "&>>", "&>|", "&>!", ">&", ">>&", ">&|", ">&!") and not redirect.fd:
        state.fds[1] = state.fds[2] = file
    else:
        _set(state, redirect, 0 if operator == "<>" else 1, file)


OWN_OUTPUTS = {
    "/dev/stdout": 1, "/dev/fd/1": 1, "/proc/self/fd/1": 1, "/dev/stderr": 2, "/dev/fd/2": 2,
    "/proc/self/fd/2": 2,
}  # fmt: skip
"""Names by which a process reaches what it writes to already: ``echo x > /dev/stdout | sh``."""


def _set(state: State, redirect: Redirect, default: int, descriptor: Descriptor) -> None:
    """Let a descriptor lead somewhere; ``{name}>f`` takes a free one and tells the variable."""
    fd = redirect.fd
    number = default
    if fd.isdigit():
        number = int(fd[:6])
    elif fd:
        number = max(10, *(n + 1 for n in state.fds)) if state.fds else 10
        if redirect.subscript is None:
            state.assign(fd[1:-1], known(str(number)))
    state.fds[number] = descriptor
    if isinstance(descriptor, Feed):
        stream = descriptor.stream
        state.disk.files[f"/dev/fd/{number}"] = File(stream.text, "", stream.producers)


def _reading(target: Value, state: State) -> Feed:
    """``< file``: what is in it where this text wrote it or it is one of the shell's own pipes."""
    path = target.text
    if path is not None:
        inherited = standard(path, state)
        if inherited is not None:
            return inherited
        found = state.file(path)
        if found is not None:
            return Feed(Stream(found.content, target, found.producers))
    return Feed(Stream(None, target))


def standard(path: str, state: State) -> Feed | None:
    """What ``/dev/stdin`` and ``/dev/fd/n`` lead to here."""
    number = {"/dev/stdin": "0", "/proc/self/fd/0": "0"}.get(path)
    for prefix in ("/dev/fd/", "/proc/self/fd/"):
        if path.startswith(prefix):
            number = path[len(prefix) :]
    if number is None or not number.isdigit():
        return None
    descriptor = state.fds.get(int(number[:6]))
    return descriptor if isinstance(descriptor, Feed) else None


def _duplicate(
    machine: Machine, redirect: Redirect, target: Value, state: State, opened: list[Opened]
) -> bool:
    """``n>&m``, ``n<&m``, ``n>&-``; False where the target is a file's name (``>& file``)."""
    default = 0 if redirect.operator == "<&" else 1
    text = target.text
    number = int(redirect.fd[:6]) if redirect.fd.isdigit() else default
    if text is None:
        state.fds[number] = Feed(Stream(None, target))
        return default == 0 or bool(redirect.fd) or bool(target.prefix) is False
    if text == "-":
        if redirect.fd and not redirect.fd.isdigit():
            cell = state.cell(redirect.fd[1:-1]) if redirect.subscript is None else None
            named = cell.value.text if cell is not None and cell.value is not None else None
            number = int(named[:6]) if named is not None and named.isdigit() else -1
        state.fds[number] = CLOSED
        return True
    if text == "p" and state.dialect == "zsh":
        if default == 0:
            state.fds[number] = Feed(Stream(Value((Hole("what a coprocess prints"),))))
        return True
    moved = text.removesuffix("-")
    if not moved.isdigit():
        return False
    source = state.fds.get(int(moved[:6]))
    if redirect.fd and not redirect.fd.isdigit():
        _set(state, redirect, default, source if source is not None else CLOSED)
    elif source is None:
        state.fds.pop(number, None)
    else:
        state.fds[number] = source
    if moved != text:
        state.fds.pop(int(moved[:6]), None)
    return True


def close(
    machine: Machine, opened: list[Opened], state: State, by: Invocation | None, persistent: bool = False
) -> None:
    """Report each file that was opened for writing, where it was opened, with what was written."""
    for shift, one in enumerate(opened):
        if one.file.path.prefix.startswith("/dev/fd/"):
            continue
        sink = one.file.sink
        writer = by or (sink.producers[-1] if sink.producers else None)
        content = None if persistent else sink.value
        path = one.file.path
        relative = not path.prefix.startswith("/")
        for cwd in one.cwds if relative else one.cwds[:1]:
            certainty = "may" if len(one.cwds) > 1 and relative else machine.certainty
            event = FileWrite(
                path, one.mode, cwd, content, writer, certainty, one.span, state.via, state.laid
            )
            machine.events.insert(one.at + shift, event)
        _record(machine, one, content, writer, state)


def _record(
    machine: Machine, one: Opened, content: Value | None, writer: Invocation | None, state: State
) -> None:
    """Remember what is in the file now."""
    name = one.file.path.text
    if name is None or name.startswith("/dev/"):
        return
    if one.mode != "truncate":
        before = state.file(name)
        if before is None and one.mode == "append" and _absent(machine, name, one, state):
            pass  # what is appended is all there is
        elif before is None or before.content is None or content is None:
            content = None
        else:
            content = concatenate([before.content, content])
    producers = tuple(one.file.sink.producers) or ((writer,) if writer is not None else ())
    kept = state.cwds
    state.cwds = one.cwds
    state.record(name, File(content, "", producers))
    state.cwds = kept


def _absent(machine: Machine, name: str, one: Opened, state: State) -> bool:
    """Whether there surely was no such file before."""
    if state.elsewhere or state.disk.stirred or len(one.cwds) != 1:
        return False
    kept = state.cwds
    state.cwds = one.cwds
    place = state.places(name)[0]
    state.cwds = kept
    return not place.startswith("?") and machine.world.stat(place) is None


def feed_deferred(machine: Machine, waiting: int, opened: list[Opened], state: State) -> None:
    """Run what reads behind ``>(…)`` with what was redirected there."""
    if len(machine.deferred) == waiting:
        return
    paths = {path for path, _ in machine.deferred[waiting:]}
    written = [o.file.sink for o in opened if o.file.path.text in paths]
    value = concatenate([sink.value for sink in written])
    by = tuple(p for sink in written for p in sink.producers)
    from guard.shell.process_substitution import run_deferred

    run_deferred(machine, waiting, value if written else None, by, state)
