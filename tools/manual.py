"""Write the manual pages from the help texts of the commands.

    python tools/manual.py [FOLDER]

One page per command, as ``man guard-check`` finds it; the wheel installs them below ``share/man``.
A test holds the committed pages against the help texts.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

import click
from click_man.core import write_man_pages

from guard.cli.main import cli

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "man"
DATE = "2026"
"""Pages do not change with the day on which they are written."""


def write(folder: Path) -> None:
    """All pages into a folder."""
    said = {"version": version("guard"), "target_dir": str(folder), "date": DATE}
    write_man_pages("guard", cli, **said)
    context = click.Context(cli, info_name="guard")
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is not None and name != "hook":
            write_man_pages(name, command, parent_ctx=context, **said)
    for page in folder.glob("*.1"):
        page.write_text(kept(page.read_text(encoding="utf-8")), encoding="utf-8")


def kept(page: str) -> str:
    """A page whose examples stay line by line, as click's mark (a backspace on a line of its own) asks for,
    and whose first line is a whole sentence."""
    lines: list[str] = []
    inside = False
    said = page.partition(".SH DESCRIPTION\n")[2].partition("\n")[0].partition(". ")[0].rstrip(".")
    for line in page.split("\n"):
        if line.startswith("guard") and line.endswith("..."):
            line = f"{line.partition(' ')[0]} \\- {said}."
        if line == "\b":
            inside = True
            line = ".nf"
        elif inside and (line.startswith((".SH", ".PP")) or not line.strip()):
            lines.append(".fi")
            inside = False
        lines.append(line)
    return "\n".join([*lines, *([".fi"] if inside else [])])


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    target.mkdir(parents=True, exist_ok=True)
    write(target)
