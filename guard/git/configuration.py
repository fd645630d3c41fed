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
        return
    for key, value in parse_configuration(text):
        found.append((key, value))
        if left[0] > 0 and (
            key == "include.path" or (key.startswith("includeif.") and key.endswith(".path"))
        ):
            left[0] -= 1
            _read(_included(value, path, world), world, found, left)


def _included(value: str, path: str, world: World) -> str:
    if value.startswith("~/"):
        return os.path.join(world.home, value[2:])
    return os.path.join(os.path.dirname(path), value)


def parse_configuration(text: str) -> Iterator[Entry]:
    """The entries of one file's text. A line that cannot be read is left out, as nothing depends on it."""
    section = ""
    for line in _logical_lines(text):
        rest = line.strip()
        if rest.startswith("["):
            header, _, rest = rest[1:].partition("]")
            section = _section(header)
            rest = rest.strip()
        if not rest or rest[0] in "#;":
            continue
        key, equals, raw = rest.partition("=")
        name = key.strip().split("#")[0].split(";")[0].strip().lower()
        if name and section:
            yield f"{section}.{name}", _value(raw) if equals else "true"


def _logical_lines(text: str) -> Iterator[str]:
    held = ""
    for line in text.split("\n"):
        line = line.rstrip("\r")
        backslashes = len(line) - len(line.rstrip("\\"))
        if backslashes % 2:
            held += line[:-1]
            continue
        yield held + line
        held = ""
    if held:
        yield held


def _section(header: str) -> str:
    name, quote, rest = header.partition('"')
    if not quote:
        return name.strip().lower()
    inner = rest.rpartition('"')[0] if '"' in rest else rest
    return name.strip().lower() + "." + inner.replace('\\"', '"').replace("\\\\", "\\")


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
