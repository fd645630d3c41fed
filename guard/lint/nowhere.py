"""The world of a linter: nothing is known of the machine on which the text will run.

The guard's own machine must not colour what a file is said to do, so every look finds nothing, at no cost.
Paths that the text spells out from the root on can still be told apart (``/etc``, ``/var/lib``, a home).
"""

from __future__ import annotations

from guard.world import World

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.git import Repository
    from guard.world import Stat

HOME = "/home/whoever"
"""The home directory of whoever runs it. Its name says nothing; that it is one does."""


class Nowhere(World):
    """A machine of which nothing is known."""

    def __init__(self) -> None:
        super().__init__(HOME)

    def stat(self, path: str) -> Stat | None:
        return None

    def mode_of(self, path: str) -> int:
        return 0

    def realpath(self, path: str) -> str:
        return path

    def read(self, path: str, limit: int = 0) -> str | None:
        return None

    def list(self, path: str) -> tuple[str, ...] | None:
        return None

    def walk(self, path: str, limit: int = 0) -> Iterator[tuple[str, Stat]]:
        return iter(())

    def which(self, program: str, search: str) -> str | None:
        return None

    def repository(self, path: str) -> Repository | None:
        return None

    def now(self) -> float:
        return 0.0
