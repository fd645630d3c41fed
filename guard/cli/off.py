"""``guard off DURATION`` and ``guard on``: the prompt of this terminal unguarded for a while."""

from __future__ import annotations

import os
import re
import secrets
import time

import click

from guard.cli.colours import paint
from guard.cli.person import required
from guard.errors import GuardError
from guard.prompt.off import LONGEST, remaining, switch_off, switch_on, terminal_of

UNITS = {"s": 1, "m": 60, "h": 3600}
_DURATION = re.compile(r"(?:\d+[smh])+")


def _seconds(context: click.Context, parameter: click.Parameter, text: str) -> int:
    """``30s``, ``10m``, ``1h30m`` in seconds."""
    if not _DURATION.fullmatch(text.lower()):
        raise click.BadParameter(f"{text} is no duration: write 30s, 10m or 1h30m")
    seconds = sum(int(n) * UNITS[unit] for n, unit in re.findall(r"(\d+)([smh])", text.lower()))
    if not 0 < seconds <= LONGEST:
        raise click.BadParameter(f"at most {LONGEST // 3600} hours")
    return seconds


@click.command()
@click.argument("duration", callback=_seconds)
def off(duration: int) -> None:
    """Let everything typed at this terminal pass for a while.

    Only what a person types here is no longer held back; it is recorded, and agents' hooks stay on. The
    prompt shows it, it ends by itself, and guard on ends it before.

    \b
    Example: guard off 10m
    """
    required("switch the guard off")
    terminal = terminal_of(0)
    if not terminal:
        raise click.ClickException("which terminal this is cannot be told here, so the guard stays on")
    code = f"{secrets.randbelow(10_000):04}"
    click.echo(f"For {remaining(duration)} nothing that is typed at this terminal will be held back.")
    click.echo(f"To go on, type {paint(code, bold=True)}.")
    if click.prompt("Anything else means no", default="", show_default=False).strip() != code:
        click.echo("the guard stays on")
        raise SystemExit(1)
    try:
        until = switch_off(_state(), terminal, duration)
    except OSError as error:
        raise click.ClickException(f"that cannot be kept ({error.strerror})") from None
    clock = time.strftime("%H:%M:%S", time.localtime(until))
    _logged(f"guard off {remaining(duration)}", f"off at this terminal until {clock}")
    click.echo(f"off until {clock}; guard on ends it")


@click.command()
def on() -> None:
    """Hold back again what is typed at this terminal.

    \b
    Example: guard on
    """
    if switch_on(_state(), terminal_of(0)):
        _logged("guard on", "on again at this terminal")
        click.echo("the guard is on again")
    else:
        click.echo("the guard was not off at this terminal")


def _state() -> str:
    from guard.state import directory

    try:
        return directory(os.environ)
    except GuardError as error:
        raise click.ClickException(error.message) from None


def _logged(text: str, summary: str) -> None:
    from guard.audit.record import record
    from guard.model import Proposal, Verdict

    trouble = record(
        _state(), Proposal(text=text, cwd=os.getcwd(), agent="person"), Verdict("allow", (), summary)
    )
    if trouble:
        click.echo(trouble, err=True)
