"""Command lines of platforms and cloud services: Railway, Heroku, Fly, Vercel, gcloud, az, doctl …

One interpreter over the tables in ``guard/knowledge/cli/``. A sub-command that has a row does what the row
says; without one the verb in it decides (``knowledge/verbs.py``); a verb nobody knows is *unknown* and asks.

Caught: ``fly apps destroy app --yes``, ``railway volume delete``, ``gcloud sql instances delete i -q``,
``vercel rm app --yes``, ``heroku pg:reset DATABASE --confirm app``.
Quiet: ``vercel ls``, ``heroku pg:info -a app-prod``, ``gcloud projects list``, ``az group list``.

Lost: what the row of the sub-command says: an app, a database, a volume with its backups.
Back: what the row and ``knowledge/backups.py`` say.
Instead: the ``list`` or ``info`` of the same thing; the platform's own backup first.

Facts: the tools' own ``--help`` and reference pages, named at the top of each table.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.knowledge.cli_tables import table_of
from guard.programs.options import read_options
from guard.programs.service_deeds import Deed, deed_of, effect_of, unseen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.knowledge.cli_tables import Table
    from guard.model import Effect, Invocation
    from guard.programs.options import Options
    from guard.world import World

SPELLED = {
    "flyctl": "fly", "pscale": "planetscale", "neonctl": "neon", "now": "vercel", "vc": "vercel",
    "lin": "linode", "mcli": "mc", "ntl": "netlify", "linode-cli": "linode", "wrangler2": "wrangler",
    "eas-cli": "eas",
}  # fmt: skip
"""Program → the file its table stands in, where the two differ."""
ABBREVIATING = ("gcloud", "az", "aws", "bq", "gsutil")
"""Tools that take a long option cut short (argparse, gcloud); Node's and Go's readers refuse it."""
ARGUMENTS_IN_FILES = ("gcloud", "bq", "gsutil", "az")
"""Tools that read further arguments from files (``argument_files.py``)."""


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What this command would do at its service, and the secret it would show."""
    found = False
    for effect in _acts(invocation, world):
        found = True
        yield effect
    if not found:  # setting a variable shows none
        from guard.programs.readers import reveal_effects

        yield from reveal_effects(invocation, world)


def _acts(invocation: Invocation, world: World) -> Iterator[Effect]:
    tool = SPELLED.get(invocation.program, invocation.program)
    table = table_of(tool)
    if table is None:
        from guard.knowledge.cli_tables import FOLDER

        yield _unreadable(invocation, tool, tool, f"{FOLDER}/{tool}.txt is missing or damaged")
        return
    from guard.knowledge.grammar import Unreadable, long_options_of, valued_of

    try:
        valued, long = (*table.valued, *valued_of(tool)), long_options_of(tool)
    except Unreadable as error:
        yield _unreadable(invocation, tool, table.provider, str(error))
        return
    options = read_options(invocation.argv[1:], valued, long, abbreviate=tool in ABBREVIATING)
    if tool in ARGUMENTS_IN_FILES:
        from guard.programs.argument_files import with_files

        options = with_files(tool, options, invocation, world)
    if tool == "gcloud" and options.operands and options.operands[0].text in ("alpha", "beta", "preview"):
        options = replace(options, operands=options.operands[1:])
    if options.has("--help", "--version", *table.dry) or (options.has("-h") and "-h" not in table.valued):
        return
    from guard.programs.service_specials import special_effects

    own = special_effects(table, options, invocation, world)
    yield from _by_table(table, options, invocation, world) if own is None else own


def _by_table(table: Table, options: Options, invocation: Invocation, world: World) -> Iterator[Effect]:
    tool = table.tool
    deed = deed_of(table, options)
    if deed is not None and deed.operation == "update":
        deed = _switched_off(deed, options)
    if deed is not None and deed.operation == "reveal" and unseen(invocation):
        return
    if any(path == tuple(w.text for w in options.operands[: len(path)]) for path in FORWARD.get(tool, ())):
        yield from _forward(table, options, invocation, deed, world)
    elif deed is not None:
        yield effect_of(invocation, tool, table.provider, table.place, options, deed, table)


def _switched_off(deed: Deed, options: Options) -> Deed:
    """A change that switches a safeguard off: ``databases update --delete-protection DISABLED``."""
    from guard.knowledge.safeguards import safeguard_off

    for name, value in options.given:
        lost = safeguard_off(name, None if value is None else value.text or "?")
        if lost:
            return replace(deed, operation="unprotect", recoverability="R3", loss=lost)
    return deed


FORWARD: dict[str, tuple[tuple[str, ...], ...]] = {
    "supabase": (("db", "push"), ("migration", "up")),
    "wrangler": (("d1", "migrations", "apply"),),
}
"""Commands that apply migration files: what stands in them is looked at (``pending.py``)."""


def _forward(
    table: Table, options: Options, invocation: Invocation, deed: Deed | None, world: World
) -> Iterator[Effect]:
    """The command's own effect, and what files lose that no commit holds."""
    from guard.programs.pending import with_files

    tool = table.tool
    base = effect_of(invocation, tool, table.provider, table.place, options, deed or _APPLIED, table)
    for effect in with_files(base, tool, options, invocation, world):
        if deed is not None or effect.rule != base.rule:
            yield effect


_APPLIED = Deed("update", "database", "R2", "B2")


def _unreadable(invocation: Invocation, tool: str, provider: str, why: str) -> Effect:
    """The command, where what is known of its tool cannot be read."""
    deed = Deed("unknown", "command", "R?", "B?", verb=why)
    return effect_of(invocation, tool, provider, "paas", read_options(invocation.argv[1:]), deed)
