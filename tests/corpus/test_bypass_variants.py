"""Ways around a guard that reads text, and their harmless neighbours, each in an empty project without a repository.

``expected`` is a floor for what is dangerous (``block``: deny, ``ask``: anything but silence) and a ceiling
for what is not (``allow``). ``open`` rows are right and not answered yet; they fail when one of them is, so
that the list of gaps stays true. ``\\x1e`` stands between the steps of one text. The mechanisms of the rows
that a harmless command can stand in for were tried in bash 5.2 and zsh 5.9.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("bypass_variants.jsonl").read_text(encoding="utf-8").split("\n")
    if line
]
CLASSES = sorted({row["class"] for row in ROWS})


def decision_of(row: dict[str, Any], mode: str = "interactive") -> str:
    """The guard's decision about a row's command."""
    text = row["command"].replace("\x1e", "\n")
    if row["shell"] == "sql":
        text = f"psql \"host=db.acme.com dbname=app\" <<'SQL'\n{text}\nSQL"
    env = {"HOME": "/home/u", "PATH": "/usr/local/bin:/usr/bin:/bin", "USER": "u"}
    shell = "zsh" if row["shell"] == "zsh" else "bash"
    proposal = Proposal(text=text, dialect=shell, cwd="/home/u/proj", env=env, mode=mode)  # type: ignore[arg-type]
    world = RecordedWorld({"files": {"notes.txt": "kept nowhere else"}})  # of an empty folder nothing is lost
    return judge(proposal, world, NoSession(), Config()).decision


def _of(name: str, expected: str) -> list[dict[str, Any]]:
    return [r for r in ROWS if r["class"] == name and r["expected"] == expected and not r.get("open")]


@pytest.mark.parametrize("name", CLASSES)
def test_what_must_be_denied_is_denied(name: str) -> None:
    wrong = [row["command"] for row in _of(name, "block") if decision_of(row) != "deny"]
    assert not wrong


@pytest.mark.parametrize("name", CLASSES)
def test_what_is_dangerous_is_not_passed_in_silence(name: str) -> None:
    wrong = [row["command"] for row in _of(name, "ask") if decision_of(row) == "allow"]
    assert not wrong


@pytest.mark.parametrize("name", CLASSES)
def test_the_harmless_neighbour_stays_quiet(name: str) -> None:
    wrong = [row["command"] for row in _of(name, "allow") if decision_of(row) != "allow"]
    assert not wrong


def test_where_nobody_can_be_asked_every_question_is_a_refusal() -> None:
    asked = [row for row in ROWS if row["expected"] == "ask" and not row.get("open")][::25]
    assert [row["command"] for row in asked if decision_of(row, "headless") != "deny"] == []


def test_both_sides_are_told() -> None:
    harmless = sum(row["expected"] == "allow" for row in ROWS)
    assert harmless >= 0.3 * len(ROWS)
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert len({(row["command"], row["shell"]) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", [pytest.param(r, id=r["id"]) for r in ROWS if r.get("open")])
@pytest.mark.xfail(strict=True, reason="a gap that is known")
def test_a_known_gap(row: dict[str, Any]) -> None:
    assert decision_of(row) != "allow"
