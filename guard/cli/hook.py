"""``guard hook AGENT``: what an agent runs; ``guard/hook.py`` does it without this command line."""

from __future__ import annotations

import sys

import click


@click.command()
@click.argument("agent")
def hook(agent: str) -> None:
    """Answer an agent's hook payload on standard input.

    \b
    Example: guard hook claude-code < payload.json
    """
    from guard.gate import main

    sys.argv = ["guard", agent]
    main()
