"""azure-cli (PyPI, MIT): its command table, with the questions that it asks before it acts."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.derive.commands import SWITCH, VALUE, Command
from tools.derive.fetch import WORK, Unreachable, python

VERSION = "2.91.0"
GLOBAL = {"-o": VALUE, "--output": VALUE, "--query": VALUE, "--subscription": VALUE, "--debug": SWITCH,
          "--verbose": SWITCH, "--only-show-errors": SWITCH, "--help": SWITCH, "-h": SWITCH}  # fmt: skip
"""What every command of az accepts and its table does not repeat."""


def commands() -> Iterator[Command]:
    """Every command of az. Installing takes some minutes and 700 MB, asking some three minutes.

    ``GUARD_AZ_PYTHON`` names an interpreter that has azure-cli already.

    Raises:
        Unreachable: azure-cli cannot be installed or asked.
    """
    told = WORK / f"azure-cli-{VERSION}.jsonl"
    if not told.exists():
        told.parent.mkdir(parents=True, exist_ok=True)
        told.write_text(_dumped())
    yield Command("az", (), (), dict(GLOBAL))
    for line in told.read_text().splitlines():
        facts = json.loads(line)
        options = dict.fromkeys(facts["valued"], VALUE) | dict.fromkeys(facts["switches"], SWITCH)
        yield Command("az", tuple(facts["name"].split()), (), options, confirms=facts["confirms"])


def _dumped() -> str:
    interpreter = os.environ.get("GUARD_AZ_PYTHON") or str(python(f"azure-cli=={VERSION}"))
    script = Path(__file__).with_name("az_dump.py")
    try:
        done = subprocess.run(
            [interpreter, "-I", str(script)], capture_output=True, text=True, timeout=1800, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Unreachable(f"az: {error}") from error
    return done.stdout
