"""``**`` stands for folders at any depth (zsh, bash with globstar), so what lies deep counts."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

GIT = {"branch": "f", "default_branch": "main", "remotes": {"origin": "git@github.com:acme/p.git"}}
DEEP = "a/b/c/notes.md"


def decision(command: str, files: dict[str, str], dialect: str = "zsh", **git: object) -> str:
    world = RecordedWorld({"git": {**GIT, **git}, "files": files})
    env = {"HOME": world.home, "PATH": "/usr/bin:/bin", "USER": "u"}
    proposal = Proposal(text=command, cwd=world.start, env=env, dialect=dialect)  # type: ignore[arg-type]
    return judge(proposal, world, NoSession(), Config()).decision


LOST = [
    "rm **/*.md",
    "rm **/notes.md",
    "rm a/**/*.md",
    "rm -f **/*(.)",
    "ls **/*(.) | xargs rm -rf",
    "rm -rf **/c",
]


@pytest.mark.parametrize("command", LOST)
def test_a_file_of_nobody_else_is_found_at_any_depth(command: str) -> None:
    assert decision(command, {DEEP: "x"}, untracked=[DEEP]) == "ask"


QUIET = [
    pytest.param("rm **/*.txt", {DEEP: "x"}, id="nothing fits"),
    pytest.param("rm -rf **/node_modules", {"p/q/node_modules/x/i.js": ""}, id="what is made again"),
    pytest.param(
        "rm **/*.js", {f"node_modules/p{n}/i.js": "" for n in range(400)}, id="a full folder of a tool"
    ),
    pytest.param("rm **/*.md", {".hidden/notes.md": "x"}, id="hidden folders are not gone into"),
    pytest.param("rm -rf **/__pycache__", {"a/b/__pycache__/m.pyc": "x"}, id="caches"),
]


@pytest.mark.parametrize("dialect", ["zsh", "bash"])
@pytest.mark.parametrize(("command", "files"), QUIET)
def test_what_loses_nothing_stays_quiet(command: str, files: dict[str, str], dialect: str) -> None:
    assert decision(command, files, dialect) == "allow"
