"""Statements that change rows: INSERT, UPDATE, DELETE, MERGE, REPLACE, COPY, LOAD."""

from __future__ import annotations

from guard.sql.acts import Act, named, unknown
from guard.sql.bounds import bound_of
from guard.sql.names import name_at
from guard.sql.queries import READ, SESSION, functions_called, matching, nested
from guard.sql.tokens import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sql.scan import Scan


def insert(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    at = next((i + 1 for i, w in enumerate(words[:12]) if w in ("INTO", "TABLE", "OVERWRITE")), 1)
    while at < len(words) and words[at] in ("TABLE", "INTO", "LOCAL", "DIRECTORY", "FUNCTION"):
        at += 1
    name = name_at(tokens, at)[0]
    if "OVERWRITE" in words[1:3] and "DIRECTORY" not in words[:5]:
        return named("truncate", "table", name, "INSERT OVERWRITE")
    short = words[:200] if len(words) > 2000 else words
    found = [Act("insert", "table", name)]
    if (
        ("CONFLICT" in words and words[-12:].count("UPDATE"))
        or _pair(words, "KEY", "UPDATE")
        or _pair(words, "DO", "UPDATE")
    ) or "REPLACE" in words[1:3]:
        found.append(Act("upsert", "table", name))
    if "SELECT" in short or "(" in short:
        found.extend(functions_called(scan, tokens, words))
        if "SELECT" in short or "WITH" in short:
            found.extend(nested(scan, tokens, words))
    return tuple(found)


WRITES = frozenset(("INSERT", "UPDATE", "DELETE", "MERGE"))


def _pair(words: list[str], first: str, second: str) -> bool:
    if first not in words:
        return False
    return any(words[i] == first and words[i + 1] == second for i in range(len(words) - 1))


def update(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    at = 1
    while at < len(words) and words[at] in ("ONLY", "LOW_PRIORITY", "IGNORE", "OR", "ROLLBACK", "ABORT",
    "REPLACE", "FAIL",
                                           "TOP", "("):  # fmt: skip
        at = matching(words, at) + 1 if words[at] == "(" else at + 1
    if at < len(words) and words[at] == "STATISTICS":
        return SESSION
    name = name_at(tokens, at)[0]
    if "SET" not in words:
        return unknown("an UPDATE without SET")
    found = functions_called(scan, tokens, words)
    return (Act("update", "table", name, bound=bound_of(words, name)), *found)


def delete(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    at = 1
    while at < len(words) and words[at] in ("FROM", "ONLY", "LOW_PRIORITY", "QUICK", "IGNORE", "TOP", "("):
        at = matching(words, at) + 1 if words[at] == "(" else at + 1
    name = name_at(tokens, at)[0]
    if not name and HOLE not in "".join(tokens[at : at + 1]):
        return unknown("a DELETE without a table")
    found = functions_called(scan, tokens, words)
    return (Act("delete", "table", name, bound=bound_of(words, name)), *found)


def merge(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    at = 2 if words[1:2] == ["INTO"] else 1
    name = name_at(tokens, at)[0]
    writes = {words[i + 1] for i in range(len(words) - 1) if words[i] == "THEN"}
    if "DELETE" in writes:
        return named("merge", "table", name, "deletes rows")
    if "UPDATE" in writes:
        return named("merge", "table", name, "updates rows")
    return named("insert", "table", name) if writes else unknown("a MERGE without an action")


def replace(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] in ("TABLE", "VIEW"):
        return named("replace", words[1].lower(), name_at(tokens, 2)[0])
    at = 2 if words[1:2] == ["INTO"] else 1
    return named("upsert", "table", name_at(tokens, at)[0])


def copy(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    at = 1
    if words[1:2] == ["("]:
        end = matching(words, 1)
        found = tuple(a for a in scan.statement(tokens[2:end]) if a.kind != "read")
        name, at = "the query", end + 1
    else:
        found = ()
        name, at = name_at(tokens, 2 if words[1:2] in (["INTO"], ["BINARY"]) else 1)
        if at < len(words) and words[at] == "(":
            at = matching(words, at) + 1
    direction = words[at] if at < len(words) else ""
    other = tokens[at + 1] if at + 1 < len(tokens) else ""
    if other.upper() == "PROGRAM":
        program = tokens[at + 2].lstrip("'") if at + 2 < len(tokens) else ""
        return (*found, Act("copy-program", "program", program, detail=direction.lower()))
    if direction == "TO":
        if other.upper() in ("STDOUT", "STDIN"):
            return found or READ
        return (*found, Act("copy-to-file", "file", other.lstrip("'")))
    if direction == "FROM":
        if other.upper() in ("STDIN", "STDOUT"):
            return (*found, Act("insert", "table", name))
        return (*found, Act("copy-from-file", "table", name, detail=other.lstrip("'")))
    return (*found, *unknown("a COPY without a direction"))


def load(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] in ("DATA", "XML", "TABLE"):
        at = words.index("TABLE") + 1 if "TABLE" in words else len(words)
        kind = "truncate" if "OVERWRITE" in words else "copy-from-file"
        return named(kind, "table", name_at(tokens, at)[0])  # type: ignore[arg-type]
    if words[1:2] and words[1] in ("INDEX", "CSV", "USERS"):
        return SESSION
    return named("load-code", "library", tokens[1].lstrip("'") if len(tokens) > 1 else "")
