"""A machine that never was: a ``World`` built from the ``setup`` of a labelled case.

The schema is that of the corpus: ``home``, ``project_root``, ``cwd``, ``files{path: content|null}``,
``dirs{path: bool|[]}``, ``symlinks{}``, ``git{branch, default_branch, dirty[], untracked[], ignored[],
tracked[], ahead, remotes{}, stash[], contained[], unpushed[]}``. Nothing is read from the disk and git is
never started: the questions that the guard asks git are answered from the lists.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from guard.git import Repository
from guard.world import Stat, World

HEAD = "0123456789abcdef0123456789abcdef01234567"


class RecordedWorld(World):
    """Files, links and one repository, as a case describes them."""

    def __init__(self, setup: Mapping[str, Any] | None = None) -> None:
        setup = setup or {}
        super().__init__(str(setup.get("home", "/home/u")), looks=20_000)
        self.project = str(setup.get("project_root") or "/home/u/proj")
        self.start = str(setup.get("cwd") or self.project)
        self.clock = 1_780_000_000.0
        self.tree: dict[str, Stat] = {"/": Stat("directory")}
        self.texts: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.recorded: Mapping[str, Any] | None = setup.get("git")
        for folder in (self.home, self.project, self.start, "/tmp", "/etc", "/usr/bin", "/dev"):
            self.folder(folder)
        for path, text in (setup.get("files") or {}).items():
            if text is not None:
                self.file(path, text if isinstance(text, str) else "{}")
        for path, kind in (setup.get("dirs") or {}).items():
            if kind is not False:
                self.folder(self.where(path))
                if kind is True:
                    self.file(path.rstrip("/") + "/file.txt")
        for path, target in (setup.get("symlinks") or {}).items():
            self.link(path, target)
        if self.recorded is not None:
            self._lay_git(self.recorded)

    # ---------------------------------------------------------------------------- building

    def where(self, path: str) -> str:
        """A path of a setup, from the root on."""
        if path == "~" or path.startswith("~/"):
            path = self.home + path[1:]
        return os.path.normpath(os.path.join(self.project, path))

    def folder(self, path: str) -> None:
        """A directory and its parents."""
        while path not in self.tree:
            self.tree[path] = Stat("directory", mode=0o755)
            path = os.path.dirname(path)

    def file(self, path: str, text: str = "x\n", mode: int = 0o644) -> str:
        """A file; a name that ends in ``/`` is a directory with one file in it."""
        if path.endswith("/"):
            path += "file.txt"
        path = self.where(path)
        self.folder(os.path.dirname(path))
        self.tree.setdefault(path, Stat("file", len(text), mode, modified=self.clock - 3600))
        self.texts.setdefault(path, text)
        return path

    def link(self, path: str, target: str) -> None:
        """A symbolic link; a target that is not there becomes a directory with a file."""
        path, target = self.where(path), self.where(target)
        self.folder(os.path.dirname(path))
        if target not in self.tree:
            self.file(target + "/file.txt")
        self.tree[path] = Stat("link", mode=0o777)
        self.links[path] = target

    def _lay_git(self, git: Mapping[str, Any]) -> None:
        default = git.get("default_branch") or "main"
        branch = git.get("branch") or default
        dot_git = self.project + "/.git"
        self.file(dot_git + "/HEAD", f"ref: refs/heads/{branch}\n")
        self.folder(dot_git + "/objects")
        remotes = git.get("remotes")
        remotes = {"origin": "git@github.com:acme/proj.git"} if remotes is None else remotes
        lines = ["[core]\n\tbare = false\n"]
        for name, url in remotes.items():
            lines.append(f'[remote "{name}"]\n\turl = {url}\n')
            self.file(f"{dot_git}/refs/remotes/{name}/{default}", HEAD + "\n")
            self.file(f"{dot_git}/refs/remotes/{name}/HEAD", f"ref: refs/remotes/{name}/{default}\n")
        self.file(dot_git + "/config", "".join(lines) + str(git.get("config", "")))
        for name in {
            default,
            branch,
            *_names(git, "contained"),
            *_names(git, "unpushed"),
            *_names(git, "branches"),
        }:
            self.file(f"{dot_git}/refs/heads/{name}", HEAD + "\n")
        if git.get("stash"):
            self.file(dot_git + "/refs/stash", HEAD + "\n")
            self.file(dot_git + "/logs/refs/stash", "line\n" * len(git["stash"]))
        self.file("README.md")
        for key in ("tracked", "dirty", "untracked", "ignored"):
            for name in _names(git, key):
                self.file(_example(name))

    # ----------------------------------------------------------------------------- looking

    def stat(self, path: str) -> Stat | None:
        self._look()
        parent, name = os.path.split(path.rstrip("/") or "/")
        return self.tree.get(os.path.join(self._followed(parent), name) if name else "/")

    def mode_of(self, path: str) -> int:
        found = self.stat(self.realpath(path))
        return 0 if found is None else found.mode | (0o040000 if found.kind == "directory" else 0o100000)

    def realpath(self, path: str) -> str:
        return self._followed(os.path.normpath(path))

    def _followed(self, path: str, steps: int = 20) -> str:
        built = "/"
        for part in [piece for piece in path.split("/") if piece]:
            built = os.path.join(built, part)
            while built in self.links and steps:
                built, steps = self._followed(self.links[built], steps - 1), steps - 1
        return built

    def read(self, path: str, limit: int = 262_144) -> str | None:
        self._look()
        text = self.texts.get(self._followed(path))
        return text if text is not None and len(text) <= limit else None

    def list(self, path: str) -> tuple[str, ...] | None:
        self._look()
        folder = self._followed(path)
        found = self.tree.get(folder)
        if found is None or found.kind != "directory":
            return None
        lead = folder.rstrip("/") + "/"
        return tuple(
            sorted(
                {p[len(lead) :] for p in self.tree if p.startswith(lead) and "/" not in p[len(lead) :]} - {""}
            )
        )

    def repository(self, path: str) -> Repository | None:
        if self.recorded is None or not (self.realpath(path) + "/").startswith(self.project + "/"):
            return None
        if "recorded" not in self._repositories:
            self._repositories["recorded"] = RecordedRepository(self)
        return self._repositories["recorded"]

    def now(self) -> float:
        return self.clock


class RecordedRepository(Repository):
    """Answers what git would be asked from the lists of a setup."""

    def __init__(self, world: RecordedWorld) -> None:
        self.git: Mapping[str, Any] = world.recorded or {}
        self.questions: list[tuple[str, ...]] = []
        super().__init__(world.project, world.project + "/.git", world)

    def ask(self, *arguments: str) -> bytes | None:
        self.questions.append(arguments)
        if self.git.get("broken"):
            return None
        if arguments[0] == "status":
            return self._status(arguments[arguments.index("--") + 1 :])
        if arguments[0] == "ls-files":
            names = [_example(n) for key in ("tracked", "dirty") for n in _names(self.git, key)]
            return "".join(n + "\0" for n in names if n.startswith(arguments[-1].rstrip("/") + "/")).encode()
        if arguments[0] == "rev-list":
            return str(self._commits(arguments)).encode()
        return None

    def _status(self, paths: Iterable[str]) -> bytes:
        paths = tuple(paths)
        lines: list[str] = []
        for key, code in (("dirty", " M"), ("untracked", "??"), ("ignored", "!!")):
            for name in _names(self.git, key):
                shown = name if name.endswith("/") and key == "ignored" else _example(name)
                if not paths or any(_related(shown, path) for path in paths):
                    lines.append(f"{code} {shown}\0")
        return "".join(lines).encode()

    def _commits(self, arguments: tuple[str, ...]) -> int:
        ahead = self.git.get("ahead")
        ahead = ahead if isinstance(ahead, int) else 0
        unpushed = _names(self.git, "unpushed")
        if arguments[2] == "--branches":
            return ahead + len(unpushed)
        if arguments[2] == "HEAD":
            return ahead
        return 1 if arguments[2].removeprefix("refs/heads/") in unpushed else 0


def _related(listed: str, path: str) -> bool:
    bare = listed.rstrip("/")
    return bare == path or bare.startswith(path + "/") or (listed.endswith("/") and path.startswith(listed))


def _names(git: Mapping[str, Any], key: str) -> list[str]:
    value = git.get(key)
    if value is True:
        return ["src/app.py"]
    return [name for name in value if isinstance(name, str)] if isinstance(value, (list, tuple)) else []


def _example(name: str) -> str:
    """One file that a pattern of a setup stands for."""
    name = name.replace("**", "a.txt").replace("*", "a")
    return name + "file.txt" if name.endswith("/") else name
