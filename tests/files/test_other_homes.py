"""Homes and libraries that are not where a home usually is: below ``/mnt/c/Users`` of WSL, in a bundle."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

LIBRARY = "~/Pictures/Photos Library.photoslibrary"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("rm -rf /mnt/c/Users/u", "deny"),
        ("rm -rf /c/Users/u", "deny"),
        ("rm -rf /mnt/c/Users/u/Documents", "deny"),
        ("rm -rf /mnt/c/Users/u/src/old", "ask"),
        ("rm -rf ~/Library/Messages", "deny"),
        ("rm -rf ~/Library/Caches/pip", "allow"),
        (f"rm -rf '/home/u/{LIBRARY[2:]}'", "deny"),
        ("rm -rf ~/Pictures/old", "ask"),
    ],
)
def test_a_home_elsewhere(command: str, expected: str) -> None:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    world = RecordedWorld({"dirs": {LIBRARY: True, "~/Pictures/old": True}})
    assert judge(proposal, world, NoSession(), Config()).decision == expected


def test_a_project_of_windows_is_a_project() -> None:
    place = "/mnt/c/Users/u/src/proj"
    setup = {"cwd": place, "project_root": place, "git": {"branch": "f", "ignored": ["dist/"]}}
    proposal = Proposal(text="rm -rf dist", cwd=place, env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    assert judge(proposal, RecordedWorld(setup), NoSession(), Config()).decision == "allow"
