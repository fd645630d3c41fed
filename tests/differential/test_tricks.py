"""Ways in which a shell comes to run something, a line each: what ran was foreseen, or said to be unknown.

``tricks_SHELL.txt`` holds them; ``mk`` is the program, and a line behind ``?`` is one that
``docs/known-limits.md`` names. Each line is run in the jail.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from jail import Jail, available
from test_probes import missed

SHELLS = {"bash": "bash -c", "zsh": "zsh -f -c"}
AT_ONCE = 50


def run(shell: str, folder: Path, every_nth: int) -> None:
    lines = (Path(__file__).parent / f"tricks_{shell}.txt").read_text(encoding="utf-8").splitlines()
    chosen = [line for line in lines if not line.startswith("? ")][::every_nth]
    failures: list[str] = []
    for at in range(0, len(chosen), AT_ONCE):
        place = folder / str(at)
        place.mkdir()
        failures += missed(Jail(place), chosen[at : at + AT_ONCE], SHELLS[shell], shell)[0]
    assert not failures, "\n".join(failures)


@pytest.mark.skipif(not available(), reason="no bubblewrap here")
@pytest.mark.parametrize("shell", SHELLS)
def test_some_tricks_are_foreseen(shell: str, tmp_path: Path) -> None:
    run(shell, tmp_path, 7)


@pytest.mark.slow
@pytest.mark.skipif(not available(), reason="no bubblewrap here")
@pytest.mark.parametrize("shell", SHELLS)
def test_every_trick_is_foreseen(shell: str, tmp_path: Path) -> None:
    run(shell, tmp_path, 1)


@pytest.mark.xfail(strict=True, reason="docs/known-limits.md, The shell")
@pytest.mark.skipif(not available(), reason="no bubblewrap here")
def test_start_files_and_hooks_that_the_same_text_makes_are_followed(tmp_path: Path) -> None:
    lines = (Path(__file__).parent / "tricks_bash.txt").read_text(encoding="utf-8").splitlines()
    known = [line[2:] for line in lines if line.startswith("? ")]
    assert not missed(Jail(tmp_path), known, SHELLS["bash"], "bash")[0]
