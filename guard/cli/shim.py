"""``guard shim PROGRAM``: a program without hooks, with shells that ask the guard."""

from __future__ import annotations

import os

import click

from guard.agents.shim import environment, written
from guard.errors import GuardError
from guard.state import directory


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("program")
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def shim(program: str, words: tuple[str, ...]) -> None:
    """Start an agent that has no hooks.

    The shells that PROGRAM starts ask the guard first.

    Not asked: /bin/sh by its full path, programs that are started without a shell, what is typed into an
    interactive shell.

    \b
    Example: guard shim aider
    """
    try:
        env = environment(written(directory(os.environ)), os.environ)
        os.execvpe(program, [program, *words], env)  # noqa: S606 - the program that the person named
    except GuardError as error:
        raise click.ClickException(error.message) from None
    except OSError as error:
        raise click.ClickException(f"{program} cannot be started ({error.strerror})") from None
