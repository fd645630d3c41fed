"""Editors that are told what to do and are not sat at: ``ed -s F``, ``ex -sc CMD F``, ``vim -es -c CMD F``.

Caught: ``ex -sc '%d|x' notes.txt``, ``ed -s notes.txt <<< $'1,$d\\nw'``, ``vim -es -c '%d' -c wq notes.txt``.
Quiet: ``vim notes.txt`` (somebody sits at it), ``ex -sc '%s/a/b/|x' src/a.py`` (a substitution in the
project), ``vim -es -c '%p' -c q notes.txt`` (it prints), ``ed -s notes.txt <<< '1p'``.

Lost: the lines that are taken out, where git does not hold them.
Back: ``git restore`` where the file was committed.
Instead: ``sed 's/a/b/' notes.txt``, which prints what would be written.

Facts: ed(1), ex(1) of POSIX.1-2024, vim's ``:help -s-ex``, ``:help -c``, ``:help :wq``.
"""

from __future__ import annotations

from guard.programs.files import path_effect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation, Value
    from guard.world import World

SAVES = ("w", "wq", "x", "xit", "wa", "wqa", "xa", "xall", "write", "up", "update", "exit", "wqall")
QUIET = ("q", "qa", "quit", "qall", "p", "print", "n", "l", "=", "set", "se", "syntax", "syn", "filetype",
         "h", "H", "P", "echo", "let", "nu", "number", "e", "edit", "f", "file")  # fmt: skip
"""Commands that leave the text as it is."""
FEW = ("s", "substitute", "sort", "retab", "g", "v", "/")
"""Commands that change or take out lines that are chosen by what stands in them."""
ANY = ("", ".", ".*", "^", "$", "^.*$")
"""Patterns that fit every line."""
COMMANDS = ("-c", "--cmd")
VALUED = ("-S", "-u", "-U", "-i", "-T", "-t", "-w", "-W", "-p", "--servername", "--remote", "-V")
"""Options of vim with a word behind them; ``-s`` has one only outside of ex's mode."""


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What the commands given to an editor write into its files."""
    steps, files = _read(invocation)
    names = [_name(step) for step in steps]
    if not any(name in SAVES for name in names):
        return
    changes = [name for name in names if name not in SAVES and name not in QUIET]
    if not changes:
        return
    act = "substitute" if all(name in FEW for name in changes) else "edit"
    for word in files:
        yield path_effect(
            f"fs.{invocation.program}", "update", word, invocation, act=act, follow=True,
            why="the editor is told to change the file and to save it",
        )  # fmt: skip


def _read(invocation: Invocation) -> tuple[list[str], list[Value]]:
    """The commands that are known, and the files."""
    texts: list[str] = []
    files: list[Value] = []
    words = list(invocation.argv[1:])
    stream = invocation.stdin
    batch = invocation.program in ("ed", "red")
    while words:
        word = words.pop(0)
        text = word.prefix
        bundled = text[:1] == "-" and text[1:2] != "-" and text.endswith("c") and len(text) < 5
        batch = batch or text in ("-", "-e", "-es", "-Es", "-s") or bundled
        if (text in COMMANDS or bundled) and words:
            texts.append(words.pop(0).skeleton)
        elif text in VALUED and words:
            words.pop(0)
        elif text.startswith("+") and len(text) > 1:
            texts.append(word.skeleton[1:])
        elif not text.startswith("-"):
            files.append(word)
    if batch and stream is not None and stream.text is not None:
        texts.append(stream.text.skeleton)
    return [step for text in texts for line in text.split("\n") for step in line.split("|")], files


def _name(step: str) -> str:
    """A command without the lines before it and what stands behind: ``1,$d`` → ``d``, ``%s/a/b/`` → ``s``."""
    bare = step.strip().lstrip(":%$.,;+-0123456789 ").removeprefix("silent!").removeprefix("silent").strip()
    if bare[:1] in ("g", "v", "/") and not bare[1:2].isalpha():
        mark = bare if bare[0] == "/" else bare[1:]
        return "every" if mark[1:].partition(mark[:1])[0] in ANY else bare[0]
    if bare[:1] == "s" and bare[1:2] and not bare[1:2].isalpha():
        return "s"
    end = next((at for at, char in enumerate(bare) if not char.isalpha()), len(bare))
    return bare[:end] or (bare[:1] if bare else "p")
