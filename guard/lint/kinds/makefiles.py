"""Makefiles: recipes as make hands them to the shell, and ``$(shell …)``.

Each logical line of a recipe is a shell of its own (one for the whole recipe under ``.ONESHELL``), ``$$``
is a dollar of the shell, ``$(NAME)`` is make's. A variable with a plain value in the same file stands for
it; every other one is filled in later.

Caught: ``destroy:`` with ``terraform destroy -auto-approve``. Near miss: ``clean: ; rm -rf $(BUILDDIR)``.
Facts: GNU Make manual 5 (recipes), 6 (variables), 8.14 (the shell function).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guard.lint.following import placeholder
from guard.lint.positions import Assembled
from guard.lint.snippets import MOST_HOLES, Snippet

_RULE = re.compile(r"^(?![\t#])([^=:#\n]+?)\s*(::?)(?!=)(.*)$")
_ASSIGN = re.compile(
    r"^ *(?:export +|override +|unexport +)*([A-Za-z_.][\w.-]*)[ \t]*(::?:?=|\?=|\+=|!=|=)[ \t]*(.*)$"
)
_DEFINE = re.compile(r"^ *(?:override +|export +)*define\b")
_ENDEF = re.compile(r"^ *endef\b")
_SPECIAL = {"MAKE": "make", "RM": "rm -f", "SHELL": "/bin/sh"}
_OWN = re.compile(r"(?:abs_|top_|abs_top_)?(?:build|src)_?dir|CURDIR|PWD|DESTDIR")
"""Variables that stand for the place of work, whatever a configured file wrote into them."""
_DEEPEST = 8


@dataclass
class _Recipe:
    """The logical lines of one recipe."""

    target: str
    lines: list[tuple[int, int]]


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per logical recipe line, and per ``$(shell …)``."""
    values, recipes, oneshell = _read(text)
    dialect = _dialect(values.get("SHELL", "sh"))
    for recipe in recipes:
        groups = [recipe.lines] if oneshell else [[line] for line in recipe.lines]
        for group in groups:
            snippet = _snippet(group, text, values, dialect, recipe.target)
            if snippet is not None:
                yield snippet
    yield from _shell_calls(text, values, dialect)


def _dialect(shell: str) -> str:
    name = shell.split()[0].rsplit("/", 1)[-1] if shell.split() else "sh"
    return {"bash": "bash", "zsh": "zsh", "fish": "fish"}.get(name, "sh")


