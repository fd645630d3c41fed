"""Whether what lies at a path can be brought back: by git, by a tool that makes it again, or not at all.

Recoverable: tracked and unchanged (R1), ``node_modules`` (R0), an ignored ``dist`` (R0), a link (R1).
Lost: uncommitted changes, untracked files, ignored data (``.env``, ``*.sqlite``), anything outside a
repository.
"""

from __future__ import annotations

import os

from guard.errors import LimitReached
from guard.frozen import frozen
from guard.shell.values import shell_quoted
from guard.signs.path_names import BUILD_FILES, BUILD_FOLDERS, kept, kept_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.git import Repository
    from guard.git.states import State
    from guard.model import Blast, Mark, Recoverability
    from guard.programs.path_operands import Operand
    from guard.session.interface import Session
    from guard.world import World

ENTRIES = 200
"""Entries of a directory that are counted for the sentence."""


@frozen
class Loss:
    """What would be gone."""

    recoverability: Recoverability
    what: str = ""
    """The object of *would be lost*."""
    instead: str = ""
    blast: Blast = "B0"
    marks: tuple[Mark, ...] = ()
    why: str = ""
    """Evidence: how it is known."""


NOTHING = Loss("R0", "", why="nothing is there")


def loss_of(operand: Operand, world: World, session: Session) -> Loss:
    """What is gone when the content of this path is gone."""
    found = operand.found
    if found is None:
        return NOTHING
    if found.kind == "link" and not operand.contents:
        return Loss("R1", f"the link {operand.shown}, not what it leads to", why="a symbolic link")
    if found.kind in ("socket", "fifo", "device"):
        return Loss("R1", operand.shown, why=f"a {found.kind}")
    if found.kind == "file" and found.size == 0:
        return Loss("R0", f"{operand.shown}, which is empty", why="an empty file")
    if found.kind == "directory" and world.list(operand.path) == ():
        return Loss("R0", f"{operand.shown}, which is empty", why="an empty directory")
    repository = world.repository(operand.path)
    if repository is not None and _in_git_dir(operand.path, repository):
        return _history_loss(operand, repository)
    if repository is not None and operand.path == repository.root:
        return _whole_repository(operand, repository, world, session)
    if repository is None:
        return _without_git(operand, world)
    state = repository.states((operand.path,))[operand.path]
    return _by_state(operand, state, repository, world, session)


def _in_git_dir(path: str, repository: Repository) -> bool:
    for folder in (repository.git_dir, repository.common_dir):
        if path == folder or path.startswith(folder + "/"):
            return True
    return "/.git/" in path + "/"


# ------------------------------------------------------------------------------- by git's answer


def _by_state(operand: Operand, state: State, repository: Repository, world: World, session: Session) -> Loss:
    count: Blast = "B1" if operand.found is not None and operand.found.kind == "directory" else "B0"
    name = operand.shown
    word, moved = shell_quoted(name), f"mv {shell_quoted(name.rstrip('/'))} {aside(name)}"
    if state.word == "unknown":
        return Loss("R3", f"{name}, about which git gave no answer", f"git status -- {word}", count,
                    why="git gave no answer in time")  # fmt: skip
    if state.dirty:
        return Loss(
            "R4", f"uncommitted changes in {_listing(state.dirty, operand)}", f"git stash push -- {word}",
            count, why="git status: changed and not committed",
        )  # fmt: skip
    lost = [path for path in state.untracked if not _remade(path, repository.root, world, session, False)]
    if lost:
        return Loss(
            "R4", f"{_listing(lost, operand)}, which git does not track",
            f"git stash push --include-untracked -- {word}", count, why="git status: untracked",
        )  # fmt: skip
    data = [path for path in state.ignored if _holds_data(path, world, repository)]
    if data:
        return Loss("R4", f"{_listing(data, operand)}, which git ignores and nothing makes again",
                    moved, count,
                    why="ignored by git is not regenerable")  # fmt: skip
    other = [path for path in state.ignored if not _remade(path, repository.root, world, session, True)]
    if other:
        return Loss(
            "R3", f"{_listing(other, operand)}, which git ignores", moved, count,
            why="ignored by git, and nothing says what makes it",
        )  # fmt: skip
    if state.word in ("ignored", "untracked") or operand.path in state.ignored:
        return Loss("R0", f"{name}, which is made again", blast=count, why="output of a tool, not tracked")
    if not repository.has_commits:
        return Loss("R2", name, blast=count, why="staged, never committed")
    return Loss("R1", f"{name}, which git restore brings back", blast=count, why="tracked and unchanged")


def aside(name: str) -> str:
    """Where a thing may be moved to instead of being deleted, as a word of the shell."""
    return shell_quoted(name.rstrip("/") + ".old")


def _remade(path: str, root: str, world: World, session: Session, ignored: bool) -> bool:
    word = kept_path(os.path.relpath(path, root))
    if word == "generated" or (word == "output" and ignored) or _is_build_output(path, root, world):
        return True
    return session.made("path", path)


def _holds_data(path: str, world: World, repository: Repository) -> bool:
    """Whether an ignored entry is data by its name, or is a folder of no known kind that holds data."""
    relative = os.path.relpath(path, repository.root)
    word = kept_path(relative)
    if word in ("generated", "data"):
        return word == "data"
    found = world.stat(path)
    if found is None or found.kind != "directory" or set(relative.lower().split("/")) & BUILD_FOLDERS:
        return False
    try:
        below = [name for name, entry in world.walk(path, 300) if entry.kind == "file"]
    except LimitReached:
        return word == "plain"
    return any(kept(os.path.basename(name)) == "data" for name in below)


