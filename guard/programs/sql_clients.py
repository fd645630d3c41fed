"""sqlcmd, clickhouse-client, snowsql, snow, bq, cqlsh, cypher-shell, influx, cockroach, trino, hive,
sqlplus, mclient (MonetDB), isql-fb (Firebird) and their kin.

Caught: ``sqlcmd -Q 'DROP TABLE users'``, ``clickhouse-client -q 'TRUNCATE TABLE events'``, ``cypher-shell
'MATCH (n) DETACH DELETE n'``, ``bq rm -r dataset``.
Quiet: ``bq query 'SELECT 1'``, ``bq query --dry_run 'DROP TABLE x'``, ``influx query 'buckets()'``.

Lost: rows and definitions in the server's own storage.
Back: Snowflake's UNDROP and BigQuery's time travel within their days, elsewhere a backup.
Instead: the SELECT with the same condition, ``bq query --dry_run``.

Related: squawk ``ban-drop-table`` and ``ban-truncate-cascade`` (PostgreSQL migrations).
Facts: each client's command reference.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Effect, Place, Resource, Value
from guard.programs.options import Options, read_options
from guard.programs.sql_sources import Client, from_file, from_stdin, from_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Blast, Invocation, Mark, Operation, Recoverability
    from guard.world import World


@frozen
class Grammar:
    """How a client takes its statements and its place."""

    tool: str
    dialect: str
    client: str = ""
    texts: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    hints: tuple[tuple[str, tuple[str, ...]], ...] = ()
    valued: tuple[str, ...] = ()
    positional: str = ""
    """What operands are: ``host``, ``dbname``, ``sql``."""


_SQLCMD = Grammar(
    "sqlcmd", "tsql", "sqlcmd", ("-Q", "-q", "--query", "--initial-query"), ("-i", "--input-file"),
    (("host", ("-S", "--server")), ("dbname", ("-d", "--database-name", "--database")), ("user", ("-U",
    "--user-name"))),
    ("-P", "-o", "-v", "-l", "-t", "-w", "-s", "-h", "-H", "-a", "-K", "-u", "-m", "-V", "-y", "-Y", "-F"),
)  # fmt: skip
_CLICKHOUSE = Grammar(
    "clickhouse", "clickhouse", "", ("-q", "--query"), ("--queries-file",),
    (("host", ("-h", "--host")), ("port", ("--port", )), ("dbname", ("-d", "--database")), ("user", ("-u",
    "--user")), ("url", ("--connection", ))),
    ("--password", "--format", "-f", "--config-file", "-C", "--max_memory_usage", "--param"),
)  # fmt: skip
_SNOWSQL = Grammar(
    "snowflake", "snowflake", "", ("-q", "--query"), ("-f", "--filename"),
    (
        ("connection", ("-c", "--connection")), ("account", ("-a", "--accountname", "--account")),
        ("dbname", ("-d", "--dbname", "--database")), ("user", ("-u", "--username", "--user")),
    ),
    (
        "-s", "--schemaname", "-w", "--warehouse", "-r", "--rolename", "--role", "-h", "--host", "-o",
        "--option", "-D", "--variable", "--schema",
    ),
)  # fmt: skip
_CQLSH = Grammar(
    "cqlsh", "cql", "", ("-e", "--execute"), ("-f", "--file"),
    (("user", ("-u", "--username")), ("dbname", ("-k", "--keyspace"))),
    ("-p", "--password", "--request-timeout", "--connect-timeout", "--cqlshrc", "--encoding"), "host",
)  # fmt: skip
_URL = (("url", ("--url", "-u")), ("host", ("-h", "--host", "--server")), ("dbname", ("-d", "--database")))
_COCKROACH = Grammar("cockroach", "postgres", "psql", ("-e", "--execute"), ("-f", "--file"), _URL,
                     ("--certs-dir", "--format", "-p", "--port", "--user"))  # fmt: skip
_TRINO = Grammar("trino", "trino", "", ("--execute",), ("-f", "--file"),
                 (("host", ("--server",)), ("dbname", ("--schema",))),
                 ("--catalog", "--user", "--output-format"), "url")  # fmt: skip
_HIVE = Grammar("hive", "hive", "", ("-e",), ("-f", "-i"), (("url", ("-u",)), ("user", ("-n",))),
                ("-p", "-d", "--hiveconf", "--hivevar", "--outputformat"))  # fmt: skip
_IMPALA = Grammar("hive", "hive", "", ("-q", "--query"), ("-f", "--query_file"),
                  (("host", ("-i", "--impalad")), ("dbname", ("-d", "--database"))),
                  ("-o", "--output_file", "-u", "--user", "--var", "--config_file"))  # fmt: skip
_SQLPLUS = Grammar("sqlplus", "oracle", "sqlplus", (), (), (), ("-R", "-M", "-C"), "url")
_MCLIENT = Grammar(
    "server",
    "postgres",
    "",
    ("-s", "--statement"),
    (),
    (
        ("host", ("-h", "--host")),
        ("port", ("-p", "--port")),
        ("dbname", ("-d", "--database")),
        ("user", ("-u", "--user")),
    ),
    ("-f", "--format"),
)
_FIREBIRD = Grammar(
    "server",
    "postgres",
    "",
    (),
    ("-i", "-input"),
    (),
    ("-o", "-u", "-user", "-p", "-password", "-ch"),
    "host",
)
GRAMMARS = {
    "cockroach": _COCKROACH, "trino": _TRINO, "presto": _TRINO, "hive": _HIVE, "beeline": _HIVE,
    "impala-shell": _IMPALA, "spark-sql": _HIVE, "sqlplus": _SQLPLUS, "mclient": _MCLIENT,
    "isql-fb": _FIREBIRD,
    "sqlcmd": _SQLCMD, "osql": _SQLCMD, "mssql-cli": _SQLCMD, "clickhouse-client": _CLICKHOUSE,
    "clickhouse": _CLICKHOUSE, "snowsql": _SNOWSQL, "snow": _SNOWSQL, "cqlsh": _CQLSH,
}  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effects of the statements that the client would send."""
    program = invocation.program
    if program == "bq":
        yield from _bq(invocation, world)
        return
    if program == "cypher-shell":
        yield from _cypher(invocation, world)
        return
    if program == "influx":
        yield from _influx(invocation, world)
        return
    grammar = GRAMMARS[program]
    words = invocation.argv[1:]
    if program == "clickhouse" and words and words[0].text not in ("client", "local"):
        return
    if program == "cockroach" and (not words or words[0].text != "sql"):
        return
    if program == "snow" and (not words or words[0].text not in ("sql", "object")):
        return
    options = _options(words, grammar)
    if options.has("--help", "--version", "-?"):
        return
    place = _place(grammar, options)
    client = Client(grammar.dialect, grammar.client, place, invocation, world)
    ran = False
    for name, value in options.given:
        if value is None:
            continue
        if name in grammar.texts:
            ran = True
            yield from from_text(client, value)
        elif name in grammar.files:
            ran = True
            yield from from_file(client, value)
    if not ran:
        yield from from_stdin(client)


