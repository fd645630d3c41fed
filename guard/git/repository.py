"""A repository: what its files say, and the few questions that git itself must answer."""

from __future__ import annotations

import os

from guard.git.configuration import UNREAD, read_configuration
from guard.git.running import ask_git
from guard.git.states import State, Survey, survey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guard.world import World

DEFAULTS = ("main", "master", "trunk", "develop")
"""Names of a default branch, the likeliest first, where nothing says which it is."""

_PROGRAM_KEYS = ("clean", "smudge", "process", "required", "textconv", "command", "driver")


class Repository:
    """One work tree and its git directory. Everything is asked late and remembered."""

    def __init__(self, root: str, git_dir: str, world: World) -> None:
        self.root = root
        """The top of the work tree; the git directory itself where the repository is bare."""
        self.git_dir = git_dir
        """``.git``, or where a worktree's or submodule's ``.git`` file leads."""
        self.world = world
        self.common_dir = self._common()
        """What all worktrees share: refs, objects, configuration."""
        self._configuration: tuple[tuple[str, str], ...] | None = None
        self._personal: tuple[tuple[str, str], ...] | None = None
        self._said: dict[str, str] = {}
        self._whole: Survey | None = None
        self._asked = False

    def _common(self) -> str:
        text = self.world.read(os.path.join(self.git_dir, "commondir"))
        if text is None:
            return self.git_dir
        return os.path.normpath(os.path.join(self.git_dir, text.strip()))

    # ----------------------------------------------------------------------- configuration

    @property
    def entries(self) -> tuple[tuple[str, str], ...]:
        """The repository's own configuration, worktree file included."""
        if self._configuration is None:
            found = read_configuration(os.path.join(self.common_dir, "config"), self.world)
            found += read_configuration(os.path.join(self.git_dir, "config.worktree"), self.world)
            self._configuration = found
        return self._configuration

    @property
    def personal(self) -> tuple[tuple[str, str], ...]:
        """The user's configuration (``~/.gitconfig``, ``~/.config/git/config``)."""
        if self._personal is None:
            self._personal = personal_configuration(self.world)
        return self._personal

    def configured(self, key: str) -> str | None:
        """The value that counts: this text's own change, the repository's, then the user's."""
        if key in self._said:
            return self._said[key]
        for source in (self.entries, self.personal):
            for name, value in reversed(source):
                if name == key:
                    return value
        return None

    def say(self, key: str, value: str) -> None:
        """Lay a change that the judged text itself makes over what the files say, so that
        ``git remote set-url … && git push`` is judged with the new address."""
        self._said[key] = value

    def said(self, key: str) -> bool:
        """Whether the judged text itself set this."""
        return key in self._said

    @property
    def drivers(self) -> tuple[str, ...]:
        """The keys that name programs of the repository's choice, to be emptied when git is asked."""
        keys = {
            key
            for key, _ in self.entries + self.personal
            if key.startswith(("filter.", "diff.", "merge.")) and key.rsplit(".", 1)[-1] in _PROGRAM_KEYS
        }
        return tuple(sorted(keys))

    # -------------------------------------------------------------------------------- refs

    @property
    def branch(self) -> str:
        """The branch that is checked out; empty where ``HEAD`` is detached or unreadable."""
        if "HEAD" in self._said:
            return self._said["HEAD"]
        text = self.world.read(os.path.join(self.git_dir, "HEAD")) or ""
        name = text.strip()
        return name[16:] if name.startswith("ref: refs/heads/") and not name.endswith("/.invalid") else ""

    def switch(self, branch: str) -> None:
        """The judged text checks out another branch before what follows."""
        self._said["HEAD"] = branch

    @property
    def default_branch(self) -> str:
        """What ``origin/HEAD`` names, else a branch that is called so, else ``init.defaultBranch``."""
        for remote in ("origin", *self.remotes):
            text = self.world.read(os.path.join(self.common_dir, "refs/remotes", remote, "HEAD")) or ""
            lead = f"ref: refs/remotes/{remote}/"
            if text.startswith(lead):
                return text.strip()[len(lead) :]
        for name in DEFAULTS:
            if self.has_ref("refs/heads/" + name):
                return name
        return self.configured("init.defaultbranch") or DEFAULTS[0]

    @property
    def remotes(self) -> Mapping[str, str]:
        """Remote names and the address that a push goes to."""
        found: dict[str, str] = {}
        pushed: dict[str, str] = {}
        for key, value in (*self.personal, *self.entries, *self._said.items()):
            if key.startswith("remote.") and key.endswith(".url"):
                found[key[7:-4]] = value
            elif key.startswith("remote.") and key.endswith(".pushurl"):
                pushed[key[7:-8]] = value
        return {**found, **pushed}

    def has_ref(self, name: str) -> bool:
        """Whether a full ref name exists, loose or packed."""
        if any(part in ("", ".", "..") for part in name.split("/")):
            return False
        found = self.world.stat(os.path.join(self.common_dir, name))
        if found is not None and found.kind == "file":
            return True
        packed = self.world.read(os.path.join(self.common_dir, "packed-refs"), 2_000_000) or ""
        return any(line.endswith(" " + name) for line in packed.splitlines())

    @property
    def has_commits(self) -> bool:
        """False in a repository without a first commit: there is nothing to go back to."""
        head = (self.world.read(os.path.join(self.git_dir, "HEAD")) or "").strip()
        return not head.startswith("ref: ") or self.has_ref(head[5:])

    @property
    def stashes(self) -> int:
        """How many stashes there are, shared by all worktrees."""
        log = self.world.read(os.path.join(self.common_dir, "logs/refs/stash"), 2_000_000)
        if log is None:
            return 1 if self.has_ref("refs/stash") else 0
        return len(log.splitlines())

    def ask(self, *arguments: str) -> bytes | None:
        """One question to git, hardened; ``None`` where there is no answer,
        or where the configuration could not be
        read whole: it may name programs that would not be switched off."""
        if UNREAD in self.entries or UNREAD in self.personal or any("=" in key for key in self.drivers):
            return None
        return ask_git(self.root, arguments, self.world.home, self.drivers)

    def count(self, *revisions: str) -> int | None:
        """How many commits ``git rev-list REVISIONS`` finds; ``None`` where git cannot say."""
        for word in revisions:
            option = word.startswith("-") and not word.startswith("--exclude=")
            if option and word not in ("--not", "--remotes", "--branches", "--tags", "--all"):
                return None
        answer = self.ask("rev-list", "--count", *revisions, "--")
        return int(answer) if answer is not None and answer.strip().isdigit() else None

    def unpushed(self, ref: str = "HEAD") -> int | None:
        """Commits on ``ref`` that no remote-tracking branch has; ``None`` where unknown."""
        if ref == "HEAD" and not self.has_commits:
            return 0
        return self.count(ref, "--not", "--remotes")

    def only_on(self, branch: str) -> int | None:
        """Commits that would be on no branch, tag or remote without this branch; ``None`` unknown."""
        own = "refs/heads/" + branch
        others = ("--not", f"--exclude={branch}", "--branches", "--remotes", "--tags")
        head = () if self.branch == branch else ("HEAD",)
        return self.count(own, *others, *head)

    def unpushed_anywhere(self) -> int | None:
        """Commits on any local branch that no remote has."""
        return self.count("--branches", "--not", "--remotes") if self.has_commits else 0

    def survey(self) -> Survey | None:
        """The state of the whole work tree; ``None`` where git cannot say."""
        if not self._asked:
            self._asked = True
            self._whole = survey(self, ())
        return self._whole

    def states(self, paths: Iterable[str]) -> dict[str, State]:
        """What git knows about each absolute path; ``unknown`` where it gives no answer."""
        from guard.git.states import states_of

        return states_of(self, tuple(paths))


