"""Sections of ``docs/scoreboard.md``: each is written whole by the command that it names."""

from __future__ import annotations

import pathlib

SCOREBOARD = pathlib.Path(__file__).resolve().parent.parent / "docs" / "scoreboard.md"


def write_section(title: str, text: str) -> None:
    """Put a section in the place of the one with its title, or at the end."""
    before, heading, rest = SCOREBOARD.read_text().partition(f"\n## {title}\n")
    _, next_heading, after = rest.partition("\n## ")
    kept = next_heading + after if heading else ""
    SCOREBOARD.write_text(f"{before.rstrip()}\n\n## {title}\n\n{text}\n{kept}")
