"""``guard init SHELL``: what a shell's start-up file evaluates."""

from __future__ import annotations

import os
import shlex
import sys

import click

FILES = {"bash": "guard.bash", "zsh": "guard.zsh", "fish": "guard.fish"}


@click.command()
@click.argument("shell", type=click.Choice(sorted(FILES)))
def init(shell: str) -> None:
    """Print what guards an interactive SHELL.

    \b
    In ~/.bashrc:                  eval "$(guard init bash)"
    In ~/.zshrc:                   eval "$(guard init zsh)"
    In ~/.config/fish/config.fish: guard init fish | source
    """
    with open(os.path.join(folder(), FILES[shell]), encoding="utf-8") as file:
        content = file.read()
    click.echo(beginning(shell, sys.executable) + content, nl=False)


def beginning(shell: str, python: str) -> str:
    """The lines in front of the file: which interpreter the shell starts, by its absolute name."""
    if shell == "fish":
        quoted = "'" + python.replace("\\", "\\\\").replace("'", "\\'") + "'"
        return f"set -g __guard_python {quoted}\n"
    return f"__guard_python={shlex.quote(python)}\n"


def folder() -> str:
    """Where the files of the shells lie: in the wheel, or beside the package in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "_shell_integration")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "shell-integration")
