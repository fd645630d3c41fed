"""Operators' programs by hand-written rows: what a word like ``out``, ``gc`` or ``leave`` takes away there.

The rows are in ``guard/knowledge/operators/``; what no row fits is read by the program's record and the
verbs in it (``known_cli.py``).

Caught: ``cockroach node decommission 4``, ``ipmitool power off``, ``nomad system gc``, ``consul leave``,
``storcli /c0/v0 del``, ``surreal sql --query 'REMOVE DATABASE shop'``.
Quiet: ``cockroach node status``, ``ipmitool power status``, ``nomad system reconcile summaries``, ``storcli
/c0 show``, ``surreal sql --query 'SELECT * FROM person'``.

Lost: what the row says; where it says nothing, what ``knowledge/gravity.py`` says of that kind of thing.
Back: what the row says; a node that left joins again, a deleted volume does not come back.
Instead: the program's ``status``, ``show`` or ``list``.

Facts: the operators' references named in each file of ``guard/knowledge/operators/``.
"""

from __future__ import annotations

from guard.frozen import frozen, replace
from guard.knowledge.gravity import gravity_of
from guard.knowledge.lexicon import STRONG, WEAK
from guard.knowledge.verbs import split_name
from guard.model import Effect, Place, Resource, known
from guard.programs.options import read_options
from guard.programs.service_deeds import DESTRUCTIVE, Deed, effect_of, option_holds
from guard.signs.environments import matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.knowledge.cli_tables import Row
    from guard.knowledge.grammar import Record
    from guard.knowledge.operator_rows import Section
    from guard.model import Invocation, Value
    from guard.programs.options import Options
    from guard.world import World

READING = frozenset(word for word, operation in (*STRONG.items(), *WEAK.items()) if operation == "read")
QUIET: tuple[str, ...] = ("quiet", "read")
SAYING = ("--help", "-help", "--usage", "--dry-run", "--dryrun", "--what-if")
"""Options with which nothing happens in any program."""


@frozen
class Carrier:
    """Where a program takes statements in a language of its own."""

    dialect: str
    inline: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    operand: int = -1
    hosts: tuple[str, ...] = ("-h", "--host", "-H")


_PG = ("postgres", ("-e", "--execute", "-c", "--command"), ("-f", "--file"))
CARRIERS: dict[tuple[str, str], Carrier] = {
    ("surreal", "sql"): Carrier("surrealql", ("--query",), (), -1, ("--endpoint", "--conn", "-e")),
    ("mysqlsh", ""): Carrier("mysql", ("-e", "--execute"), ("-f", "--file")),
    ("cbq", ""): Carrier("n1ql", ("-s", "--script"), ("-f", "--file"), -1, ("-e", "--engine")),
    ("ycqlsh", ""): Carrier("cql", ("-e", "--execute"), ("-f", "--file")),
    ("ysqlsh", ""): Carrier(*_PG),
    ("taos", ""): Carrier("mysql", ("-s", "--commands"), ("-f", "--file")),
    ("hdbsql", ""): Carrier("oracle", (), ("-I",), 0, ("-n",)),
    ("db2", ""): Carrier("oracle", (), ("-f", "-tf", "-tvf"), 0, ()),
    ("rqlite", ""): Carrier("sqlite", (), (), 0),
    ("dolt", "sql"): Carrier("mysql", ("-q", "--query"), ("-f", "--file")),
    ("drush", "sql:query"): Carrier("mysql", (), ("--file",), 1, ()),
    ("drush", "sqlq"): Carrier("mysql", (), ("--file",), 1, ()),
    ("drush", "sql-query"): Carrier("mysql", (), ("--file",), 1, ()),
    ("plesk", "db"): Carrier("mysql", (), (), 1, ()),
    ("wp", "db query"): Carrier("mysql", (), (), 2, ()),
    ("wp", "db import"): Carrier("mysql", (), (), -1, ()),
    ("isql-fb", ""): Carrier("postgres", (), ("-i",)),
    ("monetdb", ""): Carrier("postgres", (), (), -1),
    ("mclient", ""): Carrier("postgres", ("-s", "--statement"), (), -1),
    ("exaplus", ""): Carrier("exasol", ("-sql",), ("-f",), -1, ("-c",)),
    ("vsql", ""): Carrier(*_PG),
    ("ksql", ""): Carrier("mysql", ("--execute", "-e"), ("--file", "-f"), -1, ()),
    ("ydb", "sql"): Carrier("mysql", ("-s", "--script"), ("-f", "--file"), -1, ("-e", "--endpoint")),
    ("ydb", "yql"): Carrier("mysql", ("-s", "--script"), ("-f", "--file"), -1, ("-e", "--endpoint")),
    ("ydb", "table query execute"): Carrier(
        "mysql", ("-q", "--query"), ("-f", "--file"), -1, ("-e", "--endpoint")
    ),
    ("steampipe", "query"): Carrier("postgres", (), (), 1, ()),
}
"""Programs, with the sub-command, that run statements of their own language."""


