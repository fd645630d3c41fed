"""Which file knows which program. A program's file is imported only when the program is met.

Each module has ``effects(invocation, world) -> Iterator[Effect]``. A name ending in ``*`` stands for
every program that begins so (``mkfs*``: mkfs.ext4, mkfs.xfs).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World


def effects_of(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What running this program does, by the file that knows it."""
    name = invocation.program
    module = PROGRAMS.get(name) or _by_prefix(name) or "unlisted"
    rules = __import__("guard.programs." + module, fromlist=("effects",))
    yield from rules.effects(invocation, world)


def _by_prefix(name: str) -> str | None:
    for pattern, module in PREFIXES:
        if name.startswith(pattern):
            return module
    return None


PROGRAMS: dict[str, str] = {}
"""Filled below, a table per family."""

PREFIXES: tuple[tuple[str, str], ...] = (
    ("mkfs", "devices"),
    ("python", "interpreters"),
    ("pip", "python_packages"),
)


# Infrastructure and system
_INFRASTRUCTURE: dict[str, tuple[str, ...]] = {
    "kubernetes": ("kubectl", "oc", "k", "kubectl.exe"),
    "docker": ("docker", "podman", "nerdctl", "podman-remote", "docker.exe"),
    "compose": ("docker-compose", "podman-compose"),
}
PROGRAMS.update({name: module for module, names in _INFRASTRUCTURE.items() for name in names})
