"""Clearing the work tree behind a stash or a commit of the same text; near misses stay asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus_rows import verdict_of

GIT = {"branch": "topic", "default_branch": "main", "dirty": ["src/a.py"], "untracked": ["notes.md"],
       "remotes": {"origin": "git@github.com:acme/proj.git"}}  # fmt: skip


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        pytest.param("git stash && git reset --hard origin/main", "allow", id="stashed"),
        pytest.param("git stash push -m wip && git checkout -f main && git stash pop", "allow", id="and back"),
        pytest.param("git stash -u && git clean -fd", "allow", id="with what is untracked"),
        pytest.param("git stash -a && git clean -fdx", "allow", id="with what is ignored"),
        pytest.param("git add -A && git commit -m wip && git clean -fd", "allow", id="committed whole"),
        pytest.param("git add . && git commit -m wip && git clean -fd", "allow", id="from the top"),
        pytest.param("git commit -am wip && git checkout -f main", "allow", id="committed what is tracked"),
        pytest.param("git stash && git fetch && git reset --hard origin/main", "allow", id="something between"),
        pytest.param("git reset --hard", "ask", id="nothing is saved"),
        pytest.param("git stash; git reset --hard", "ask", id="the stash may have failed"),
        pytest.param("git stash || true && git reset --hard", "ask", id="its failure is ignored"),
        pytest.param("! git stash && git reset --hard", "ask", id="it has failed"),
        pytest.param("git stash | cat && git reset --hard", "ask", id="cat's status"),
        pytest.param("git stash && git clean -fd", "ask", id="what is untracked stays out"),
        pytest.param("git stash -u && git clean -fdx", "ask", id="what is ignored stays out"),
        pytest.param("git stash push src && git reset --hard", "ask", id="a part"),
        pytest.param("git stash && git stash pop && git reset --hard", "ask", id="taken out again"),
        pytest.param("git stash && git reset --hard; git stash drop", "ask", id="dropped afterwards"),
        pytest.param("git stash show && git reset --hard", "ask", id="only looked at"),
        pytest.param("git -C ../x stash && git reset --hard", "ask", id="another repository"),
        pytest.param("ssh web 'git stash' && git reset --hard", "ask", id="another machine"),
        pytest.param("git add src && git commit -m wip && git reset --hard", "ask", id="some was added"),
        pytest.param("git commit -m wip && git checkout -f main", "ask", id="what was staged"),
        pytest.param("git commit -am wip && git reset --hard HEAD~1", "ask", id="the commit goes as well"),
        pytest.param("git commit -am wip && git reset HEAD~1 && git checkout .", "ask", id="taken back first"),
        pytest.param("git commit --dry-run -am x && git checkout -f main", "ask", id="a dry run"),
    ],
)  # fmt: skip
def test_what_git_holds_by_then(command: str, decision: str, tmp_path: Path) -> None:
    row = {"id": "saved", "command": command, "setup": {"git": GIT}, "expected": decision}
    assert verdict_of(row, str(tmp_path)).decision == decision
