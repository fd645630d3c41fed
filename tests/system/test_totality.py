"""Every program of these families answers any words at all, unknown ones included."""

from __future__ import annotations

import random

import pytest

from guard.model import known, unknown
from guard.programs import registry

WORDS = [
    "-",
    "--",
    "--all",
    "-A",
    "-f",
    "-v",
    "-n",
    "x=y",
    "--help",
    "-rf",
    "/",
    "/dev/sda",
    ":3000",
    "delete",
    "rm",
    "destroy",
    "apply",
    "run",
    "list",
    "get",
    "set",
    "-1",
    "0",
    "a,b",
    "pods/x",
    "@",
    "--context=",
    "--stack",
    "prod",
    "{}",
    "''",
    "$(",
    ";",
    "-o",
    "yaml",
    "--force",
    "--dry-run=none",
    "compose",
    "volume",
    "state",
    "config",
    "-9",
    "%1",
    "=",
]
OWN = sorted({name for names in registry.INFRASTRUCTURE.values() for name in names.split()})


@pytest.mark.parametrize("program", OWN)
def test_any_words_are_answered(machine, program):
    chance = random.Random(program)
    for _ in range(12):
        words = [chance.choice(WORDS) for _ in range(chance.randrange(6))]
        argv = [program, *words]
        if chance.random() < 0.4:
            argv.insert(chance.randrange(1, len(argv) + 1), unknown("$X", splits=chance.random() < 0.5))
        if chance.random() < 0.1:
            argv.append(known(""))
        assert machine.decide(argv) in ("allow", "ask", "deny"), argv
