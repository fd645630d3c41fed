"""Both sides of clients, migration tools and test runners, as a table of commands."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from fresh_commands import ROWS, WORLDS, Row

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from guard.world import World


@pytest.mark.parametrize("row", ROWS, ids=[f"{number} {row[1][:60]}" for number, row in enumerate(ROWS)])
def test_a_command_gets_the_answer_that_a_careful_reader_gives(tmp_path: Path, row: Row) -> None:
    world, command, wanted, files = (*row, {}) if len(row) == 3 else row
    home, project = tmp_path / "home", tmp_path / "home" / "proj"
    project.mkdir(parents=True)
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", **WORLDS[world]}
    proposal = Proposal(text=command, cwd=str(project), env=env)
    answer = judge(proposal, World(str(home), start=str(project)), NoSession(), Config())
    assert answer.decision in (("ask", "deny") if wanted == "stop" else (wanted,)), answer.summary
