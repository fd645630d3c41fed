"""``guard log``: what was proposed and decided, newest last."""

from __future__ import annotations

import os
from collections import deque

import click

from guard.cli.colours import decision, paint
from guard.errors import GuardError
from guard.policy.sentences import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


@click.command()
@click.option(
    "-n", "--lines", default=30, show_default=True, help="How many decisions, counted from the newest."
)
@click.option("--only", type=click.Choice(["allow", "ask", "deny"]), help="Only these decisions.")
@click.option("--session", default="", help="Only this session.")
@click.option("--json", "as_json", is_flag=True, help="Print the recorded lines as they are.")
def log(lines: int, only: str | None, session: str, as_json: bool) -> None:
    """Read the record of decisions.

    \b
    Example: guard log --only deny
    """
    from guard.state import directory

    try:
        state = directory(os.environ)
    except GuardError as error:
        raise click.ClickException(error.message) from None
    for raw, entry in _newest(state, lines, only, session):
        click.echo(raw if as_json else _shown(entry))


def _newest(state: str, count: int, only: str | None, session: str) -> list[tuple[str, dict[str, Any]]]:
    """The newest, and no more of them in memory; all where ``count`` is not above 0."""
    kept: deque[tuple[str, dict[str, Any]]] = deque(maxlen=count if count > 0 else None)
    for raw, entry in entries(state):
        if (not only or entry.get("decision") == only) and (not session or entry.get("session") == session):
            kept.append((raw, entry))
    return list(kept)


def entries(state: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every readable line, the oldest file first; a line that is no record is passed over and counted."""
    from guard.wire import loads

    unreadable = 0
    for name in ("audit.jsonl.3", "audit.jsonl.2", "audit.jsonl.1", "audit.jsonl"):
        if not os.path.isfile(os.path.join(state, name)):  # a pipe in its place would be waited for
            continue
        try:
            file = open(os.path.join(state, name), encoding="utf-8", errors="replace")  # noqa: SIM115
        except OSError:
            continue
        with file:
            for raw in file:
                try:
                    entry = loads(raw)
                except ValueError:
                    entry = None
                if isinstance(entry, dict):
                    yield raw.rstrip("\n"), entry
                else:
                    unreadable += 1
    if unreadable:
        click.echo(f"{unreadable} lines of the record cannot be read", err=True)


def _shown(entry: dict[str, Any]) -> str:
    text = " ".join(str(entry.get("text", "")).split())
    text = text if len(text) <= 90 else text[:89] + "…"
    word = str(entry.get("decision", "?"))
    when = paint(str(entry.get("time", ""))[:19], dim=True)
    head = f"{when}  {decision(word) if word in ('allow', 'ask', 'deny') else word}"
    told = f"\n    {entry['summary']}" if entry.get("summary") else ""
    ident = str(entry.get("parked") or entry.get("ticket") or "")
    way = f"  {paint(f'guard approve {ident}', dim=True)}" if ident else ""
    return f"{head}  {entry.get('agent', '')}  {shown(text)}{way}{shown(told)}"
