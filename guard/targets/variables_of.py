"""Variables and small configuration files as a program would read them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.model import Invocation, Value
    from guard.world import World


def variable(by: Invocation | None, names: Iterable[str]) -> tuple[Value | None, str]:
    """The first of these variables that is set, and where from: ``PGHOST (inline)``."""
    if by is None:
        return None, ""
    for name in names:
        found = by.variable(name)
        if found is not None and found.value.text != "":
            return found.value, f"{name} ({found.origin})"
    return None, ""


def text_of(by: Invocation | None, *names: str) -> str:
    """The text of the first of these variables that is set; its skeleton where it has a hole."""
    value, _ = variable(by, names)
    return value.skeleton if value is not None else ""


def home_of(by: Invocation | None, world: World) -> str:
    """The home directory that the program would use."""
    if by is not None:
        found = by.variable("HOME")
        if found is not None and found.value.text:
            return found.value.text.rstrip("/")
    return world.home.rstrip("/")


def ini_section(text: str, name: str) -> dict[str, str] | None:
    """The ``key = value`` lines of one section, ``None`` where the section is missing."""
    found: dict[str, str] | None = None
    inside = False
    for line in text.splitlines()[:5000]:
        line = line.strip()
        if line.startswith("["):
            inside = line.strip("[] ") == name
            if inside:
                found = found or {}
        elif inside and found is not None and "=" in line and line[0] not in "#;":
            key, _, value = line.partition("=")
            found[key.strip().lower()] = value.strip().strip("\"'")
    return found


def properties(text: str) -> dict[str, str]:
    """Java properties and their like: ``key=value`` or ``key: value``, ``#`` comments."""
    found: dict[str, str] = {}
    for line in text.splitlines()[:5000]:
        line = line.strip()
        if not line or line[0] in "#!;[":
            continue
        cut = min((at for at in (line.find("="), line.find(":")) if at > 0), default=-1)
        if cut > 0:
            found[line[:cut].strip()] = line[cut + 1 :].strip().strip("\"'")
    return found
