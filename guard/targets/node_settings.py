"""A connection that stands apart in a configuration in JavaScript: host, port, database, user.

``host: process.env.DB_HOST ?? 'localhost'``, ``database: `${process.env.APP}_dev` ``: literals, variables
with their defaults, and templates of both are worked out; any other expression leaves its key out. Which
files of variables such a configuration loads is read from it too: ``config({ path: '.env.local' })``.
"""

from __future__ import annotations

from guard.signs.variables_read import JAVASCRIPT, variables_read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

KEYS = (
    ("host", ("host", "hostname")),
    ("port", ("port",)),
    ("database", ("database", "dbName")),
    ("user", ("user", "username")),
)
"""What is asked for → the names that drivers give it."""
_AROUND = ("Number(", "String(", "parseInt(", "+")
"""Calls that leave what they are given as it is."""


def parts_of(block: str, read: Callable[[str], str | None]) -> dict[str, str]:
    """The parts of a connection that can be worked out.

    Args:
        read: the text of a variable; ``None`` where it is not set or not known.
    """
    found: dict[str, str] = {}
    for part, names in KEYS:
        for name in names:
            value = _worked_out(_expression(block, name), read)
            if value:
                found[part] = value
                break
    return found


def url_of(block: str, read: Callable[[str], str | None]) -> str:
    """A connection string that is put together of several variables; empty where it is not."""
    for name in ("url", "uri", "clientUrl", "connectionString", "connection"):
        expression = _expression(block, name)
        if expression[:1] == "`":
            found = _worked_out(expression, read)
            if "://" in found:
                return found
    return ""


def files_loaded(text: str) -> tuple[tuple[str, ...], bool]:
    """The files of variables that a configuration names in its calls of dotenv, and whether they override
    what is set already."""
    if "dotenv" not in text and "loadEnvFile(" not in text:
        return (), False
    named: list[str] = []
    for quote in "\"'`":
        for piece in text.split(quote)[1::2]:
            if piece.rpartition("/")[2].startswith(".env") and "\n" not in piece and piece not in named:
                named.append(piece)
    return tuple(named), "override: true" in text


def _expression(block: str, name: str) -> str:
    """What stands behind ``name:``, up to the end of that entry."""
    for form in (f"{name}:", f'"{name}":', f"'{name}':"):
        at = block.find(form)
        while at >= 0:
            before = block[at - 1 : at]
            if not (before.isalnum() or before in ("_", ".")):
                return _entry(block[at + len(form) :])
            at = block.find(form, at + 1)
    return ""


def _entry(rest: str) -> str:
    depth, quote = 0, ""
    for index, char in enumerate(rest):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'`":
            quote = char
        elif char in "({[":
            depth += 1
        elif char in ")}]" and depth:
            depth -= 1
        elif not depth and char in ",}])\n" and rest[:index].strip():
            return rest[:index].strip()
    return rest.strip()


def _worked_out(expression: str, read: Callable[[str], str | None]) -> str:
    """The text of an expression; empty where it is not one of the plain kinds."""
    for piece in expression.replace("??", "||").split("||"):
        piece = piece.strip().rstrip("!;,").partition(" as ")[0].strip()
        if piece[:1] in ("'", '"') and piece[-1:] == piece[:1]:
            return piece[1:-1]
        if piece[:1] == "`" and piece[-1:] == "`":
            return _template(piece[1:-1], read)
        if piece.isdigit():
            return piece
        for call in _AROUND:
            piece = piece.removeprefix(call)
        if not piece.startswith(JAVASCRIPT):
            return ""
        value = read(next(iter(variables_read(piece, JAVASCRIPT)), ""))
        if value:
            return value
    return ""


def _template(text: str, read: Callable[[str], str | None]) -> str:
    pieces = text.split("${")
    made = [pieces[0]]
    for piece in pieces[1:]:
        inside, closed, rest = piece.partition("}")
        value = _worked_out(inside, read) if closed else ""
        if not value:
            return ""
        made.append(value + rest)
    return "".join(made)
