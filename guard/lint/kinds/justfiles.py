"""justfiles: recipe lines as just hands them to the shell, and backquoted assignments.

Each line is a shell of its own, unless the recipe begins with a shebang; ``{{ … }}`` is filled in by just,
from a plain variable of the same file where there is one; a leading ``@`` or ``-`` is just's.

Caught: ``nuke:`` with ``dropdb --force prod``. Near miss: ``clean:`` with ``rm -rf target``.
Facts: just's manual (recipes, shebang recipes, ``set shell``, ``{{`` and ``{{{{``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from guard.lint.discover import SHELLS
from guard.lint.expressions import filled
from guard.lint.other_languages import dedented, not_read, reader_of
from guard.lint.positions import Assembled
from guard.lint.snippets import Snippet

_HEAD = re.compile(r"^@?[A-Za-z_][\w-]*(?:[^\n:=]|=(?!=))*:(?!=)")
_ASSIGN = re.compile(r"^(?:export\s+)?([A-Za-z_][\w-]*)\s*:=\s*(.*?)\s*$")
_SHELL = re.compile(r"^set\s+shell\s*:=\s*\[\s*[\"']([^\"']+)")
_PLAIN = re.compile(r"^(?:\"([^\"\\]*)\"|'([^']*)')$")
_TICKS = re.compile(r"`([^`\n]+)`")
TEMPLATE = re.compile(r"\{\{(?!\{)\s*(.*?)\s*\}\}")


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per line of a recipe, or per recipe with a shebang."""
    values, dialect = _settings(text)
    for lines in _recipes(text):
        first = text[lines[0][0] : lines[0][1]].strip()
        if first.startswith("#!"):
            language, each = reader_of(first[2:])
            groups = [lines] if language else []
            if not language:
                yield not_read(each, lines[0][1] - len(first), lines[0][1])
        else:
            language, groups, each = "shell", _continued(lines, text), dialect
        for group in groups:
            made = _assembled(group, text, whole=first.startswith("#!"))
            whole, place = dedented(made.text, made.origin)
            body, origin, holes = filled(whole, place, TEMPLATE, values)
            if body.strip() and not re.match(r"\s*#(?!!)", body):
                kind: Literal["code", "shell"] = "code" if language == "code" else "shell"
                yield Snippet(body, origin, kind, each, holes=holes, optional=True)
    yield from _ticks(text, dialect)


def _settings(text: str) -> tuple[dict[str, str], str]:
    values: dict[str, str] = {}
    dialect = "sh"
    for line in text.split("\n"):
        shell = _SHELL.match(line)
        if shell is not None:
            dialect = SHELLS.get(shell.group(1).rsplit("/", 1)[-1], "sh")
        assigned = _ASSIGN.match(line)
        plain = _PLAIN.match(assigned.group(2)) if assigned is not None else None
        if assigned is not None and plain is not None:
            values[assigned.group(1)] = plain.group(1) or plain.group(2) or ""
    return values, dialect


def _recipes(text: str) -> Iterator[list[tuple[int, int]]]:
    current: list[tuple[int, int]] | None = None
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if line[:1] in (" ", "\t") and line.strip():
            if current is not None:
                current.append((at, end))
        elif line.strip() and not line.startswith("#"):
            if current:
                yield current
            current = [] if _HEAD.match(line) and not _ASSIGN.match(line) else None
        at = end + 1
    if current:
        yield current


def _continued(lines: list[tuple[int, int]], text: str) -> list[list[tuple[int, int]]]:
    groups: list[list[tuple[int, int]]] = []
    more = False
    for start, end in lines:
        if more:
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
        more = text[start:end].rstrip("\r").endswith("\\")
    return groups


def _assembled(group: list[tuple[int, int]], text: str, whole: bool) -> Assembled:
    made = Assembled()
    for index, (start, end) in enumerate(group):
        at = start
        while not whole and at < end and (text[at] in " \t" or (not index and text[at] in "@-")):
            at += 1
        if index:
            made.stand("\n", at, 0)
        made.copy(text[at:end], at)
    return made


def _ticks(text: str, dialect: str) -> Iterator[Snippet]:
    at = 0
    for line in text.split("\n"):
        found = _TICKS.search(line) if _ASSIGN.match(line) else None
        if found is not None:
            made = Assembled()
            made.copy(found.group(1), at + found.start(1))
            yield Snippet(made.text, made.origin, dialect=dialect, optional=True)
        at += len(line) + 1
