"""Programs out of a grammar, run by real shells in a jail: every program that was started was foreseen, with
its words, its directory and what it read, and so was every file that came to be, changed or went; or something
at that place is said to be unknown.

    python tests/differential/test_differential.py SHELL PROGRAMS [SEED]

runs so many different programs and says every thousand what was found; misses are printed as they come.
A run takes one seed after the other, one for each 670 programs or so: give other runs seeds far from them.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2]))
from coverage import effects_in, precision, uncovered, unknown
from jail import Jail, available
from programs import programs

from guard.model import Proposal
from guard.shell.evaluate import unfold
from guard.world import World

BATCH = 50
SHELLS = {"bash": ("bash -c", "bash"), "sh": ("dash -c", "sh"), "zsh": ("zsh -f -c", "zsh")}
SLOW = {"bash": 50_000, "sh": 25_000, "zsh": 25_000}
"""How many different programs the slow run runs."""


def check(texts: list[str], shell: str) -> tuple[list[str], Counter[str]]:
    """Run the texts and compare: the texts in which something happened that was not foreseen, and how many
    programs, events, programs with something unknown, and of the foreseen events exact ones there were."""
    command, dialect = SHELLS[shell]
    figures: Counter[str] = Counter()
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        jail = Jail(Path(folder).resolve())
        world = World(jail.environment["HOME"])
        foreseen = [
            unfold(
                Proposal(text=text, dialect=dialect, cwd=jail.place(number), env=jail.environment),
                World(jail.environment["HOME"]),
            )
            for number, text in enumerate(texts)
        ]
        effects = [effects_in(unfolding, world) for unfolding in foreseen]
        done = jail.run(texts, command)
        for text, unfolding, acts, ran in zip(texts, foreseen, effects, done, strict=True):
            bad = uncovered(ran, unfolding, acts)
            wanted, exact = precision(ran, unfolding)
            figures.update(programs=1, events=len(ran[0]) + len(ran[1]), foreseen=wanted, exact=exact)
            if bad and unknown(unfolding):
                figures["unknown"] += 1
            elif bad:
                failures.append(f"{text}\n  {bad[0]}")
    return failures, figures


def different(shell: str, count: int, start: int) -> Iterator[list[str]]:
    """So many different programs, in rows of a batch each."""
    seen: set[str] = set()
    while len(seen) < count:
        fresh: list[str] = []

        @seed(start)
        @settings(
            max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,)
        )  # fmt: skip
        @given(st.lists(programs(shell), min_size=BATCH, max_size=BATCH))
        def generate(texts: list[str]) -> None:
            for text in texts:
                if text not in seen and len(seen) < count:
                    seen.add(text)
                    fresh.append(text)

        generate()
        start += 1
        for i in range(0, len(fresh), BATCH):
            yield fresh[i : i + BATCH]


@pytest.mark.skipif(not available(), reason="no bubblewrap here")
@pytest.mark.parametrize("shell", SHELLS)
def test_what_ran_was_foreseen(shell: str) -> None:
    for texts in different(shell, 3 * BATCH if shell == "bash" else 2 * BATCH, 1):
        failures, _ = check(texts, shell)
        assert not failures, f"{len(failures)} of {len(texts)}:\n" + "\n\n".join(failures[:5])


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="no bubblewrap here")
@pytest.mark.parametrize("shell", SHELLS)
def test_what_ran_was_foreseen_in_many_programs(shell: str) -> None:
    for texts in different(shell, SLOW[shell], 1000):
        failures, _ = check(texts, shell)
        assert not failures, f"{len(failures)} of {len(texts)}:\n" + "\n\n".join(failures[:5])


def main(shell: str, count: str, start: str = "1000") -> int:
    total: Counter[str] = Counter()
    for number, texts in enumerate(different(shell, int(count), int(start)), 1):
        failures, figures = check(texts, shell)
        total += figures
        total["missed"] += len(failures)
        for failure in failures:
            print(f"MISSED {failure}\n", flush=True)
        if number % (1000 // BATCH) == 0 or total["programs"] == int(count):
            print(shell, dict(total), f"exact {100 * total['exact'] / total['foreseen']:.1f} %", flush=True)
    return int(total["missed"] > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
