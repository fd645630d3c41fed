"""``guard creds``: which credentials an agent on this machine could reach, and what each could do."""

from __future__ import annotations

import json
import os
import sys

import click

from guard.errors import GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.survey.credentials import Survey
    from guard.survey.identified import Credential

FORMATS = click.Choice(("text", "json", "sarif"))


@click.group()
def creds() -> None:
    """List and audit the credentials within an agent's reach.

    Looked at are some 130 known places, the environment and the project in this directory. No value is ever
    shown, logged or kept.

    \b
    Example: guard creds list
             guard creds audit --format sarif -o creds.sarif
    """


@creds.command("list")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", help="How to print it."
)
@click.option("--output", "-o", default="-", help="A file in the place of standard output.")
def listed(form: str, output: str) -> None:
    """Print each credential: kind, where, environment, scope, lifetime.

    \b
    Example: guard creds list --format json
    """
    from guard.survey.reports import as_dict, list_lines

    survey = _survey()
    found = _gathered(survey)
    if form == "json":
        document = {"credentials": [as_dict(one) for one in found], "unread": survey.unread}
        _print(json.dumps(document, indent=2, ensure_ascii=False), output)
        return
    lines = [*list_lines(found), f"{len(found)} credentials within reach"]
    _print("\n".join((*lines, *_unread(survey))), output)


@creds.command()
@click.option("--format", "form", type=FORMATS, default="text", help="How to print it.")
@click.option("--output", "-o", default="-", help="A file in the place of standard output.")
def audit(form: str, output: str) -> None:
    """Answer five questions about each credential, the gravest first.

    What is the worst act and who approves it; does it reach production; what would break if it were rotated;
    does it reach the backups; is there a gap between proposing and executing. What the machine cannot tell
    is called unknown.

    Exit 1 where one reaches production and nobody is asked before it is used.

    \b
    Example: guard creds audit
    """
    from guard.survey.audit import audit as audited
    from guard.survey.audit import circumstances
    from guard.survey.reports import audit_lines, audited_as_dict, sarif

    survey = _survey()
    held = _gathered(survey)
    around = circumstances(os.environ, survey.ground.folder)
    found = audited(held, around, survey.readers_of(one.variable for one in held))
    grave = sum(one.level == "error" for one in found)
    if form == "json":
        document = {"credentials": [audited_as_dict(one) for one in found], "unread": survey.unread}
        _print(json.dumps(document, indent=2, ensure_ascii=False), output)
    elif form == "sarif":
        _print(
            json.dumps(sarif(found, survey.ground.folder, survey.unread), indent=2, ensure_ascii=False),
            output,
        )
    else:
        said = f"{len(found)} credentials, {grave} reach production with nobody in between"
        _print("\n".join((*audit_lines(found), said, *_unread(survey))), output)
    sys.exit(1 if grave else 0)


def _survey() -> Survey:
    from guard.policy.files import project_of
    from guard.policy.layers import load
    from guard.state import directory
    from guard.survey.credentials import Survey
    from guard.survey.names import Ground
    from guard.world import World

    home, folder = os.environ.get("HOME", "").rstrip("/"), os.getcwd()
    try:
        state = directory(os.environ)
    except GuardError:
        state = ""
    world = World(home, looks=1_000_000, start=folder)
    return Survey(Ground(home, folder, os.environ, world), load(os.environ, project_of(folder)), state)


def _gathered(survey: Survey) -> tuple[Credential, ...]:
    """All that is found, with progress on a terminal."""
    steps = survey.steps()
    found: list[Credential] = []
    if not sys.stderr.isatty():
        return survey.everything()
    with click.progressbar(steps, label="looking for credentials", file=sys.stderr) as bar:
        for step in bar:
            found.extend(step())
    return tuple(found)


def _unread(survey: Survey) -> tuple[str, ...]:
    from guard.policy.sentences import shown

    return tuple(f"not read: {shown(one)}" for one in survey.unread)


def _print(text: str, output: str) -> None:
    if output == "-":
        click.echo(text)
        return
    try:
        with open(output, "w", encoding="utf-8", errors="replace") as file:
            file.write(text + "\n")
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written ({error.strerror})") from None
