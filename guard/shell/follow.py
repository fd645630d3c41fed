"""The content of what would run, where it is on this machine.

A script is followed when it is a text of at most 64 KiB outside the directories of installed
programs. The first line decides who reads it (``#!``, POSIX leaves it open, Linux execve(2) has the
rule), else its name, else ``sh``. Nothing is executed; depth and number are bounded by the evaluator.

Caught: ``bash cleanup.sh`` with ``rm -rf "$HOME"`` in the file. Quiet: the same with ``rm -rf dist``.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Value, known
from guard.shell.overlay import made
from guard.shell.unwrap import INSTALLED, Opaque, RunArgv, RunText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.unwrap import Inner
    from guard.world import World

SIZE = 65_536
"""Bytes: a longer script is not followed."""

ON_DISK = "read from a file"
"""The note of a script's text that lay on the machine before: an ordinary program of the project."""

SHELLS = ("sh", "bash", "dash", "zsh", "ksh", "mksh", "fish", "ash", "powershell", "cmd")

INLINE = {
    "python": ("python3", "-c"), "node": ("node", "-e"), "perl": ("perl", "-e"), "ruby": ("ruby", "-e"),
    "php": ("php", "-r"), "lua": ("lua", "-e"), "osascript": ("osascript", "-e"), "awk": ("awk", ""),
    "sed": ("sed", "-e"), "r": ("Rscript", "-e"), "julia": ("julia", "-e"), "groovy": ("groovy", "-e"),
    "tcl": ("tclsh", "--code"), "m4": ("m4", "--code"), "jshell": ("jshell", "--code"),
}  # fmt: skip
"""How each language takes its code on the command line; ``--code`` where it has no option for that."""

SUFFIXES = {
    "sh": "sh", "bash": "bash", "zsh": "zsh", "fish": "fish", "py": "python", "js": "node", "mjs": "node",
    "cjs": "node", "ts": "node", "pl": "perl", "rb": "ruby", "php": "php", "lua": "lua", "awk": "awk",
    "ps1": "powershell", "bat": "cmd", "cmd": "cmd", "scpt": "osascript", "applescript": "osascript",
    "r": "r", "jl": "julia", "groovy": "groovy", "tcl": "tcl", "jsh": "jshell",
}  # fmt: skip

SH_LIKE = (
    "yash",
    "posh",
    "oksh",
    "loksh",
    "lksh",
    "pdksh",
    "osh",
    "ysh",
    "mrsh",
    "rksh",
    "elvish",
    "nu",
    "xonsh",
)
"""Shells that are read as ``sh`` is: those at the end have a language of their own, of which a command with
its words looks the same; what the parser refuses of it asks."""
INTERPRETERS = {
    "nodejs": "node", "deno": "node", "bun": "node", "pwsh": "powershell", "gawk": "awk", "mawk": "awk",
    "tcsh": "csh", "bsd-csh": "csh", **dict.fromkeys(SH_LIKE, "sh"),
    "pypy": "python", "py": "python", "irb": "ruby",
    "luajit": "lua", "tsx": "node", "ts-node": "node", "rbash": "bash",
    "Rscript": "r", "R": "r", "littler": "r", "tclsh": "tcl", "wish": "tcl", "jimsh": "tcl", "gm4": "m4",
}  # fmt: skip


@frozen
class Source:
    """A script and who reads it."""

    text: str
    language: str
    """A shell of ``SHELLS`` or a language of ``INLINE``; empty where nobody known reads it."""
    path: str


def script(path: str, world: World, dialect: str = "") -> Source | None:
    """The script at an absolute path; ``None`` where there is none, or it is binary, too long or installed.

    Args:
        dialect: who was told to read it (``bash x``); empty: the file decides.
    """
    real = world.realpath(path)
    if real.startswith(INSTALLED) and not dialect:
        return None
    text = world.read(real, SIZE)
    if text is None or "\0" in text[:4096]:
        return None
    language = dialect or language_of(text, path)
    if language in SHELLS:
        from guard.shell.env_files import veiled

        text = veiled(text, path, world.home)
    return Source(text, language, path)


def found_at(path: str, world: World, text: str) -> Value:
    """A text that a file of the project gives to a shell (a recipe, a script of ``package.json``), with the
    note that it lay on the machine before, where neither this text nor the session has made the file."""
    return known(text, ON_DISK) if not made(world, path) and lay_before(path, world) else known(text)


FETCHED = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108


def lay_before(path: str, world: World) -> bool:
    """Whether a file is somebody's own from before: not made in this session, and not where things are put
    that were fetched (a temporary folder, Downloads), unless the project itself lies there."""
    if world.made_lately(path):
        return False
    if world.start and path.startswith(world.start.rstrip("/") + "/"):
        return True
    return not path.startswith(FETCHED) and "/Downloads/" not in path


def language_of(text: str, path: str = "") -> str:
    """Who reads this text: by its first line, then by its name, then ``sh``."""
    if text.startswith("#!"):
        words = text[2:].split("\n", 1)[0].split()
        names = [w.rsplit("/", 1)[-1] for w in words]
        if names and names[0] == "env":
            names = [n for n in names[1:] if not n.startswith("-") and "=" not in n]
        return language_named(names[0]) if names else ""
    name = path.rsplit("/", 1)[-1]
    return SUFFIXES.get(name.rsplit(".", 1)[-1].lower(), "sh") if "." in name else "sh"


def _told(text: str, language: str) -> tuple[Value, ...]:
    """The program of a first line with its one word, where that is no reader of code, or is given code there:
    ``#!/bin/rm -rf``, ``#!/usr/bin/env -S bash -c '…'`` (Linux execve(2): what is behind it is one word)."""
    program, _, word = text[2:].split("\n", 1)[0].strip().partition(" ")
    word = word.strip()
    coded = word.startswith("-S") and any(mark in word for mark in "'\"")
    if not program or (language and not coded):
        return ()
    return (known(program), known(word)) if word else (known(program),)


def language_named(program: str) -> str:
    """The language of an interpreter by its program's name (``python3.11`` → ``python``)."""
    name = program.removesuffix(".exe")
    if name in SHELLS or name in INLINE:
        return name
    if name in INTERPRETERS:
        return INTERPRETERS[name]
    base = name.rstrip("0123456789.-")
    return base if base in INLINE else INTERPRETERS.get(base, "")


def inner_of(text: Value, dialect: str, arguments: tuple[Value, ...] = (), source: str = "") -> Inner:
    """What runs when this text is read by a shell or an interpreter.

    Args:
        dialect: a shell, a language of ``INLINE``, or empty for *its first line decides*.
        arguments: the words behind the script's name: ``$1`` and on.
    """
    language = dialect or language_of(text.text or "", source)
    if not dialect and (text.text or "").startswith("#!"):
        told = _told(text.text or "", language)
        if told:
            return RunArgv((*told, known(source or "script"), *arguments))
    if language == "csh":
        from guard.shell.csh import as_sh

        return RunText(as_sh(text), "sh", arguments, source=source)
    if language in SHELLS:
        return RunText(text, language, arguments, source=source)
    if language in INLINE:
        program, option = INLINE[language]
        if language == "node" and source:  # process.argv[1] is the script
            arguments = (known(source), *arguments)
        words = (known(program), known(option), text) if option else (known(program), text)
        return RunArgv((*words, *arguments))
    return Opaque(f"{source or 'a script'} is read by an interpreter that is not known", dangerous=False)
