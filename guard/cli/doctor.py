"""``guard doctor``: does the guard stand in the way, as registered?"""

from __future__ import annotations

import os
import sys

import click

from guard.agents.doctor import examine


@click.command()
@click.argument("agent", type=click.Choice(["claude-code"]), default="claude-code")
def doctor(agent: str) -> None:
    """Fire a dangerous and a harmless call through what is registered with AGENT, and say what is not
    covered.

    Exit code 0 where everything holds, 1 where something does not.

    \b
    Example: guard doctor claude-code
    """
    bad = 0
    for check in examine(os.environ.get("HOME", ""), os.getcwd()):
        bad += not check.ok
        sign = "ok  " if check.ok else "NO  "
        click.echo(f"{sign}{check.what}" + (f": {check.detail}" if check.detail else ""))
        if check.advice:
            click.echo(f"      → {check.advice}")
    sys.exit(1 if bad else 0)
