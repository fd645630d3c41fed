"""``guard install`` and ``guard uninstall``: register with an agent, and take it back."""

from __future__ import annotations

import os
import sys

import click

from guard.agents import install as plan
from guard.errors import GuardError

AGENTS = ("claude-code",)
SCOPES = click.Choice(["user", "project", "local"])


@click.command()
@click.argument("agent", type=click.Choice(AGENTS), default="claude-code")
@click.option("--scope", type=SCOPES, default="user", show_default=True, help="Whose settings are changed.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@click.option("--print", "only_print", is_flag=True, help="Print the new settings and change nothing.")
def install(agent: str, scope: str, yes: bool, only_print: bool) -> None:
    """Register the guard's hooks with AGENT. The change is shown first and the old file is kept.

    \b
    Example: guard install claude-code
    """
    with _Explained():
        path = plan.settings_path(scope, os.environ.get("HOME", ""), os.getcwd())
        change = plan.installation(path)
        if only_print:
            click.echo(change.after or "", nl=False)
            return
        _make(
            change, yes, "The guard is registered already.", f"Registered with {agent}. Try it: guard doctor"
        )


@click.command()
@click.argument("agent", type=click.Choice(AGENTS), default="claude-code")
@click.option("--scope", type=SCOPES, default="user", show_default=True, help="Whose settings are changed.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
def uninstall(agent: str, scope: str, yes: bool) -> None:
    """Take the guard's hooks out of AGENT's settings; everything else in them stays.

    \b
    Example: guard uninstall claude-code
    """
    with _Explained():
        path = plan.settings_path(scope, os.environ.get("HOME", ""), os.getcwd())
        _make(
            plan.removal(path), yes, "The guard is not registered there.", f"Taken out of {agent}'s settings."
        )


def _make(change: plan.Change, yes: bool, nothing: str, done: str) -> None:
    if not change.needed:
        click.echo(nothing)
        return
    click.echo(plan.difference(change))
    if not yes:
        if not sys.stdin.isatty():
            raise GuardError("nobody is here to say yes", "add --yes, or --print to see the file")
        if not click.confirm(f"Change {change.path}?"):
            click.echo("Nothing was changed.")
            return
    backup = plan.apply(change)
    click.echo(done + (f" The old file is {backup}." if backup else ""))


class _Explained:
    """Errors that a person can act on, as click shows them."""

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if isinstance(error, GuardError):
            raise click.ClickException(error.message + (f" ({error.hint})" if error.hint else "")) from None
