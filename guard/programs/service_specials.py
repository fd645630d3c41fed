"""What a table of sub-commands cannot say: SQL that a platform's command line runs, requests it sends raw.

Caught: ``wrangler d1 execute app --remote --command 'DROP TABLE users'``, ``railway api 'mutation{…}'``,
``turso db shell app 'DROP TABLE t'``, ``supabase db query 'DELETE FROM t'``, ``az rest --method delete``.
Quiet: the same with a SELECT or a GET.

Facts: the commands' ``--help``.
"""

from __future__ import annotations

from guard.model import Effect, Place, Resource, Value, known, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.knowledge.cli_tables import Table
    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.world import World

SQL: dict[tuple[str, str], tuple[str, tuple[str, ...], tuple[str, ...], int]] = {
    # tool, path → dialect, options with SQL, options with a file of SQL, operand with SQL
    ("wrangler", "d1 execute"): ("sqlite", ("--command",), ("--file",), -1),
    ("turso", "db shell"): ("sqlite", (), (), 3),
    ("supabase", "db query"): ("postgres", (), ("--file", "-f"), 2),
    ("heroku", "pg:psql"): ("postgres", ("-c", "--command"), ("-f", "--file"), -1),
    ("planetscale", "shell"): ("mysql", ("-e", "--execute"), (), -1),
    ("gcloud", "spanner databases execute-sql"): ("bigquery", ("--sql",), (), -1),
    ("bq", "query"): ("bigquery", (), (), 1),
    ("snow", "sql"): ("snowflake", ("-q", "--query"), ("-f", "--filename"), -1),
}
RAW = {("railway", "api"), ("az", "rest"), ("doctl", "api"), ("vercel", "api"), ("netlify", "api")}


def special_effects(
    table: Table, options: Options, invocation: Invocation, world: World
) -> Iterator[Effect] | None:
    """The effects of a command that carries another language; ``None`` where it carries none."""
    words = [v.text or "" for v in options.operands]
    for (tool, path), row in SQL.items():
        stem = path.split()
        if tool == table.tool and words[: len(stem)] == stem:
            return _sql(row, table, options, invocation, world)
    if words and (table.tool, words[0]) in RAW:
        return _raw(table.tool, options, invocation)
    return None


def _sql(
    row: tuple[str, tuple[str, ...], tuple[str, ...], int],
    table: Table,
    options: Options,
    invocation: Invocation,
    world: World,
) -> Iterator[Effect]:
    from guard.programs.curl import content_of
    from guard.sql.effects import sql_effects

    dialect, inline, files, position = row
    texts: list[Value] = list(options.values(*inline))
    for path in options.values(*files):
        texts.append(content_of(path, invocation, world) or unknown(f"what {path.skeleton} holds"))
    if position >= 0 and len(options.operands) > position:
        texts.append(options.operands[position])
    if not texts and invocation.stdin is not None:
        texts.append(content_of(known("-"), invocation, world) or unknown("the standard input"))
    hints = [(n.lstrip("-"), v if v is not None else known("")) for n, v in options.given if n not in inline]
    hints += [("operand", v) for v in options.operands]
    place = Place(table.place, table.tool, tuple(hints))  # type: ignore[arg-type]
    if any(word.text == "--dry_run" for word in invocation.argv):
        return
    for text in texts:
        yield from sql_effects(text, dialect, place, invocation)


def _named_operation(name: Value, body: Value | None, invocation: Invocation) -> Iterator[Effect]:
    """``netlify api deleteSite``: the operation by the name it has in the description of the API."""
    from guard.knowledge.verbs import reading_of

    reading = reading_of(name.text or "unknown")
    if reading.operation in ("read", "create") or not name.text:
        return
    grave = reading.operation == "delete"
    yield Effect(
        "paas.api-operation", reading.operation, Resource(" ".join(reading.nouns) or "object", name.skeleton),
        Place("paas", "netlify"), invocation, "R4" if grave else "R2", "B2" if grave else "B1",
        loss=f"what {name.skeleton} takes away" if grave else "", span=invocation.span,
    )  # fmt: skip


def _raw(tool: str, options: Options, invocation: Invocation) -> Iterator[Effect]:
    """Commands that send what they are given: GraphQL to Railway, a request to Azure's API."""
    from guard.http.effects import request_effects
    from guard.http.request import Request

    url = options.value("--url", "--uri", "-u")
    method = options.value("--method", "-m", "-X") or known("GET")
    operands = options.operands[1:]
    body = options.value("--body", "-b", "--data", "-d", "--input")
    fields: tuple[tuple[str, Value], ...] = ()
    if tool == "netlify" and operands:
        yield from _named_operation(operands[0], body, invocation)
        return
    if tool == "railway":
        url, method = known("https://backboard.railway.com/graphql/v2"), known("POST")
        fields = tuple(("query", v) for v in operands[:1])
        body = None
    elif url is None and operands:
        prefix = {"doctl": "https://api.digitalocean.com/", "vercel": "https://api.vercel.com/"}.get(tool, "")
        url = Value((prefix + operands[0].prefix.lstrip("/"), *operands[0].parts[1:]))
    if url is not None:
        yield from request_effects(Request(method, url, (), body, fields, tool=tool), invocation)
