"""Which files may hold configuration. Light, since most machines have none and every hook asks."""

from __future__ import annotations

import os

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    Layer = Literal["user", "project", "organisation"]

ORGANISATION = "/etc/guard/config.toml"
PROJECT_FILES = ("pyproject.toml", ".guard.toml")
DEEPEST = 40
"""Folders upwards in which a project's configuration is looked for."""


@frozen
class Source:
    """A file that may hold configuration."""

    layer: Layer
    path: str


def sources(env: Mapping[str, str], project: str) -> tuple[Source, ...]:
    """The files there could be, weakest first.

    Args:
        env: the guard's own environment, never the proposal's.
        project: the project's root, empty where there is none.
    """
    home = env.get("XDG_CONFIG_HOME") or os.path.join(env.get("HOME", "/nonexistent"), ".config")
    found = [Source("user", os.path.join(home, "guard", "config.toml"))]
    if project:
        found.extend(Source("project", os.path.join(project, name)) for name in PROJECT_FILES)
    found.append(Source("organisation", ORGANISATION))
    return tuple(found)


def project_of(cwd: str) -> str:
    """The nearest folder upwards that holds one of the project's files; empty where none does."""
    folder = cwd
    for _ in range(DEEPEST):
        if any(os.path.exists(os.path.join(folder, name)) for name in PROJECT_FILES):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent
    return ""


def signature(found: tuple[Source, ...]) -> tuple[tuple[str, int, int, int], ...]:
    """What tells one state of these files from another: path, time, size and inode of each that is
    there. A file that cannot be looked at counts as there."""
    seen = []
    for source in found:
        try:
            stat = os.stat(source.path)
        except FileNotFoundError:
            continue
        except OSError:
            seen.append((source.path, 0, 0, 0))
        else:
            seen.append((source.path, stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return tuple(seen)
