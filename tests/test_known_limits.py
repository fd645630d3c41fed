"""What is known to get through (docs/known-limits.md). A row that passes must leave this file and the page."""

from __future__ import annotations

import subprocess

import pytest

from guard.model import Proposal
from guard.service import Guard


@pytest.fixture
def judge(tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    (work / "a").write_text("first\n")
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    for words in (["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"],
                  ["update-index", "--skip-worktree", "a"]):  # fmt: skip
        subprocess.run(["git", *words], cwd=work, check=True, env=env)
    (work / "a").write_text("changed\n")
    (work / ".env").write_text("API_KEY=abcdefgh12345678\n")
    guard = Guard(env, remember=False)
    return lambda text: guard.answer(Proposal(text=text, cwd=str(work), env=env)).decision


@pytest.mark.xfail(strict=True, reason="docs/known-limits.md")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("git checkout -- a", id="a change that git was told to overlook"),
    ],
)
def test_it_gets_through(judge, text):
    assert judge(text) != "allow"