def _options(words: tuple[Value, ...], grammar: Grammar) -> Options:
    valued = (
        *grammar.texts,
        *grammar.files,
        *grammar.valued,
        *(n for _, names in grammar.hints for n in names),
    )
    return read_options(words, valued)


def _place(grammar: Grammar, options: Options) -> Place:
    hints = [(hint, value) for hint, names in grammar.hints if (value := options.value(*names)) is not None]
    if grammar.positional and options.operands:
        hints.append((grammar.positional, options.operands[0]))
    return Place("database", grammar.tool, tuple(hints))


# ------------------------------------------------------------------------------------ BigQuery

_BQ_VALUED = (
    "--project_id", "--location", "--dataset_id", "--format", "--job_id", "--max_rows", "--destination_table",
    "-n", "-p", "--time_partitioning_field", "--label", "--parameter", "--credential_file", "-t_",
)  # fmt: skip


def _bq(invocation: Invocation, world: World) -> Iterator[Effect]:
    options = read_options(invocation.argv[1:], _BQ_VALUED)
    words = options.operands
    if not words or options.has("--help", "--dry_run", "-h"):
        return
    project = options.value("--project_id", "-p")
    place = Place("database", "bigquery", (("project", project),) if project is not None else ())
    verb, named = words[0].text, words[1] if len(words) > 1 else None
    if verb == "query":
        client = Client("bigquery", "", place, invocation, world)
        for text in words[1:]:
            yield from from_text(client, text)
        if not words[1:]:
            yield from from_stdin(client)
        if options.has("--replace"):
            target, loss = options.value("--destination_table"), "the rows of the destination table"
            yield _bq_effect("overwrite", place, invocation, target, "B1", loss)
    elif verb == "rm":
        whole = options.has("-r", "--recursive", "-d", "--dataset")
        marks: tuple[Mark, ...] = ("auto-answered",) if options.has("-f", "--force") else ()
        loss = "the dataset with all its tables" if whole else "the table with every row"
        yield _bq_effect("delete", place, invocation, named, "B2" if whole else "B1", loss, marks)
    elif verb in ("load", "cp") and options.has("--replace", "-f", "--force"):
        loss = "the rows of the table that is replaced"
        yield _bq_effect("overwrite", place, invocation, words[-1], "B1", loss)
    elif verb == "truncate":
        yield _bq_effect("truncate", place, invocation, named, "B1", "every row of the table")


def _bq_effect(
    operation: Operation,
    place: Place,
    by: Invocation,
    target: Value | None,
    blast: Blast,
    loss: str,
    marks: tuple[Mark, ...] = (),
) -> Effect:
    name = target.skeleton if target is not None else ""
    if target is not None:
        place = Place(place.kind, place.tool, (*place.hints, ("dbname", target)))
    return Effect(
        rule=f"bq.{operation}",
        operation=operation,
        resource=Resource("table", name),
        place=place,
        by=by,
        recoverability="R3",
        blast=blast,
        loss=loss,
        instead="bq show first; BigQuery keeps deleted tables for seven days",
        marks=marks,
        tags=("T1485",),
        span=by.span,
    )


