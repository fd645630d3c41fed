"""``guard init SHELL``: what a shell's start-up file evaluates."""

from __future__ import annotations

import os
import shlex
import sys

import click

FILES = {
    "bash": ("guard-3.bash", "guard-asks.bash", "guard.bash"),
    "zsh": ("guard.zsh",),
    "fish": ("guard.fish",),
}


@click.command()
@click.argument("shell", type=click.Choice(sorted(FILES)))
def init(shell: str) -> None:
    """Print what guards an interactive SHELL.

    \b
    In ~/.bashrc:                  eval "$(guard init bash)"
    In ~/.zshrc:                   eval "$(guard init zsh)"
    In ~/.config/fish/config.fish: guard init fish | source
    """
    content = beginning(shell, sys.executable, _state())
    for name in FILES[shell]:
        with open(os.path.join(folder(), name), encoding="utf-8") as file:
            content += file.read()
    click.echo(without_aliases(shell, content), nl=False)


def without_aliases(shell: str, content: str) -> str:
    """The text so that the shell reads it without its aliases, which would become a part of the functions."""
    if shell == "bash":  # reads a command, runs it, and only then reads the next one
        before = "if shopt -q expand_aliases; then __guard_aliases=-s; else __guard_aliases=-u; fi\n"
        return f"{before}shopt -u expand_aliases\n{content}shopt $__guard_aliases expand_aliases\n"
    if shell == "zsh":  # reads the whole before it runs anything; also whatever other options say
        inside = 'builtin emulate -L zsh; builtin setopt no_aliases; builtin eval "$1"'
        return f"function __guard_load {{ {inside}; }}\n__guard_load {shlex.quote(content)}\n"
    return content


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
