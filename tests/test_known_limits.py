"""What is known to get through (docs/known-limits.md). A row that passes must leave this file and the page."""

from __future__ import annotations

import subprocess

import pytest

from guard.model import Proposal
from guard.service import Guard

LAID = {
    "Rakefile": "Dir['lib/tasks/*.rake'].each { |f| load f }\n",
    "lib/tasks/store.rake": "task :nuke do\n  sh 'rm -rf ~/Documents'\nend\n",
    ".git/hooks/pre-commit": "#!/bin/sh\nrm -rf ~/Documents\n",
}


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
    for path, text in LAID.items():
        file = work / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    guard = Guard(env, remember=False)
    return lambda text: guard.answer(Proposal(text=text, cwd=str(work), env=env)).decision


@pytest.mark.xfail(strict=True, reason="docs/known-limits.md")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("git checkout -- a", id="a change that git was told to overlook"),
        pytest.param("rake nuke", id="a task that the Rakefile loads from another file"),
        pytest.param("rename 's/env/old/' .env && rm .old", id="a new name that a pattern makes"),
        pytest.param(
            "python3 -c \"import os; os.rename('.env', 'old'); os.remove('old')\"",
            id="a new name given by code",
        ),
        pytest.param("assume prod --exec 'aws s3 rb s3://x --force'", id="a command behind a role"),
        pytest.param("git commit -m x", id="what a hook of the repository runs"),
    ],
)
def test_it_gets_through(judge, text):
    assert judge(text) != "allow"