# ---------------------------------------------------------------------------- Cypher, InfluxDB


def _cypher(invocation: Invocation, world: World) -> Iterator[Effect]:
    valued = (
        "-a", "--address", "-u", "--username", "-p", "--password", "-d", "--database", "-f", "--file",
        "--format", "-P", "--param", "--uri", "--encryption",
    )  # fmt: skip
    options = read_options(invocation.argv[1:], valued)
    hints = [
        (h, v)
        for h, n in (("url", ("-a", "--address", "--uri")), ("dbname", ("-d", "--database")))
        if (v := options.value(*n)) is not None
    ]
    place = Place("database", "cypher", tuple(hints))
    texts = [*options.operands]
    stream = invocation.stdin
    if not texts and stream is not None and stream.text is not None:
        texts.append(stream.text)
    file = options.value("-f", "--file") or (stream.path if stream is not None else None)
    if file is not None:
        from guard.programs.sql_sources import absolute_path

        path = absolute_path(invocation, file)
        content = world.read(path) if path else None
        if content is None:
            yield _graph("unknown", place, invocation, "the file cannot be read")
        else:
            yield from cypher_effects(content, place, invocation)
    for text in texts:
        if text.text is None:
            yield _graph("unknown", place, invocation, text.skeleton)
        yield from cypher_effects(text.skeleton, place, invocation)


def cypher_effects(text: str, place: Place, invocation: Invocation) -> Iterator[Effect]:
    """What statements in Neo4j's Cypher delete or change."""
    from guard.sql.grammars import grammar_of
    from guard.sql.tokens import pieces

    for piece in pieces(text, grammar_of("cql")):
        words = [token.upper() for token in piece.tokens]
        if not words or words[0] == "EXPLAIN":
            continue
        if "DELETE" in words:
            filtered = "WHERE" in words or "{" in words
            yield _graph(
                "delete",
                place,
                invocation,
                "nodes and relationships" if filtered else "every node that matches",
                "R4",
            )
        elif words[0] == "DROP":
            kind = words[1].lower() if len(words) > 1 else ""
            yield _graph("delete", place, invocation, f"the {kind}", "R4" if kind == "database" else "R2")
        elif "REMOVE" in words or ("SET" in words and "MATCH" in words):
            yield _graph("update", place, invocation, "old values of nodes", "R3")
        elif "APOC" in words and any(w in ("PERIODIC", "CYPHER", "REFACTOR", "SCHEMA") for w in words):
            yield _graph("unknown", place, invocation, "a procedure of APOC")


def _graph(
    operation: Operation, place: Place, by: Invocation, loss: str, recoverability: Recoverability = "R3"
) -> Effect:
    return Effect(
        f"cypher.{operation}", operation, Resource("nodes", ""), place, by, recoverability, "B1", loss,
        span=by.span,
    )  # fmt: skip


def _influx(invocation: Invocation, world: World) -> Iterator[Effect]:
    valued = (
        "--host", "--org", "-o", "--bucket", "-b", "--token", "-t", "--start", "--stop", "--predicate", "-p",
        "-execute", "--execute", "-database", "-host", "-n", "--name", "-i", "--id", "--org-id",
        "--bucket-id", "-c", "--active-config", "--full",
    )  # fmt: skip
    options = read_options(invocation.argv[1:], valued, single_dash=True)
    if options.has("--help", "-h"):
        return
    host = options.value("--host", "-host")
    place = Place("database", "influx", (("host", host),) if host is not None else ())
    words = [w.text or "?" for w in options.operands]
    name = options.value("--name", "-n", "--bucket", "-b", "--id", "-i")
    if words[:1] == ["delete"]:
        whole = not options.has("--predicate", "-p")
        yield Effect(
            "influx.delete", "delete", Resource("series", name.skeleton if name else ""), place, invocation,
            "R4", "B1", "every point in the time range" if whole else "points in the time range",
            span=invocation.span,
        )  # fmt: skip
    elif len(words) > 1 and words[1] == "delete":
        yield Effect(
            f"influx.{words[0]}-delete", "delete", Resource(words[0], name.skeleton if name else ""), place,
            invocation, "R4", "B2" if words[0] in ("bucket", "org") else "B1",
            f"the {words[0]} with everything in it", span=invocation.span,
        )  # fmt: skip
    elif words[:1] == ["restore"] and options.has("--full"):
        yield Effect(
            "influx.restore",
            "overwrite",
            Resource("server", ""),
            place,
            invocation,
            "R4",
            "B2",
            "what the server holds now",
        )
    for text in options.values("-execute", "--execute"):
        yield from from_text(Client("influxql", "", place, invocation, world), text)
