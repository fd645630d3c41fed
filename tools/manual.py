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


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    target.mkdir(parents=True, exist_ok=True)
    write(target)
