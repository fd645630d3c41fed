"""Paths of Windows: drive roots, profiles and system folders are known by their names alone.

``C:\\``, ``\\``, ``%USERPROFILE%``, ``C:\\Windows`` and everything that becomes one of them through an empty
variable (``$env:X\\*``) is denied; build output is made again; relative paths go to the resolver of paths.
"""

from __future__ import annotations

from guard.model import Effect, Place, Resource, known
from guard.programs.subcommands import Act, effect_of, word_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation, Operation, Value

GENERATED = word_set(
    "node_modules dist build out target bin obj .next .nuxt .turbo coverage __pycache__ .venv "
    "venv .pytest_cache .mypy_cache .ruff_cache .cache .parcel-cache .gradle packages.lock .vs "
    "testresults"
)
_SYSTEM = (
    "windows",
    "program files",
    "program files (x86)",
    "programdata",
    "users",
    "system volume information",
    "recovery",
    "boot",
)
_FATAL = Act(
    "delete",
    "path",
    "R4",
    "B3",
    "everything below {name}",
    "a drive, a profile or the system itself is the target",
    "Remove-Item -WhatIf {name}",
    ("root-home-device",),
    ("T1485", "T1561"),
)


def path_effect(
    rule: str, operation: Operation, word: Value, by: Invocation, *, recursive: bool
) -> Iterator[Effect]:
    """The effect on a path as PowerShell or cmd writes it."""
    if word.text is None:
        act = Act(operation, "path", "R3", "B1", "what {name} stands for")
        yield effect_of(rule, act, word.skeleton, Place("host"), by, value=word, recursive=recursive)
        return
    text = word.text.removeprefix("\\\\?\\").removeprefix("filesystem::")
    drive = text.split(":", 1)[0].lower() if ":" in text else ""
    if drive in ("env", "variable", "function", "alias", "temp"):
        return
    if drive.startswith("hk") or drive in ("registry", "cert"):
        export = "reg export {name} before.reg"
        act = Act(operation, "registry key", "R3", "B1", "the key {name}", instead=export)
        yield effect_of(rule, act, text, Place("host"), by)
        return
    if operation == "delete" and (is_fatal(text) or _is_home(text, by)):
        yield effect_of(rule, _FATAL, text or "the current drive", Place("host"), by, recursive=True)
        return
    yield from _ordinary(rule, operation, text, drive, by, recursive)


def _ordinary(
    rule: str, operation: Operation, text: str, drive: str, by: Invocation, recursive: bool
) -> Iterator[Effect]:
    plain = text.replace("\\", "/")
    name = plain.rstrip("/*").rsplit("/", 1)[-1].lower()
    if drive and ("/temp/" in plain.lower() or "/tmp/" in plain.lower()):  # noqa: S108
        return
    if not drive and not plain.startswith("//") and (by.cwd or "").startswith("/"):
        place = Place("path", rule, (("act", known(operation)),))
        resource = Resource("path", plain, known(plain), recursive)
        yield Effect(
            rule,
            operation,
            resource,
            place,
            by,
            span=by.span,
            certainty=by.certainty,
            loss=f"what {text} holds",
        )
        return
    regenerable = name in GENERATED and not plain.startswith("//")
    if operation != "delete" and _is_system(plain):
        act = Act(operation, "path", "R3", "B1", "what {name} holds now", "it is a part of the system")
    elif operation != "delete" and not plain.startswith("//"):
        act = Act(operation, "path", "R1", "B0", "what {name} holds now")
    else:
        act = Act(
            operation,
            "path",
            "R0" if regenerable else "R4",
            "B1",
            "{name}",
            instead="Remove-Item -WhatIf {name}",
        )
    own = (("own", known("yes")),) if not drive and not plain.startswith("//") else ()
    yield effect_of(rule, act, text, Place("host", "", own), by, recursive=recursive)


def is_windows_path(text: str, cwd: str | None) -> bool:
    """Whether a word is a path of Windows: with a drive, on a server, or in a directory that is one."""
    drive, colon, _ = text.partition(":")
    if text.startswith("\\\\") or (colon and drive.isalnum() and not text.startswith("/")):
        return True
    inside = cwd is not None and cwd[1:2] == ":"
    return inside and not text.startswith(("/", "\\", "~"))


def _is_system(plain: str) -> bool:
    """Below the folders of Windows and of what is installed for everybody."""
    parts = plain.lower().split("/")
    return len(parts) > 2 and parts[0].endswith(":") and parts[1] in _SYSTEM and parts[1] != "users"


def _is_home(text: str, by: Invocation) -> bool:
    """The home as the environment names it."""
    plain = text.replace("\\", "/").rstrip("/*").lower()
    for name in ("HOME", "USERPROFILE"):
        home = by.variable(name)
        known_home = (home.value.text if home else None) or ""
        if known_home and plain == known_home.replace("\\", "/").rstrip("/").lower():
            return True
    return False


def is_fatal(text: str) -> bool:
    """A drive's root, a profile or a system folder, with or without ``\\*`` behind it."""
    plain = text.replace("\\", "/").strip().lower()
    while plain.endswith(("/*", "/*.*")) or plain in ("*", "*.*"):
        if plain in ("*", "*.*"):
            return False
        plain = plain.rsplit("/", 1)[0] + "/"
        if not plain.strip("/"):
            return True
        plain = plain.rstrip("/")
    bare = plain.rstrip("/")
    if plain in ("~", "~/", "/", "$home", "%userprofile%") or (plain and not bare):
        return True
    if bare.startswith(("//./", "//?/")):
        return True
    if len(bare) == 2 and bare[1] == ":":
        return True
    if len(bare) > 2 and bare[1] == ":" and bare[2] == "/":
        parts = [p for p in bare[3:].split("/") if p]
        if parts and parts[0] in _SYSTEM:
            return len(parts) == 1 or (parts[0] == "users" and len(parts) == 2) or parts[0] == "windows"
    return False
