"""Files that the shell itself opens for writing: ``> f``, ``>> f``, ``&> f``.

Caught: ``echo x > notes.txt`` over an untracked file, ``sort notes.txt > notes.txt`` (emptied before it is
read), ``cat x > /dev/sda``, ``echo key >> ~/.ssh/authorized_keys``.
Quiet: ``echo x > new.txt`` (a new file), ``echo x >> notes.txt``, ``ls x 2>/dev/null``, ``echo x > /tmp/x``,
``echo x > README.md`` (a file that git holds unchanged).

Lost: the old content.
Back: ``git restore`` where it is tracked, else nothing.
Instead: ``>>`` adds, ``set -o noclobber`` refuses, a new name keeps both.

Related: ShellCheck SC2094 (a file that is read and written by one pipeline).
Facts: POSIX.1-2024 XCU 2.7 (redirections are made before the command runs), bash(1) REDIRECTION.
"""

from __future__ import annotations

import os

from guard.model import known
from guard.programs.files import path_effect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, FileWrite, Value
    from guard.world import World

QUIET = ("/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty")


def effects_of_write(write: FileWrite, world: World) -> Iterator[Effect]:
    """What opening this file does to what was in it."""
    if write.path.text in QUIET:
        return
    from guard.programs.written import further_effects_of_write

    yield from further_effects_of_write(write, world)
    if write.mode == "append":
        yield path_effect("fs.append", "update", write.path, write, act="append", follow=True)
        return
    if write.mode == "read-write":
        yield path_effect("fs.redirect", "update", write.path, write, act="substitute", follow=True)
        return
    source = _reads_itself(write)
    hints = () if source is None else (("source", source),)
    if _writes_nothing(write):
        hints = (*hints, ("empties", known("yes")))
    yield path_effect(
        "fs.redirect-self" if source else "fs.redirect", "overwrite", write.path, write, act="overwrite",
        follow=True, hints=hints,
        why="the shell empties the file before the program reads it" if source else "",
        instead=_through_a_copy(write) if source else "",
    )  # fmt: skip


def _writes_nothing(write: FileWrite) -> bool:
    """``> f``, ``: > f``, ``cat /dev/null > f``: the old content goes and nothing takes its place."""
    if write.by is None or write.by.program in (":", "true", "false"):
        return True
    return write.content is not None and write.content.text == "" and write.by.program != "touch"


def _reads_itself(write: FileWrite) -> Value | None:
    """The operand of the program that is the very file its output goes to (``sort f > f``)."""
    if write.by is None or write.path.text is None:
        return None
    own = _normal(write.path.text, write.cwd)
    readers = [*write.by.argv[1:]]
    if write.by.stdin is not None and write.by.stdin.path is not None:
        readers.append(write.by.stdin.path)
    for upstream in write.by.stdin.producers if write.by.stdin is not None else ():
        readers += upstream.argv[1:]
    if write.by.program in ("echo", "printf", "tee", "touch", ":", "true", "test", "["):
        return None
    for word in readers:
        if word.text and _normal(word.text, write.cwd) == own:
            return word
    return None


def _normal(text: str, cwd: str | None) -> str:
    return os.path.normpath(os.path.join(cwd or "/", text))


def _through_a_copy(write: FileWrite) -> str:
    name = write.path.skeleton
    program = " ".join(write.by.words) if write.by is not None else "…"
    return f"{program} > {name}.new && mv {name}.new {name}"
