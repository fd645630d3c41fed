"""Acts that take nothing away, and that the user ruled out in so many words."""

from __future__ import annotations

import os

import pytest

from guard.model import Invocation, Proposal, known
from guard.pipeline import judge
from guard.policy.config import Config
from guard.policy.decide import ruled_out
from guard.session import recorders
from guard.session.interface import NoSession
from guard.session.ledger import Ledger
from tests.recorded import RecordedWorld


@pytest.mark.parametrize(
    ("said", "command", "expected"),
    [
        ("never rebase", "git rebase main", "deny"),
        ("Please do not rebase anything.", "cd x && git rebase -i HEAD~3", "deny"),
        ("Never install new packages", "npm install left-pad", "deny"),
        ("Never install new packages", "npm i left-pad", "deny"),
        ("do not run npm install", "npm install", "deny"),
        ("No new dependencies please.", "npm install left-pad", "deny"),
        ("No new dependencies please.", "pip install requests", "deny"),
        ("Do it without adding any packages", "cargo add serde", "deny"),
        ("No new dependencies please.", "npm install", "allow"),
        ("No new dependencies please.", "pip install -r requirements.txt", "allow"),
        ("Don't touch packages/api", "npm install left-pad", "allow"),
        ("don't use git stash", "git stash push -m x", "deny"),
        ("do not run npm install", "pip install x", "allow"),
        ("don't touch src, run the build instead", "docker build .", "allow"),
        ("never rebase", "git status", "allow"),
        ("never rebase", "git merge main", "allow"),
        ("do not modify config.yml", "sed -i s/a/b/ config.yml", "deny"),
        ("do not modify config.yml", "sed -i s/a/b/ other.yml", "allow"),
    ],
)
def test_what_was_ruled_out(said: str, command: str, expected: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    os.chmod(tmp_path, 0o700)
    ledger = Ledger(str(tmp_path), "s")
    recorders.record_prompt(ledger, said)
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    world = RecordedWorld({"git": {"branch": "f", "tracked": ["config.yml", "other.yml"]}})
    assert judge(proposal, world, ledger, Config()).decision == expected


class Unasked(NoSession):
    """A conversation that fails the test when somebody asks what was said in it."""

    def prohibitions(self) -> tuple[str, ...]:
        raise AssertionError


def test_what_was_said_is_looked_up_only_for_such_an_act() -> None:
    events = (Invocation((known("git"), known("status"))), Invocation((known("ls"),)))
    assert ruled_out(events, Unasked()) == ()
