"""Markdown: fenced code blocks of a shell or of SQL, only on request. Prose is no program, but runbooks are
run.

A ``$`` or ``>`` prompt at the beginning of a line is left out; of a ``console`` block only the lines with
one count.

Caught: a runbook with ``kubectl delete pvc --all``. Near miss: the same in a block of output or of another
language. Facts: CommonMark 0.31 chapter 4.5 (fenced code blocks, info strings).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.lint.positions import Assembled
from guard.lint.snippets import Snippet

_FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})[ \t]*\{?\.?([\w+-]*)[^\n]*$", re.M)
SHELLS = {"sh": "sh", "bash": "bash", "shell": "bash", "zsh": "zsh", "fish": "fish",
          "powershell": "powershell", "pwsh": "powershell", "ps1": "powershell",
          "bat": "cmd", "cmd": "cmd"}  # fmt: skip
SESSIONS = frozenset(("console", "shell-session", "shellsession", "sh-session", "terminal"))
SQL = {"sql": "", "postgres": "postgres", "postgresql": "postgres", "psql": "postgres", "mysql": "mysql",
       "sqlite": "sqlite", "tsql": "tsql"}  # fmt: skip
_PROMPT = re.compile(r"[ \t]*(?:\$|%|❯)[ \t]+")


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per code block."""
    at = 0
    while True:
        fence = _FENCE.search(text, at)
        if fence is None:
            return
        closing = re.compile(
            rf"^[ \t>]*{re.escape(fence.group(2)[0])}{{{len(fence.group(2))},}}[ \t]*$", re.M
        ).search(text, fence.end())
        end = closing.start() if closing else len(text)
        at = closing.end() if closing else len(text)
        snippet = _block(text, fence.end() + 1, end, fence.group(3).lower(), fence.group(1))
        if snippet is not None:
            yield snippet


def _block(text: str, start: int, end: int, language: str, margin: str) -> Snippet | None:
    if language not in SHELLS and language not in SESSIONS and language not in SQL:
        return None
    made = Assembled()
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        begin = at
        while begin < stop and begin - at < len(margin) and text[begin] in " \t>":
            begin += 1
        prompt = _PROMPT.match(text, begin, stop) if language not in SQL else None
        if prompt is not None:
            begin = prompt.end()
        if prompt is not None or language not in SESSIONS:
            made.copy(text[begin : stop + 1], begin)
        at = stop + 1
    if not made.text.strip():
        return None
    if language in SQL:
        return Snippet(made.text, made.origin, "sql", SQL[language], optional=True)
    return Snippet(made.text, made.origin, dialect=SHELLS.get(language, "bash"), optional=True)
