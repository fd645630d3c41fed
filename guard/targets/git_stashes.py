"""What lies in git's stash, and what a stash takes away.

Caught: ``git stash clear`` over other people's stashes, ``git stash pop`` into a changed tree, ``git stash --
.claude/settings.json`` (the guard is switched off for as long). Quiet: a stash that this session made and
applied; ``git stash`` of ordinary files.
Lost: a dropped stash is found by ``git fsck --unreachable`` for some weeks. Facts: git-stash(1).
"""

from __future__ import annotations

import os

from guard.targets.git_losses import NOTHING, Found, is_guards, paths_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.git import Repository
    from guard.model import Effect
    from guard.session.interface import Session
    from guard.world import World


def settings(effect: Effect, repository: Repository, world: World, session: Session) -> Found:
    """``git stash`` takes changed files away for a while; where the guard's own entries are among them, it
    is switched off for as long."""
    names = paths_of(effect, repository)
    if not names:
        found = repository.survey()
        changed = () if found is None else (*found.dirty, *found.staged)
        names = [os.path.join(repository.root, name) for name in changed]
    for name in names:
        if is_guards(name, repository):
            return Found(
                "R1", "B1", f"{os.path.relpath(name, repository.root)} as it is", marks=("guard-tampered",)
            )
    return NOTHING


def stash(effect: Effect, repository: Repository, world: World, session: Session) -> Found:
    if not repository.stashes:
        return NOTHING
    if _stashed_here(session):
        return Found("R0", "B0", "a stash that was made and applied in this session", made=True)
    return Found("R4", "B0", "a stash that was not made in this session", "git stash show -p",
                 f"git stash list: {repository.stashes}")  # fmt: skip


def stashes(effect: Effect, repository: Repository, world: World, session: Session) -> Found:
    count = repository.stashes
    if not count:
        return NOTHING
    if count == 1:
        return stash(effect, repository, world, session)
    return Found(
        "R4", "B2", f"all {count} stashes, those of other worktrees and sessions too", "git stash list",
        f"git stash list: {count}", shared=True,
    )  # fmt: skip


def _stashed_here(session: Session) -> bool:
    """The session stashed and then applied, and both went well."""
    pushed = applied = False
    for ran in session.commands():
        if ran.exit_code not in (0, None):
            continue
        text = " ".join(ran.text.split())
        if "git stash apply" in text or "git stash pop" in text:
            applied = pushed
        elif (
            "git stash push" in text
            or text.endswith("git stash")
            or "git stash save" in text
            or "git stash -" in text
        ):
            pushed, applied = True, False
    return applied


def mixed(effect: Effect, repository: Repository, world: World, session: Session) -> Found:
    """``stash pop`` into a tree with changes: both get mixed, and the stash goes."""
    found = repository.survey()
    if not repository.stashes or (found is not None and not found.dirty and not found.staged):
        return NOTHING
    for ran in session.commands():
        if "git stash" in ran.text and "pop" not in ran.text and ran.exit_code in (0, None):
            return NOTHING
    return Found(
        "R3", "B1", "the line between the stash and the changes that are here now", "git stash apply",
        "the work tree has changes of its own",
    )  # fmt: skip
