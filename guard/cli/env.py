"""``guard env``: which names stand for which environment, as the owner says."""

from __future__ import annotations

import os

import click

from guard.cli.colours import paint
from guard.cli.person import required
from guard.errors import GuardError
from guard.policy.layers import WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from guard.model import Environment
    from guard.policy.config import Config
    from guard.survey.names import Name

CHOICES = ("production", "staging", "shared", "personal", "development", "local", "ephemeral")
TITLES: dict[Environment | None, str] = {
    "E0": "ephemeral", "E1": "local", "E2": "personal", "E3": "staging", "E4": "production",
    None: "says nothing",
}  # fmt: skip


@click.group()
def env() -> None:
    """Say which host, account or app is which environment.

    The map is asked before any word in a name. It lives in the user's configuration file.

    \b
    Example: guard env list
             guard env add host db7.acme.com production
             guard env add --found
    """


@env.command()
@click.argument("kind", required=False)
@click.argument("name", required=False)
@click.argument("environment", type=click.Choice(CHOICES), required=False)
@click.option("--found", is_flag=True, help="Ask about each name that guard env list found.")
def add(kind: str | None, name: str | None, environment: str | None, found: bool) -> None:
    """Put NAME, of that KIND, into the map as ENVIRONMENT.

    In NAME * stands for any letters. guard env list names the kinds.

    \b
    Example: guard env add account 123456789012 production
             guard env add host '*.acme.com' staging
             guard env add --found
    """
    from guard.survey.names import KINDS

    if found == bool(kind):
        raise click.UsageError("say KIND NAME ENVIRONMENT, or --found")
    if kind and not (name and environment):
        raise click.UsageError("say KIND NAME ENVIRONMENT: guard env add host db7.acme.com production")
    if kind and kind not in KINDS:
        from difflib import get_close_matches

        near = get_close_matches(kind, KINDS, 1)
        raise click.UsageError(f"{kind!r} is no kind: " + (f"{near[0]}?" if near else ", ".join(KINDS)))
    required("say what is production")
    rows = _asked() if found else ((kind or "", name or "", environment or ""),)
    if rows:
        _write(rows)


@env.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print both lists as JSON.")
def listed(as_json: bool) -> None:
    """Print the map, and the names on this machine that are not in it yet.

    What a name says by its words stands beside it; guard env add --found asks about each.

    \b
    Example: guard env list
    """
    config, proposed = _config(), _names()
    if as_json:
        import json

        click.echo(json.dumps({
            "map": [{"kind": r.kind, "match": r.pattern, "is": r.environment, "origin": r.origin}
                    for r in config.environments],
            "found": [{"kind": n.kind, "name": n.name, "where": n.where, "says": n.environment, "why": n.why}
                      for n in proposed],
        }, indent=2))  # fmt: skip
        return
    click.echo(paint("in the map", bold=True) + ("" if config.environments else ": nothing yet"))
    _table((r.kind, r.pattern, TITLES[r.environment], r.origin) for r in config.environments)
    if proposed:
        click.echo(paint("found on this machine", bold=True) + ", by their words alone:")
        _table((n.kind, n.name, TITLES[n.environment], _told(n)) for n in proposed)
        click.echo("Tell guard which is which: guard env add --found")
    click.echo(paint("kinds: " + ", ".join(_kinds()), dim=True))


def _kinds() -> tuple[str, ...]:
    from guard.survey.names import KINDS

    return tuple(KINDS)


def _told(name: Name) -> str:
    return name.where + (f" · {name.why}" if name.why else "")


def _table(rows: Iterable[tuple[str, str, str, str]]) -> None:
    listed = list(rows)
    widths = [min(44, max((len(row[i]) for row in listed), default=0)) for i in range(3)]
    for row in listed:
        cells = "  ".join(f"{_plain(cell):<{width}}" for cell, width in zip(row, widths, strict=False))
        click.echo(f"  {cells}  {paint(_plain(row[3]), dim=True)}")


def _plain(text: str) -> str:
    """A name as it may be printed: secrets blotted out, nothing that moves the cursor."""
    from guard.policy.sentences import shown

    return shown(text)


def _asked() -> tuple[tuple[str, str, str], ...]:
    """What a person says about each name that was found."""
    proposed = _names()
    if not proposed:
        click.echo("Every name that was found is in the map.")
    rows: list[tuple[str, str, str]] = []
    choices = click.Choice((*CHOICES, "skip", "stop"))
    for n in proposed:
        click.echo(f"{n.kind} {paint(_plain(n.name), bold=True)}  {paint(_plain(_told(n)), dim=True)}")
        answer = click.prompt(
            "  is", type=choices, default=TITLES[n.environment] if n.environment else "skip"
        )
        if answer == "stop":
            break
        if answer != "skip":
            rows.append((n.kind, n.name, answer))
    return tuple(rows)


def _write(rows: tuple[tuple[str, str, str], ...]) -> None:
    from guard.policy.editing import add_environments, user_file

    path = user_file(os.environ)
    try:
        add_environments(path, rows)
    except GuardError as error:
        raise click.ClickException(
            f"{error.message} ({error.hint})" if error.hint else error.message
        ) from None
    for kind, name, environment in rows:
        click.echo(f"{kind} {_plain(name)} is {environment} ({WORDS[environment]})  {paint(path, dim=True)}")


def _config() -> Config:
    from guard.policy.files import project_of
    from guard.policy.layers import load

    return load(os.environ, project_of(os.getcwd()))


def _names() -> tuple[Name, ...]:
    from guard.survey.names import Ground, names
    from guard.world import World

    home = os.environ.get("HOME", "")
    ground = Ground(home, os.getcwd(), os.environ, World(home, looks=100_000))
    return names(ground, _config())
