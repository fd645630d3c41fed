"""goose, dbmate, golang-migrate, atlas, sqlx, diesel, sea-orm-cli and their kin.

Caught: ``dbmate drop``, ``goose postgres "$DSN" reset``, ``migrate -path db -database
postgres://db.example.com/app down``, ``atlas schema clean -u postgres://db.example.com/app``, ``sqlx database
reset -y``, ``diesel database reset``.
Quiet: ``goose status``, ``migrate -path db -database postgres://db.example.com/app version``, ``atlas schema
apply --dry-run``, ``sqlx migrate info``.

Lost: the tables that go, with their rows.
Back: a dump or point-in-time recovery.
Instead: ``goose status``, ``atlas schema apply --dry-run``.

Related: atlas lint ``destructive``, squawk ``ban-drop-table``.
Facts: each tool's command reference.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Place, Value
from guard.programs.migrations import (
    APPLIES,
    EMPTIES,
    ROLLS_ALL,
    ROLLS_BACK,
    Verb,
    effect_of_verb,
    emptying,
    verb_of,
)
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guard.model import Effect, Invocation
    from guard.programs.options import Options
    from guard.world import World

GOOSE = {
    "down": ROLLS_BACK, "down-to": ROLLS_BACK, "redo": ROLLS_BACK, "reset": ROLLS_ALL, "up": APPLIES,
    "up-to": APPLIES, "up-by-one": APPLIES,
}  # fmt: skip
DBMATE = {
    "drop": emptying(),
    "rollback": ROLLS_BACK,
    "down": ROLLS_BACK,
    "up": APPLIES,
    "migrate": APPLIES,
    "load": Verb("update", "R3", "B2"),
}
MIGRATE = {
    "down": replace(ROLLS_ALL, answers=("-all",)), "drop": emptying("-f"), "goto": ROLLS_BACK, "up": APPLIES,
    "force": Verb("update", "R2", "B1", "", "it rewrites the record of what was applied"),
}  # fmt: skip
ATLAS = {
    "schema clean": emptying("--auto-approve", quiet=("--dry-run",)),
    "schema apply": Verb("update", "R3", "B2", "tables and columns that the schema no longer has",
    answers=("--auto-approve", ), quiet=("--dry-run", )),
    "migrate apply": replace(APPLIES, quiet=("--dry-run", )), "migrate down": replace(ROLLS_BACK,
    quiet=("--dry-run", )),
}  # fmt: skip
SQLX = {
    "database drop": emptying("-y"), "database reset": emptying("-y"), "database setup": APPLIES,
    "db drop": emptying("-y"),
    "db reset": emptying("-y"), "migrate revert": replace(ROLLS_BACK, quiet=("--dry-run", )),
    "migrate run": replace(APPLIES, quiet=("--dry-run", )),
    "mig revert": ROLLS_BACK, "mig run": APPLIES,
}  # fmt: skip
DIESEL = {
    "database reset": EMPTIES, "database drop": EMPTIES, "migration revert": replace(ROLLS_BACK,
    worse=(("--all", "R4", "what every migration made"), ("-a", "R4", "what every migration made"))),
    "migration redo": ROLLS_BACK, "migration run": APPLIES, "setup": APPLIES, "database setup": APPLIES,
}  # fmt: skip
SEA = {
    "migrate fresh": EMPTIES,
    "migrate refresh": EMPTIES,
    "migrate reset": EMPTIES,
    "migrate down": ROLLS_BACK,
    "migrate up": APPLIES,
    "migrate": APPLIES,
}
KIN = {
    "down": ROLLS_BACK,
    "redo": ROLLS_BACK,
    "up": APPLIES,
    "migrate": APPLIES,
    "rollback": ROLLS_BACK,
    "drop": EMPTIES,
    "reset": EMPTIES,
}

SQITCH = {
    "revert": replace(ROLLS_ALL, answers=("-y",), quiet=("--log-only",)),
    "rebase": replace(ROLLS_ALL, answers=("-y",), quiet=("--log-only",)),
    "checkout": replace(ROLLS_BACK, answers=("-y",), quiet=("--log-only",)),
    "deploy": replace(APPLIES, quiet=("--log-only",)),
}  # fmt: skip
"""Without ``--to`` a revert goes back to the beginning."""

_TOOLS: dict[str, tuple[str, Mapping[str, Verb], bool]] = {
    "goose": ("goose", GOOSE, True), "dbmate": ("dburl", DBMATE, False), "migrate": ("migrate", MIGRATE,
    True),
    "atlas": ("atlas", ATLAS, False), "sqlx": ("dburl", SQLX, False), "diesel": ("dburl", DIESEL, False),
    "sea-orm-cli": ("dburl", SEA, False), "sqitch": ("dburl", SQITCH, False),
}  # fmt: skip
_VALUED = (
    "-url", "--url", "-u", "--database-url", "-D", "-database", "--database", "-path", "-source", "-dir",
    "--dir", "-d", "--migrations-dir",
    "-e", "--env", "--env-file", "--migration-dir", "--source", "--to", "--dev-url", "-s", "--schema",
    "--schema-file", "-table", "--config",
    "-c", "-n", "-t", "--target-version", "--exclude", "-prefetch", "-lock-timeout", "--migrations-table",
    "--var", "--amount", "-f",
)  # fmt: skip
_DRIVERS = frozenset((
    "postgres", "mysql", "sqlite3", "mssql", "redshift", "tidb", "clickhouse", "ydb", "turso", "vertica",
    "sqlite", "pgx", "azuresql", "duckdb",
))  # fmt: skip


def _is_of_mongodb(invocation: Invocation) -> bool:
    """MongoDB's command line of the same name (``atlas clusters delete``): every other first word."""
    first = next((v.text for v in invocation.argv[1:] if not v.prefix.startswith("-")), None)
    return first is not None and first not in _ARIGA


