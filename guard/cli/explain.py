"""``guard explain 'CMD'``: the whole way from the text to the verdict, as a tree."""

from __future__ import annotations

import sys

import click

from guard.cli.colours import decision, paint
from guard.cli.here import DIALECTS, proposal_here
from guard.model import FileWrite, Invocation, Unresolved
from guard.policy.sentences import headline, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.findings import Finding
    from guard.model import Event, Verdict


@click.command()
@click.argument("command")
@click.option(
    "--shell", type=click.Choice(["bash", "zsh", "sh", "fish", "powershell", "cmd"]), help="Who reads it."
)
@click.option("--cwd", default="", help="The directory it would run in.")
@click.option("--sql", is_flag=True, help="COMMAND is SQL.")
@click.option("--dsn", default="", help="With --sql: the database it would go to.")
@click.option("--dialect", type=click.Choice(DIALECTS), help="With --sql: who reads it.")
def explain(command: str, shell: str, cwd: str, sql: bool, dsn: str, dialect: str) -> None:
    """Show how the answer to COMMAND comes about.

    What would run, what it would do, where, with which credential, and which rule decides.

    \b
    Example: guard explain 'psql "$DATABASE_URL" -c "DELETE FROM users"'
    """
    from guard.service import check

    if command == "-":
        command = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    proposal = proposal_here(command, (dialect or "") if sql else shell, cwd, sql, dsn)
    from guard.credentials.redaction import redact

    for line in told(check(proposal)):
        click.echo(redact(line))
    if not sql:
        for line in _second_opinion(command, proposal.dialect):
            click.echo(redact(line))


def told(verdict: Verdict) -> Iterator[str]:
    """The tree, line by line."""
    if verdict.events:
        yield paint("would run", bold=True)
        for event in verdict.events:
            yield f"  {_event(event)}"
    for finding in verdict.findings:
        yield ""
        yield from _finding(finding)
    yield ""
    yield decision(verdict.decision) + (f"  {verdict.summary}" if verdict.summary else "")


def _event(event: Event) -> str:
    if isinstance(event, Invocation):
        return shown(" ".join(event.words)) + paint(_circumstances(event), dim=True)
    if isinstance(event, FileWrite):
        return f"(the shell) {event.mode} {shown(event.path.skeleton)}" + paint(
            _certainty(event.certainty), dim=True
        )
    assert isinstance(event, Unresolved)
    return paint(f"? {shown(event.why)}", "yellow")


def _circumstances(event: Invocation) -> str:
    told = [f"in {event.cwd or 'an unknown directory'}"]
    told += [f"{name}={v.value.skeleton if len(v.value.skeleton) < 40 else '…'} ({v.origin})"
             for name, v in event.variables.items() if v.origin == "inline"]  # fmt: skip
    if event.via:
        told.append("under " + " > ".join(w.program or "?" for w in event.via))
    if event.gate != "always":
        told.append(f"after {event.gate}")
    return f"  [{', '.join(told)}]" + _certainty(event.certainty)


def _certainty(certainty: str) -> str:
    return " perhaps" if certainty == "may" else ""


def _finding(finding: Finding) -> Iterator[str]:
    effect, target = finding.effect, finding.target
    told = shown(headline(effect, target))
    yield f"{decision(finding.decision)}  {told}  {paint(effect.rule, dim=True)}"
    if finding.loss:
        yield f"      lost      {shown(finding.loss)}"
    for link in (*effect.evidence, *target.evidence):
        yield f"      because   {shown(link.what)}" + (f"  ({shown(link.where)})" if link.where else "")
    if target.unresolved:
        yield f"      unknown   {shown(target.unresolved)}"
    if finding.credential is not None:
        key = finding.credential
        seen = f", first seen in {key.seen_in}" if key.seen_in else ""
        yield f"      with      {key.kind} from {key.origin}{seen}" + (" — foreign" if key.foreign else "")
    yield f"      vector    {finding.vector}  score {finding.score}"
    for ground in finding.grounds:
        yield f"      table     {ground}"
    if effect.tags:
        yield f"      ATT&CK    {' '.join(effect.tags)}"
    if finding.instead:
        yield f"      instead   {shown(finding.instead)}"


def _second_opinion(text: str, dialect: str) -> Iterator[str]:
    try:
        from guard.shell.nodes import Refusal
        from guard.shell.parse import parse
        from guard.shell.second_opinion import disagreements

        found = disagreements(text, dialect, parse(text, dialect))
    except (ImportError, Refusal):
        return
    for line in found:
        yield paint(f"a second reader of the shell text sees {line}", "yellow")
