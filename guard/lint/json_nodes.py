"""JSON with places: every value knows where it stands, every string how it was written.

An own small reader (RFC 8259), because the standard one forgets the places. Bounded in depth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Union

from guard.lint.positions import Assembled, Origin
from guard.lint.snippets import Unreadable

DEEPEST = 200
"""Objects within objects."""
_BLANK = re.compile(r"[ \t\r\n]*")
_ATOM = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_RUN = re.compile(r'[^"\\\x00-\x1f]+')
_SHORT = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


@dataclass(frozen=True)
class JsonString:
    """A string and the map to how it was written."""

    text: str
    origin: Origin
    start: int
    end: int


@dataclass(frozen=True)
class JsonAtom:
    """A number, ``true``, ``false`` or ``null``, as it was written."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class JsonArray:
    """A list."""

    items: tuple[JsonNode, ...]
    start: int
    end: int


@dataclass(frozen=True)
class JsonObject:
    """An object, its keys in order; the last of equal keys counts, as readers have it."""

    members: tuple[tuple[JsonString, JsonNode], ...] = field(default=())
    start: int = 0
    end: int = 0

    def get(self, name: str) -> JsonNode | None:
        """The value of a key."""
        found = None
        for key, value in self.members:
            if key.text == name:
                found = value
        return found


JsonNode = Union[JsonString, JsonAtom, JsonArray, JsonObject]


def read_json(text: str) -> JsonNode:
    """The tree of a JSON text.

    Raises:
        Unreadable: it is not JSON, or nested too deeply.
    """
    node, at = _value(text, _skip(text, 0), 0)
    at = _skip(text, at)
    if at < len(text):
        raise Unreadable("invalid JSON: something stands behind its end", at)
    return node


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int, depth: int) -> tuple[JsonNode, int]:
    if depth > DEEPEST:
        raise Unreadable("invalid JSON: nested too deeply", at)
    first = text[at : at + 1]
    if first == '"':
        found = read_string(text, at)
        return found, found.end
    if first == "{":
        return _object(text, at, depth)
    if first == "[":
        return _array(text, at, depth)
    atom = _ATOM.match(text, at)
    if atom is None:
        raise Unreadable("invalid JSON: a value was expected", at)
    return JsonAtom(atom.group(), at, atom.end()), atom.end()


def _object(text: str, start: int, depth: int) -> tuple[JsonObject, int]:
    members: list[tuple[JsonString, JsonNode]] = []
    at = _skip(text, start + 1)
    if text[at : at + 1] == "}":
        return JsonObject((), start, at + 1), at + 1
    while True:
        if text[at : at + 1] != '"':
            raise Unreadable("invalid JSON: a key was expected", at)
        key = read_string(text, at)
        at = _skip(text, key.end)
        if text[at : at + 1] != ":":
            raise Unreadable("invalid JSON: “:” was expected", at)
        value, at = _value(text, _skip(text, at + 1), depth + 1)
        members.append((key, value))
        at = _skip(text, at)
        if text[at : at + 1] == "}":
            return JsonObject(tuple(members), start, at + 1), at + 1
        if text[at : at + 1] != ",":
            raise Unreadable("invalid JSON: “,” or “}” was expected", at)
        at = _skip(text, at + 1)


def _array(text: str, start: int, depth: int) -> tuple[JsonArray, int]:
    items: list[JsonNode] = []
    at = _skip(text, start + 1)
    if text[at : at + 1] == "]":
        return JsonArray((), start, at + 1), at + 1
    while True:
        value, at = _value(text, at, depth + 1)
        items.append(value)
        at = _skip(text, at)
        if text[at : at + 1] == "]":
            return JsonArray(tuple(items), start, at + 1), at + 1
        if text[at : at + 1] != ",":
            raise Unreadable("invalid JSON: “,” or “]” was expected", at)
        at = _skip(text, at + 1)


def read_string(text: str, start: int) -> JsonString:
    """The string that begins at ``start``.

    Raises:
        Unreadable: it does not end, or holds what no string may hold.
    """
    made = Assembled()
    at = start + 1
    while True:
        run = _RUN.match(text, at)
        if run is not None:
            made.copy(run.group(), at)
            at = run.end()
        letter = text[at : at + 1]
        if letter == '"':
            return JsonString(made.text, made.origin, start, at + 1)
        if letter != "\\":
            raise Unreadable("invalid JSON: a string does not end", start)
        meaning, width = _escape(text, at)
        made.stand(meaning, at, width)
        at += width


def _escape(text: str, at: int) -> tuple[str, int]:
    letter = text[at + 1 : at + 2]
    if letter in _SHORT and letter:
        return _SHORT[letter], 2
    digits = text[at + 2 : at + 6]
    if letter != "u" or not re.fullmatch(r"[0-9a-fA-F]{4}", digits):
        raise Unreadable("invalid JSON: an escape that there is not", at)
    code = int(digits, 16)
    if 0xD800 <= code < 0xDC00 and re.match(r"\\u[dD][c-fC-F][0-9a-fA-F]{2}", text[at + 6 : at + 12]):
        low = int(text[at + 8 : at + 12], 16)
        return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)), 12
    return (chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"), 6
