"""Go files that build command lines with cobra, read with expressions: texts, functions, what is added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

TEXT = r'"((?:[^"\\]|\\.)*)"'
"""A string of Go; the group is what stands between the quotes."""
_FUNCTION = re.compile(r"^func (\([^)]*\) )?(\w+)\((?:[^{]*|[^)]*\)[^{\n]*)\{\n(.*?)^\}", re.M | re.S)
_USE, _SHORT = re.compile(rf"\bUse:\s*{TEXT}"), re.compile(rf"\bShort:\s*{TEXT}")
_ALIASES = re.compile(r"\bAliases(?::|\s*=)\s*\[\]string\{([^}]*)\}")
_ADD = re.compile(r"(\w+)\.AddCommand\(")


def texts(files: Iterator[Path]) -> Iterator[tuple[Path, str]]:
    """The files that are no tests, in order, and what stands in them."""
    for path in sorted(files):
        if not path.name.endswith("_test.go") and "vendor" not in path.parts:
            yield path, path.read_text(errors="replace")


def functions(text: str, *, methods: bool = False) -> Iterator[tuple[str, str]]:
    """Each function's name and body; methods among them where they are asked for."""
    for receiver, name, body in _FUNCTION.findall(text):
        if methods or not receiver:
            yield name, body


def use(body: str) -> str:
    """How a command is called, its arguments included: ``delete <name>``; empty where nothing says so."""
    found = _USE.search(body)
    return found.group(1).strip() if found else ""


def short(body: str) -> str:
    """The one-line help of a command."""
    found = _SHORT.search(body)
    return found.group(1) if found else ""


def aliases(body: str) -> tuple[str, ...]:
    """The other names of a command."""
    found = _ALIASES.search(body)
    return tuple(re.findall(TEXT, found.group(1))) if found else ()


def added(text: str) -> Iterator[tuple[str, str]]:
    """Each call of ``AddCommand``: the variable it is called on, and what stands between its brackets."""
    for match in _ADD.finditer(text):
        depth, end = 1, match.end()
        while depth and end < len(text):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        yield match.group(1), text[match.end() : end - 1]
