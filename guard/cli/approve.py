"""``guard approve ID…``: a person lets exactly one refused call pass, once."""

from __future__ import annotations

import os
import secrets
import time

import click

from guard.approvals import kept
from guard.cli.colours import decision, paint
from guard.cli.person import required
from guard.errors import GuardError
from guard.model import Proposal, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]…")
def approve(ids: tuple[str, ...]) -> None:
    """Let a call that was refused pass once. Without ID: list what waits for an answer.

    What is shown is what the guard worked out, not what the agent says. The ticket holds for ten minutes, for
    one use, and only while the same call would still do the same.

    \b
    Example: guard approve k3m9qa
    """
    state = _state()
    if not ids:
        _list(kept.all_parked(state))
        return
    required("approve")
    for ident in ids:
        record = kept.parked(state, ident)
        if record is None:
            raise click.ClickException(f"nothing waits under {ident}: guard approve lists what does")
        _decide(state, record)


def _state() -> str:
    from guard.state import directory

    try:
        return directory(os.environ)
    except GuardError as error:
        raise click.ClickException(error.message) from None


def _list(records: list[dict[str, Any]]) -> None:
    if not records:
        click.echo("nothing waits for an answer")
    for record in records:
        first = record["effects"][0]["said"] if record["effects"] else ""
        when = time.strftime("%H:%M", time.localtime(record["time"]))
        click.echo(
            f"{paint(record['id'], bold=True)}  {paint(when, dim=True)}  {record['agent']}  {_line(first)}"
        )


def _decide(state: str, record: dict[str, Any]) -> None:
    for line in _told(record):
        click.echo(line)
    code = f"{secrets.randbelow(10_000):04}"
    click.echo(f"\nTo let exactly this pass once, within ten minutes, type {paint(code, bold=True)}.")
    if click.prompt("Anything else means no", default="", show_default=False).strip() != code:
        click.echo(f"{record['id']} stays refused")
        return
    try:
        kept.grant(state, record["id"], record["mark"])
    except GuardError as error:
        raise click.ClickException(error.message) from None
    _logged(state, record)
    click.echo(
        f"{record['id']} may pass once until {time.strftime('%H:%M', time.localtime(time.time() + 600))}"
    )


def _told(record: dict[str, Any]) -> Iterator[str]:
    """What would happen, worked out by the guard; the command itself comes last."""
    yield paint(f"{record['id']}: {record['agent']} was refused this in {_line(record['cwd'])}", bold=True)
    for effect in record["effects"]:
        yield f"\n{decision(effect['decision'])}  {_line(effect['said'])}"
        for reason in effect["because"]:
            yield f"      because   {_line(reason)}"
        if effect["unresolved"]:
            yield f"      unknown   {_line(effect['unresolved'])} (what it comes to may change until it runs)"
        yield f"      vector    {effect['vector']}"
    if record["more"]:
        yield f"\nand {record['more']} effects more"
    yield f"\n{_line(record['tool'])}"
    for line in record["text"].split("\n"):
        yield f"    | {line}"


def _line(text: str) -> str:
    """A text on one line, so that no part of it looks like a line of ours."""
    return text.replace("\n", "\\n")


def _logged(state: str, record: dict[str, Any]) -> None:
    from guard.audit.record import record as log

    proposal = Proposal(
        text=f"guard approve {record['id']}", cwd=os.getcwd(), agent="person", session=record["session"]
    )
    trouble = log(state, proposal, Verdict("allow", (), "a person's ticket", ticket=record["id"]))
    if trouble:
        click.echo(trouble, err=True)