def operator_effects(
    invocation: Invocation, record: Record | None, section: Section | None, world: World
) -> Iterator[Effect]:
    """What this command would take away, by the rows of its program and then by the verbs of its words."""
    alias = _alias(invocation) if section is not None and section.aliased else None
    if alias is None:
        yield from _effects(invocation, record, section, world)
        return
    bare = replace(invocation, argv=tuple(word for word in invocation.argv if word is not alias))
    for effect in _effects(bare, record, section, world):
        place = effect.place
        if place.kind == "database":  # of the site that the alias names, not of what lies here
            place = Place("paas", invocation.program)
        place = replace(place, hints=(*place.hints, ("alias", alias)))
        yield replace(effect, place=place)


def _alias(invocation: Invocation) -> Value | None:
    """``@production`` of ``wp @production db reset``: the first word that is no option."""
    first = next((word for word in invocation.argv[1:] if not word.prefix.startswith("-")), None)
    return first if first is not None and len(first.prefix) > 1 and first.prefix[0] == "@" else None


def _effects(
    invocation: Invocation, record: Record | None, section: Section | None, world: World
) -> Iterator[Effect]:
    name = invocation.program.removesuffix(".sh")
    options = _options(invocation, record, section)
    if options.has(*SAYING) or (options.has("--version") and not options.operands):
        return
    if section is not None and options.has(*section.table.dry):
        return
    if name == "adb":
        from guard.programs.local_clusters import on_emulator

        if on_emulator(invocation, options):
            return
    carrier = _carrier(name, options)
    if carrier is not None:
        ran = False
        for statement in _statements(carrier, name, options, invocation, world):
            ran = True
            yield statement
        if ran or options.has(*carrier.inline):
            return
    found = row_for(section, options) if section is not None else None
    if section is not None and found is not None:
        effect = _of_row(invocation, section, options, *found)
        if effect is not None:
            yield effect
        return
    if section is None or not section.only:
        from guard.programs.known_cli import effects

        yield from effects(invocation, _widened(name, record, section))


def also_effects(invocation: Invocation, own: Iterator[Effect], world: World) -> Iterator[Effect]:
    """What a program's own file says it does; where that says nothing, what its rows say."""
    found = False
    for effect in own:
        found = True
        yield effect
    if found:
        return
    from guard.knowledge.grammar import Unreadable
    from guard.knowledge.operator_rows import section_of

    try:
        section = section_of(invocation.program)
    except Unreadable as error:
        yield _unreadable(invocation, str(error))
        return
    if section is not None:
        yield from operator_effects(invocation, None, section, world)


def _unreadable(invocation: Invocation, why: str) -> Effect:
    return Effect(
        "operators.unreadable", "unknown", Resource("command", invocation.program), Place("none"), invocation,
        why=f"what is known of {invocation.program} cannot be read: {why}", span=invocation.span,
        certainty=invocation.certainty,
    )  # fmt: skip


def _widened(name: str, record: Record | None, section: Section | None) -> Record:
    """A program's record, with the options that its section says take a value."""
    from guard.knowledge.grammar import Record

    known = record if record is not None else Record(name, "service")
    if section is None:
        return known
    more = dict.fromkeys(section.table.valued, "=")
    return replace(known, arity={**known.arity, **more}, yes=(*known.yes, *section.table.yes))


