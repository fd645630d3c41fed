"""The machine as it would be after what this text has written so far.

Grammars read Makefiles, ``package.json`` and lists of items through the world; what the same text wrote into
them comes first (``printf 'all:\\n\\trm -rf ~\\n' > Makefile; make``).
"""

from __future__ import annotations

from guard.shell.state import normal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.state import State
    from guard.world import World


class Overlay:
    """A ``World`` whose files are those of the text where it has touched them."""

    def __init__(self, world: World, state: State) -> None:
        self._world = world
        self._state = state

    def __getattr__(self, name: str) -> object:
        return getattr(self._world, name)

    def read(self, path: str, limit: int = 262_144) -> str | None:
        """The text that this command wrote, else what is on the machine (edited in place, where an
        editor's result is not known: the rest of the file is still there)."""
        files = self._state.disk.files
        path = normal(path)
        for _ in range(8):
            found = files.get(path)
            if found is None:
                return self._world.read(path, limit)
            if not found.same_as:
                if found.content is None and not found.gone and found.how == "written":
                    return self._world.read(path, limit)
                return found.content.text if found.content is not None else None
            path = found.same_as
        return None

    @property
    def makes_files(self) -> bool:
        """Whether this text has made any file so far."""
        return bool(self._state.disk.files)

    def made(self, path: str) -> bool:
        """Whether this text has written, fetched or copied that file."""
        found = self._state.disk.files.get(normal(path))
        return found is not None and not found.gone


def made(world: World, path: str) -> bool:
    """Whether the text being followed made that file; no for a world without such a text."""
    check = getattr(world, "made", None)
    return bool(check is not None and check(path))
