"""Code of another language than the shell's in a file: who reads it, and how the engine is given it.

A step may run its text by Python, Node, Ruby … (``shell: python``). The engine knows such code as what stands
behind ``python3 -c``, so the text is put there, each character with its place. A language that nobody here
reads is told as a note, since silence would pass for a clean bill.

Caught: ``shell: python`` with ``shutil.rmtree("/srv/data")``.
Quiet: the same step with ``print("rm -rf /")``, which only prints.

Lost: what the code deletes or sends, as if the step ran now; a language that nobody reads may do anything.
Back: as the rule says that reads the code; for what was not read, unknown.
Instead: put the step into a file that is tested, or into shell.

Related: actionlint reads ``shell: python`` with pyflakes, zizmor's ``template-injection`` looks at what is
filled into it.
Facts: GitHub Actions, workflow syntax (``jobs.<id>.steps[*].shell``).
"""

from __future__ import annotations

import ast
import dataclasses
import os
import re

from guard.lint.positions import Assembled, Origin, Run
from guard.lint.snippets import Remark, Snippet, Trouble
from guard.shell.follow import INLINE, INTERPRETERS

NOT_READ = "lint.not-read"
"""The rule of the note about a text that nobody here reads."""
SHELLS = {
    "bash": "bash", "sh": "sh", "dash": "sh", "ash": "sh", "zsh": "zsh", "ksh": "bash", "fish": "fish",
    "pwsh": "powershell", "powershell": "powershell", "cmd": "cmd",
}  # fmt: skip


def reader_of(program: str) -> tuple[str, str]:
    """Who reads a text that a program is given: ``("shell", "bash")``, ``("code", "python")``, or
    ``("", program)`` where nobody here does.

    Args:
        program: as a file names it: ``/usr/bin/env python3``, ``bash -e {0}``, ``pwsh``.
    """
    words = [w for w in program.split() if not w.startswith("-") and "=" not in w]
    names = [_base(w) for w in words]
    name = next((n for n in names if n != "env"), "")
    if not name:
        return "shell", "bash"
    for one in (name, name.rpartition("-")[2]):  # wsl-bash, busybox-sh
        if one in SHELLS:
            return "shell", SHELLS[one]
    bare = name.rstrip("0123456789.-") or name
    for one in (name, bare):
        language = INTERPRETERS.get(one, one)
        if language in INLINE:
            return "code", language
    return "", name


def _base(word: str) -> str:
    return os.path.basename(word.replace("\\", "/")).lower().removesuffix(".exe")


def in_words(snippet: Snippet) -> Snippet:
    """The code as the argument of its interpreter."""
    program, option = INLINE[snippet.dialect]
    made = Assembled()
    begin = snippet.origin.begin(0)
    made.stand(f"{program} {option + ' ' if option else ''}'", begin, 0)
    at = 0
    for quote in re.finditer("'", snippet.text):
        made.take(snippet.text, snippet.origin, at, quote.start())
        place = snippet.origin.begin(quote.start())
        made.stand("'\\''", place, snippet.origin.end(quote.end()) - place)
        at = quote.end()
    made.take(snippet.text, snippet.origin, at, len(snippet.text))
    made.stand("'", snippet.origin.end(len(snippet.text)), 0)
    return dataclasses.replace(snippet, text=made.text, origin=made.origin, language="shell", dialect="bash")


def mistake_of(snippet: Snippet) -> tuple[Trouble, ...]:
    """What says that a piece of Python is none, so that nothing in it could be seen. Where something is
    filled in later this cannot be told."""
    if snippet.dialect != "python" or snippet.holes or snippet.optional:
        return ()
    try:
        ast.parse(snippet.text)
    except (SyntaxError, ValueError) as error:
        why = getattr(error, "msg", "") or str(error)
        return (Trouble(f"cannot be read as python ({why})", snippet.origin.begin(0)),)
    except (RecursionError, MemoryError):
        return (Trouble("is nested too deeply to be followed", snippet.origin.begin(0)),)
    return ()


def not_read(program: str, start: int, end: int, remarks: tuple[Remark, ...] = ()) -> Snippet:
    """What tells that a text was not looked at, pointing at who would read it."""
    place = Origin((Run(0, start, end - start, False),))
    said = f"nobody here reads {program}"
    return Snippet(program or "?", place, "declared", said, remarks=remarks, rule=NOT_READ)


def dedented(text: str, origin: Origin) -> tuple[str, Origin]:
    """A text without the margin that its filled lines share: code in which indentation counts."""
    lines = text.split("\n")
    margins = [len(x) - len(x.lstrip(" \t")) for x in lines if x.strip()]
    margin = min(margins, default=0)
    if not margin:
        return text, origin
    made = Assembled()
    at = 0
    for index, line in enumerate(lines):
        if index:
            made.stand("\n", origin.begin(at - 1), 0)
        made.take(text, origin, at + min(margin, len(line)), at + len(line))
        at += len(line) + 1
    return made.text, made.origin
