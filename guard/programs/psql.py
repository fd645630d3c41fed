"""psql, pgcli, usql: PostgreSQL's terminals.

Caught: ``psql -c 'DROP TABLE users'``, ``psql -f drop.sql``, ``psql -v t=users -c 'DROP TABLE :t'``, ``psql
<<< 'DELETE FROM users'``.
Quiet: ``psql -c 'SELECT 1'``, ``psql -l``, ``psql --help``.

Lost: rows and objects in the server's own storage.
Back: a dump or point-in-time recovery.
Instead: the SELECT with the same WHERE; ``BEGIN; DELETE …; ROLLBACK`` shows how many rows.

Related: squawk ``ban-drop-table``, ``ban-drop-column``, ``ban-drop-database``, ``ban-truncate-cascade``.
Facts: psql(1), PostgreSQL 17.
"""

from __future__ import annotations

from guard.model import Place, Value, known
from guard.programs.options import read_options
from guard.programs.sql_sources import Client, from_file, from_stdin, from_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Hole, Invocation
    from guard.programs.options import Options
    from guard.world import World

VALUED = (
    "-c", "--command", "-d", "--dbname", "-f", "--file", "-v", "--set", "--variable", "-L", "--log-file",
    "-o", "--output",
    "-F", "--field-separator", "-P", "--pset", "-R", "--record-separator", "-T", "--table-attr", "-h",
    "--host", "-p", "--port",
    "-U", "--username", "-D", "--dsn", "-u", "--user",
)  # fmt: skip
LONG = (
    "--help",
    "--version",
    "--list",
    "--single-transaction",
    "--csv",
    "--no-psqlrc",
    "--quiet",
    "--tuples-only",
    "--echo-all",
)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effects of every ``-c`` and ``-f`` in order, else of standard input."""
    pgcli = invocation.program in ("pgcli", "usql")
    options = read_options(
        invocation.argv[1:], (v for v in VALUED if not (pgcli and v in ("-u", "-D"))), LONG
    )
    if options.has("--help", "-?", "--version", "-V", "-l", "--list"):
        return
    client = Client("postgres", "psql", place_of(options, invocation), invocation, world, _variables(options))
    start = invocation.variables.get("PSQLRC")
    if start is not None and start.value.parts and not options.has("-X", "--no-psqlrc"):
        yield from from_file(client, start.value)
    if any(name in ("-c", "--command") and "\\c" in value.prefix for name, value in options.given if value):
        yield from from_text(client, _as_one(options))
        return
    ran = False
    for name, value in options.given:
        if value is None:
            continue
        if name in ("-c", "--command"):
            ran = True
            yield from from_text(client, value)
        elif name in ("-f", "--file"):
            ran = True
            yield from from_file(client, value)
        elif name in ("-o", "--output", "-L", "--log-file") and value.prefix.startswith("|"):
            from guard.programs.sql_lines import run_shell

            yield from run_shell(invocation, world, value.skeleton[1:])
    if not ran:
        yield from from_stdin(client)


def _as_one(options: Options) -> Value:
    """Every ``-c`` and ``-f`` as one text: they share a session, so a ``\\c`` counts for what follows it."""
    parts: list[str | Hole] = []
    for name, value in options.given:
        if value is not None and name in ("-c", "--command"):
            parts += [*value.parts, "\n;\n"]
        elif value is not None and name in ("-f", "--file"):
            parts += ["\\i ", *value.parts, "\n"]
    return Value(tuple(parts))


def _variables(options: Options) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in options.values("-v", "--set", "--variable"):
        name, equals, _text = value.skeleton.partition("=")
        if equals:
            from guard.sql.effects import plain

            found[name] = plain(value).partition("=")[2]
    return found


def place_of(options: Options, invocation: Invocation) -> Place:
    """What of the command line decides the place: a URL or conninfo, or host, port, user and database."""
    hints: list[tuple[str, Value]] = []
    for hint, names in (
        ("host", ("-h", "--host")),
        ("port", ("-p", "--port")),
        ("user", ("-U", "--username")),
    ):
        value = options.value(*names)
        if value is not None:
            hints.append((hint, value))
    database = options.value("-d", "--dbname") or (options.operands[0] if options.operands else None)
    if len(options.operands) > 1 and options.value("-U", "--username") is None:
        hints.append(("user", options.operands[1]))
    if database is not None:
        hints.append(("url" if is_connection(database) else "dbname", database))
    return Place("database", "psql", tuple(hints))


def is_connection(value: Value) -> bool:
    """Whether the word stands where libpq takes a URL or a conninfo string; an empty or unknown one
    could be."""
    text = value.text
    if text is None:
        return True
    if text == "":
        return True
    return "://" in text or "=" in text


def connection(value: Value) -> tuple[str, Value]:
    """The hint for a word that is a database's name or a connection string."""
    return ("url" if is_connection(value) else "dbname"), value


def single(text: str) -> Value:
    """A known word."""
    return known(text)
