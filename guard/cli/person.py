"""Whether a person sits at this terminal. What only a person may decide is refused to everybody else.

A terminal on both sides, and no variable that an agent sets for the commands it runs. An agent is stopped
earlier, by the rule ``guard.tamper``; this is the second line.
"""

from __future__ import annotations

import os
import sys

import click

AGENT_SIGNS = (
    "CLAUDECODE", "CLAUDE_CODE_SESSION_ID", "GEMINI_CLI", "QWEN_CODE", "CURSOR_AGENT", "CODEX_SANDBOX",
    "CODEX_SANDBOX_NETWORK_DISABLED", "CODEX_THREAD_ID", "OPENCODE", "GOOSE_TERMINAL", "CLINE_ACTIVE",
    "COPILOT_CLI", "AUGMENT_AGENT", "REPL_AGENT",
)  # fmt: skip
"""Variables that agents set where their commands run."""


def required(what: str) -> None:
    """Go on only where a person sits at the terminal.

    Args:
        what: what is to be decided, for the sentence: ``declare a task``.

    Raises:
        click.ClickException: nobody does.
    """
    found = next((name for name in AGENT_SIGNS if os.environ.get(name)), "")
    if found:
        raise click.ClickException(f"only a person can {what}, and {found} says that an agent runs this")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.ClickException(f"only a person at a terminal can {what}")
