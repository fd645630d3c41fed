"""What a repository would lose: uncommitted work, stashes, commits that are nowhere else.

The interpreter (``programs/git_discard.py``, ``git_history.py``) names the kind of loss in the hint
``loses``; here the repository's state at this moment decides how bad it is. An example: ``git reset
--hard`` on a clean tree loses nothing (R0), with three changed files R4. A near miss: an ignored ``dist``
in ``git clean -fdx`` is made again.
"""

from __future__ import annotations

import os

from guard.findings import Located
from guard.model import Evidence, Target
from guard.shell.values import shell_quoted
from guard.signs.path_names import kept_path
from guard.signs.path_places import spot_of, surroundings
from guard.targets import git_stashes
from guard.targets.git_losses import NOTHING, UNKNOWN, Found, is_guards, listing, paths_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.git import Repository
    from guard.git.states import Survey
    from guard.model import Blast, Effect, Environment, Mark
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The repository, how near it is, and what it would lose."""
    hint = effect.place.hint("directory")
    directory = hint.text if hint is not None else None
    repository = world.repository(directory) if directory else None
    found = _found(effect, repository, world, session)
    environment = _environment(effect, directory, repository, world, config)
    if found.made:
        environment = "E0"
    elif environment == "E0" and _is_somebodys(directory, effect, world, session):
        environment = "E1"
    if found.shared and environment == "E1":
        environment = "E2"
    identity = repository.root if repository is not None else directory or "a repository that was not found"
    unresolved = effect.resource.value.skeleton if effect.resource.value is not None else ""
    evidence = (Evidence(found.why, identity),) if found.why else ()
    return Located(
        Target(environment, identity, evidence, unresolved), found.recoverability, found.blast,
        found.loss or effect.loss, found.marks, found.instead or effect.instead, evidence,
    )  # fmt: skip


REWRITING = ("git.filter-repo", "git.filter-branch")
"""Acts whose result is made to be pushed: a clone below ``/tmp`` is where people do them."""


def _is_somebodys(directory: str | None, effect: Effect, world: World, session: Session) -> bool:
    """Whether history is rewritten in a clone that neither this text nor this session made."""
    if effect.rule not in REWRITING or directory is None or world.stat(directory) is None:
        return False
    return not session.made("path", directory)


def _environment(
    effect: Effect, directory: str | None, repository: Repository | None, world: World, config: Config
) -> Environment:
    from guard.signs.environments import mapped

    root = repository.root if repository is not None else directory
    if root is None:
        return "E1"
    rule = mapped("path", root, config)
    if rule is not None:
        return rule.environment
    by = effect.by
    around = surroundings(by.cwd if by is not None else directory, world, getattr(by, "environment", {}))
    spot = spot_of(world.realpath(root), around)
    return spot.environment if spot.environment in ("E0", "E1", "E4") else max("E1", spot.environment)


def _found(effect: Effect, repository: Repository | None, world: World, session: Session) -> Found:
    hint = effect.place.hint("loses")
    if hint is None or hint.text is None:
        blast: Blast = effect.blast
        return Found(effect.recoverability, blast, effect.loss, effect.instead)
    if repository is None:
        which = f" ({effect.resource.identity})" if effect.resource.identity else ""
        return Found("R3", "B1", f"whatever is not committed{which}", "git status",
                     "the repository could not be found")  # fmt: skip
    return LOSSES[hint.text](effect, repository, world, session)


# ---------------------------------------------------------------------------- the work tree


def _tracked(effect: Effect, repository: Repository, world: World, session: Session) -> Found:
    return _changes(effect, repository, ("dirty", "staged"))


def _unstaged(effect: Effect, repository: Repository, world: World, session: Session) -> Found:
    return _changes(effect, repository, ("dirty",))


def _everything(effect: Effect, repository: Repository, world: World, session: Session) -> Found:
    """What a stash of this very text would have taken along: changes, and untracked files with ``-u``."""
    return _changes(effect, repository, ("dirty", "staged", "untracked"))


def _staged(effect: Effect, repository: Repository, world: World, session: Session) -> Found:
    return _changes(effect, repository, ("staged",))


def _changes(effect: Effect, repository: Repository, kinds: tuple[str, ...]) -> Found:
    found = repository.survey()
    protected = _protected(effect, repository)
    if found is None:
        return UNKNOWN if not protected else Found("R3", "B1", "the agent's settings", marks=protected)
    lost = [name for kind in kinds for name in getattr(found, kind) if _selected(name, effect, repository)]
    lost = list(dict.fromkeys(lost))
    if not lost:
        return Found("R1" if protected else "R0", "B0", why="git status: nothing is changed", marks=protected)
    some = len(lost) < len(found.dirty + found.staged) and len(lost) <= 3
    only = " -- " + " ".join(shell_quoted(name) for name in lost) if some else ""
    return Found(
        "R4", "B0" if len(lost) == 1 else "B1", f"uncommitted changes in {listing(lost)}",
        f"git stash push{only}",
        "git status: changed and not committed", marks=protected,
    )  # fmt: skip


def _protected(effect: Effect, repository: Repository) -> tuple[Mark, ...]:
    """An older version of an agent's settings brings back the time before the guard was in them."""
    if effect.place.hint("tree") is None:
        return ()
    from guard.knowledge.protected import protection_of

    for path in paths_of(effect, repository):
        found = protection_of(path, repository.world.home)
        if found is not None:
            return (found[0],)
    return ()


