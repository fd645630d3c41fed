"""A reader of git's configuration files (git-config(1), "Syntax").

Only reading; ``include.path`` and ``includeIf.*.path`` are followed whatever their condition says,
because the question asked most is which programs a configuration *could* name.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.world import World

    Entry = tuple[str, str]

INCLUDES = 10
"""Files that one configuration may include, however deep."""

UNREAD = ("guard.unread", "true")
"""Stands for what a configuration holds beyond what could be read: git must then not be started there."""

_ESCAPES = {"n": "\n", "t": "\t", "b": "\b", '"': '"', "\\": "\\"}


def read_configuration(path: str, world: World) -> tuple[Entry, ...]:
    """Every ``(key, value)`` of a file and of what it includes, in order; keys as git prints them.

    ``section.key`` and ``section.subsection.key``, section and key in lower case. A key without a value
    is ``true``. A file that is missing or not readable gives nothing.
    """
    found: list[Entry] = []
    _read(path, world, found, [INCLUDES])
    return tuple(found)


def _read(path: str, world: World, found: list[Entry], left: list[int]) -> None:
    text = world.read(path)
    if text is None:
        if world.stat(world.realpath(path)) is not None:
            found.append(UNREAD)
        return
    for key, value in parse_configuration(text):
        found.append((key, value))
        if key != "include.path" and not (key.startswith("includeif.") and key.endswith(".path")):
            continue
        left[0] -= 1
        if left[0] < 0 or value.startswith("%") or (value.startswith("~") and not value.startswith("~/")):
            found.append(UNREAD)
            return
        _read(_included(value, path, world), world, found, left)


def _included(value: str, path: str, world: World) -> str:
    if value.startswith("~/"):
        return os.path.join(world.home, value[2:])
    return os.path.join(os.path.dirname(path), value)


def parse_configuration(text: str) -> Iterator[Entry]:
    """The entries of one file's text. A line that cannot be read is left out: git refuses such a file."""
    section = ""
    for line in _logical_lines(text.removeprefix("\ufeff")):
        rest = line.strip()
        while rest.startswith("["):
            section, rest = _header(rest[1:])
        if not rest or rest[0] in "#;":
            continue
        key, equals, raw = rest.partition("=")
        name = key.split("#")[0].split(";")[0].strip().lower()
        if name and section:
            yield f"{section}.{name}", _value(raw) if equals and name == key.strip().lower() else "true"


def _logical_lines(text: str) -> Iterator[str]:
    """Lines, with those joined that end in a backslash. In a comment a backslash joins nothing."""
    held = ""
    for line in text.split("\n"):
        whole = held + line.rstrip("\r")
        backslashes = len(whole) - len(whole.rstrip("\\"))
        if backslashes % 2 and not _in_comment(whole):
            held = whole[:-1]
            continue
        yield whole
        held = ""
    if held:
        yield held


def _in_comment(line: str) -> bool:
    """Whether the end of a line stands in a comment: a ``#`` or ``;`` outside quotes before it."""
    quoted = escaped = False
    for char in line:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif char in "#;" and not quoted:
            return True
    return False


def _header(text: str) -> tuple[str, str]:
    """A section's name and what follows its ``]``; a ``]`` in the quoted subsection does not end it."""
    name = ""
    for index, char in enumerate(text):
        if char == "]":
            return name.strip().lower(), text[index + 1 :].strip()
        if char == '"':
            subsection, end = _quoted(text, index + 1)
            closing = text.find("]", end)
            rest = text[closing + 1 :].strip() if closing >= 0 else ""
            return f"{name.strip().lower()}.{subsection}", rest
        name += char
    return "", ""


def _quoted(text: str, start: int) -> tuple[str, int]:
    """The text up to the closing quote,
    and the place after it; a backslash takes the next character as it is."""
    found, index = "", start
    while index < len(text) and text[index] != '"':
        if text[index] == "\\" and index + 1 < len(text):
            index += 1
        found += text[index]
        index += 1
    return found, index + 1


def _value(raw: str) -> str:
    out: list[str] = []
    quoted, kept, index = False, 0, 0
    while index < len(raw):
        char = raw[index]
        if char == "\\" and index + 1 < len(raw):
            out.append(_ESCAPES.get(raw[index + 1], raw[index + 1]))
            index += 1
            kept = len(out)
        elif char == '"':
            quoted = not quoted
            kept = len(out)
        elif char in "#;" and not quoted:
            break
        else:
            out.append(char)
            if quoted or not char.isspace():
                kept = len(out)
        index += 1
    return "".join(out[:kept]).lstrip() if not quoted else "".join(out)
