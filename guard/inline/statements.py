"""SQL that code sends over a connection it opens: ``client.query('TRUNCATE users')``.

Caught: node's pg, mysql2, postgres.js and better-sqlite3, Ruby's ``PG.connect(…).exec``, PHP's ``PDO`` and
``mysqli``, Perl's DBI: the statement as the client's command, so that it is read and located like any other.
Quiet: ``query('SELECT …')`` (a read), ``.exec("ls")``, ``document.query(…)``: what is no statement.

The connection is a URL that stands in the code, a variable of the environment whose name says so, or
``host``/``database`` pairs; without any of them it is not known.
"""

from __future__ import annotations

import os

from guard.inline.acts import RunAct
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.inline.tokens import Token
    from guard.model import Invocation

VERBS = (
    "DELETE", "DROP", "TRUNCATE", "UPDATE", "ALTER", "INSERT", "CREATE", "GRANT", "REVOKE", "REPLACE",
    "MERGE",
)  # fmt: skip
SECOND = (
    "FROM", "TABLE", "DATABASE", "SCHEMA", "INDEX", "VIEW", "USER", "ROLE", "INTO", "OWNED", "SEQUENCE",
    "TYPE",
    "IF", "ONLY", "OR", "ALL", "UNIQUE", "EXTENSION", "FUNCTION", "TRIGGER", "KEYSPACE", "MATERIALIZED",
    "TEMP",
)  # fmt: skip
SCHEMES = {"postgres": "psql", "postgresql": "psql", "mysql": "mysql", "mariadb": "mysql", "mysql2": "mysql"}
SQLITE = ("sqlite", "better-sqlite3", "DatabaseSync")
NAMES = ("DATABASE", "DB_", "POSTGRES", "PG_", "MYSQL", "_DSN", "_DB")


def is_statement(text: str) -> bool:
    """Whether a text begins like a statement that changes something."""
    words = text.upper().split(None, 2)
    if len(words) < 2 or words[0] not in VERBS:
        return False
    return words[1] in SECOND or words[0] in ("UPDATE", "TRUNCATE", "GRANT", "REVOKE", "MERGE")


def statement_act(
    values: Sequence[Value], tokens: Sequence[Token], code: str, call: str, by: Invocation
) -> RunAct | None:
    """The statement among a call's arguments as the command of a client; ``None`` where there is none."""
    statement = next((v for v in values if is_statement(v.prefix)), None)
    if statement is None:
        return None
    strings = [t.value.text or t.value.prefix for t in tokens if t.kind == "string"]
    if any(name in code for name in SQLITE):
        file = next((s for s in strings if s.endswith((".db", ".sqlite", ".sqlite3")) or s == ":memory:"), "")
        name = known(file) if file else Value((Hole("a database file"),))
        return RunAct(argv=(known("sqlite3"), name, statement), call=call)
    client = "mysql" if "mysql" in code.lower() else "psql"
    flag = known("-e" if client == "mysql" else "-c")
    return RunAct(argv=(known(client), *_connection(strings, tokens, client, by), flag, statement), call=call)


def _connection(
    strings: Sequence[str], tokens: Sequence[Token], client: str, by: Invocation
) -> tuple[Value, ...]:
    for text in strings:
        if "://" in text and text.partition("://")[0] in SCHEMES:
            return _of_url(known(text), client)
        if text.startswith(("pgsql:", "mysql:", "sqlsrv:", "DBI:", "dbi:")) and "host=" in text.lower():
            return known("-h"), known(text.lower().partition("host=")[2].partition(";")[0])  # PDO, DBI
    for token in tokens:
        name = (token.text if token.kind == "name" else token.value.text or "").removeprefix("process.env.")
        if (
            any(piece in name.upper() for piece in NAMES)
            and name.replace("_", "").isalnum()
            and name.isupper()
        ):
            found = by.variable(name)
            value = found.value if found is not None else Value((Hole(f"variable {name}"),))
            return _of_url(value, client)
    pairs = _pairs(tokens)
    words = [known("-h"), pairs["host"]] if "host" in pairs else []
    return tuple(words) or _of_url(Value((Hole("the connection of the code"),)), client)


def _of_url(url: Value, client: str) -> tuple[Value, ...]:
    """psql takes a URL; mysql takes its host."""
    if client == "psql" or url.text is None:
        return (url,) if client == "psql" else (known("-h"), url)
    host = url.text.partition("://")[2].rpartition("@")[2]
    return known("-h"), known(os.path.dirname(host + "/x").partition("/")[0].partition(":")[0])


def _pairs(tokens: Sequence[Token]) -> dict[str, Value]:
    """``host: 'db'`` and ``'host' => 'db'``."""
    found: dict[str, Value] = {}
    for at, token in enumerate(tokens):
        name = (token.text if token.kind == "name" else token.value.text or "").strip(":").lower()
        if name not in ("host", "hostname"):
            continue
        following = next((t for t in tokens[at + 1 : at + 4] if t.kind == "string"), None)
        if following is not None:
            found.setdefault("host", following.value)
    return found
