"""A function that starts itself twice, and functions that only call themselves."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld


def decision(command: str) -> str:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin"})
    return judge(proposal, RecordedWorld({}), NoSession(), Config()).decision


@pytest.mark.parametrize(
    "command",
    [
        ":(){ :|:& };:",
        "bomb() { bomb | bomb & }; bomb",
        "f(){ f & f; }; f",
        "f() { (f) & (f) & }; f",
        "bash -c ':(){ :|:& };:'",
    ],
)
def test_a_fork_bomb_is_refused(command: str) -> None:
    assert decision(command) == "deny"


@pytest.mark.parametrize(
    "command",
    [
        ":(){ :|:& }; echo defined",
        "echo ':(){ :|:& };:'",
        "f() { if [ $1 -gt 0 ]; then f $(($1-1)) & f $(($1-1)); fi; }; f 2",
        "f() { g & g; }; g() { echo; }; f",
    ],
)
def test_what_only_looks_like_one_stays_quiet(command: str) -> None:
    assert decision(command) == "allow"
