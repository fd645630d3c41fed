"""``guard``: the commands, each in a file of its own, imported when it is called."""

from __future__ import annotations

import os

import click

COMMANDS = {
    "check": "check", "explain": "explain", "batch": "batch", "hook": "hook", "install": "install",
    "uninstall": "install", "doctor": "doctor", "log": "log", "config": "config", "init": "init",
    "lint": "lint", "rules": "rules", "completion": "completion",
    "learn": "learn", "shim": "shim", "task": "task", "env": "env", "creds": "creds", "approve": "approve",
    "off": "off", "on": "off",
}  # fmt: skip


class Lazily(click.Group):
    """A group whose commands are modules of ``guard.cli``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        found: click.Command = getattr(__import__(f"guard.cli.{module}", fromlist=("x",)), cmd_name)
        return found


@click.group(
    cls=Lazily, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="guard", message="guard %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Say what a command would do, where, with which credential, and whether it can be undone.

    Without a command: what is protected on this machine, what is not, and the next step.
    """
    if ctx.invoked_subcommand is None:
        from guard.cli.overview import overview

        for line in overview(os.environ, os.getcwd()):
            click.echo(line)