def _selected(name: str, effect: Effect, repository: Repository) -> bool:
    paths = paths_of(effect, repository)
    if not paths:
        return _fits_patterns(name, effect, repository)
    full = os.path.join(repository.root, name.rstrip("/"))
    return any(path in (full, repository.root) or full.startswith(path + "/") for path in paths)


def _fits_patterns(name: str, effect: Effect, repository: Repository) -> bool:
    """Pathspecs with patterns: a name that fits none of them stays."""
    patterns = [value.text for key, value in effect.place.hints if key == "path"]
    if not patterns or any(text is None or text.startswith(":") for text in patterns):
        return True
    from guard.shell.patterns import matches

    hint = effect.place.hint("directory")
    start = os.path.relpath(hint.text, repository.root) if hint is not None and hint.text else "."
    inner = name if start == "." else os.path.relpath(name, start)
    return any(
        matches(text or "", inner) is not False or inner.startswith((text or "").rstrip("/") + "/")
        for text in patterns
    )


def _untracked(effect: Effect, repository: Repository, world: World, session: Session) -> Found:
    """``git clean``: what is untracked, and with ``-x`` what is ignored, unless a tool makes it again."""
    found = repository.survey()
    if found is None:
        return UNKNOWN
    lost, unsure = _cleaned(effect, found, repository, session)
    if any(is_guards(os.path.join(repository.root, name), repository) for name in (*lost, *unsure)):
        return Found("R4", "B1", listing(lost or unsure), marks=("guard-tampered",))
    if lost:
        return Found("R4", "B0" if len(lost) == 1 else "B1", f"{listing(lost)}, which git does not hold",
                     "git clean -nd" + _x(effect), "git status: untracked or ignored")  # fmt: skip
    if unsure:
        return Found("R3", "B1", f"{listing(unsure)}, which git ignores", "git clean -nd" + _x(effect),
                     "ignored, and nothing says what makes it")  # fmt: skip
    return NOTHING


def _x(effect: Effect) -> str:
    which = effect.place.hint("which")
    return {"all": "x", "ignored": "X"}.get(which.text or "" if which is not None else "", "")


def _cleaned(
    effect: Effect, found: Survey, repository: Repository, session: Session
) -> tuple[list[str], list[str]]:
    which = effect.place.hint("which")
    kind = which.text if which is not None else "untracked"
    names = list(found.untracked) if kind != "ignored" else []
    extra = list(found.ignored) if kind != "untracked" else []
    lost: list[str] = []
    unsure: list[str] = []
    for name in names + extra:
        if not _selected(name, effect, repository) or _spared(name, effect, repository):
            continue
        word = kept_path(name)
        ignored = name in extra
        if word == "generated" or (word == "output" and ignored):
            continue
        if not session.made("path", os.path.join(repository.root, name.rstrip("/"))):
            (unsure if ignored and word == "plain" else lost).append(name)
    return lost, unsure


def _spared(name: str, effect: Effect, repository: Repository) -> bool:
    """Untracked folders stay without ``-d``, repositories inside without a second ``-f``,
    and what ``-e`` names."""
    if _excepted(name, effect):
        return True
    nested = (
        name.endswith("/") and repository.world.stat(os.path.join(repository.root, name, ".git")) is not None
    )
    if nested:
        return not _flag(effect, "nested")
    if _flag(effect, "directories") or paths_of(effect, repository):
        return False
    folder = os.path.dirname(name.rstrip("/"))
    return name.endswith("/") or (bool(folder) and not _holds_tracked(folder, repository))


