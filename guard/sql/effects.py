"""Acts of SQL → effects.

How grave each kind is stands in ``GRAVITY``; where it lands is found by ``targets/database.py``.

Caught: ``psql -c 'DROP TABLE users'`` (every row of users and its definition), ``psql -c 'DELETE FROM users
WHERE 1=1'``, ``psql -c 'ALTER TABLE users DROP COLUMN email'``, ``psql -c "COPY t TO PROGRAM 'sh'"``.
Quiet: ``psql -c 'SELECT 1'``, ``psql -c 'INSERT INTO t VALUES (1)'``, ``psql -c 'CREATE TABLE t (id int)'``,
``psql -c 'EXPLAIN DELETE FROM users'`` (plans, does not run), ``psql -c 'BEGIN; DELETE FROM users;
ROLLBACK'``, ``psql -c 'CREATE TABLE t (id int); DROP TABLE t'`` (made by the same text), a literal that holds
SQL (``psql -c "SELECT 'DROP TABLE users'"``).

Lost: what is in the server's own storage.
Back: a backup or point-in-time recovery.
Instead: the SELECT with the same WHERE; ``BEGIN; DELETE …; ROLLBACK`` shows how many rows.

Related: squawk ``ban-drop-table``, ``ban-drop-column``, ``ban-drop-database``, ``ban-truncate-cascade``.
Facts: the SQL references of PostgreSQL, MySQL, SQLite, T-SQL and Oracle.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Effect, Evidence, Place, Resource, Span, Value, known
from guard.sql.acts import OF_OWN, QUIET
from guard.sql.switches import moved_place
from guard.sql.tokens import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Blast, Invocation, Mark, Operation, Proposal, Recoverability
    from guard.sql.acts import Act

    Grave = tuple[str, Operation, Recoverability, Blast]

EFFECT_LIMIT = 40
"""Effects of one text that are told one by one; the rest is summed up in one."""

GRAVITY: dict[str, Grave] = {
    "upsert": ("sql.upsert", "update", "R2", "B0"),
    "replace": ("sql.replace", "update", "R2", "B1"),
    "merge": ("sql.merge", "update", "R3", "B1"),
    "update": ("sql.update", "update", "R3", "B1"),
    "delete": ("sql.delete", "delete", "R4", "B1"),
    "truncate": ("sql.truncate", "truncate", "R4", "B1"),
    "drop": ("sql.drop", "delete", "R4", "B1"),
    "alter-drop": ("sql.drop-column", "delete", "R4", "B1"),
    "alter": ("sql.alter", "update", "R2", "B1"),
    "rename": ("sql.rename", "update", "R2", "B1"),
    "grant": ("sql.grant", "grant", "R2", "B1"),
    "empower": ("sql.empower", "grant", "R3", "B3"),
    "unprotect": ("sql.unprotect", "unprotect", "R3", "B2"),
    "settings": ("sql.settings", "update", "R2", "B2"),
    "maintenance": ("sql.maintenance", "update", "R1", "B1"),
    "exclusive": ("sql.exclusive-lock", "stop", "R3", "B1"),
    "copy-program": ("sql.program", "update", "R4", "B2"),
    "copy-to-file": ("sql.server-file", "overwrite", "R3", "B1"),
    "copy-from-file": ("sql.load-file", "update", "R3", "B1"),
    "load-code": ("sql.load-code", "update", "R3", "B2"),
    "execute": ("sql.execute", "update", "R3", "B1"),
    "call": ("sql.call", "unknown", "R2", "B1"),
    "slot": ("sql.replication-slot", "delete", "R3", "B2"),
    "stop": ("sql.stop", "stop", "R3", "B2"),
    "reveal": ("sql.server-file-read", "reveal", "R0", "B1"),
    "restore": ("sql.restore", "overwrite", "R4", "B2"),
    "admin": ("sql.admin", "update", "R3", "B1"),
    "dynamic": ("sql.dynamic", "unknown", "R2", "B1"),
    "unknown": ("sql.unknown", "unknown", "R2", "B1"),
}

_DROPS: dict[str, tuple[Recoverability, Blast]] = {
    "database": ("R4", "B2"), "schema": ("R4", "B2"), "keyspace": ("R4", "B2"), "owned": ("R4", "B2"),
    "dataset": ("R4", "B2"),
    "tablespace": ("R4", "B2"), "catalog": ("R4", "B2"), "account": ("R4", "B3"),
    "table": ("R4", "B1"), "foreign table": ("R1", "B1"), "materialized view": ("R3", "B1"),
    "sequence": ("R3", "B1"),
    "view": ("R3", "B1"), "index": ("R2", "B1"), "function": ("R3", "B1"), "procedure": ("R3", "B1"),
    "proc": ("R3", "B1"),
    "trigger": ("R3", "B1"), "rule": ("R3", "B1"), "aggregate": ("R3", "B1"), "operator": ("R3", "B1"),
    "cast": ("R2", "B1"),
    "type": ("R3", "B1"), "domain": ("R3", "B1"), "extension": ("R2", "B1"), "event": ("R3", "B1"),
    "synonym": ("R2", "B1"),
    "policy": ("R3", "B1"), "row policy": ("R3", "B1"), "role": ("R3", "B1"), "user": ("R3", "B1"),
    "login": ("R3", "B1"),
    "publication": ("R3", "B1"), "subscription": ("R3", "B1"), "statistics": ("R1", "B1"), "macro": ("R3",
    "B1"),
    "event trigger": ("R3", "B1"), "routine": ("R3", "B1"), "collation": ("R2", "B1"), "stats": ("R1", "B1"),
    "text search": ("R2", "B1"), "language": ("R2", "B1"), "constraint": ("R2", "B1"), "package": ("R3",
    "B1"),
    "database attachment": ("R1", "B2"), "binary logs": ("R4", "B2"), "server": ("R3", "B1"),
    "secret": ("R3", "B1"),
}  # fmt: skip
_DROPS_WITH_DATA_BY_CASCADE = frozenset(
    ("type", "domain", "extension", "view", "function", "sequence", "collation")
)

_BY_DETAIL: dict[tuple[str, str], Recoverability] = {
    ("alter", "type"): "R3",
    ("alter", "unlogged"): "R3",
    ("alter", "nocheck"): "R3",
    ("replace", "materialized view"): "R3",
    ("merge", "deletes rows"): "R4",
    ("alter", "drop constraint"): "R3",
    ("grant", "power"): "R3",
    ("grant", "set password"): "R3",
    ("grant", "revoke"): "R3",
    ("replace", "view"): "R3",
    ("stop", "pg_cancel_backend"): "R1",
    ("replace", "refresh concurrently"): "R1",
    ("admin", "pg_reload_conf"): "R1",
    ("admin", "pg_rotate_logfile"): "R1",
    ("admin", "pg_switch_wal"): "R1",
}
"""Acts whose detail (or object) makes them more or less grave than their kind."""

_INSTEAD = {
    "delete": "SELECT count(*) FROM {name} with the same WHERE, first",
    "update": "SELECT count(*) FROM {name} with the same WHERE, first",
    "truncate": "SELECT count(*) FROM {name}",
    "drop": "take a dump of {name} first, or rename it",
    "alter-drop": "leave the column and stop using it",
}


_HELD = ("table", "database", "schema", "keyspace", "collection", "dataset", "namespace", "partition",
         "column", "materialized view", "statement", "")  # fmt: skip
"""Kinds that hold data, or may: of the others only the definition goes."""


def _way_out(act: Act) -> str:
    """What to look at first: the rows that are hit, or what would have to be written down."""
    if act.kind in ("delete", "update") and act.bound in ("none", "tautology"):
        return f"SELECT count(*) FROM {act.name}" if act.name else ""  # noqa: S608
    if act.kind in ("delete", "update", "truncate") and not act.name:
        return ""
    if act.kind == "drop" and act.object not in _HELD:
        return f"write down the definition of {act.name} first" if act.name else ""
    return _INSTEAD.get(act.kind, "").format(name=act.name or "it")


def sql_effects(text: Value | str, dialect: str, place: Place, by: Invocation | None) -> Iterator[Effect]:
    """The effects of SQL text on the database that ``place`` stands for.

    Args:
        text: the SQL; a Value with holes is read as far as it is known and then asks.
        dialect: the server's; ``""`` where it is not known.
        place: where it would run (``Place("database", …)``).
        by: the program that sends it, where there is one.
    """
    from guard.sql.scan import scan

    source = plain(text)
    acts = considered(source, dialect, scan(source, dialect))
    yield from effects_of_acts(in_comments(acts, source, dialect, "", by), place, by)


def in_comments(
    acts: tuple[Act, ...], text: str, dialect: str, client: str, by: Invocation | None
) -> tuple[Act, ...]:
    """The acts, those marked ``hidden`` that stand in a comment which the server executes."""
    if "/*!" not in text or not _typed(by):
        return acts
    from guard.sql.scan import scan

    seen = scan(text.replace("/*!", "/*"), dialect, client)
    return tuple(replace(act, hidden=act.hidden or not _among(act, seen)) for act in acts)


def _typed(by: Invocation | None) -> bool:
    """Whether the comment that the server executes stands in a word of the command: dumps hold many."""
    return by is not None and any("/*!" in word.skeleton for word in by.argv)


def _among(act: Act, acts: tuple[Act, ...]) -> bool:
    return any((other.kind, other.name) == (act.kind, act.name) for other in acts)


def considered(text: str, dialect: str, acts: tuple[Act, ...]) -> tuple[Act, ...]:
    """The acts after the second reader was asked about those whose bound is in doubt."""
    if not any(act.bound == "partial" for act in acts):
        return acts
    from guard.sql.parse import second_opinion

    return second_opinion(text, dialect, acts)


def plain(text: Value | str) -> str:
    """A Value as text, with ``HOLE`` where a piece is not known."""
    if isinstance(text, str):
        return text
    return "".join(part if isinstance(part, str) else HOLE for part in text.parts)


def effects_of_acts(acts: tuple[Act, ...], place: Place, by: Invocation | None) -> Iterator[Effect]:
    """One effect per act that is not quiet; equal ones once."""
    seen: set[tuple[object, ...]] = set()
    count = 0
    for act in acts:
        if act.kind in QUIET or act.kind == "client" or act.rolled_back:
            continue
        if act.own and act.kind in OF_OWN:
            continue
        key = (act.kind, act.name.lower(), act.bound, act.moved)
        if key in seen:
            continue
        seen.add(key)
        count += 1
        if count > EFFECT_LIMIT and act.kind not in ("unprotect", "copy-program", "unknown"):
            continue
        yield effect_of(act, place, by)
    if count > EFFECT_LIMIT:
        yield Effect(
            "sql.many", "delete", Resource("database", f"{count} objects"), place, by, "R4", "B2",
            loss=f"what {count} statements change",
        )  # fmt: skip


def effect_of(act: Act, place: Place, by: Invocation | None) -> Effect:
    """The effect of one act."""
    if act.kind == "copy-to-file" and place.tool == "duckdb" and act.name and "://" not in act.name:
        return Effect(
            "sql.client-file", "overwrite", Resource("file", act.name, known(act.name)), Place("path"), by,
            loss=act.name, why="DuckDB runs here: it writes a file of this machine",
        )  # fmt: skip
    rule, operation, recoverability, blast, marks = _weighed(act)
    if act.ahead:
        marks = ("protection",)
    if act.hidden:
        marks += ("disguised",)
    if act.kind in ("dynamic", "unknown", "call"):
        marks = ("computed",) if act.kind == "dynamic" else ()
    return Effect(
        rule=rule,
        operation=operation,
        resource=Resource(act.object or "statement", act.name),
        place=moved_place(place, act.moved),
        by=by,
        recoverability=recoverability,
        blast=blast,
        loss=_loss(act),
        why=_why(act),
        instead=_way_out(act),
        marks=marks,
        evidence=(Evidence(_said(act), f"SQL at character {act.start}" if act.start else "SQL"),),
        tags=_tags(act),
        span=Span(),
    )


def _weighed(act: Act) -> tuple[str, Operation, Recoverability, Blast, tuple[Mark, ...]]:
    """The rule of an act, what it does, and how grave that is by its object, its bound and its detail."""
    rule, operation, recoverability, blast = GRAVITY[act.kind]
    marks: tuple[Mark, ...] = ()
    if act.kind == "drop":
        recoverability, blast = _DROPS.get(act.object, ("R3", "B1"))
        if act.cascade and act.object in _DROPS_WITH_DATA_BY_CASCADE:
            recoverability = "R4"
        if act.object == "binary logs":
            rule, operation, marks = "sql.purge-logs", "delete", ("backup",)
    elif act.kind in ("delete", "update"):
        if act.bound == "key":
            blast, marks = "B0", ("by-key",)
        elif act.bound in ("none", "tautology"):
            recoverability, marks = "R4", ("unbounded",)
        rule = f"{rule}-{act.bound}" if act.bound else rule
    elif act.kind == "truncate" and act.object == "database":
        blast = "B2"
    else:
        by_detail = _BY_DETAIL.get((act.kind, act.detail)) or _BY_DETAIL.get((act.kind, act.object))
        recoverability = by_detail or recoverability
    if act.kind in ("truncate", "drop") and act.cascade and blast == "B1" and recoverability == "R4":
        blast = "B2"
    return rule, operation, recoverability, blast, marks


def _loss(act: Act) -> str:
    name = act.name or "the " + (act.object or "target")
    if act.kind == "delete" and act.object == "large object":
        return "the large object"
    if act.kind in ("delete", "update"):
        change = "" if act.kind == "delete" else "the old values in "
        rows = {"key": "one row of ", "none": "every row of ", "tautology": "every row of "}.get(
            act.bound, "rows of "
        )
        return change + rows + name
    if act.kind == "truncate":
        return f"every row of {name}" if act.object != "database" else "every row of every table"
    if act.kind == "drop":
        if act.object in ("table", "materialized view"):
            return (
                f"the table {name} with every row" if act.object == "table" else f"the stored rows of {name}"
            )
        if act.object in ("database", "schema", "keyspace", "dataset"):
            return f"the {act.object} {name} with all its tables"
        if act.object == "owned":
            return f"everything that the role {name} owns"
        return f"the {act.object} {act.name}".strip()
    if act.kind == "alter-drop":
        return f"the {act.object} {name} with its values"
    if act.kind == "merge":
        return f"rows of {name}"
    if act.kind == "alter":
        return f"the present definition of {name}"
    return ""


WORDS = 4
"""A detail of more words is a sentence by itself."""


def _why(act: Act) -> str:
    if act.bound == "tautology":
        return "its WHERE is true for every row"
    if act.bound == "none":
        return "it has no WHERE, so it hits every row"
    if act.kind == "unknown":
        return f"it cannot be read as SQL that is known: {act.detail}"
    if act.kind == "dynamic":
        return f"what it executes cannot be known: {act.detail}"
    if act.kind == "call":
        return f"what the procedure {act.name} does cannot be seen from here"
    if act.kind == "unprotect":
        off = f"{act.object} {act.name}".strip()
        if len(act.detail.split()) > WORDS:
            return act.detail
        return f"it turns off what protects the data: {off}"
    if act.kind == "copy-program":
        return "it runs a program on the database server"
    if act.kind == "copy-to-file":
        return "it writes a file on the database server"
    if act.kind == "copy-from-file":
        return "it loads rows from a file on the database server"
    if act.kind == "stop":
        return f"{act.detail} ends other people's work"
    if act.kind in ("exclusive", "maintenance"):
        return f"{act.detail} locks the table while it runs"
    if act.kind in ("execute", "load-code", "admin", "slot", "reveal"):
        if len(act.detail.split()) > WORDS:
            return f"it is {act.detail}" if act.detail.startswith("code ") else act.detail
        return f"{act.detail or act.object} acts on the server when it is called"
    if act.kind == "grant":
        if act.detail == "power":
            return "it gives rights over everything, or to everybody"
        if act.detail == "revoke":
            return "which rights there were is written nowhere"
        return f"{act.detail or 'it'} changes who may do what"
    if act.kind == "empower":
        return f"{act.name or 'the role'} may do everything from then on"
    return ""


def _said(act: Act) -> str:
    words = [act.kind, act.object, act.name, act.detail]
    return " ".join(word for word in words if word)[:120]


def _tags(act: Act) -> tuple[str, ...]:
    if act.kind in ("drop", "truncate", "delete", "alter-drop", "restore"):
        return ("T1485",)
    if act.kind in ("update", "merge"):
        return ("T1565.001",)
    if act.kind in ("copy-program", "execute", "load-code"):
        return ("T1059",)
    if act.kind == "unprotect":
        return ("T1562",)
    return ()


def interpret_sql(proposal: Proposal) -> tuple[Effect, ...]:
    """The effects of a proposal of tool ``sql``: statements for a DSN."""
    dialect = (
        proposal.dialect
        if proposal.dialect not in ("", "sql", "bash", "sh", "zsh", "fish", "powershell", "cmd")
        else dialect_of_dsn(proposal.dsn)
    )
    hints = (("url", known(proposal.dsn)),) if proposal.dsn else ()
    place = Place("database", "sql", hints)
    return tuple(sql_effects(proposal.text, dialect, place, None))


def dialect_of_dsn(dsn: str) -> str:
    """The dialect that a DSN's scheme names; empty where it names none."""
    scheme = dsn.lower().removeprefix("jdbc:").partition(":")[0].partition("+")[0]
    return {
        "postgres": "postgres", "postgresql": "postgres", "pgsql": "postgres", "mysql": "mysql",
        "mysql2": "mysql",
        "mariadb": "mysql", "sqlite": "sqlite", "sqlite3": "sqlite", "libsql": "sqlite", "file": "sqlite",
        "duckdb": "duckdb",
        "sqlserver": "tsql", "mssql": "tsql", "oracle": "oracle", "clickhouse": "clickhouse",
        "snowflake": "snowflake",
        "bigquery": "bigquery", "redshift": "postgres", "cockroachdb": "postgres", "trilogy": "mysql",
    }.get(scheme, "")  # fmt: skip
