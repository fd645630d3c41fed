"""``guard doctor``: does the guard stand in the way, as registered?"""

from __future__ import annotations

import os
import sys

import click

from guard.agents.catalogue import ABOUT
from guard.agents.doctor import examine, present


@click.command()
@click.argument("agents", type=click.Choice(tuple(ABOUT)), nargs=-1)
@click.option("--time", "timed", is_flag=True, help="Measure a cold hook here, and what a server would gain.")
def doctor(agents: tuple[str, ...], timed: bool) -> None:
    """Try for real what is registered with agents.

    A dangerous and a harmless call are fired through the command line that AGENTS (or every agent found on
    this machine) would start, and what is not covered is said.

    Exit code 0 where everything holds, 1 where something does not.

    \b
    Example: guard doctor claude-code
    """
    if timed:
        from guard.agents.install import command_words
        from guard.agents.loopback_doctor import times

        click.echo(times(command_words(), os.environ))
        return
    home, project = os.environ.get("HOME", ""), os.getcwd()
    chosen = agents or present(home, project)
    if not chosen:
        click.echo("No agent was found on this machine. Name one: guard doctor claude-code")
        sys.exit(1)
    bad = 0
    for agent in chosen:
        click.echo(ABOUT[agent].title)
        for check in examine(home, project, agent):
            bad += not check.ok
            sign = "  ok  " if check.ok else "  NO  "
            click.echo(f"{sign}{check.what}" + (f": {check.detail}" if check.detail else ""))
            if check.advice:
                click.echo(f"        → {check.advice}")
    sys.exit(1 if bad else 0)
