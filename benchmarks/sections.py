"""Sections of ``docs/scoreboard.md``: each is written whole by the command that it names."""

from __future__ import annotations

import os
import pathlib
import textwrap
import time
from collections.abc import Iterable

SCOREBOARD = pathlib.Path(__file__).resolve().parent.parent / "docs" / "scoreboard.md"


def write_measured(title: str, command: str, about: str, rows: Iterable[str]) -> None:
    """Write a section: the day, the command that measured, the load it met, what was measured; the table."""
    head = f"{time.strftime('%Y-%m-%d')}, `{command}`, load {os.getloadavg()[0]:.1f}: {about}"
    write_section(title, "\n".join(textwrap.wrap(head, 104)) + "\n\n" + "\n".join(rows))


def write_section(title: str, text: str) -> None:
    """Put a section in the place of the one with its title, or at the end."""
    before, heading, rest = SCOREBOARD.read_text().partition(f"\n## {title}\n")
    _, next_heading, after = rest.partition("\n## ")
    kept = next_heading + after if heading else ""
    SCOREBOARD.write_text(f"{before.rstrip()}\n\n## {title}\n\n{text}\n{kept}")
