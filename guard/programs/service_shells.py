"""Database shells that a platform's command line opens, with the statements they are fed.

Caught: ``echo 'DROP TABLE t' | railway connect Postgres``, ``fly postgres connect -a acme-prod < drop.sql``,
``heroku psql -c 'TRUNCATE t' -a acme-prod``, ``neonctl psql -- -c 'DROP TABLE t'``, ``wrangler d1 execute app
--remote --command 'DROP TABLE users'``, ``turso db shell app 'DROP TABLE t'``, ``echo FLUSHALL | railway
connect Redis``. Near misses: the same with a SELECT, the shell opened by itself (nobody knows what a person
types there, and it is a person who does).

Facts: ``railway connect --help`` (psql, mysql, redis-cli or mongosh by the service's kind), ``fly postgres
connect``, ``heroku help pg:psql``, ``neonctl psql`` (what stands behind ``--`` goes to psql), ``gcloud sql
connect``, ``pscale shell``, ``supabase db query``, ``wrangler d1 execute``, ``snow sql``.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Place, Value, known
from guard.programs.sql_sources import Client, from_file, from_stdin, from_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.knowledge.cli_tables import Table
    from guard.model import Effect, Invocation
    from guard.programs.options import Options
    from guard.world import World


@frozen
class Shell:
    """How a command takes its statements."""

    dialect: str
    client: str = ""
    """Whose own lines count (``psql``, ``mysql``)."""
    texts: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    operand: int = -1
    """Which operand holds statements."""
    behind: bool = False
    """Words behind ``--``, where there are any, are the client's own options."""


_PG = Shell("postgres", "psql")
_AZ = (("-q", "--querytext"), ("-f", "--file-path"))
SHELLS: dict[tuple[str, str], Shell] = {
    ("wrangler", "d1 execute"): Shell("sqlite", "", ("--command",), ("--file",)),
    ("turso", "db shell"): Shell("sqlite", "sqlite", operand=3),
    ("supabase", "db query"): Shell("postgres", "", (), ("--file", "-f"), 2),
    ("heroku", "pg:psql"): Shell("postgres", "psql", ("-c", "--command"), ("-f", "--file")),
    ("heroku", "psql"): Shell("postgres", "psql", ("-c", "--command"), ("-f", "--file")),
    ("heroku", "redis:cli"): Shell("redis"),
    ("planetscale", "shell"): Shell("mysql", "mysql", ("-e", "--execute")),
    ("gcloud", "spanner databases execute-sql"): Shell("bigquery", "", ("--sql",)),
    ("gcloud", "sql connect"): Shell("", "psql"),
    ("bq", "query"): Shell("bigquery", operand=1),
    ("snow", "sql"): Shell("snowflake", "", ("-q", "--query"), ("-f", "--filename")),
    ("railway", "connect"): _PG,
    ("fly", "postgres connect"): _PG, ("fly", "pg connect"): _PG, ("fly", "mpg connect"): _PG,
    ("fly", "redis connect"): Shell("redis"),
    ("neon", "psql"): Shell("postgres", "psql", behind=True),
    ("render", "psql"): Shell("postgres", "psql", ("-c", "--command"), behind=True),
    ("az", "postgres flexible-server execute"): Shell("postgres", "", *_AZ),
    ("az", "mysql flexible-server execute"): Shell("mysql", "", *_AZ),
}  # fmt: skip
ENGINES = (
    ("redis", Shell("redis")), ("valkey", Shell("redis")), ("mongo", Shell("mongo")),
    ("mysql", Shell("mysql", "mysql")), ("maria", Shell("mysql", "mysql")),
)  # fmt: skip
"""What a service's name says about its engine, where the command opens any."""
_PSQL_TEXTS, _PSQL_FILES = ("-c", "--command"), ("-f", "--file")


def shell_effects(
    table: Table, options: Options, invocation: Invocation, world: World
) -> Iterator[Effect] | None:
    """The effects of what a database shell is given; ``None`` where the command opens none."""
    words = [value.text or "" for value in options.operands]
    for (tool, path), shell in SHELLS.items():
        stem = path.split()
        if tool == table.tool and words[: len(stem)] == stem:
            if (tool, path) == ("railway", "connect"):
                shell = next((s for n, s in ENGINES if n in " ".join(words[1:]).lower()), shell)
            return _effects(shell, table, options, invocation, world)
    return None


def _effects(
    shell: Shell, table: Table, options: Options, invocation: Invocation, world: World
) -> Iterator[Effect]:
    if any(word.text == "--dry_run" for word in invocation.argv):
        return
    if shell.behind and options.after_dashes >= 0:
        options = _behind(invocation, options)
        shell = Shell(shell.dialect, shell.client, _PSQL_TEXTS, _PSQL_FILES)
    hints = [(n.lstrip("-"), v or known("")) for n, v in options.given if n not in shell.texts]
    hints += [("operand", word) for word in options.operands]
    place = Place(table.place, table.tool, tuple(hints))  # type: ignore[arg-type]
    texts, files = _given(shell, options)
    if shell.dialect in ("redis", "mongo"):
        yield from _other(shell.dialect, place, invocation, world)
        return
    client = Client(shell.dialect, shell.client, place, invocation, world)
    replaced = options.value("--destination_table") if options.has("--replace") else None
    if replaced is not None:  # ``bq query --replace``: the answer takes the place of the table
        yield from from_text(client, f"TRUNCATE TABLE {replaced.skeleton.replace(':', '.')}")
    for text in texts:
        yield from from_text(client, text)
    for file in files:
        yield from from_file(client, file)
    if not texts and not files:
        yield from from_stdin(client)


def _given(shell: Shell, options: Options) -> tuple[list[Value], list[Value]]:
    texts = list(options.values(*shell.texts))
    if 0 <= shell.operand < len(options.operands):
        texts.append(options.operands[shell.operand])
    return texts, list(options.values(*shell.files))


def _behind(invocation: Invocation, options: Options) -> Options:
    """The platform's options with those that stand behind ``--`` for psql."""
    from guard.frozen import replace
    from guard.programs.options import read_options

    words = [word.text for word in invocation.argv]
    if "--" not in words:
        return options
    rest = invocation.argv[words.index("--") + 1 :]
    inner = read_options(rest, (*_PSQL_TEXTS, *_PSQL_FILES, "-v", "-d", "-o"))
    return replace(options, given=(*options.given, *inner.given))


def _other(engine: str, place: Place, invocation: Invocation, world: World) -> Iterator[Effect]:
    if engine == "redis":
        from guard.programs.redis import from_stdin as commands

        yield from commands(place, invocation, world)
    elif invocation.stdin is not None and invocation.stdin.text is not None:
        from guard.programs.mongo import of_script

        yield from of_script(invocation.stdin.text, place, invocation)