def _logical(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of every line, continued ones together, the last line end left out."""
    at = 0
    while at < len(text):
        end = _line_end(text, at)
        stop = end
        while _continued(text, at, stop) and stop < len(text):
            stop = _line_end(text, stop + 1)
        yield at, stop
        at = stop + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _continued(text: str, start: int, end: int) -> bool:
    line = text[start:end].rstrip("\r")
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _read(text: str) -> tuple[dict[str, str], list[_Recipe], bool]:
    values: dict[str, str] = {}
    recipes: list[_Recipe] = []
    current: _Recipe | None = None
    oneshell, defining, mark = False, False, "\t"
    for start, end in _logical(text):
        line = text[start:end]
        if defining:
            defining = not _ENDEF.match(line)
            continue
        if line.startswith(mark) and current is not None:
            current.lines.append((start + 1, end))
            continue
        if _DEFINE.match(line):
            defining = True
            continue
        assigned = _ASSIGN.match(line)
        if assigned is not None:
            name, value = assigned.group(1), assigned.group(3).split(" #")[0].strip()
            if name == ".RECIPEPREFIX" and value:
                mark = value[0]
            if assigned.group(2) in ("+=", "!=") or (name in values and values[name] != value):
                values[name] = "\0"
            else:
                values[name] = value
            current = None
            continue
        rule = _RULE.match(line)
        if rule is not None:
            oneshell = oneshell or rule.group(1).strip() == ".ONESHELL"
            current = _Recipe(rule.group(1).split()[0], [])
            recipes.append(current)
            at = _inline(line)
            if at >= 0:
                current.lines.append((start + at, end))
        elif line.strip() and not line.lstrip().startswith(
            ("#", "if", "else", "endif", "include", "-include")
        ):
            current = None
    return {n: v for n, v in values.items() if "\0" not in v}, recipes, oneshell


def _inline(line: str) -> int:
    """Where a recipe begins on the line of its rule (``target: ; command``)."""
    depth = 0
    for index, letter in enumerate(line):
        if letter in "({" and index and line[index - 1] == "$":
            depth += 1
        elif letter in ")}" and depth:
            depth -= 1
        elif letter == ";" and not depth:
            return index + 1
        elif letter == "#" and not depth:
            return -1
    return -1


def _snippet(
    group: list[tuple[int, int]], text: str, values: dict[str, str], dialect: str, target: str
) -> Snippet | None:
    made = Assembled()
    holes: list[str] = []
    for start, end in group:
        at = start
        while at < end and text[at] in "@-+ \t":
            at += 1
        if len(made):
            made.stand("\n", at, 0)
        _expand(text, at, end, values, made, holes)
    if not made.text.strip() or made.text.lstrip().startswith("#"):
        return None
    return Snippet(made.text, made.origin, dialect=dialect, holes=tuple(holes), optional=True)


def _expand(
    text: str, start: int, end: int, values: dict[str, str], made: Assembled, holes: list[str]
) -> None:
    """Copy a recipe as the shell would get it."""
    at = start
    while at < end:
        dollar = text.find("$", at, end)
        newline = text.find("\n", at, end)
        if newline >= 0 and (dollar < 0 or newline < dollar):
            made.copy(text[at : newline + 1], at)
            at = newline + 1 + (text[newline + 1 : newline + 2] == "\t")
            continue
        if dollar < 0:
            made.copy(text[at:end], at)
            return
        made.copy(text[at:dollar], at)
        if text[dollar + 1 : dollar + 2] == "$":
            made.stand("$", dollar, 2)
            at = dollar + 2
            continue
        stop = _reference_end(text, dollar, end)
        made.stand(_resolved(text[dollar:stop], values, holes), dollar, stop - dollar)
        at = stop


def _reference_end(text: str, dollar: int, end: int) -> int:
    opening = text[dollar + 1 : dollar + 2]
    if opening not in ("(", "{"):
        return min(dollar + 2, end)
    closing = {"(": ")", "{": "}"}[opening]
    depth = 0
    for at in range(dollar + 1, end):
        if text[at] == opening:
            depth += 1
        elif text[at] == closing:
            depth -= 1
            if not depth:
                return at + 1
    return end


def _resolved(reference: str, values: dict[str, str], holes: list[str], depth: int = 0) -> str:
    """What a reference of make comes to: its plain value, else a hole."""
    name = reference[2:-1] if reference[1:2] in ("(", "{") else reference[1:]
    value = None if _OWN.fullmatch(name) else values.get(name, _SPECIAL.get(name))
    if value is not None and depth < _DEEPEST:
        pieces = Assembled()
        at = 0
        while at < len(value):
            dollar = value.find("$", at)
            if dollar < 0:
                break
            pieces.stand(value[at:dollar], 0, 0)
            stop = _reference_end(value, dollar, len(value))
            inner = value[dollar:stop]
            pieces.stand("$" if inner == "$$" else _resolved(inner, values, holes, depth + 1), 0, 0)
            at = stop
        return pieces.text + value[at:]
    if len(holes) >= MOST_HOLES:
        return ""
    holes.append(reference)
    return placeholder(len(holes) - 1)


_SHELL_CALL = re.compile(r"\$[({]shell\s+")


def _shell_calls(text: str, values: dict[str, str], dialect: str) -> Iterator[Snippet]:
    for found in _SHELL_CALL.finditer(text):
        end = _reference_end(text, found.start(), _line_end(text, found.start()))
        made = Assembled()
        holes: list[str] = []
        _expand(text, found.end(), end - 1, values, made, holes)
        yield Snippet(made.text, made.origin, dialect=dialect, holes=tuple(holes), optional=True)
