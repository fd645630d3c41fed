"""Statements that read, and what a read can hide: INTO, functions with side effects, CTEs that write."""

from __future__ import annotations

from guard.sql.acts import Act, named, unknown
from guard.sql.functions import SIDE_EFFECTS
from guard.sql.names import name_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sql.scan import Scan

READ = (Act("read"),)
SESSION = (Act("session"),)
COMMITS = "commits"
"""The detail of what ends an open transaction and does nothing else."""
COMMITTED = (Act("session", detail=COMMITS),)


def matching(words: list[str], opening: int) -> int:
    """The index of the parenthesis that closes the one at ``opening``."""
    depth = 0
    for index in range(opening, len(words)):
        if words[index] == "(":
            depth += 1
        elif words[index] == ")":
            depth -= 1
            if depth == 0:
                return index
    return len(words)


def query(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """SELECT and its kin: INTO, functions with side effects, data-modifying CTEs inside."""
    found = list(functions_called(scan, tokens, words))
    if "INTO" in words:
        found.extend(into(scan, tokens, words))
    if "(" in words:
        found.extend(nested(scan, tokens, words))
    return tuple(found) or READ


def from_first(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """``FROM t SELECT …`` (DuckDB) and ``FROM t INSERT OVERWRITE TABLE u SELECT …`` (Hive), which may have
    several ``INSERT``."""
    found: list[Act] = []
    depth = 0
    starts = []
    for index, word in enumerate(words):
        depth += (word == "(") - (word == ")")
        if not depth and word == "INSERT" and words[index + 1 : index + 2] in (["INTO"], ["OVERWRITE"]):
            starts.append(index)
    for start, end in zip(starts, [*starts[1:], len(words)], strict=False):
        found.extend(scan.statement(tokens[start:end]))
    return tuple(found) or query(scan, tokens, words)


_INNER = frozenset(("DELETE", "UPDATE", "INSERT", "MERGE", "WITH"))
_BEFORE = frozenset(("AS", "MATERIALIZED", "FROM", "TABLE"))


def nested(scan: Scan, tokens: list[str], words: list[str]) -> list[Act]:
    """What statements in parentheses write. Each parenthesis is read once: what is nested deeper is
    read by the statement around it."""
    found: list[Act] = []
    at, last = 1, len(words) - 1
    while at < last:
        head = words[at + 1]
        if words[at] == "(" and head in _INNER and (head == "WITH" or words[at - 1] in _BEFORE):
            end = matching(words, at)
            found.extend(act for act in scan.statement(tokens[at + 1 : end]) if act.kind != "read")
            at = end
        at += 1
    return found


def into(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    at = words.index("INTO")
    following = words[at + 1] if at + 1 < len(words) else ""
    if following in ("OUTFILE", "DUMPFILE"):
        name = tokens[at + 2].lstrip("'") if at + 2 < len(tokens) else ""
        return named("copy-to-file", "file", name)
    if following.startswith("@") or words[0] != "SELECT" or scan.dialect == "mysql":
        return ()
    skip = at + 1
    while skip < len(words) and words[skip] in (
        "TEMPORARY",
        "TEMP",
        "UNLOGGED",
        "TABLE",
        "LOCAL",
        "GLOBAL",
        "STRICT",
    ):
        skip += 1
    return named("create", "table", name_at(tokens, skip)[0])


def functions_called(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    found: list[Act] = []
    for index in range(len(words) - 1):
        if words[index + 1] != "(":
            continue
        name = words[index].lstrip('"')
        definition = index and words[index - 1] in ("FUNCTION", "PROCEDURE", "TABLE", "INTO")
        if scan.routines and not definition:
            from guard.sql.routines import called

            found.extend(called(scan, name))
        kind = SIDE_EFFECTS.get(name)
        if kind is None and index > 1 and words[index - 1] == ".":
            kind = SIDE_EFFECTS.get(words[index - 2] + "." + name)
        if kind is None and words[0] in ("SELECT", "PERFORM", "VALUES") and _destroys(name):
            kind = "call"
        if kind is None or definition:
            continue
        arguments = tokens[index + 2 : matching(words, index + 1)]
        found.append(_called(scan, name, kind, arguments))
    return tuple(act for act in found if act.kind not in ("read", "session"))


def _destroys(name: str) -> bool:
    """Whether a function that somebody wrote is called like a deletion (``purge_users()``)."""
    head = name.partition("_")[0]
    return head in _DESTROYING and "_" in name


_DESTROYING = frozenset(
    ("DELETE", "DROP", "PURGE", "TRUNCATE", "WIPE", "ERASE", "DESTROY", "REMOVE", "CLEAR")
)


def _called(scan: Scan, name: str, kind: str, arguments: list[str]) -> Act:
    text = next((a[1:] for a in arguments if a[0] == "'"), "")
    if name == "SET_CONFIG":
        from guard.sql.settings import setting_of

        setting = setting_of(text.upper(), arguments)
        return setting[0]
    if name in ("DBLINK", "DBLINK_EXEC"):
        strings = [a[1:] for a in arguments if a[0] == "'"]
        inner = scan.inner(strings[-1]) if strings and len(arguments) <= 7 and "|" not in arguments else ()
        if inner and all(act.kind == "read" for act in inner):
            return Act("read")
    if kind == "call":
        return Act("call", "function", name.lower())
    if name.startswith("QUERY_TO_XML"):
        inner = scan.inner(text) if text else ()
        worst = next((act for act in inner if act.kind not in ("read", "session")), None)
        return worst or Act("read")
    if name == "LO_UNLINK":
        return Act(
            "delete",
            "large object",
            text,
            bound="key" if len(arguments) == 1 else "partial",
            detail=name.lower(),
        )
    return Act(kind, "function", text, detail=name.lower())  # type: ignore[arg-type]


def with_(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """The statement after the list of CTEs, and every CTE that writes."""
    found: list[Act] = []
    at, total = 1, len(words)
    while at < total:
        if words[at] == "(":
            end = matching(words, at)
            if words[at - 1] in ("AS", "MATERIALIZED"):
                found.extend(act for act in scan.statement(tokens[at + 1 : end]) if act.kind != "read")
            at = end
        elif words[at] in _MAIN:
            main = scan.statement(tokens[at:])
            return tuple(found + [act for act in main if act not in found])
        at += 1
    return (*found, *unknown("a WITH without a statement"))


_MAIN = frozenset(("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE", "FROM", "REPLACE"))


def explain(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """EXPLAIN reads; EXPLAIN ANALYZE (MariaDB: ANALYZE) executes."""
    at = 1
    analyze = words[0] == "ANALYZE"
    if at < len(words) and words[at] == "(":
        end = matching(words, at)
        options = words[at:end]
        for index, word in enumerate(options):
            if word in ("ANALYZE", "ANALYSE"):
                analyze = options[index + 1 : index + 2] not in (
                    ["FALSE"],
                    ["OFF"],
                    ["0"],
                    ["'FALSE"],
                    ["'OFF"],
                )
        at = end + 1
    while at < len(words) and words[at] not in HEADS_AFTER_EXPLAIN:
        if words[at] in ("ANALYZE", "ANALYSE"):
            analyze = True
        at += 1
    if not analyze or at >= len(words):
        return READ
    return scan.statement(tokens[at:])


HEADS_AFTER_EXPLAIN = frozenset((
    "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "VALUES", "EXECUTE", "CREATE", "REPLACE",
    "TABLE", "DECLARE", "REFRESH", "CALL", "TRUNCATE", "DROP", "(",
))  # fmt: skip


def analyze(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if any(word in ("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH") for word in words[1:4]):
        return explain(scan, tokens, words)
    return SESSION