def _excepted(name: str, effect: Effect) -> bool:
    patterns = [(value.text or "").strip("/") for key, value in effect.place.hints if key == "spared"]
    if not patterns:
        return False
    from guard.shell.patterns import matches

    bare = name.rstrip("/")
    parts = (bare, *bare.split("/"))
    return any(matches(pattern, part) is True for pattern in patterns for part in parts)


def _holds_tracked(folder: str, repository: Repository) -> bool:
    answer = repository.ask("ls-files", "-z", "--", folder)
    return answer is None or bool(answer)


def _flag(effect: Effect, name: str) -> bool:
    hint = effect.place.hint(name)
    return hint is not None and hint.text == "yes"


def _worktree(effect: Effect, repository: Repository, world: World, session: Session) -> Found:
    """A linked worktree removed by force: its own uncommitted work."""
    paths = paths_of(effect, repository)
    if not paths:
        return Found(
            "R3", "B1", "uncommitted work in a worktree", "git worktree list", "no worktree is named"
        )
    other = world.repository(paths[0])
    found = other.survey() if other is not None and other.root == world.realpath(paths[0]) else None
    if other is None or found is None:
        if world.stat(paths[0]) is None:
            return NOTHING
        return Found(
            "R3", "B1", f"uncommitted work in {paths[0]}", f"git -C {paths[0]} status", "git gave no answer"
        )
    lost = found.dirty + found.staged + found.untracked
    if not lost:
        return NOTHING
    return Found("R4", "B1", f"uncommitted work in {paths[0]}: {listing(lost)}", f"git -C {paths[0]} status",
                 "git status of the worktree")  # fmt: skip


def _submodules(effect: Effect, repository: Repository, world: World, session: Session) -> Found:
    if world.stat(os.path.join(repository.root, ".gitmodules")) is None:
        return NOTHING
    return Found(
        "R3", "B1", "uncommitted work in submodules", "git submodule status", "submodules are not looked into"
    )


# ----------------------------------------------------------------------------------- commits


def _branch(effect: Effect, repository: Repository, world: World, session: Session) -> Found:
    value = effect.place.hint("path")
    name = value.text if value is not None else None
    if name is None:
        return Found("R3", "B1", "the commits of a branch that could not be resolved", "git branch -v")
    if session.made("branch", name):
        return Found("R1", "B0", f"the branch {name}", made=True, why="made in this session")
    if not repository.has_ref("refs/heads/" + name):
        return Found(
            "R3" if effect.rule == "git.ref-delete" else "R0", "B0", f"the branch {name}", "git branch -v",
            "there is no such branch",
        )  # fmt: skip
    count = repository.only_on(name)
    if count == 0:
        return Found("R1", "B0", f"the name {name}; its commits are on other branches or a remote",
                     why="git rev-list: no commit of its own")  # fmt: skip
    some = "commits" if count is None else f"{count} commit{'s' if count > 1 else ''}"
    kept = f"keep-{name} {name}" if effect.operation == "overwrite" else f"-d {name}"
    be = "may be" if count is None else "is" if count == 1 else "are"
    return Found("R3", "B1", f"{some} that {be} only on {name}",
                 f"git branch {kept}", "git rev-list: on no other branch, tag or remote")  # fmt: skip


def _commits(effect: Effect, repository: Repository, world: World, session: Session) -> Found:
    """``git reset --hard origin/main``: commits of this branch that nothing else names afterwards."""
    tree = effect.place.hint("tree")
    target = tree.text if tree is not None else None
    if target is None or target.startswith("-") or not repository.has_commits:
        return NOTHING
    own = f"--exclude={repository.branch or 'HEAD'}"
    count = repository.count("HEAD", "--not", target, own, "--branches", "--remotes", "--tags")
    if not count:
        return NOTHING
    some = f"{count} commit{'s' if count > 1 else ''}"
    return Found("R3", "B1", f"{some} that only the reflog would name", "git branch keep-this",
                 "git rev-list: on no other branch, tag or remote")  # fmt: skip


LOSSES = {
    "everything": _everything,
    "tracked": _tracked, "unstaged": _unstaged, "staged": _staged, "untracked": _untracked,
    "worktree": _worktree,
    "commits": _commits, "settings": git_stashes.settings,
    "submodules": _submodules, "stash": git_stashes.stash,
    "stashes": git_stashes.stashes, "mixed": git_stashes.mixed, "branch": _branch,
}  # fmt: skip
