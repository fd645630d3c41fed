"""Configuration files as plain dictionaries. Whatever cannot be read is empty, never an error."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    from guard.world import World

    Form = TypeVar("Form", dict[str, Any], list[Any])


def sections(text: str) -> dict[str, dict[str, str]]:
    """The sections of an ini text; what stands before the first one under ``""``. The last value of a key
    wins, keys in lower case."""
    found: dict[str, dict[str, str]] = {}
    current = found.setdefault("", {})
    for line in text.splitlines()[:20_000]:
        line = line.strip()
        if line.startswith("[") and "]" in line:
            current = found.setdefault(line[1 : line.rindex("]")].strip().strip("\"'"), {})
        elif "=" in line and line[0] not in "#;":
            key, _, value = line.partition("=")
            current[key.strip().lower()] = value.strip().strip("\"'")
    return found


def json_at(world: World, path: str, key: str, form: type[Form]) -> Form:
    """A JSON file's value under a key (the whole document where the key is empty), of the wanted form."""
    from guard.wire import loads

    try:
        value = loads((world.read(path) or "").lstrip("\ufeff"))
    except ValueError:
        return form()
    if key and isinstance(value, dict):
        value = value.get(key)
    return value if isinstance(value, form) else form()


def toml(text: str) -> dict[str, Any]:
    """A TOML text; empty where it is none."""
    from guard.toml import loads

    try:
        return loads(text)
    except ValueError:
        return {}


def documents(world: World, path: str) -> dict[str, Any]:
    """The top of a JSON or TOML file, by its ending; JSON where it has none."""
    return toml(world.read(path) or "") if path.endswith(".toml") else json_at(world, path, "", dict)
