"""Statements that act on the server or on whole tables: KILL, SHUTDOWN, PURGE, RESTORE, VACUUM, REFRESH."""

from __future__ import annotations

from guard.sql.acts import Act, named, unknown
from guard.sql.names import name_at
from guard.sql.queries import COMMITTED, READ, SESSION, functions_called
from guard.sql.switches import attached

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sql.scan import Scan


def kill(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named("stop", "connection", words[-1].lower(), words[0].lower())


def shutdown(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named("stop", "server", "", "shutdown")


def flush(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named("maintenance", "server", detail=" ".join(words[:3]).lower())


def purge(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named(
        "drop", "binary logs" if "LOGS" in words else "recycle bin", detail=" ".join(words[:3]).lower()
    )


def reset(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] in ("MASTER", "BINARY", "SLAVE", "REPLICA"):
        return named("drop", "binary logs" if words[1] in ("MASTER", "BINARY") else "replication position")
    return SESSION


def stop(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named("stop", "replication", detail=" ".join(words[:2]).lower())


def backup(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named("create", "backup")


def restore(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] in ("HEADERONLY", "FILELISTONLY", "VERIFYONLY", "LABELONLY"):
        return READ
    return named("restore", "database", name_at(tokens, 2)[0])


def dbcc(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if "REPAIR_ALLOW_DATA_LOSS" in words:
        return named("drop", "damaged pages", detail="repair_allow_data_loss")
    if words[1:2] and words[1].startswith(
        ("CHECK", "SHOW", "OPENTRAN", "SQLPERF", "INPUTBUFFER", "USEROPTIONS", "HELP")
    ):
        return READ
    return named("maintenance", "server", detail=" ".join(words[:2]).lower())


_OPTIONS = frozenset(
    (
        "FULL",
        "VERBOSE",
        "ANALYZE",
        "FREEZE",
        "TABLE",
        "INDEX",
        "DATABASE",
        "SCHEMA",
        "SYSTEM",
        "LOCAL",
        "CONCURRENTLY",
    )
)


def maintenance(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[0] == "VACUUM" and "RETAIN" in words:
        return named("drop", "old versions", name_at(tokens, 1)[0], "vacuum retain")
    if words[0] == "VACUUM" and "FULL" not in words[:8] and "INTO" not in words:
        return SESSION
    if words[0] == "VACUUM" and "INTO" in words:
        return named("create", "file")
    at = words.index(")") + 1 if words[1:2] == ["("] and ")" in words else 1
    while at < len(words) and words[at] in _OPTIONS:
        at += 1
    name = name_at(tokens, at)[0]
    if (
        words[0] == "REINDEX" and "CONCURRENTLY" in words[:at]
    ):  # the old index serves until the new one is made
        return named("replace", "index", name, "reindex concurrently")
    said = " ".join(word for word in words[:2] if word.isalpha()).lower()
    return named("exclusive", "table", name, said)


def lock(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """``LOCK TABLE``: nobody else gets at it until the transaction ends."""
    if words[1:2] not in (["TABLE"], ["TABLES"]) or not {"SHARE", "READ"}.isdisjoint(words):
        return COMMITTED if scan.dialect in ("mysql", "mariadb") else SESSION
    return named("exclusive", "table", name_at(tokens, 2)[0], "lock table")


def refresh(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if "VIEW" not in words:
        return SESSION
    beside = "CONCURRENTLY" in words  # without it nobody can read the view meanwhile
    name = name_at(tokens, words.index("VIEW") + (2 if beside else 1))[0]
    return named("replace", "materialized view", name, "refresh concurrently" if beside else "refresh")


def system(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] == ["DROP"] and "CACHE" not in words:
        return named("drop", "replica", detail=" ".join(words[:3]).lower())
    if words[1:2] and words[1] in ("SHUTDOWN", "KILL", "STOP"):
        return named("stop", "server", detail=" ".join(words[:3]).lower())
    return named("maintenance", "server", detail=" ".join(words[:3]).lower())


def remove(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named("drop", "staged files", tokens[1].lstrip("'") if len(tokens) > 1 else "")


def attach(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if scan.dialect in ("sqlite", "duckdb"):
        attached(scan, tokens, words)
    return SESSION


def detach(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] in ("TABLE", "VIEW", "DICTIONARY"):
        return named("alter", words[1].lower(), name_at(tokens, 2)[0], "detach")
    return SESSION


def quiet(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return functions_called(scan, tokens, words) or SESSION


def read(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return READ


def cqlsh(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """Commands of cqlsh itself that set how it asks and shows."""
    return SESSION if scan.dialect == "cql" else unknown(f"a statement that begins with {tokens[0]}")


def batch(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """``APPLY BATCH`` ends a batch of CQL; each of its statements counts by itself."""
    return SESSION if words[1:] == ["BATCH"] else unknown(f"a statement that begins with {tokens[0]}")


def export(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """``EXPORT DATABASE`` (DuckDB), ``EXPORT DATA`` (BigQuery): files that are new."""
    return (*named("create", "file"), *(a for a in functions_called(scan, tokens, words) if a.kind != "read"))
