"""Positions in which bash runs a command: one construct per probe, ``@`` a command, ``⏎`` a newline.

The syntactic probes have the command in the tree. The evaluated ones run it by what they do
(``eval``, ``x=mk; $x``, ``find -exec``); for them the parser only has to read the text.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import subprocess
from pathlib import Path

import pytest

from guard.shell.nodes import Refusal
from guard.shell.parse import parse
from guard.shell.second_opinion import command_names

DATA = Path(__file__).parent / "data"
FORMS = ("{ %s\n}", "{\n%s\n}", "(%s\n)", "( %s\n)", "if true; then %s\nfi", "g() { %s\n}; g")
COMMAND = re.compile(r"(?<![$\[])@(?![(\]P])")


def probes(name: str) -> list[str]:
    return (DATA / name).read_text(encoding="utf-8").splitlines()


def filled(probe: str) -> str:
    return COMMAND.sub("mk", probe.replace("⏎", "\n"))


SYNTACTIC = probes("probes_syntactic.txt")
EVALUATED = probes("probes_evaluated.txt")


@pytest.mark.parametrize(
    "probe", [pytest.param(p, id=f"the command is in the tree of {p}") for p in SYNTACTIC]
)
def test_a_command_that_bash_runs_is_in_the_tree(probe: str) -> None:
    assert "mk" in command_names(parse(filled(probe)))


@pytest.mark.parametrize("probe", [pytest.param(p, id=f"read as a whole: {p}") for p in EVALUATED])
def test_what_runs_a_command_indirectly_is_read(probe: str) -> None:
    assert parse(filled(probe)).items


# ---------------------------------------------------------------- executed, nested at random


class Jail:
    """A directory with markers on PATH that write down that they ran."""

    def __init__(self, root: Path) -> None:
        self.work = root / "work"
        self.root = root
        self.runs = itertools.count()
        self.work.mkdir()
        markers = root / "bin"
        markers.mkdir()
        for name in ("mk", *(f"mk{i}" for i in range(9))):
            marker = markers / name
            marker.write_text("#!/bin/sh\necho ${0##*/} >>$MARKS\n", encoding="utf-8")
            marker.chmod(0o755)
        self.env = {"PATH": f"{markers}:/usr/bin:/bin", "HOME": str(self.work), "LANG": "C.UTF-8"}

    def ran(self, text: str) -> set[str]:
        """The markers that bash runs for this text; of one that does not end, those until then."""
        log = self.root / f"log{next(self.runs)}"  # a new one, for what a former text left running
        for left in os.listdir(self.work):
            (self.work / left).unlink(missing_ok=True)
        process = subprocess.Popen(
            ["bash", "-c", text], cwd=self.work, env={**self.env, "MARKS": str(log)},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
        return set(log.read_text(encoding="utf-8").split()) if log.exists() else set()


def nested(choose: random.Random, depth: int, numbers: itertools.count[int]) -> str:
    """A probe whose command is a marker of its own, or another probe in braces, a subshell, a function."""
    text = choose.choice(SYNTACTIC).replace("⏎", "\n")

    def inner(_: re.Match[str]) -> str:
        number = next(numbers)
        if depth == 0 or number > 8 or choose.random() < 0.3:
            return f"mk{number % 9}"
        below = nested(choose, depth - 1, numbers)
        return choose.choice(FORMS) % below

    return COMMAND.sub(inner, text)


def misses(jail: Jail, seed: int, count: int) -> tuple[list[str], int, int]:
    """Texts of which a marker ran that the tree does not hold; how many ran something; how many were refused
    although bash reads them and runs what stands there."""
    choose = random.Random(seed)
    missed: list[str] = []
    executed = unread = 0
    for _ in range(count):
        text = nested(choose, choose.randint(1, 3), itertools.count())
        ran = jail.ran(text)
        if not ran:
            continue
        executed += 1
        try:
            names = set(command_names(parse(text)))
        except Refusal as refusal:
            if refusal.why.startswith("bash "):  # what runs is another thing than what stands there
                continue
            if subprocess.run(["bash", "-O", "extglob", "-n", "-c", text], capture_output=True).stderr == b"":
                unread += 1
                print(repr(text), refusal)
            continue
        if not ran <= names:
            missed.append(f"{text!r}: {sorted(ran - names)}")
    return missed, executed, unread


def test_no_nesting_of_probes_hides_a_command(tmp_path: Path) -> None:
    missed, executed, unread = misses(Jail(tmp_path), 1, 250)
    assert missed == []
    assert executed > 150
    assert unread <= executed * 0.01


@pytest.mark.slow
def test_every_probe_runs_its_command_under_bash(tmp_path: Path) -> None:
    jail = Jail(tmp_path)
    silent = [p for p in SYNTACTIC if not jail.ran(filled(p) + "\nsleep .05")]
    assert len(silent) < 10, silent


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_no_nesting_of_probes_hides_a_command_in_many(tmp_path: Path, seed: int) -> None:
    missed, executed, unread = misses(Jail(tmp_path), 100 + seed, 5000)
    assert missed == []
    assert executed > 3000
    assert unread <= executed * 0.01
