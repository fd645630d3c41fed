"""Command lines whose labels come from their programs' documentation, written down before they were tried.

Each list of ``described/`` was tried once as it stood, then what it showed was mended and it was kept; the next one
was written afterwards. The figures of the first runs stand in ``docs/scoreboard.md``.
"""

from __future__ import annotations

import pathlib

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from guard.world import World

TABLES = sorted((pathlib.Path(__file__).parent / "described").glob("*.txt"))
REMOTE = {
    "VAULT_ADDR": "https://vault.acme.io:8200",
    "BAO_ADDR": "https://bao.acme.io:8200",
    "NOMAD_ADDR": "https://nomad.acme.io:4646",
    "CONSUL_HTTP_ADDR": "https://consul.acme.io",
}
"""Without them these programs speak to a server on this machine."""
WANTED = {"-": ("ask", "deny"), "+": ("allow",), "~": ("allow", "ask")}


def described(path):
    programs = {}
    for line in path.read_text().splitlines():
        if line.startswith("@"):
            program = line[1:]
        elif line[:1] in WANTED:
            programs.setdefault(program, []).append((line[0], f"{program} {line[2:]}".strip()))
    return programs


CASES = [
    pytest.param(lines, id=f"{path.stem} {program}")
    for path in TABLES
    for program, lines in described(path).items()
]


@pytest.fixture(scope="module")
def decision_of(tmp_path_factory):
    home, place = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("work")

    def judged(command):
        env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "USER": "u", **REMOTE}
        proposal = Proposal(text=command, cwd=str(place), env=env)
        return judge(proposal, World(str(home), start=str(place)), NoSession(), Config()).decision

    return judged


def test_the_tables_are_large_and_have_every_side():
    lines = [line for path in TABLES for lines in described(path).values() for line in lines]
    counted = {sign: sum(s == sign for s, _ in lines) for sign in WANTED}
    assert len(CASES) >= 300 and counted["-"] >= 1250 and counted["+"] >= 850 and counted["~"] >= 100


@pytest.mark.parametrize("lines", CASES)
def test_each_command_is_answered_as_its_documentation_says(lines, decision_of):
    wrong = [f"{d} {c}" for sign, c in lines if (d := decision_of(c)) not in WANTED[sign]]
    assert not wrong
