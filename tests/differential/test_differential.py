"""Programs out of a grammar, run by real shells in a jail: every program that was started was foreseen, with
its words and its directory, or something at that place is said to be unknown."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard.model import Proposal
from guard.shell.evaluate import unfold
from guard.world import World

sys.path.insert(0, str(Path(__file__).parent))
from coverage import covered, unknown
from jail import Jail, available
from programs import programs

BATCH = 50
SHELLS = {"bash": ("bash -c", "bash"), "sh": ("dash -c", "sh"), "zsh": ("zsh -f -c", "zsh")}
COUNTS = {"texts": 0, "records": 0, "vague": 0}


def check(texts: list[str], shell: str) -> None:
    """Run the texts and compare.

    Raises:
        AssertionError: naming each text in which something ran that was not foreseen.
    """
    command, dialect = SHELLS[shell]
    with tempfile.TemporaryDirectory() as folder:
        jail = Jail(Path(folder).resolve())
        foreseen = [
            unfold(
                Proposal(text=text, dialect=dialect, cwd=jail.place(number), env=jail.environment),
                World(jail.environment["HOME"]),
            )
            for number, text in enumerate(texts)
        ]
        failures = []
        for text, unfolding, records in zip(texts, foreseen, jail.run(texts, command), strict=True):
            COUNTS["texts"] += 1
            COUNTS["records"] += len(records)
            bad = [record for record in records if not covered(record, unfolding)]
            if bad and unknown(unfolding):
                COUNTS["vague"] += 1
            elif bad:
                failures.append(f"{text}\n  ran {bad[0][1:]} in {bad[0][0]}")
    assert not failures, f"{len(failures)} of {len(texts)}:\n" + "\n\n".join(failures[:5])


@pytest.mark.skipif(not available(), reason="no bubblewrap here")
@pytest.mark.parametrize("shell", SHELLS)
def test_what_ran_was_foreseen(shell: str) -> None:
    _run(shell, 3 if shell == "bash" else 2)


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="no bubblewrap here")
@pytest.mark.parametrize("shell", SHELLS)
def test_what_ran_was_foreseen_in_many_programs(shell: str) -> None:
    _run(shell, 200)


def _run(shell: str, examples: int) -> None:
    from hypothesis import Phase

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=examples < 10,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
    )  # fmt: skip
    @given(st.lists(programs(shell), min_size=BATCH, max_size=BATCH))
    def run(texts: list[str]) -> None:
        check(texts, shell)

    run()
