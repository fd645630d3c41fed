"""JSON without the ``json`` package, whose import costs more than a whole verdict.

The interpreter's own C scanner and encoder are used directly; where they are missing (another
implementation than CPython) ``json`` serves, with the same answers. Loading them costs a cold process more
than reading a payload, so while they are not there ``guard/plain_json.py`` has what is short and ordinary.
"""

from __future__ import annotations

import sys

from guard.plain_json import SHORT, read, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BLANK = " \t\n\r"


def loads(text: str, *, unique: bool = False) -> Any:
    """Read one JSON value.

    Args:
        text: the whole document.
        unique: refuse an object that names a key twice (readers disagree about which one counts).

    Raises:
        ValueError: it is not JSON, or nested too deeply, or has a key twice with ``unique``.
    """
    if len(text) <= SHORT and "_json" not in sys.modules:
        found = read(text)
        if found:
            return found[0]
    start = 1 if text.startswith("\ufeff") else 0
    while start < len(text) and text[start] in _BLANK:
        start += 1
    try:
        value, end = _scanner(unique)(text, start)
    except (StopIteration, SystemError):
        # The C scanner takes its error class from json.decoder and, where that is not imported,
        # returns without one (CPython 3.11 _json.c, raise_errmsg): that surfaces as SystemError.
        raise ValueError("not JSON") from None
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None
    if text[end:].strip(_BLANK):
        raise ValueError("something follows the JSON value")
    return value


def object_in(text: str | None) -> dict[str, Any]:
    """A JSON object that stands in a file of somebody else's; empty where the text is none."""
    if not text:
        return {}
    try:
        value = loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def dumps(value: Any) -> str:
    """One JSON value on one line, ASCII only."""
    if "_json" not in sys.modules:
        written = write(value)
        if written:
            return written
    return "".join(_encoder()(value, 0))


class _Options:
    """What the C scanner asks of its context (``json.decoder.JSONDecoder`` has the same names)."""

    strict = True
    object_hook = None
    parse_float = float
    parse_int = int
    memo: dict[str, str] = {}

    def __init__(self, unique: bool) -> None:
        self.object_pairs_hook = _only_once if unique else None

    @staticmethod
    def parse_constant(name: str) -> float:
        return {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}[name]


def _only_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _scanner(unique: bool) -> Any:
    try:
        from _json import make_scanner
    except ImportError:
        from json.scanner import py_make_scanner as make_scanner  # type: ignore[attr-defined,no-redef]
    context: Any = _Options(unique)
    return make_scanner(context)


def _encoder() -> Any:
    try:
        from _json import encode_basestring_ascii, make_encoder
    except ImportError:
        from json import JSONEncoder

        return lambda value, _: JSONEncoder().iterencode(value)
    return make_encoder(None, _cannot, encode_basestring_ascii, None, ": ", ", ", False, False, True)


def _cannot(value: object) -> Any:
    raise TypeError(f"{type(value).__name__} is not JSON")
