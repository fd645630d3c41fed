"""prisma, drizzle-kit, knex, kysely, sequelize-cli, typeorm, mikro-orm, db-migrate, node-pg-migrate,
migrate-mongo, and frameworks that bring their own (AdonisJS' ace, payload, medusa, wasp, redwood, zenstack,
gel).

Caught: ``prisma migrate reset --force``, ``yes | drizzle-kit push``, ``knex migrate:rollback --all``,
``typeorm schema:drop``.
Quiet: ``prisma migrate status``, ``prisma generate``, ``drizzle-kit generate``, ``prisma db push`` (where the
database is local; it stops at warnings without ``--accept-data-loss``).

Lost: every row of the database (reset, drop), or what the undone migrations had made.
Back: a dump or point-in-time recovery.
Instead: ``prisma migrate status``, ``prisma migrate diff``, a new migration forward.

Related: squawk ``ban-drop-table``, ``ban-drop-column`` (in the SQL of a migration).
Facts: each tool's own command reference.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.programs.migrations import (
    APPLIES,
    EMPTIES,
    ROLLS_ALL,
    ROLLS_BACK,
    Verb,
    effect_of_verb,
    emptying,
    place,
    read,
    verb_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

_PUSH = Verb(
    "update", "R2", "B2", "columns and tables that the schema no longer has",
    "it makes the database like the schema",
    answers=("--accept-data-loss", "--force"),
    worse=(("--accept-data-loss", "R3", "columns and tables that the schema no longer has"),
           ("--force-reset", "R4", "every table of the database"),
           ("--force", "R3", "columns and tables that the schema no longer has")),
)  # fmt: skip
_SEED = Verb("update", "R2", "B2", "", "seeds may overwrite rows")

PRISMA = {
    "migrate reset": emptying("--force", "-f"),
    "migrate dev": Verb(
        "update",
        "R2",
        "B2",
        "",
        "it applies migrations and offers a reset where the history has drifted",
        quiet=("--create-only",),
        forward=True,
    ),
    "migrate deploy": APPLIES,
    "migrate resolve": Verb("update", "R2", "B1", "", "it rewrites the record of what was applied"),
    "db push": _PUSH,
    "db seed": _SEED,
}
DRIZZLE = {
    "push": _PUSH, "push:pg": _PUSH, "push:mysql": _PUSH, "push:sqlite": _PUSH, "migrate": APPLIES,
}  # fmt: skip
KNEX = {
    "migrate:rollback": Verb("delete", "R3", "B1", "what the last batch of migrations made",
    worse=(("--all", "R4", "what every migration made"), )),
    "migrate:down": ROLLS_BACK, "migrate:latest": APPLIES, "migrate:up": APPLIES, "seed:run": _SEED,
    "migrate:unlock": Verb("update", "R2", "B1", "",
    "it removes the lock of a migration that may be running"),
}  # fmt: skip
SEQUELIZE = {
    "db:drop": emptying(), "db:migrate": APPLIES, "db:migrate:undo": ROLLS_BACK,
    "db:migrate:undo:all": ROLLS_ALL,
    "db:seed": _SEED, "db:seed:all": _SEED, "db:seed:undo": Verb("delete", "R3", "B1",
    "rows that the seed made"),
    "db:seed:undo:all": Verb("delete", "R3", "B2", "rows that the seeds made"),
}  # fmt: skip
TYPEORM = {
    "schema:drop": emptying(),
    "schema:sync": Verb("update", "R3", "B2", "columns and tables that the entities no longer have"),
    "migration:run": APPLIES, "migration:revert": ROLLS_BACK,
}  # fmt: skip
MIKRO = {
    "schema:drop": emptying("--run", "-r", needs=("--run", "-r")),
    "schema:fresh": emptying("--run", "-r", needs=("--run", "-r")),
    "schema:update": Verb("update", "R3", "B2", "columns that the entities no longer have", needs=("--run",
    "-r"), quiet=("--safe", )),
    "schema:create": Verb("update", "R2", "B2", needs=("--run", "-r")),
    "migration:fresh": EMPTIES, "migration:down": ROLLS_BACK, "migration:up": APPLIES, "seeder:run": _SEED,
}  # fmt: skip
OTHERS = {
    "reset": ROLLS_ALL, "down": ROLLS_BACK, "redo": ROLLS_BACK, "up": APPLIES, "db:drop": EMPTIES,
}  # fmt: skip
KYSELY = {
    "migrate:latest": APPLIES, "migrate latest": APPLIES, "migrate:up": APPLIES, "migrate up": APPLIES,
    "migrate:down": ROLLS_BACK, "migrate down": ROLLS_BACK,
    "migrate:rollback": replace(ROLLS_BACK, worse=(("--all", "R4", "what every migration made"),)),
    "migrate rollback": replace(ROLLS_BACK, worse=(("--all", "R4", "what every migration made"),)),
    "seed:run": _SEED, "seed run": _SEED,
}  # fmt: skip
PAYLOAD = {
    "migrate": APPLIES, "migrate:fresh": emptying("--force-accept-warning"), "migrate:down": ROLLS_BACK,
    "migrate:reset": ROLLS_ALL, "migrate:refresh": ROLLS_ALL,
}  # fmt: skip
MEDUSA = {
    "db:migrate": APPLIES, "db:rollback": ROLLS_BACK, "db:setup": APPLIES,
    "db:sync-links": Verb("update", "R3", "B1", "link tables that the modules no longer have",
    answers=("--execute-all", )),
}  # fmt: skip
WASP = {"db reset": emptying("--force"), "db migrate-dev": APPLIES, "db seed": _SEED}
ACE = {
    **dict.fromkeys(("migration:fresh", "migration:refresh", "db:wipe", "db:truncate"), emptying("--force")),
    "migration:reset": replace(ROLLS_ALL, answers=("--force",)),
    "migration:rollback": replace(ROLLS_BACK, answers=("--force",)),
    "migration:run": APPLIES,
    "db:seed": _SEED,
}
REDWOOD = {f"prisma {name}": verb for name, verb in PRISMA.items()}
GEL = {
    "migrate": APPLIES, "migration apply": APPLIES, "branch drop": emptying("--non-interactive", "--force"),
    "branch wipe": emptying("--non-interactive"), "database drop": emptying("--non-interactive"),
    "database wipe": emptying("--non-interactive"),
    "instance destroy": emptying("--force", "--non-interactive"),
    "restore": Verb("update", "R3", "B2", "what the dump overwrites"),
}  # fmt: skip

_TOOLS = {
    "ace": ("node", ACE),
    "kysely": ("node", KYSELY),
    "payload": ("node", PAYLOAD),
    "medusa": ("node", MEDUSA),
    "zenstack": ("prisma", PRISMA),
    "wasp": ("node", WASP),
    "rw": ("prisma", REDWOOD),
    "redwood": ("prisma", REDWOOD),
    "gel": ("node", GEL),
    "edgedb": ("node", GEL),
    "prisma": ("prisma", PRISMA),
    "drizzle-kit": ("drizzle", DRIZZLE),
    "knex": ("knex", KNEX),
    "sequelize": ("sequelize", SEQUELIZE),
    "sequelize-cli": ("sequelize", SEQUELIZE),
    "mikro-orm": ("node", MIKRO),
    "mikro-orm-esm": ("node", MIKRO),
    "db-migrate": ("node", OTHERS),
    "node-pg-migrate": ("node", OTHERS),
    "migrate-mongo": ("node", OTHERS),
}
VALUED = (
    "--schema", "--config", "--url", "--name", "-n", "--env", "-e", "--environment", "-d", "--dataSource",
    "--dbCredentials", "--dialect",
    "--knexfile", "--client", "--connection", "--migrations-directory", "--file", "-f", "--from-url",
    "--to-url",
    "--migrations-path", "--options-path", "--seeders-path", "--models-path", "--step", "--to",
    "--database", "-c", "-m", "--seed", "-t",
    "--specific", "--cwd", "--esm-loader", "--host", "--port", "--user", "--password",
)  # fmt: skip
_HINTS = {
    "url": ("--url", ), "schema": ("--schema", ), "config": ("--config", "--knexfile", "-d", "--dataSource",
    "--config-path"),
    "environment": ("--env", "--environment", "-e"), "connection": ("--connection",),
    "host": ("--host",), "database": ("--database",),
}  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effect of the sub-command; ``prisma db execute`` and ``typeorm query`` carry SQL."""
    program = invocation.program
    tool, table = _TOOLS.get(program, ("typeorm", TYPEORM))
    valued = tuple(v for v in VALUED if not (program == "prisma" and v == "-f"))
    options = read(invocation, valued)
    words = [w.text or "?" for w in options.operands]
    name, verb, _ = verb_of(words, table)
    where = place(tool, options, _HINTS)
    if verb is not None:
        yield from effect_of_verb(program, name, verb, where, invocation, options, world)
        return
    if words[:2] == ["db", "execute"] or words[:1] == ["query"]:
        yield from _sql(words, options, where, invocation, world)


def _sql(
    words: list[str], options: object, where: object, invocation: Invocation, world: World
) -> Iterator[Effect]:
    from guard.programs.sql_sources import Client, from_file, from_stdin, from_text

    client = Client("", "", where, invocation, world)  # type: ignore[arg-type]
    if words[0] == "query":
        for word in options.operands[1:2]:  # type: ignore[attr-defined]
            yield from from_text(client, word)
        return
    file = options.value("--file")  # type: ignore[attr-defined]
    if file is not None:
        yield from from_file(client, file)
    elif options.has("--stdin"):  # type: ignore[attr-defined]
        yield from from_stdin(client)
