"""JSON of the ordinary kind, read and written without anything that must be loaded (``guard/wire.py``).

Whatever is not plain, a mistake included, is left to the scanner and the encoder of the standard library;
what is read and written here is what they would have read and written (``tests/test_wire.py``).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SHORT = 8192
"""Characters up to which reading here costs less than loading the scanner."""
DEEPEST = 20
LARGEST = 1e15
"""Numbers of larger size, and those that are none, are left to the encoder."""
_BLANK = (" ", "\t", "\n", "\r")
_DIGITS = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")
_NUMBER = (".", "e", "E")
_NAMED = {"t": ("true", True), "f": ("false", False), "n": ("null", None)}
_ESCAPED = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_SHORTER = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class Unusual(Exception):
    """Something that is not read or written here."""


def read(text: str) -> tuple[Any] | None:
    """The value of a whole document, in a tuple; ``None`` where the document is not plain."""
    try:
        value, end = _value(text, 0, 0)
    except (Unusual, IndexError):
        return None
    return None if text[end:].strip(" \t\n\r") else (value,)


def write(value: Any) -> str:
    """A value on one line, ASCII only; ``""`` where it is not plain."""
    try:
        return _written(value, 0)
    except Unusual:
        return ""


def _value(text: str, at: int, depth: int) -> tuple[Any, int]:
    """The value that begins at a place, and where it ends. A key that stands twice is unusual."""
    while text[at] in _BLANK:
        at += 1
    first = text[at]
    if first == '"':
        return _string(text, at + 1)
    if first == "{" and depth < DEEPEST:
        return _object(text, at + 1, depth + 1)
    if first == "[" and depth < DEEPEST:
        return _array(text, at + 1, depth + 1)
    if first in _NAMED:
        name, value = _NAMED[first]
        if text.startswith(name, at):
            return value, at + len(name)
    end = at
    while text[end : end + 1] in _DIGITS:
        end += 1
    if not 0 < end - at < 18 or text[end : end + 1] in _NUMBER or (first == "0" and end > at + 1):
        raise Unusual
    return int(text[at:end]), end


def _object(text: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while True:
        while text[at] in _BLANK:
            at += 1
        if text[at] != '"':
            if text[at] == "}" and not found:
                return found, at + 1
            raise Unusual
        key, at = _string(text, at + 1)
        while text[at] in _BLANK:
            at += 1
        if text[at] != ":" or key in found:
            raise Unusual
        found[key], at = _value(text, at + 1, depth)
        while text[at] in _BLANK:
            at += 1
        if text[at] == "}":
            return found, at + 1
        if text[at] != ",":
            raise Unusual
        at += 1


def _array(text: str, at: int, depth: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while True:
        while text[at] in _BLANK:
            at += 1
        if text[at] == "]" and not found:
            return found, at + 1
        value, at = _value(text, at, depth)
        found.append(value)
        while text[at] in _BLANK:
            at += 1
        if text[at] == "]":
            return found, at + 1
        if text[at] != ",":
            raise Unusual
        at += 1


def _string(text: str, at: int) -> tuple[str, int]:
    end = text.find('"', at)
    piece = text[at:end] if end >= 0 else ""
    if end < 0 or "\\" in piece:
        return _escaped(text, at)
    if not piece.isprintable():
        _without_controls(piece)
    return piece, end + 1


def _escaped(text: str, at: int) -> tuple[str, int]:
    pieces: list[str] = []
    while True:
        end, back = text.find('"', at), text.find("\\", at)
        if end < 0:
            raise Unusual
        if not at <= back < end:
            pieces.append(text[at:end])
            found = "".join(pieces)
            if not found.isprintable():
                _without_controls("".join(pieces[::2]))
            return found, end + 1
        pieces.append(text[at:back])
        meant = _ESCAPED.get(text[back + 1])
        if meant is None:
            raise Unusual
        pieces.append(meant)
        at = back + 2


def _without_controls(piece: str) -> None:
    if piece and min(piece) < " ":
        raise Unusual


def _written(value: Any, depth: int) -> str:
    kind = type(value)
    if kind is str:
        return _quoted(value)
    if value is None or kind is bool:
        return "null" if value is None else "true" if value else "false"
    if kind is int or (kind is float and abs(value) < LARGEST):
        return repr(value)
    if depth < DEEPEST and kind is dict:
        return "{" + ", ".join([f"{_key(k)}: {_written(v, depth + 1)}" for k, v in value.items()]) + "}"
    if depth < DEEPEST and (kind is list or kind is tuple):
        return "[" + ", ".join([_written(v, depth + 1) for v in value]) + "]"
    raise Unusual


def _key(key: Any) -> str:
    if type(key) is not str:
        raise Unusual
    return _quoted(key)


def _quoted(text: str) -> str:
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    if not (text.isascii() and text.isprintable()):
        text = "".join([c if " " <= c <= "~" else _SHORTER.get(c) or _by_number(ord(c)) for c in text])
    return '"' + text + '"'


def _by_number(code: int) -> str:
    if code > 0xFFFF:
        code -= 0x10000
        return _by_number(0xD800 | code >> 10) + _by_number(0xDC00 | code & 0x3FF)
    return f"\\u{code:04x}"
