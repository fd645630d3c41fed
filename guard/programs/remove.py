"""Programs that delete files: rm, rmdir, unlink, shred, trash, rimraf and their kin, and what cmd calls
them.

Caught: ``rm -rf ~/``, ``rm -rf .`` with uncommitted work, ``shred -u notes.txt``, ``gio trash
~/Documents/x``.
Quiet: ``rm --help``, ``rmdir empty`` (it takes empty folders only), ``trash --list``, ``rm -rf
node_modules``; ``rm -i`` asks by itself but is judged the same.

Lost: whatever git does not hold.
Back: tracked files by ``git restore``, trashed ones from the trash, a temporary folder's never.
Instead: ``git clean -n``, ``gio trash``, or the path of the one thing that is to go.

Related: ShellCheck SC2115 (``rm -rf "$X/"`` where X may be empty) and SC2114 (a system directory).
Facts: rm(1), rmdir(1), unlink(1), shred(1) of coreutils 9; gio(1); rimraf, del-cli and trash-cli's own help;
``rd``, ``del`` of Microsoft's command reference.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Effect, Place, Resource
from guard.programs.files import asks_for_help, path_effect
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation, Value
    from guard.programs.options import Options
    from guard.world import World


@frozen
class Remover:
    """How one program reads its command line."""

    recursive: tuple[str, ...] = ()
    """The options that take whole directories; ``*``: it always does."""
    valued: tuple[str, ...] = ()
    long: tuple[str, ...] = ()
    act: str = "delete"
    dry: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    """It deletes only with one of these options (``shred -u``); else it overwrites."""
    quiet: tuple[str, ...] = ()
    """Options or first words with which it deletes nothing."""


_RM_LONG = ("--force", "--interactive", "--one-file-system", "--no-preserve-root", "--preserve-root",
            "--recursive", "--dir", "--verbose", "--help", "--version")  # fmt: skip

REMOVERS = {
    "rm": Remover(("-r", "-R", "--recursive"), long=_RM_LONG),
    "unlink": Remover(),
    "shred": Remover(
        valued=("-n", "--iterations", "-s", "--size", "--random-source"),
        long=("--force", "--exact", "--zero", "--remove", "--verbose"),
    ),
    "srm": Remover(("-r", "-R", "--recursive")),
    "wipe": Remover(("-r",)),
    "rimraf": Remover(("*",), ("--impl", "--tmp", "--max-retries", "--retry-delay"), dry=("--dry-run",)),
    "del-cli": Remover(("*",), dry=("--dry-run", "-d")),
    "del": Remover(("/s", "-Recurse"), dry=("-WhatIf",)),
    "erase": Remover(("/s",)),
    "rd": Remover(("/s", "-Recurse")),
    "trash": Remover(("*",), act="trash", quiet=("--list",)),
    "trash-put": Remover(("*",), act="trash"),
    "gtrash": Remover(("*",), act="trash"),
    "trash-cli": Remover(("*",), act="trash"),
    "rmtrash": Remover(("*",), act="trash"),
    "remove-item": Remover(("-Recurse", "-r"), ("-Path", "-LiteralPath", "-Filter", "-Include", "-Exclude")),
    "trash-rm": Remover(("*",)),
    "safe-rm": Remover(("-r", "-R", "--recursive"), long=_RM_LONG),
    "grm": Remover(("-r", "-R", "--recursive"), long=_RM_LONG),
    "gunlink": Remover(),
}


OF_WINDOWS = ("remove-item", "rd", "rmdir", "del", "erase")
"""Programs whose operands may be paths of Windows, which ``windows.py`` judges."""


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """One effect per operand."""
    program = invocation.program
    if program in ("rmdir", "grmdir") and not _is_cmd(invocation):
        return
    if program in ("gio", "kioclient", "kioclient5", "gvfs-trash"):
        yield from _gio(invocation)
        return
    if program in ("trash-empty", "trash-restore", "trash-list"):
        yield from _emptied(invocation)
        return
    remover = REMOVERS.get(program) or REMOVERS["rd" if program == "rmdir" else "rm"]
    options, operands = _read(invocation, remover)
    if _harmless(options, operands, remover, program):
        if asks_for_help(options) and program in ("rm", "safe-rm"):
            yield from _help_or_root(invocation, operands)
        return
    recursive = "*" in remover.recursive or options.has(*remover.recursive)
    if any(word.lower() in remover.recursive for word in invocation.words[1:] if word.startswith("/")):
        recursive = True
    for word in operands:
        yield path_effect(
            f"fs.{'rm' if program not in REMOVERS else program}", "delete", word, invocation, act=remover.act,
            recursive=recursive, kind="directory" if recursive else "file", follow=program == "shred",
        )  # fmt: skip


def _read(invocation: Invocation, remover: Remover) -> tuple[Options, list[Value]]:
    options = read_options(invocation.argv[1:], remover.valued, remover.long)
    operands = list(options.operands)
    if _is_cmd(invocation):
        operands = [word for word in operands if not _is_switch(word)]
    if invocation.program in OF_WINDOWS:
        from guard.programs.windows_paths import is_windows_path

        operands = [w for w in operands if w.text is None or not is_windows_path(w.text, invocation.cwd)]
    return options, operands


def _harmless(options: Options, operands: list[Value], remover: Remover, program: str) -> bool:
    """Help and dry runs."""
    if program == "remove-item" and any(name == "-W" for name, _ in options.given):
        return True  # -WhatIf, read letter by letter
    if remover.dry and options.has(*remover.dry):
        return True
    if remover.quiet and options.has(*remover.quiet):
        return True
    return asks_for_help(options) or (program in ("rimraf", "del-cli") and options.has("-h"))


def _help_or_root(invocation: Invocation, operands: list[Value]) -> Iterator[Effect]:
    """GNU's ``--help`` beats every operand; BSD's and busybox's rm do not know it and delete."""
    for word in operands:
        if word.text is not None and word.text.rstrip("/*.") in ("", invocation.environment.get("HOME", "/")):
            yield Effect(
                rule="fs.rm-help", operation="unknown", resource=Resource("directory", word.skeleton),
                place=Place("none"), by=invocation, span=invocation.span,
                why="GNU rm would print its help, others would delete",
            )  # fmt: skip
            return


