"""A marker in every position in which bash runs a command: each marker that ran was foreseen."""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

import pytest

from guard.model import Proposal
from guard.shell.evaluate import unfold
from guard.world import World

sys.path.insert(0, str(Path(__file__).parent))
from coverage import covered, unknown
from jail import Jail, available

PROBES = Path(__file__).parents[1] / "shell" / "probes.txt"
COMMAND = re.compile(r"(?<![$\[{])@(?![(P\]])")


def texts() -> list[str]:
    """The probes: ``@`` is the command, ``⏎`` a newline."""
    lines = PROBES.read_text(encoding="utf-8").splitlines()
    return [COMMAND.sub("mk", line).replace("⏎", "\n") for line in lines if line]


def missed(jail: Jail, programs: list[str], shell: str, dialect: str) -> tuple[list[str], int, int]:
    """The texts in which something ran that was not foreseen; how many ran; how many were only unknown."""
    foreseen = [
        unfold(
            Proposal(text=text, dialect=dialect, cwd=jail.place(number), env=jail.environment),
            World(jail.environment["HOME"]),
        )
        for number, text in enumerate(programs)
    ]
    failures, ran, vague = [], 0, 0
    for text, unfolding, (records, _) in zip(programs, foreseen, jail.run(programs, shell), strict=True):
        for record in records:
            ran += 1
            if covered(record, unfolding):
                continue
            if unknown(unfolding):
                vague += 1
                continue
            failures.append(f"{text!r} ran {record[1:]} in {record[0]}")
    return failures, ran, vague


def nestings(count: int, seed: int) -> list[str]:
    """Probes in the places of other probes' commands."""
    chance = random.Random(seed)
    lines = [line for line in PROBES.read_text(encoding="utf-8").splitlines() if COMMAND.search(line)]
    found = []
    for _ in range(count):
        text = chance.choice(lines)
        for _ in range(chance.choice((1, 1, 2))):
            inner = chance.choice(lines)
            text = COMMAND.sub(lambda _match, inner=inner: inner, text, count=1)
        found.append(COMMAND.sub("mk", text).replace("⏎", "\n"))
    return found


@pytest.mark.skipif(not available(), reason="no bubblewrap here")
def test_every_marker_that_bash_ran_was_foreseen(tmp_path: Path) -> None:
    failures, ran, vague = missed(Jail(tmp_path), texts(), "bash -c", "bash")
    assert not failures, "\n".join(failures)
    assert ran > 470
    assert vague <= 8


@pytest.mark.skipif(not available(), reason="no bubblewrap here")
def test_every_marker_in_nested_probes_was_foreseen(tmp_path: Path) -> None:
    failures, ran, vague = missed(Jail(tmp_path), nestings(120, 1), "bash -c", "bash")
    assert not failures, "\n".join(failures)
    assert ran > 90
    assert vague <= 6


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="no bubblewrap here")
@pytest.mark.parametrize("seed", range(100, 225))
def test_every_marker_in_very_many_nested_probes_was_foreseen(tmp_path: Path, seed: int) -> None:
    failures, _ran, _vague = missed(Jail(tmp_path), nestings(400, seed), "bash -c", "bash")
    assert not failures, "\n".join(failures)
