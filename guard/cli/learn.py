"""``guard learn``: read an installed program's own help, so that its sub-commands and options are known."""

from __future__ import annotations

import os
import shutil
import sys

import click

from guard.cli.colours import paint
from guard.errors import GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.knowledge.learned import Learned

SHOWN = 6


@click.command()
@click.argument("program")
@click.option("--service", "kind", flag_value="service", help="It speaks to somebody's servers.")
@click.option("--local", "kind", flag_value="local", help="It only works on this machine.")
@click.option("--show", is_flag=True, help="Print the record and keep nothing.")
def learn(program: str, kind: str | None, show: bool) -> None:
    """Learn the sub-commands of PROGRAM from its help.

    And which of its options take a value. PROGRAM is run with --help, once for every sub-command that its
    help lists, and with nothing else.

    \b
    Example: guard learn acmectl --service
    """
    from guard.knowledge import learned

    path = shutil.which(program)
    if path is None:
        raise click.UsageError(f"{program} is not installed: name a program that is on PATH")
    try:
        found = learned.crawl(path, _told if sys.stderr.isatty() else None)
        if sys.stderr.isatty():
            click.echo("\r\x1b[K", err=True, nl=False)
        chosen = kind or learned.kind_of(found)
        record = learned.record_text(found, chosen)
        if show:
            click.echo(record, nl=False)
            return
        kept = learned.store(_folder(), found.program, record)
    except GuardError as error:
        raise click.ClickException(error.message) from None
    _say(found, chosen, kind is None, kept)


def _folder() -> str:
    from guard.knowledge.grammar import LEARNED

    base = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(base, *LEARNED)


def _told(done: int, known: int) -> None:
    width = 30
    filled = width * done // max(known, 1)
    bar = "█" * filled + "·" * (width - filled)
    click.echo(f"\r{bar} {done} of {known} pages of help\x1b[K", err=True, nl=False)


def _say(found: Learned, kind: str, guessed: bool, kept: str) -> None:
    from guard.knowledge.learned import DESTROYING, does
    from guard.knowledge.verbs import operation_of

    paths = [path for path in found.abouts if not any(p[:-1] == path for p in found.abouts)]
    options = {name for page in found.pages.values() for name in page.options}
    click.echo(f"{paint(found.program, bold=True)}: {len(paths)} commands, {len(options)} options")
    operations = {path: does(path, found.abouts[path]) or operation_of(path) for path in paths}
    for title, wanted in (("take something away", DESTROYING), ("nobody can name", ("unknown",))):
        named = [" ".join(path) for path in paths if operations[path] in wanted]
        if named:
            more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
            click.echo(f"  {len(named)} {title}: {', '.join(named[:SHOWN])}{more}")
    which = (
        "speaks to somebody's servers: what takes away asks" if kind == "service" else "works on this machine"
    )
    click.echo(f"  it {which}" + (" (a guess; say --service or --local)" if guessed else ""))
    if not found.complete:
        click.echo("  not everything was read: a limit was met")
    click.echo(f"  kept in {kept}")