def personal_configuration(world: World) -> tuple[tuple[str, str], ...]:
    """The configuration of whoever would run the command, without any repository's."""
    if not world.home:
        return ()
    found = read_configuration(os.path.join(world.home, ".config/git/config"), world)
    return found + read_configuration(os.path.join(world.home, ".gitconfig"), world)


def find_repository(folder: str, world: World) -> Repository | None:
    """The repository that a git started in ``folder`` would use, found as git finds it.

    Parents are searched for ``.git`` (a directory, or a file that leads to one); a folder that is itself
    a git directory is taken too. Which file system they lie on is not compared.
    """
    folder = world.realpath(folder)
    git_dir = _git_dir(folder, world)
    if git_dir:
        return Repository(folder, git_dir, world)
    if _is_git_dir(folder, world):
        parent = os.path.dirname(folder)
        bare = os.path.basename(folder) != ".git"
        return Repository(folder if bare else parent, folder, world)
    parent = os.path.dirname(folder)
    return None if parent == folder else world.repository(parent + "/")


def _git_dir(folder: str, world: World) -> str:
    path = os.path.join(folder, ".git")
    found = world.stat(world.realpath(path))
    if found is None:
        return ""
    if found.kind == "directory":
        return world.realpath(path) if _is_git_dir(path, world) else ""
    text = world.read(path, 4096) or ""
    if not text.startswith("gitdir: "):
        return ""
    return os.path.normpath(os.path.join(folder, text[8:].strip()))


def _is_git_dir(path: str, world: World) -> bool:
    if os.path.basename(path) != ".git" and not path.endswith(".git") and "/.git/" not in path:
        looks_bare = world.stat(os.path.join(path, "HEAD")) and world.stat(os.path.join(path, "refs"))
        if not looks_bare:
            return False
    has_head = world.stat(os.path.join(path, "HEAD")) is not None
    return has_head and (
        world.is_directory(os.path.join(path, "objects"))
        or world.stat(os.path.join(path, "commondir")) is not None
    )
