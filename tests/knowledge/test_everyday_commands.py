"""Everyday commands of many tools stay quiet: the list in ``everyday.txt``, each line a command."""

from __future__ import annotations

import pathlib

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from guard.world import World

LINES = [
    line
    for line in (pathlib.Path(__file__).parent / "everyday.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


def test_there_are_enough_of_them():
    assert len(LINES) >= 450


@pytest.mark.parametrize("command", LINES)
def test_an_everyday_command_is_quiet(command, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    proposal = Proposal(
        text=command, cwd=str(tmp_path), env={"HOME": str(home), "PATH": "/usr/bin:/bin", "USER": "u"}
    )
    verdict = judge(proposal, World(str(home), start=str(tmp_path)), NoSession(), Config())
    assert verdict.decision == "allow", verdict.summary
