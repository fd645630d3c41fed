"""What git knows about paths: tracked and clean, changed, untracked, ignored.

One ``git status --porcelain=v1 -z --untracked-files=all --ignored=matching`` answers for all operands of
a command. Whatever it does not list and is there, is tracked and as committed (or staged).
"""

from __future__ import annotations

import os

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from guard.git.repository import Repository

    Word = Literal["clean", "dirty", "untracked", "ignored", "absent", "outside", "git", "nested", "unknown"]

OPERANDS = 60
"""More paths than this are answered by one survey of the whole work tree."""


@frozen
class Survey:
    """Everything below some paths that is not tracked and clean; paths relative to the root."""

    dirty: tuple[str, ...] = ()
    """Tracked, with changes in the work tree that are neither committed nor staged."""
    staged: tuple[str, ...] = ()
    """Tracked, with changes that stand in the index only."""
    untracked: tuple[str, ...] = ()
    """A name that ends in ``/`` is another repository: git does not look into it."""
    ignored: tuple[str, ...] = ()
    """A name that ends in ``/`` is a directory that is ignored as a whole."""

    @property
    def clean(self) -> bool:
        """Nothing uncommitted, nothing untracked (ignored files aside)."""
        return not (self.dirty or self.staged or self.untracked)


@frozen
class State:
    """One path. For a directory, ``word`` is the worst of its contents."""

    word: Word
    dirty: tuple[str, ...] = ()
    staged: tuple[str, ...] = ()
    untracked: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    """Absolute paths below it (or the path itself), in that state."""


UNKNOWN = State("unknown")


def survey(repository: Repository, paths: tuple[str, ...]) -> Survey | None:
    """What stands below ``paths`` (relative to the root; none: everywhere), or ``None``."""
    answer = repository.ask(
        "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignored=matching",
        "--ignore-submodules=all", "--", *paths,
    )  # fmt: skip
    if answer is None:
        return None
    lists: dict[str, list[str]] = {"dirty": [], "staged": [], "untracked": [], "ignored": []}
    for entry in answer.decode("utf-8", "surrogateescape").split("\0"):
        if len(entry) > 3:
            lists[_kind(entry[0], entry[1])].append(entry[3:])
    return Survey(**{name: tuple(found) for name, found in lists.items()})


def _kind(index: str, tree: str) -> str:
    if index == "?":
        return "untracked"
    if index == "!":
        return "ignored"
    return "dirty" if tree in "MTAU" or index == "U" else "staged"


def states_of(repository: Repository, paths: tuple[str, ...]) -> dict[str, State]:
    """The state of each absolute path, links in its parent directories resolved by the caller."""
    root = repository.root.rstrip("/") + "/"
    inside = [path for path in paths if (path + "/").startswith(root)]
    asked = tuple(os.path.relpath(path, root) for path in inside)
    if len(asked) > OPERANDS or "." in asked:
        found = repository.survey()
    else:
        found = survey(repository, asked) if asked else Survey()
    answers: dict[str, State] = {}
    for path in paths:
        if path not in inside:
            answers[path] = State("outside")
        elif found is None:
            answers[path] = UNKNOWN
        else:
            answers[path] = _state(path, root, found, repository)
    return answers


def _state(path: str, root: str, found: Survey, repository: Repository) -> State:
    git_dir = os.path.join(root, ".git")
    if path == git_dir or path.startswith(git_dir + "/"):
        return State("git")
    relative = os.path.relpath(path, root)
    below = {
        name: tuple(root + entry.rstrip("/") for entry in getattr(found, name) if _covers(relative, entry))
        for name in ("dirty", "staged", "untracked", "ignored")
    }
    if repository.world.stat(path) is None:
        return State("absent", **below)
    for word in ("dirty", "untracked", "ignored"):
        if below[word]:
            return State(word, **below)
    return State("clean", **below)


def _covers(operand: str, entry: str) -> bool:
    """Whether a listed entry lies below the operand, is the operand, or holds it."""
    listed = entry.rstrip("/")
    if operand in (".", listed) or listed.startswith(operand + "/"):
        return True
    return entry.endswith("/") and (operand + "/").startswith(entry)
