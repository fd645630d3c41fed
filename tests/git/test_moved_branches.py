"""Branches of this repository that begin anew somewhere else: what they alone held."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.model import Verdict

GIT = {"branch": "topic", "default_branch": "main", "unpushed": ["wip"], "contained": ["old"],
       "remotes": {"origin": "git@github.com:acme/proj.git"}}  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [
        "git fetch origin +main:wip",
        "git fetch -f origin main:refs/heads/wip",
        "git branch -f wip origin/main",
        "git branch --force wip",
        "git branch -C main wip",
        "git checkout -B wip",
        "git checkout -B wip origin/main",
        "git switch -C wip origin/main",
        "git switch --force-create wip",
        "git worktree add -B wip ../wt origin/main",
    ],
)
def test_a_branch_with_commits_of_its_own_is_asked_about(
    command: str, judged: Callable[..., Verdict]
) -> None:
    assert judged(command, git=GIT).decision == "ask"


@pytest.mark.parametrize(
    "command",
    [
        "git fetch origin",
        "git fetch --force origin main",
        "git fetch origin main:wip",  # refuses what is no fast-forward
        "git fetch origin '+refs/heads/*:refs/remotes/origin/*'",
        "git fetch -f origin 'refs/tags/*:refs/tags/*'",
        "git fetch https://github.com/acme/proj main",
        "git branch -f old origin/main",
        "git branch -f fresh",
        "git checkout -B fresh origin/main",
        "git checkout -B topic",
        "git switch -C old",
        "git switch -c wip2 origin/main",
        "git worktree add -b wip2 ../wt origin/main",
    ],
)
def test_what_others_hold_or_is_new_stays_quiet(command: str, judged: Callable[..., Verdict]) -> None:
    assert judged(command, git=GIT).decision == "allow"
