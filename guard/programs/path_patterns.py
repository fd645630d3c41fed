"""The paths that a pattern stands for: where they are what a program acts on, one too many is safer than one
too few, so a name that cannot be decided counts.

Bounded: at most ``MEMBERS`` paths.
"""

from __future__ import annotations

import os

from guard.errors import LimitReached
from guard.shell.patterns import has_pattern, matches
from guard.shell.values import unescaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.world import World

MEMBERS = 300
"""Paths that one word may come to before it is judged as unknown."""


def paths_of(pattern: str, world: World) -> list[str]:
    """The paths that are there and fit a pattern from the root on.

    Raises:
        LimitReached: there are more than ``MEMBERS``.
    """
    found = ["/"]
    for part in [piece for piece in pattern.split("/") if piece]:
        if not has_pattern(part):
            found = [os.path.join(folder, unescaped(part)) for folder in found]
            continue
        next_found: list[str] = []
        for folder in found:
            if part == "**":  # zsh's and bash's with globstar; without it, it is ``*``, which is among these
                next_found += [folder, *_folders_below(folder, world)]
                continue
            for name in world.list(folder) or ():
                if name.startswith(".") and not part.startswith((".", "\\.")):
                    continue
                if matches(part, name) is not False:
                    next_found.append(os.path.join(folder, name))
            if len(next_found) > MEMBERS:
                raise LimitReached(f"{pattern} stands for too many files")
        found = next_found
    return [path for path in found if world.stat(path) is not None] if len(found) <= MEMBERS else found


def _folders_below(folder: str, world: World) -> list[str]:
    """The folders that ``**`` goes into: not hidden ones, nor those behind links. What a tool makes again
    (``node_modules``) is not looked into: nothing is lost there."""
    from guard.signs.path_names import kept

    found: list[str] = []
    pending = [folder]
    while pending:
        above = pending.pop()
        for name in world.list(above) or ():
            path = os.path.join(above, name)
            entry = world.stat(path) if not name.startswith(".") and kept(name) != "generated" else None
            if entry is not None and entry.kind == "directory":
                found.append(path)
                pending.append(path)
        if len(found) > MEMBERS:
            raise LimitReached(f"{folder} holds more than {MEMBERS} folders")
    return found
