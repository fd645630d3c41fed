"""A few files that are named one by one are edited in place; many, or a pattern, are a question."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

GIT = {"dirty": ["src/a.py"], "tracked": [f"src/{letter}.py" for letter in "bcdefgh"]}


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("sed -i 's/x/y/' src/a.py", "allow"),
        ("sed -i 's/x/y/' src/a.py src/b.py src/c.py", "allow"),
        ("perl -pi -e 's/x/y/' src/a.py src/b.py", "allow"),
        ("sed -i 's/x/y/' src/*.py", "ask"),
        ("perl -pi -e 's/x/y/' src/*.py", "ask"),
        ("sed -i 's/x/y/' " + " ".join(f"src/{letter}.py" for letter in "abcdefgh"), "ask"),
        ("sed -i d src/a.py src/b.py", "ask"),
        ("rm -rf ~/.npm", "allow"),
        ("rm -rf ~/.npmrc", "deny"),
    ],
)
def test_an_edit_in_place(command: str, expected: str) -> None:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u"})
    assert judge(proposal, RecordedWorld({"git": GIT}), NoSession(), Config()).decision == expected
