"""``guard completion SHELL``: what lets the tab key complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "fish", "zsh"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what completes guard in SHELL.

    \b
    In ~/.bashrc:                  eval "$(guard completion bash)"
    In ~/.zshrc:                   eval "$(guard completion zsh)"
    In ~/.config/fish/config.fish: guard completion fish | source
    """
    source = get_completion_class(shell)
    if source is None:
        raise click.ClickException(f"nothing is known about completion in {shell}")
    click.echo(source(ctx.find_root().command, {}, "guard", "_GUARD_COMPLETE").source())