def _is_cmd(invocation: Invocation) -> bool:
    """Whether this is the ``rmdir``/``rd``/``del`` of cmd.exe: switches begin with a slash."""
    return any(_is_switch(word) for word in invocation.argv[1:]) and invocation.program in (
        "rmdir", "rd", "del", "erase",
    )  # fmt: skip


def _is_switch(word: Value) -> bool:
    text = (word.text or "").lower()
    return text in ("/s", "/q", "/f", "/p") or text.startswith("/a:")


def _gio(invocation: Invocation) -> Iterator[Effect]:
    """``gio trash`` keeps what it takes away; ``gio remove`` does not."""
    words = invocation.argv[1:]
    verb = (words[0].text or "") if words and invocation.program == "gio" else "trash"
    if invocation.program.startswith("kioclient"):
        verb = (words[0].text or "") if words else ""
    if verb not in ("trash", "remove"):
        return
    options = read_options(words[1:] if invocation.program != "gvfs-trash" else words)
    if verb == "trash" and options.has("--empty"):
        yield from _emptied(invocation)
        return
    if options.has("--list", "--restore"):
        return
    for word in options.operands:
        yield path_effect(
            f"fs.gio-{verb}", "delete", word, invocation, act="trash" if verb == "trash" else "delete",
            recursive=verb == "trash",
        )  # fmt: skip


def _emptied(invocation: Invocation) -> Iterator[Effect]:
    if invocation.program in ("trash-list", "trash-restore"):
        return
    if read_options(invocation.argv[1:]).has("--dry-run", "--help", "--version"):
        return
    yield Effect(
        rule="fs.trash-empty",
        operation="delete",
        resource=Resource("trash", "the trash"),
        place=Place("none"),
        by=invocation,
        recoverability="R4",
        blast="B1",
        loss="everything in the trash",
        instead="trash-list",
        tags=("T1485",),
        span=invocation.span,
    )