def _options(invocation: Invocation, record: Record | None, section: Section | None) -> Options:
    valued = record.valued if record is not None else ()
    single = section is not None and section.single
    if section is not None:
        valued = (*valued, *section.table.valued)
    for (name, _), carrier in CARRIERS.items():
        if name == invocation.program:
            valued = (*valued, *carrier.inline, *carrier.files, *carrier.hosts)
    return read_options(invocation.argv[1:], valued, single_dash=single, abbreviate=False)


def row_for(section: Section, options: Options) -> tuple[Row, int] | None:
    """The row that fits best, and how many operands its path takes."""
    words = [v.text for v in options.operands]
    best: tuple[int, Row] | None = None
    for row in section.table.rows_with([word for word in words[:1] if word is not None]):
        if not _fits(row, words) or not all(option_holds(group, options) for group in row.options):
            continue
        exact = sum("*" not in name for names in row.path for name in names[:1])
        score = 20 * len(row.path) + 6 * exact + 4 * len(row.options) + (row.operation not in QUIET)
        if best is None or score > best[0]:
            best = (score, row)
    if best is None or _goes_on(best[1], words):
        return None
    return best[1], sum(not names[0].startswith("~") for names in best[1].path)


def _goes_on(row: Row, words: Sequence[str | None]) -> bool:
    """Whether a quiet row names only a group, of which the word behind it destroys something."""
    used = len(row.path)
    if row.operation not in QUIET or not used or words[used - 1] in READING:
        return False
    return any(word in DESTRUCTIVE for word in words[used : used + 2])


def _fits(row: Row, words: Sequence[str | None]) -> bool:
    fixed = [names for names in row.path if not names[0].startswith("~")]
    if len(words) < len(fixed):
        return False
    if not all(_is_one(word, names) for word, names in zip(words, fixed, strict=False)):
        return False
    behind = words[len(fixed) :]
    return all(
        any(_is_one(word, tuple(n.lstrip("~") for n in names)) for word in behind)
        for names in row.path[len(fixed) :]
    )


def _is_one(word: str | None, names: Sequence[str]) -> bool:
    """Whether a word is one of these names, of which some may be patterns."""
    if word is None:
        return "*" in names
    return word in names or any("*" in name and matches(name, word) for name in names)


def _of_row(invocation: Invocation, section: Section, options: Options, row: Row, used: int) -> Effect | None:
    table = section.table
    minor = row.operation in ("update", "deploy") and row.recoverability in ("R0", "R1") and not row.marks
    if row.operation in QUIET or (minor and table.place != "kubernetes"):
        return None
    gravity = gravity_of(row.operation, split_name(row.kind))
    deed = Deed(
        row.operation, row.kind, row.recoverability or gravity.recoverability, row.blast or gravity.blast,
        (*row.marks, *(m for m in gravity.marks if m not in row.marks)), row.loss, row.instead,
        operands=options.operands[used:],
    )  # fmt: skip
    if not row.here:
        return effect_of(invocation, table.tool, table.provider, table.place, options, deed, table)
    effect = effect_of(invocation, table.tool, table.provider, "host", options, deed, table)
    return replace(effect, place=Place("host", table.tool, (("own", known("yes")),)))


def _carrier(name: str, options: Options) -> Carrier | None:
    words = [v.text or "" for v in options.operands]
    for (program, path), carrier in CARRIERS.items():
        stem = path.split()
        if program == name and words[: len(stem)] == stem:
            return carrier
    return None


def _statements(
    carrier: Carrier, name: str, options: Options, invocation: Invocation, world: World
) -> Iterator[Effect]:
    from guard.programs.sql_sources import Client, from_file, from_stdin, from_text

    host = options.value(*carrier.hosts) if carrier.hosts else None
    hints = (("host", host),) if host is not None else ()
    client = Client(carrier.dialect, "", Place("database", name, hints), invocation, world)
    texts = list(options.values(*carrier.inline))
    if 0 <= carrier.operand < len(options.operands):
        texts.append(options.operands[carrier.operand])
    for text in texts:
        yield from from_text(client, text)
    files = options.values(*carrier.files)
    for path in files:
        yield from from_file(client, path)
    if not texts and not files and invocation.stdin is not None:
        yield from from_stdin(client)
