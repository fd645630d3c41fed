"""Programs that move and rename: mv, rename, ren, exchange.

Caught: ``mv a b`` where ``b`` holds uncommitted work, ``mv ~/Documents /tmp/`` (what is moved to a volatile
place is as good as deleted), ``mv notes.txt /dev/null``.
Quiet: renaming inside one tree (``mv a c``), ``mv -n a b`` (it never overwrites), ``mv -b a b`` (it keeps the
old file), ``mv --help``.

Lost: what stood at the destination; what is moved to a volatile place goes with it.
Back: a moved file by moving it back; what it replaced by ``git restore`` where it is tracked.
Instead: ``mv -n`` (never overwrites) or ``mv -b`` (keeps the old file).

Facts: mv(1) of coreutils 9, POSIX.1-2024 mv, rename(1) of util-linux and of Perl's File::Rename.
"""

from __future__ import annotations

from guard.model import known
from guard.programs.files import asks_for_help, path_effect
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Effect, Invocation, Value
    from guard.programs.options import Options
    from guard.world import World

_LONG = ("--backup", "--force", "--interactive", "--no-clobber", "--strip-trailing-slashes", "--suffix",
         "--target-directory", "--no-target-directory", "--update", "--verbose", "--context",
         "--exchange")  # fmt: skip
_VALUED = ("-S", "--suffix", "-t", "--target-directory")


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What the destination loses, and what the sources lose where the destination keeps nothing."""
    if invocation.program in ("rename", "prename", "file-rename", "mmv"):
        return
    options = read_options(invocation.argv[1:], _VALUED, _LONG)
    sources, target = sources_and_target(options)
    if asks_for_help(options) or target is None:
        return
    keeps = options.last("-n", "--no-clobber", "-f", "--force", "-i", "--interactive") in (
        "-n",
        "--no-clobber",
    )
    kept_copy = options.has("-b", "--backup")
    into = (
        is_directory(target, invocation, world)
        or _ends_with_slash(target)
        or options.has("-t", "--target-directory")
    )
    if options.has("-T", "--no-target-directory"):
        into = False
    several = len(sources) > 1 or any(source.glob for source in sources)
    if several and not into and target.text is not None and not _unsure(invocation):
        return
    volatile = is_volatile(target, invocation, world)
    for source in sources:
        yield _of_source(source, target, invocation, volatile)
        if not keeps and not kept_copy:
            yield overwritten(source, target, invocation, into, "fs.mv")


def _unsure(invocation: Invocation) -> bool:
    """Several sources and no directory: POSIX mv refuses; on Windows each file overwrites the last."""
    return invocation.cwd is None


def _of_source(source: Value, target: Value, invocation: Invocation, volatile: str) -> Effect:
    if volatile:
        return path_effect(
            "fs.mv-away", "delete", source, invocation, act="delete", recursive=True,
            why=f"{target.skeleton} {volatile}", instead=f"cp -a {source.skeleton} {target.skeleton}",
        )  # fmt: skip
    return path_effect("fs.mv", "update", source, invocation, act="move")


def overwritten(
    source: Value, target: Value, invocation: Invocation, into: bool, rule: str, follow: bool = False
) -> Effect:
    """The file that would be replaced: the target, or its entry of the source's name."""
    word = joined(target, source) if into else target
    nothing = (("empties", known("yes")),) if source.text == "/dev/null" else ()
    return path_effect(
        rule, "overwrite", word, invocation, act="overwrite", follow=follow or into, hints=nothing
    )


def joined(folder: Value, source: Value) -> Value:
    """``folder/basename(source)`` as a word."""
    name = (source.text or source.skeleton).rstrip("/").rsplit("/", 1)[-1]
    if source.text is None or folder.text is None:
        from guard.frozen import replace

        return replace(folder, parts=(*folder.parts, "/" + name)) if source.text is not None else folder
    word = known(folder.text.rstrip("/") + "/" + name if folder.text != "/" else "/" + name, *folder.notes)
    if source.glob or folder.glob:
        from guard.frozen import replace

        return replace(word, glob=True)
    return word


def sources_and_target(options: Options) -> tuple[Sequence[Value], Value | None]:
    """The operands as cp, mv, install and ln read them; no target where there are too few."""
    folder = options.value("-t", "--target-directory")
    if folder is not None:
        return options.operands, folder
    if len(options.operands) < 2:
        return options.operands, None
    return options.operands[:-1], options.operands[-1]


def is_directory(word: Value, invocation: Invocation, world: World) -> bool:
    """Whether a word is an existing directory as the program would see it."""
    from guard.programs.path_operands import absolute

    path = absolute(word.text, invocation.cwd) if word.text else None
    return path is not None and world.is_directory(path)


def _ends_with_slash(word: Value) -> bool:
    text = word.text or ""
    return text in (".", "..") or text.endswith(("/", "/.", "/.."))


def is_volatile(target: Value, invocation: Invocation, world: World) -> str:
    """Why what is moved there is as good as gone; empty where it is not."""
    from guard.programs.path_operands import absolute
    from guard.signs.path_places import SCRATCH

    path = absolute(target.text, invocation.cwd) if target.text else None
    if path is None:
        return ""
    if path.startswith("/dev/"):
        return "keeps nothing"
    real = world.realpath(path)
    home = world.realpath(world.home) if world.home else ""
    here = world.realpath(invocation.cwd) if invocation.cwd else ""
    for folder in SCRATCH:
        if real == folder or real.startswith(folder + "/"):
            inside = any(place.startswith(folder + "/") for place in (home, here))
            return "" if inside else "is emptied by the system"
    return ""
