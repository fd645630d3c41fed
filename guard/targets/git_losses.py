"""What a git command would lose, in words and as a weight: the answer of ``git_repository.py`` and
``git_stashes.py``."""

from __future__ import annotations

import os

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.git import Repository
    from guard.model import Blast, Effect, Mark, Recoverability


@frozen
class Found:
    """What the repository's state says about one loss."""

    recoverability: Recoverability
    blast: Blast = "B1"
    loss: str = ""
    instead: str = ""
    why: str = ""
    shared: bool = False
    """Stashes and refs belong to every worktree and session of the repository."""
    made: bool = False
    marks: tuple[Mark, ...] = ()


NOTHING = Found("R0", "B0", why="there is nothing to lose")
UNKNOWN = Found("R3", "B1", "whatever is not committed", "git status", "git gave no answer")


def listing(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    if len(names) == 1:
        return shown
    return f"{len(names)} files ({shown}{f' and {len(names) - 3} more' if len(names) > 3 else ''})"


def is_guards(path: str, repository: Repository) -> bool:
    """Whether the guard, or an agent's hooks, would be gone with this path."""
    from guard.knowledge.protected import protection_of

    for name in (path.rstrip("/"), f"{path.rstrip('/')}/settings.json"):
        found = protection_of(name, repository.world.home)
        if found is not None and found[0] == "guard-tampered":
            return True
    return False


def paths_of(effect: Effect, repository: Repository) -> list[str]:
    """The pathspecs as absolute paths; none: everything."""
    hint = effect.place.hint("directory")
    start = hint.text if hint is not None and hint.text else repository.root
    found: list[str] = []
    for name, value in effect.place.hints:
        if name != "path":
            continue
        text = value.text
        if text is None or value.glob or text.startswith(":") or "*" in text:
            return []
        found.append(os.path.normpath(os.path.join(repository.world.realpath(start), text)))
    return found
