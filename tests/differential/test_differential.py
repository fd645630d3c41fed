"""Programs out of a grammar, run by real shells in a jail: every program that was started was foreseen, with
its words, its directory and what it read, and so was every file that came to be, changed or went; or something
at that place is said to be unknown.

    python tests/differential/test_differential.py SHELL PROGRAMS [SEED [quick]]

runs so many different programs and says every thousand what was found; misses are printed as they come.
A run takes one seed after the other, one for each 670 programs or so: give other runs seeds far from them.
With ``quick`` the choices are those of a plain generator of numbers, as in an ordinary run of the tests.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2]))
from coverage import effects_in, precision, uncovered, unknown
from jail import Jail, available
from programs import program, programs

from guard.model import Proposal
from guard.shell.evaluate import unfold
from guard.world import World

BATCH = 50
SHELLS = {"bash": ("bash -c", "bash"), "sh": ("dash -c", "sh"), "zsh": ("zsh -f -c", "zsh")}
QUICK = {"bash": 1_200, "sh": 500, "zsh": 700}
"""How many different programs an ordinary run runs."""
SLOW = {"bash": 50_000, "sh": 25_000, "zsh": 25_000}
"""How many different programs the slow run runs."""
AT_ONCE = 2 * (os.cpu_count() or 1)
"""Jails side by side: much of the time a program is waited for."""


class Foreseen:
    """A row of texts, what is expected of them, and the jail that runs them."""

    def __init__(self, texts: list[str], shell: str) -> None:
        self.texts = texts
        self.command, dialect = SHELLS[shell]
        self._folder = tempfile.TemporaryDirectory()
        self._jail = Jail(Path(self._folder.name).resolve())
        environment = self._jail.environment
        self.unfoldings = [
            unfold(
                Proposal(text=text, dialect=dialect, cwd=self._jail.place(number), env=environment),
                World(environment["HOME"]),
            )
            for number, text in enumerate(texts)
        ]
        self.effects = [effects_in(unfolding, World(environment["HOME"])) for unfolding in self.unfoldings]

    def compared(self) -> tuple[list[str], Counter[str]]:
        """Run the texts and compare: those in which something happened that was not foreseen, and how many
        programs, events, programs with something unknown, and of the foreseen events exact ones there were."""
        figures: Counter[str] = Counter()
        failures = []
        with self._folder:
            done = self._jail.run(self.texts, self.command)
        for text, unfolding, acts, ran in zip(self.texts, self.unfoldings, self.effects, done, strict=True):
            bad = uncovered(ran, unfolding, acts)
            wanted, exact = precision(ran, unfolding)
            figures.update(programs=1, events=len(ran[0]) + len(ran[1]), foreseen=wanted, exact=exact)
            if bad and unknown(unfolding):
                figures["unknown"] += 1
            elif bad:
                failures.append(f"{text}\n  {bad[0]}")
        return failures, figures


def compared(rows: Iterable[list[str]], shell: str) -> Iterator[tuple[list[str], Counter[str]]]:
    """What each row of texts came to, in order; a few run while the next ones are worked out."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting: deque[Future[tuple[list[str], Counter[str]]]] = deque()
        for texts in rows:
            waiting.append(pool.submit(Foreseen(texts, shell).compared))
            while len(waiting) > 2 * AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def quickly(shell: str, count: int, start: int) -> Iterator[list[str]]:
    """So many different programs, chosen by a plain generator of numbers."""
    among = Random(start)
    seen: dict[str, None] = {}
    while len(seen) < count:
        seen[program(among, shell)] = None
    texts = list(seen)
    return (texts[i : i + BATCH] for i in range(0, count, BATCH))


def different(shell: str, count: int, start: int) -> Iterator[list[str]]:
    """So many different programs that Hypothesis finds, in rows of a batch each."""
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
    failures = [found for row, _ in compared(quickly(shell, QUICK[shell], 1), shell) for found in row]
    assert not failures, f"{len(failures)} of {QUICK[shell]}:\n" + "\n\n".join(failures[:5])


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="no bubblewrap here")
@pytest.mark.parametrize("shell", SHELLS)
def test_what_ran_was_foreseen_in_many_programs(shell: str) -> None:
    for failures, figures in compared(different(shell, SLOW[shell], 1000), shell):
        assert not failures, f"{len(failures)} of {figures['programs']}:\n" + "\n\n".join(failures[:5])


def main(shell: str, count: str, start: str = "1000", quick: str = "") -> int:
    total: Counter[str] = Counter()
    rows = (quickly if quick else different)(shell, int(count), int(start))
    for number, (failures, figures) in enumerate(compared(rows, shell), 1):
        total += figures
        total["missed"] += len(failures)
        for failure in failures:
            print(f"MISSED {failure}\n", flush=True)
        if number % (1000 // BATCH) == 0 or total["programs"] == int(count):
            print(shell, dict(total), f"exact {100 * total['exact'] / total['foreseen']:.1f} %", flush=True)
    return int(total["missed"] > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
