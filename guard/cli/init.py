"""``guard init SHELL``: what a shell's start-up file evaluates."""

from __future__ import annotations

import os
import shlex
import sys

import click

FILES = {"bash": ("guard-3.bash", "guard.bash"), "zsh": ("guard.zsh",), "fish": ("guard.fish",)}


@click.command()
@click.argument("shell", type=click.Choice(sorted(FILES)))
def init(shell: str) -> None:
    """Print what guards an interactive SHELL.

    \b
    In ~/.bashrc:                  eval "$(guard init bash)"
    In ~/.zshrc:                   eval "$(guard init zsh)"
    In ~/.config/fish/config.fish: guard init fish | source
    """
    click.echo(beginning(shell, sys.executable, _state()), nl=False)
    for name in FILES[shell]:
        with open(os.path.join(folder(), name), encoding="utf-8") as file:
            click.echo(file.read(), nl=False)


def beginning(shell: str, python: str, state: str) -> str:
    """The lines in front of the file: which interpreter the shell starts, and where the guard keeps its
    state, by their absolute names."""
    values = {"__guard_python": python, "__guard_state": state}
    if shell == "fish":
        return "".join(f"set -g {name} {_in_fish(value)}\n" for name, value in values.items())
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())


def _in_fish(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _state() -> str:
    """The guard's folder; a relative name that is nowhere where there is none."""
    from guard.errors import GuardError
    from guard.state import directory

    try:
        return directory(os.environ)
    except GuardError:
        return "/nonexistent"


def folder() -> str:
    """Where the files of the shells lie: in the wheel, or beside the package in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "_shell_integration")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "shell-integration")
