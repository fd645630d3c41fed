"""Programs that do what another one does, in other words.

Caught: ``jdupes -rdN ~/docs`` (as fdupes), ``tmpreaper --all 1s ~`` and ``tmpwatch 1 ~`` (as find with
``-delete``), ``fallocate -p -o 0 -l 4 notes.txt`` (as truncate).
Quiet: ``jdupes -r ~/docs``, ``tmpreaper --test 1d /tmp``, ``fallocate -l 1G new.img``.

Facts: jdupes(1), tmpreaper(8), tmpwatch(8), fallocate(1).
"""

from __future__ import annotations

from guard.model import known
from guard.programs.options import read_options
from guard.shell.unwrap import RunArgv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

SHOWING = ("-t", "--test", "--help", "-h")
VALUED = {"tmpreaper": "-M --protect -T --runtime", "tmpwatch": "-x --exclude -X -U --exclude-user",
          "fallocate": "-l --length -o --offset"}  # fmt: skip


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The command that does the same."""
    program, words = invocation.program, invocation.argv[1:]
    if program == "jdupes":
        yield RunArgv((known("fdupes"), *words))
        return
    options = read_options(words, VALUED[program].split())
    if options.has(*SHOWING):
        return
    if program == "fallocate":
        if options.has("-p", "--punch-hole", "-z", "--zero-range", "-c", "--collapse-range"):
            for file in options.operands:
                yield RunArgv((known("truncate"), known("-s"), known("0"), file))
    else:
        for folder in options.operands[1:]:
            yield RunArgv((known("find"), folder, known("-mindepth"), known("1"), known("-delete")))
