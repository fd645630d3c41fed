"""Env files, read and never executed.

The common grammar of dotenv libraries: ``NAME=value``, ``export``, quotes, ``#`` comments, ``${NAME}`` and
``$NAME`` expanded from the same file and the environment. A command substitution makes the value unknown.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from guard.world import World

LINE_LIMIT = 2000


def read_env_file(path: str, world: World) -> dict[str, tuple[str | None, int]] | None:
    """Name → (value, line); the value is ``None`` where it holds a command substitution. ``None`` where
    there is no such file."""
    text = world.read(path)
    return None if text is None else parse_env(text)


def parse_env(text: str) -> dict[str, tuple[str | None, int]]:
    """The assignments of an env file, the last one of a name wins."""
    found: dict[str, tuple[str | None, int]] = {}
    lines = text.splitlines()[:LINE_LIMIT]
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        start = number + 1
        number += 1
        if line.startswith("export "):
            line = line[7:].lstrip()
        name, equals, value = line.partition("=")
        name = name.strip()
        if (
            not equals
            or not name
            or not name.replace("_", "a").replace(".", "a").isalnum()
            or name[0].isdigit()
        ):
            continue
        value = value.strip()
        quote = value[:1]
        if quote and quote in "\"'`":
            while quote not in value[1:] and number < len(lines) and number - start < 50:
                value += "\n" + lines[number]
                number += 1
            value = value[1:].partition(quote)[0]
        else:
            value = value.partition(" #")[0].rstrip()
            quote = ""
        found[name] = (value if quote == "'" else _expanded(value, found, {}), start)
    return found


def expanded_value(value: str, environment: Mapping[str, str]) -> str | None:
    """A value with ``$NAME`` and ``${NAME:-default}`` filled in; ``None`` where it holds a command."""
    return _expanded(value, {}, environment)


def _expanded(
    value: str, found: Mapping[str, tuple[str | None, int]], environment: Mapping[str, str]
) -> str | None:
    if "$" not in value:
        return value
    if "$(" in value or "`" in value:
        return None
    pieces = value.split("$")
    out = pieces[0]
    for piece in pieces[1:]:
        if out.endswith("\\"):
            out = out[:-1] + "$" + piece
            continue
        if piece.startswith("{"):
            name, _, rest = piece[1:].partition("}")
            name, _, default = name.partition(":-")
        else:
            end = 0
            while end < len(piece) and (piece[end].isalnum() or piece[end] == "_"):
                end += 1
            name, rest, default = piece[:end], piece[end:], ""
        if not name:
            out += "$" + rest
            continue
        known = found.get(name, (environment.get(name), 0))[0]
        out += (known if known is not None else default) + rest
    return out
