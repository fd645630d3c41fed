"""What all migration tools have in common: a table of sub-commands, flags that answer the tool's own question
beforehand, flags that only show.

A tool's file holds its table: sub-command → ``Verb``. Rows marked R4/B2 empty a database; R3 rolls a
migration back (its ``down`` drops what its ``up`` made); R2 applies migrations forward, which is quiet on a
local database and asks on a remote.

Caught: ``npx prisma migrate reset --force``, ``npx sequelize-cli db:drop``, ``knex migrate:rollback --all``,
``flyway clean``, ``npx typeorm schema:drop``.
Quiet: ``npx prisma migrate status``, ``npx prisma generate``, ``flyway info``, ``npx prisma migrate dev
--create-only``.

Lost: every row of the database (reset, drop, clean), or the columns and tables that the rolled back migration
had made.
Back: a dump or the server's point-in-time recovery; a rolled back migration comes back empty.
Instead: the tool's ``status`` or plan, a new migration forward, and a dump first.

Related: squawk ``ban-drop-table``, ``ban-drop-column``, ``ban-drop-database`` (in the SQL of a migration).
Facts: the command references of Prisma, Sequelize, Knex, TypeORM, Flyway, Liquibase and Drizzle.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Effect, Evidence, Place, Resource, Value
from guard.programs.options import Options, read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from guard.model import Blast, Invocation, Mark, Operation, Recoverability
    from guard.world import World

HELP = ("--help", "-h", "-?", "--version", "-help")


@frozen
class Verb:
    """What a sub-command does to the database."""

    operation: Operation
    recoverability: Recoverability
    blast: Blast = "B2"
    loss: str = ""
    why: str = ""
    instead: str = ""
    needs: tuple[str, ...] = ()
    """Options of which one must be given, or it only shows."""
    quiet: tuple[str, ...] = ()
    """Options with which it only shows."""
    answers: tuple[str, ...] = ()
    """Options that answer its question beforehand."""
    worse: tuple[tuple[str, Recoverability, str], ...] = ()
    """(option, recoverability, loss): options that make it graver."""
    forward: bool = False
    """It applies migration files that were not applied yet: they are read (``pending.py``)."""


EMPTIES = Verb(
    "delete", "R4", "B2", "every table of the database", instead="take a dump first, or name a test database"
)
ROLLS_BACK = Verb(
    "delete", "R3", "B1", "what the last migration made", "its down step drops what its up step made"
)
ROLLS_ALL = Verb(
    "delete", "R4", "B2", "what every migration made", "its down steps drop what the up steps made"
)
APPLIES = Verb("update", "R2", "B2", "", "it applies migrations that were not applied yet", forward=True)


def emptying(
    *answers: str,
    loss: str = "every table of the database",
    needs: tuple[str, ...] = (),
    quiet: tuple[str, ...] = (),
) -> Verb:
    """A row for a sub-command that empties a database."""
    return Verb(
        "delete",
        "R4",
        "B2",
        loss,
        instead="take a dump first, or name a test database",
        needs=needs,
        quiet=quiet,
        answers=answers,
    )


def verb_of(words: Sequence[str], table: Mapping[str, Verb]) -> tuple[str, Verb | None, int]:
    """The longest run of leading words that the table knows, its row, and how many words it takes."""
    for count in range(min(3, len(words)), 0, -1):
        name = " ".join(words[:count])
        if name in table:
            return name, table[name], count
    return " ".join(words[:2]), None, 0


def read(invocation: Invocation, valued: Sequence[str], skip: int = 1, single_dash: bool = False) -> Options:
    """The words after the program (and after ``skip`` of them)."""
    return read_options(invocation.argv[skip:], valued, single_dash=single_dash)


def auto_answered(invocation: Invocation, options: Options, answers: Sequence[str]) -> bool:
    """Whether the tool's question is answered before it is asked: a flag, or ``yes |``."""
    if options.has(*answers):
        return True
    stream = invocation.stdin
    if stream is None:
        return False
    if any(p.program in ("yes", "expect") for p in stream.producers):
        return True
    text = stream.text.text if stream.text is not None else None
    if text is not None:
        return text.strip().lower()[:3] in ("y", "yes", "y\ny", "y\n") or text[:1].lower() == "y"
    return any(
        p.program in ("echo", "printf") and p.words[-1:] and p.words[-1].lower()[:1] == "y"
        for p in stream.producers
    )


def effect_of_verb(
    tool: str,
    name: str,
    verb: Verb,
    place: Place,
    invocation: Invocation,
    options: Options,
    world: World,
    marks: tuple[Mark, ...] = (),
) -> Iterator[Effect]:
    """The effect of a row, unless a flag makes it show only; for a row that goes forward also what the
    migration files do."""
    if options.has(*HELP) or (verb.quiet and options.has(*verb.quiet)):
        return
    if verb.needs and not options.has(*verb.needs):
        return
    recoverability, loss = verb.recoverability, verb.loss
    for option, graver, what in verb.worse:
        if options.has(option):
            recoverability, loss = graver, what
    # `migrate --force` of a framework that asks in production: no release can run it in another way.
    released = verb.forward and recoverability == "R2" and options.has(*verb.answers)
    if not released and auto_answered(invocation, options, verb.answers):
        marks = (*marks, "auto-answered")
    effect = Effect(
        rule=f"migrate.{tool}.{name.replace(' ', '-').replace(':', '-')}",
        operation="delete" if recoverability == "R4" and verb.operation == "update" else verb.operation,
        resource=Resource("database", ""),
        place=place,
        by=invocation,
        recoverability=recoverability,
        blast=verb.blast,
        loss=loss,
        why=verb.why,
        instead=verb.instead,
        marks=marks,
        evidence=(Evidence(f"{tool} {name}", "the tool's documentation"),),
        tags=("T1485",) if verb.operation == "delete" else (),
        span=invocation.span,
        certainty=invocation.certainty,
    )
    if verb.forward:
        from guard.programs.pending import with_files

        yield from with_files(effect, tool, options, invocation, world)
    else:
        yield effect


def place(
    tool: str,
    options: Options,
    mapping: Mapping[str, Sequence[str]],
    more: tuple[tuple[str, Value], ...] = (),
) -> Place:
    """The options that decide where a tool lands, under the names that the resolver knows."""
    hints: list[tuple[str, Value]] = []
    for hint, names in mapping.items():
        value = options.value(*names)
        if value is not None:
            hints.append((hint, value))
    return Place("database", tool, (*hints, *more))