def _listing(paths: Sequence[str], operand: Operand) -> str:
    names = [
        os.path.relpath(path, operand.path) if path != operand.path else operand.shown for path in paths[:3]
    ]
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    if len(paths) == 1 and paths[0] == operand.path:
        return operand.shown
    return f"{len(paths)} file{'s' if len(paths) > 1 else ''} ({', '.join(names)}{more})"


# ------------------------------------------------------------------------------------ no repository


def _without_git(operand: Operand, world: World) -> Loss:
    is_directory = operand.found is not None and operand.found.kind == "directory"
    name = operand.shown
    instead = (
        f"mv {shell_quoted(name.rstrip('/'))} {aside(name)}"
        if not operand.contents
        else f"ls -la {shell_quoted(name.rstrip('/*') or '/')}"
    )
    word = kept(os.path.basename(operand.path))
    if word == "generated" or _is_build_output(operand.path, os.path.dirname(operand.path), world):
        return Loss("R0", f"{name}, which is made again", blast="B1", why="output of a tool")
    if word == "output" and not is_directory:
        return Loss("R3", name, instead, "B0", why="not in a repository")
    if not is_directory:
        return Loss("R4", f"{name}, which is in no repository", instead, "B0", why="not in a repository")
    count = _entries(operand.path, world)
    size = f"more than {ENTRIES} files and folders" if count is None else f"{count} files and folders"
    if count == 1:
        size = "the one thing"
    return Loss("R4", f"{size} in {name}, which is in no repository", instead, "B1",
                why="not in a repository")  # fmt: skip


def _is_build_output(path: str, root: str, world: World) -> bool:
    """What no ignore rule names,
    but lies in ``dist`` or the like beside the file that says how it is built."""
    folder = root
    for part in os.path.relpath(path, root).split("/"):
        if part.lower() in BUILD_FOLDERS:
            return any(world.stat(os.path.join(folder, name)) is not None for name in BUILD_FILES)
        folder = os.path.join(folder, part)
    return path.endswith((".log", ".tmp"))


def _entries(path: str, world: World) -> int | None:
    try:
        return sum(1 for _ in world.walk(path, ENTRIES))
    except LimitReached:
        return None


# --------------------------------------------------------------------------------------- history


def _history_loss(operand: Operand, repository: Repository) -> Loss:
    """``.git`` or something in it: the commits that are nowhere else."""
    relative = os.path.relpath(operand.path, repository.common_dir)
    if relative.startswith(("index.lock", "gc.log", "COMMIT_EDITMSG", "FETCH_HEAD", "ORIG_HEAD")) or (
        relative.endswith(".lock") and not relative.startswith("..")
    ):
        return Loss("R1", operand.shown, why="a file that git makes again")
    if relative == "hooks" or relative.startswith(("hooks/", "modules", "info", "description")):
        return Loss("R3", operand.shown, blast="B1", why="inside .git")
    reason = unsaved_history(repository)
    instead = "git log --branches --not --remotes"
    if reason:
        return Loss("R4", f"the history in {operand.shown}: {reason}", instead, "B2", ("protection",), reason)
    return Loss("R3", f"the history in {operand.shown}, as far as no remote has it", instead, "B2",
                why="everything on branches is on a remote")  # fmt: skip


def unsaved_history(repository: Repository) -> str:
    """What only this copy of a repository holds; empty where everything is on a remote."""
    if repository.stashes:
        return f"{repository.stashes} stash{'es exist' if repository.stashes > 1 else ' exists'} nowhere else"
    if not repository.remotes:
        return "there is no remote that has it" if repository.has_commits else ""
    ahead = repository.unpushed_anywhere()
    if ahead is None:
        return "git could not say what has been pushed"
    return f"{ahead} commit{'s are' if ahead > 1 else ' is'} on no remote" if ahead else ""


def _whole_repository(operand: Operand, repository: Repository, world: World, session: Session) -> Loss:
    """A repository with its work tree, or (``contents``) all that ``*`` names in it."""
    found = repository.survey()
    if found is None:
        return Loss("R3", f"{operand.shown}, about which git gave no answer", blast="B2")
    from guard.git.states import State

    root = repository.root.rstrip("/") + "/"
    every = {
        name: tuple(root + entry.rstrip("/") for entry in getattr(found, name) if _taken(operand, entry))
        for name in ("dirty", "staged", "untracked", "ignored")
    }
    inner = _by_state(operand, State("clean", **every), repository, world, session)
    if operand.contents:
        return Loss(
            inner.recoverability, inner.what, inner.instead, "B2" if inner.recoverability == "R4" else "B1",
            inner.marks, inner.why,
        )  # fmt: skip
    reason = unsaved_history(repository)
    if reason or inner.recoverability == "R4":
        what = f"the repository {operand.shown} ({reason or inner.what})"
        return Loss(
            "R4", what, "git status && git log --branches --not --remotes", "B2", (), reason or inner.why
        )
    return Loss("R2", f"the clone {operand.shown}; its remote has every commit", blast="B2",
                why="clean, and everything is on a remote")  # fmt: skip


def _taken(operand: Operand, entry: str) -> bool:
    return not (operand.contents and entry.startswith("."))