_ARIGA = frozenset(("schema", "migrate", "version", "license", "login", "logout", "cloud", "help", "test"))


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effect of the sub-command."""
    program = invocation.program
    if program == "atlas" and _is_of_mongodb(invocation):
        from guard.programs.unlisted import effects as by_record

        yield from by_record(invocation, world)
        return
    tool, table, single = _TOOLS.get(program, ("dburl", KIN, False))
    valued = tuple(
        v
        for v in _VALUED
        if not (v == "-f" or (v == "-d" and program in ("atlas",)) or (v == "-n" and program != "sqlx"))
    )
    options = read_options(invocation.argv[1:], valued, single_dash=single)
    words = list(options.operands)
    hints = _hints(program, options)
    if program == "goose" and words and (words[0].text or "") in _DRIVERS and len(words) > 1:
        hints.append(("url", words[1]))
        hints.append(("driver", words[0]))
        words = words[2:]
    if program == "sqitch":
        hints += [("url", _plain_url(word)) for word in words if word.prefix.startswith("db:")]
    name, verb, taken = verb_of([w.text or "?" for w in words], table)
    if verb is None:
        return
    following = words[taken].text if taken < len(words) else None
    if program == "goose" and name == "down-to" and following == "0":
        verb = ROLLS_ALL
    if program == "migrate" and name == "down" and following is not None:
        verb = ROLLS_BACK
    yield from effect_of_verb(
        program, name, verb, Place("database", tool, tuple(hints)), invocation, options, world
    )


_HINTS = (
    ("url", ("-url", "--url", "-u", "--database-url", "-D", "-database", "--database")),
    ("environment", ("--env",)), ("envfile", ("--env-file",)), ("config", ("--config", "-c")),
)  # fmt: skip


def _hints(program: str, options: Options) -> list[tuple[str, Value]]:
    """What the options say of the database; dbmate's ``--env`` names the variable with its URL."""
    found = [(hint, options.value(*names)) for hint, names in _HINTS]
    if program == "dbmate":
        found = [row for row in found if row[0] != "environment"]
        found.append(("variable", options.value("-e", "--env")))
    return [(hint, value) for hint, value in found if value is not None]


def _plain_url(word: Value) -> Value:
    """``db:pg://host/app`` as the URL that clients take."""
    head = word.prefix.removeprefix("db:")
    for short, scheme in (("pg:", "postgresql:"), ("postgres:", "postgresql:"), ("mariadb:", "mysql:")):
        if head.startswith(short):
            head = scheme + head[len(short) :]
            break
    return Value((head, *word.parts[1:]))
