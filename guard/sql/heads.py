"""A statement's first word → what it does. The rules of DDL stand in ``ddl.py``.

Each rule takes the scan, the tokens as written and the same in upper case, and answers acts.
"""

from __future__ import annotations

from guard.sql import ddl
from guard.sql.acts import Act, named, unknown
from guard.sql.bounds import bound_of
from guard.sql.functions import SIDE_EFFECTS
from guard.sql.names import name_at
from guard.sql.tokens import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.sql.scan import Scan

    Rule = Callable[[Scan, list[str], list[str]], tuple[Act, ...]]

READ = (Act("read"),)
SESSION = (Act("session"),)


def _matching(words: list[str], opening: int) -> int:
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


# ------------------------------------------------------------------------------------- queries


def _query(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """SELECT and its kin: INTO, functions with side effects, data-modifying CTEs inside."""
    found = list(_functions(scan, tokens, words))
    if "INTO" in words:
        found.extend(_into(scan, tokens, words))
    for index, word in enumerate(words):
        if (
            word == "("
            and index + 1 < len(words)
            and words[index + 1] in ("DELETE", "UPDATE", "INSERT", "MERGE", "WITH")
        ):
            if words[index + 1] != "WITH" and words[index - 1] not in ("AS", "MATERIALIZED", "FROM", "TABLE"):
                continue
            end = _matching(words, index)
            if index == 0 and end == len(words):
                continue
            found.extend(a for a in scan.statement(tokens[index + 1 : end]) if a.kind != "read")
    return tuple(found) or READ


def _into(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
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


def _functions(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    found: list[Act] = []
    for index in range(len(words) - 1):
        if words[index + 1] != "(":
            continue
        name = words[index].lstrip('"')
        kind = SIDE_EFFECTS.get(name)
        if kind is None and index > 1 and words[index - 1] == ".":
            kind = SIDE_EFFECTS.get(words[index - 2] + "." + name)
        if kind is None or (index and words[index - 1] in ("FUNCTION", "PROCEDURE", "TABLE")):
            continue
        arguments = tokens[index + 2 : _matching(words, index + 1)]
        found.append(_called(scan, name, kind, arguments))
    return tuple(act for act in found if act.kind not in ("read", "session"))


def _called(scan: Scan, name: str, kind: str, arguments: list[str]) -> Act:
    text = next((a[1:] for a in arguments if a[0] == "'"), "")
    if name == "SET_CONFIG":
        setting = _setting(text.upper(), arguments)
        return setting[0]
    if name in ("DBLINK", "DBLINK_EXEC"):
        strings = [a[1:] for a in arguments if a[0] == "'"]
        inner = scan.inner(strings[-1]) if strings and len(arguments) <= 7 and "|" not in arguments else ()
        if inner and all(act.kind == "read" for act in inner):
            return Act("read")
    if name == "LO_UNLINK":
        return Act(
            "delete",
            "large object",
            text,
            bound="key" if len(arguments) == 1 else "partial",
            detail=name.lower(),
        )
    return Act(kind, "function", text, detail=name.lower())  # type: ignore[arg-type]


def _with(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """The statement after the list of CTEs, and every CTE that writes."""
    found: list[Act] = []
    depth = 0
    for index, word in enumerate(words):
        if word == "(":
            depth += 1
            if index and words[index - 1] in ("AS", "MATERIALIZED") and index + 1 < len(words):
                end = _matching(words, index)
                found.extend(a for a in scan.statement(tokens[index + 1 : end]) if a.kind != "read")
        elif word == ")":
            depth -= 1
        elif depth == 0 and index and word in _MAIN:
            main = scan.statement(tokens[index:])
            return tuple(found + [a for a in main if a not in found])
    return (*found, *unknown("a WITH without a statement"))


_MAIN = frozenset(("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE", "FROM", "REPLACE"))


def _explain(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """EXPLAIN reads; EXPLAIN ANALYZE (MariaDB: ANALYZE) executes."""
    at = 1
    analyze = words[0] == "ANALYZE"
    if at < len(words) and words[at] == "(":
        end = _matching(words, at)
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


HEADS_AFTER_EXPLAIN = frozenset(
    ("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "VALUES", "EXECUTE", "CREATE", "REPLACE", "TABLE", "DECLARE",
     "REFRESH", "CALL", "TRUNCATE", "DROP", "(")
)  # fmt: skip


def _analyze(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if any(word in ("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH") for word in words[1:4]):
        return _explain(scan, tokens, words)
    return SESSION


# ---------------------------------------------------------------------------------- data


def _insert(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    at = next((i + 1 for i, w in enumerate(words[:12]) if w in ("INTO", "TABLE", "OVERWRITE")), 1)
    while at < len(words) and words[at] in ("TABLE", "INTO", "LOCAL", "DIRECTORY", "FUNCTION"):
        at += 1
    name = name_at(tokens, at)[0]
    if "OVERWRITE" in words[1:3] and "DIRECTORY" not in words[:5]:
        return named("truncate", "table", name, "INSERT OVERWRITE")
    short = words[:200] if len(words) > 2000 else words
    found = [Act("insert", "table", name)]
    if (
        "CONFLICT" in words
        and words[-12:].count("UPDATE")
        or _pair(words, "KEY", "UPDATE")
        or _pair(words, "DO", "UPDATE")
    ):
        found.append(Act("upsert", "table", name))
    elif "REPLACE" in words[1:3]:
        found.append(Act("upsert", "table", name))
    if "SELECT" in short or "(" in short:
        found.extend(_functions(scan, tokens, words))
        if "SELECT" in short or "WITH" in short:
            found.extend(a for a in _nested_writes(scan, tokens, words))
    return tuple(found)


def _nested_writes(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    found: list[Act] = []
    for index in range(1, len(words) - 1):
        if words[index] == "(" and words[index - 1] in ("AS", "MATERIALIZED") and words[index + 1] in _WRITES:
            found.extend(scan.statement(tokens[index + 1 : _matching(words, index)]))
    return tuple(found)


_WRITES = frozenset(("INSERT", "UPDATE", "DELETE", "MERGE"))


def _pair(words: list[str], first: str, second: str) -> bool:
    if first not in words:
        return False
    return any(words[i] == first and words[i + 1] == second for i in range(len(words) - 1))


def _update(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    at = 1
    while at < len(words) and words[at] in ("ONLY", "LOW_PRIORITY", "IGNORE", "OR", "ROLLBACK", "ABORT", "REPLACE", "FAIL",
                                           "TOP", "("):  # fmt: skip
        at = _matching(words, at) + 1 if words[at] == "(" else at + 1
    if at < len(words) and words[at] == "STATISTICS":
        return SESSION
    name = name_at(tokens, at)[0]
    if "SET" not in words:
        return unknown("an UPDATE without SET")
    found = _functions(scan, tokens, words)
    return (Act("update", "table", name, bound=_bound(scan, words, name)), *found)


def _bound(scan: Scan, words: list[str], name: str) -> str:  # type: ignore[return]
    return bound_of(words, name)


def _delete(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    at = 1
    while at < len(words) and words[at] in ("FROM", "ONLY", "LOW_PRIORITY", "QUICK", "IGNORE", "TOP", "("):
        at = _matching(words, at) + 1 if words[at] == "(" else at + 1
    name = name_at(tokens, at)[0]
    if not name and HOLE not in "".join(tokens[at : at + 1]):
        return unknown("a DELETE without a table")
    found = _functions(scan, tokens, words)
    return (Act("delete", "table", name, bound=_bound(scan, words, name)), *found)


def _merge(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    at = 2 if words[1:2] == ["INTO"] else 1
    name = name_at(tokens, at)[0]
    writes = {words[i + 1] for i in range(len(words) - 1) if words[i] == "THEN"}
    if "DELETE" in writes:
        return named("merge", "table", name, "deletes rows")
    if "UPDATE" in writes:
        return named("merge", "table", name, "updates rows")
    return named("insert", "table", name) if writes else unknown("a MERGE without an action")


def _replace(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] in ("TABLE", "VIEW"):
        return named("replace", words[1].lower(), name_at(tokens, 2)[0])
    at = 2 if words[1:2] == ["INTO"] else 1
    return named("upsert", "table", name_at(tokens, at)[0])


def _copy(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    at = 1
    if words[1:2] == ["("]:
        end = _matching(words, 1)
        found = tuple(a for a in scan.statement(tokens[2:end]) if a.kind != "read")
        name, at = "the query", end + 1
    else:
        found = ()
        name, at = name_at(tokens, 2 if words[1:2] in (["INTO"], ["BINARY"]) else 1)
        if at < len(words) and words[at] == "(":
            at = _matching(words, at) + 1
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


def _load(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] in ("DATA", "XML", "TABLE"):
        at = words.index("TABLE") + 1 if "TABLE" in words else len(words)
        kind = "truncate" if "OVERWRITE" in words else "copy-from-file"
        return named(kind, "table", name_at(tokens, at)[0])  # type: ignore[arg-type]
    if words[1:2] and words[1] in ("INDEX", "CSV", "USERS"):
        return SESSION
    return named("load-code", "library", tokens[1].lstrip("'") if len(tokens) > 1 else "")


# --------------------------------------------------------------------- transactions, sessions


def _begin(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    rest = words[1:]
    if rest and rest[0] not in (
        "TRANSACTION", "TRAN", "WORK", "ISOLATION", "READ", "DEFERRED", "IMMEDIATE", "EXCLUSIVE", "NOT", "DEFERRABLE",
        "CONCURRENT", "DISTRIBUTED",
    ):  # fmt: skip
        return _body(scan, tokens[1:])
    if not rest and scan.dialect in ("tsql", "oracle"):
        return SESSION
    return (Act("transaction", detail="begin"),)


def _start(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] == ["TRANSACTION"]:
        return (Act("transaction", detail="begin"),)
    return named("admin", "server", detail=" ".join(words[:2]).lower())


def _commit(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return (Act("transaction", detail="commit"),)


def _end(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] not in ("WORK", "TRANSACTION", "TRAN", "AND"):
        return SESSION
    return (Act("transaction", detail="commit"),)


def _rollback(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if "TO" in words or "PREPARED" in words:
        return SESSION
    return (Act("transaction", detail="rollback"),)


_PROTECTIONS = frozenset(
    ("SESSION_REPLICATION_ROLE", "FSYNC", "FULL_PAGE_WRITES", "SYNCHRONOUS_COMMIT", "ARCHIVE_MODE", "ARCHIVE_COMMAND",
     "WAL_LEVEL", "LOG_STATEMENT", "LOG_BIN", "SQL_LOG_BIN", "GENERAL_LOG", "AUDIT_LOG_POLICY", "SERVER_AUDIT_LOGGING",
     "READ_ONLY", "SUPER_READ_ONLY", "SQL_SAFE_UPDATES", "BINLOG_EXPIRE_LOGS_SECONDS", "EXPIRE_LOGS_DAYS",
     "INNODB_FLUSH_LOG_AT_TRX_COMMIT", "SYNC_BINLOG", "ROW_SECURITY", "PGAUDIT.LOG", "INNODB_DOUBLEWRITE",
     "DEFAULT_TRANSACTION_READ_ONLY", "SSL", "PASSWORD_ENCRYPTION", "REQUIRE_SECURE_TRANSPORT", "LOG_CONNECTIONS",
     "WAL_KEEP_SIZE", "MAX_SLOT_WAL_KEEP_SIZE", "ZERO_DAMAGED_PAGES", "IGNORE_CHECKSUM_FAILURE", "ALLOW_SYSTEM_TABLE_MODS")
)  # fmt: skip
"""Settings that keep data, its copies, or the record of what was done to it."""

_HARMLESS_PROTECTIONS = frozenset(("SYNCHRONOUS_COMMIT", "SQL_SAFE_UPDATES", "ROW_SECURITY", "SQL_LOG_BIN",
                                   "DEFAULT_TRANSACTION_READ_ONLY"))  # fmt: skip
"""…that dumps and scripts set for their own session."""


def _setting(name: str, words: list[str]) -> tuple[Act, ...]:
    if name in _PROTECTIONS and name not in _HARMLESS_PROTECTIONS:
        value = words[-1].strip("'\"").upper() if words else ""
        if name == "SESSION_REPLICATION_ROLE" and value in ("ORIGIN", "DEFAULT"):
            return SESSION
        return named("unprotect", "setting", name.lower())
    return SESSION


def _set(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    at = 1
    scope = ""
    while at < len(words) and words[at] in (
        "GLOBAL",
        "SESSION",
        "LOCAL",
        "PERSIST",
        "PERSIST_ONLY",
        "@",
        "@@",
        "DATABASE",
    ):
        scope = words[at] if words[at] not in ("@", "@@") else scope
        at += 1
    if words[at : at + 2] == ["ROLE", "AUTHORIZATION"] or words[at : at + 1] == ["PASSWORD"]:
        return named("grant", "role", detail="set password")
    name = words[at] if at < len(words) else ""
    if name.startswith("@@GLOBAL") or name.startswith("@@PERSIST"):
        scope = "GLOBAL"
        name = words[at + 2] if words[at + 1 : at + 2] == ["."] else name
    elif name.startswith("@"):
        if len(tokens) == at + 3 and words[at + 1] == "=" and tokens[at + 2][0] == "'":
            scan.variables[name] = tokens[at + 2][1:]
        elif len(tokens) > at + 3 and words[at + 1] == ":" and tokens[-1][0] == "'" and len(tokens) == at + 4:
            scan.variables[name] = tokens[-1][1:]
        else:
            scan.variables.pop(name, None)
        return _functions(scan, tokens, words) or SESSION
    if words[at + 1 : at + 2] == ["."] and at + 2 < len(words):
        name = name + "." + words[at + 2]
    setting = _setting(name, words[at:])
    if setting is not SESSION:
        return setting
    if scope in ("GLOBAL", "PERSIST", "PERSIST_ONLY"):
        if name in _PROTECTIONS:
            return named("unprotect", "setting", name.lower())
        return named("settings", "setting", name.lower())
    return _functions(scan, tokens, words) or SESSION


def _use(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] in ("ROLE", "WAREHOUSE", "SECONDARY"):
        return SESSION
    at = 2 if words[1:2] and words[1] in ("DATABASE", "SCHEMA", "CATALOG", "KEYSPACE") else 1
    scan.database = name_at(tokens, at)[0]
    return SESSION


def _pragma(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if "WRITABLE_SCHEMA" in words and words[-1].strip("'\"") not in ("0", "OFF", "FALSE", "WRITABLE_SCHEMA"):
        return named("unprotect", "setting", "writable_schema")
    return SESSION


# ------------------------------------------------------------------------ code that runs code


def _prepare(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] == ["TRANSACTION"]:
        return (Act("transaction", detail="commit"),)
    name = words[1] if len(words) > 1 else ""
    if "AS" in words and scan.dialect not in ("mysql", "mariadb"):
        acts = scan.statement(tokens[words.index("AS") + 1 :])
        scan.prepared[name] = acts
        return acts
    if "FROM" in words:
        at = words.index("FROM") + 1
        acts = _dynamic(scan, tokens[at:])
        scan.prepared[name] = acts
        return acts
    return unknown("a PREPARE without a statement")


def _dynamic(scan: Scan, tokens: list[str]) -> tuple[Act, ...]:
    """What a string expression that is executed holds: a literal, a variable that was set here, or
    nothing that can be known."""
    depth = 0
    while tokens and tokens[0] == "(" and tokens[-1] == ")":
        tokens = tokens[1:-1]
    expression: list[str] = []
    for token in tokens:
        depth += (token == "(") - (token == ")")
        if depth == 0 and token.upper() in ("USING", "INTO", ";"):
            break
        expression.append(token)
    if len(expression) == 1:
        token = expression[0]
        if token[0] == "'":
            return scan.inner(token[1:])
        value = scan.variables.get(token.upper())
        if value is not None:
            return scan.inner(value)
    joined = _concatenated(expression)
    if joined is not None:
        return scan.inner(joined)
    return named("dynamic", "statement", detail="SQL put together at run time")


def _concatenated(tokens: list[str]) -> str | None:
    """``'DR' || 'OP'`` and ``'DR' + 'OP'`` as one text where every piece is a literal."""
    text = ""
    for token in tokens:
        if token[0] == "'":
            text += token[1:]
        elif token not in ("|", "+"):
            return None
    return text if tokens else None


def _execute(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] == ["IMMEDIATE"]:
        return _dynamic(scan, tokens[2:])
    if scan.dialect in ("tsql", "sqlserver", "mssql"):
        return _exec(scan, tokens, words)
    if len(words) > 1 and (tokens[1][0] == "'" or tokens[1] == "("):
        return _dynamic(scan, tokens[1:])
    name = words[1] if len(words) > 1 else ""
    if name in scan.prepared:
        return READ if all(act.kind == "read" for act in scan.prepared[name]) else scan.prepared[name]
    return named("dynamic", "statement", detail=f"the prepared statement {name.lower()} is not in the text")


_PROCEDURES: dict[str, tuple[str, str]] = {
    "XP_CMDSHELL": ("execute", "a program on the server"), "SP_CONFIGURE": ("settings", "server setting"),
    "SP_RENAME": ("rename", "object"), "SP_DETACH_DB": ("drop", "database attachment"), "SP_RENAMEDB": ("rename", "database"),
    "SP_DROPUSER": ("drop", "user"), "SP_DROPLOGIN": ("drop", "login"), "SP_ADDROLEMEMBER": ("grant", "role"),
    "SP_ADDSRVROLEMEMBER": ("grant", "role"), "SP_HELP": ("read", ""), "SP_HELPTEXT": ("read", ""), "SP_WHO": ("read", ""),
    "SP_WHO2": ("read", ""), "SP_COLUMNS": ("read", ""), "SP_TABLES": ("read", ""), "SP_HELPDB": ("read", ""),
    "SP_SPACEUSED": ("read", ""), "SP_LOCK": ("read", ""), "SP_DATABASES": ("read", ""), "SP_HELPINDEX": ("read", ""),
    "SP_MSFOREACHTABLE": ("foreach", "every table"), "SP_MSFOREACHDB": ("foreach", "every database"),
}  # fmt: skip


def _exec(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """EXEC of Transact-SQL: a string, ``sp_executesql``, a known procedure, or an unknown one."""
    if words[1:2] == ["("]:
        return _dynamic(scan, tokens[1 : _matching(words, 1) + 1])
    at = 3 if words[2:3] == ["="] else 1
    names = [w for w in words[at : at + 6] if w != "."]
    for index, name in enumerate(names):
        if name == "SP_EXECUTESQL":
            rest = tokens[words.index(name) + 1 :]
            first = rest[: rest.index(",")] if "," in rest else rest
            return _dynamic(scan, first)
        if name in _PROCEDURES:
            kind, what = _PROCEDURES[name]
            if kind == "foreach":
                text = next((t[1:] for t in tokens if t[0] == "'"), "")
                acts = tuple(
                    Act(a.kind, a.object, what, "none" if a.bound else "", a.detail)
                    for a in scan.inner(text.replace("?", "every_table"))
                )
                return acts
            if kind == "read":
                return READ
            return named(kind, what, next((t[1:] for t in tokens if t[0] == "'"), ""), name.lower())  # type: ignore[arg-type]
        if index > 3:
            break
    return named("call", "procedure", name_at(tokens, at)[0])


def _call(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return _functions(scan, tokens, words) or named("call", "procedure", name_at(tokens, 1)[0])


def _do(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """PostgreSQL's DO: a body that runs at once; MySQL's DO evaluates expressions."""
    if "LANGUAGE" in words:
        language = words[words.index("LANGUAGE") + 1 : words.index("LANGUAGE") + 2]
        if language and language[0].strip("'\"") != "PLPGSQL":
            return named("dynamic", "code", detail=f"a DO body in {language[0].lower()}")
    body = next((token[1:] for token in tokens if token[0] == "'" and token.upper() != "'PLPGSQL"), None)
    if body is None:
        return _functions(scan, tokens, words) or READ
    if scan.depth > 5:
        return unknown("SQL nested too deeply in strings")
    from guard.sql.tokens import pieces

    inner = [token for piece in pieces(body, scan.grammar) for token in [*piece.tokens, ";"]]
    return _body(scan, inner)


_STARTS = frozenset((";", "THEN", "ELSE", "LOOP", "BEGIN", "DO"))
_RUNS = frozenset(
    ("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "DROP", "ALTER", "CREATE", "GRANT", "REVOKE", "EXECUTE", "CALL", "SET",
     "COPY", "WITH", "SELECT", "PERFORM", "LOCK", "REFRESH", "VACUUM", "REINDEX", "CLUSTER", "IMPORT", "DO", "EXEC", "COMMIT",
     "ROLLBACK", "REPLACE", "RENAME", "LOAD", "EXPLAIN", "COMMENT", "REASSIGN", "SECURITY", "KILL", "SHUTDOWN", "BACKUP", "RESTORE")
)  # fmt: skip


def _body(scan: Scan, tokens: list[str]) -> tuple[Act, ...]:
    """The statements inside a procedural body, each taken as run."""
    found: list[Act] = []
    words = [token.upper() for token in tokens]
    at = 0
    total = len(words)
    while at < total:
        fresh = at == 0 or words[at - 1] in _STARTS
        if fresh and words[at] in _RUNS:
            end = at + 1
            while end < total and words[end] != ";":
                end += 1
            head = words[at]
            if head == "EXECUTE":
                found.extend(_execute(scan, tokens[at:end], words[at:end]) if words[at + 1 : at + 2] == ["IMMEDIATE"]
                             else _dynamic(scan, tokens[at + 1 : end]))  # fmt: skip
            elif head in ("PERFORM", "SELECT"):
                found.extend(a for a in _functions(scan, tokens[at:end], words[at:end]))
            elif head in ("COMMIT", "ROLLBACK"):
                pass
            else:
                found.extend(a for a in scan.statement(tokens[at:end]) if a.kind != "read")
            at = end
            continue
        if words[at] == "EXECUTE" and at and words[at - 1] in ("IN", "QUERY"):
            end = at + 1
            while end < total and words[end] not in (";", "LOOP"):
                end += 1
            found.extend(_dynamic(scan, tokens[at + 1 : end]))
            at = end
            continue
        if at + 1 < total and words[at + 1] == "(" and words[at] in SIDE_EFFECTS:
            found.extend(
                _functions(
                    scan, tokens[at : _matching(words, at + 1) + 1], words[at : _matching(words, at + 1) + 1]
                )
            )
        if words[at] in _WRITES and at and words[at - 1] in ("IN", "(", "AS"):
            end = at + 1
            while end < total and words[end] not in (";", "LOOP", ")"):
                end += 1
            found.extend(scan.statement(tokens[at:end]))
            at = end
            continue
        at += 1
    return tuple(found) or (Act("session", "block"),)


def _procedural(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """IF, WHILE, DECLARE … outside of a routine (Transact-SQL, Oracle, BigQuery scripts)."""
    if words[0] == "DECLARE":
        if "CURSOR" in words and "BEGIN" not in words:
            at = words.index("FOR") + 1 if "FOR" in words else len(words)
            return scan.statement(tokens[at:]) if at < len(words) else SESSION
        for index in range(1, len(words) - 1):
            if words[index] == "=" and tokens[index + 1][0] == "'" and words[1].startswith("@"):
                if index + 2 == len(words):
                    scan.variables[words[1]] = tokens[index + 1][1:]
        if "BEGIN" not in words:
            return SESSION
    body = ["BEGIN", *tokens] if words[0] not in ("DECLARE",) else tokens
    found: list[Act] = list(a for a in _body(scan, body) if a.kind != "session")
    for index in range(1, len(words)):
        if (
            words[index] in ("DROP", "TRUNCATE", "DELETE", "UPDATE", "EXEC", "INSERT", "ALTER")
            and words[index - 1] not in _STARTS
        ):
            found.extend(scan.statement(tokens[index:]))
            break
    return tuple(found) or SESSION


# -------------------------------------------------------------------------------- servers


def _kill(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named("stop", "connection", words[-1].lower(), words[0].lower())


def _shutdown(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named("stop", "server", "", "shutdown")


def _flush(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named("maintenance", "server", detail=" ".join(words[:3]).lower())


def _purge(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named(
        "drop", "binary logs" if "LOGS" in words else "recycle bin", detail=" ".join(words[:3]).lower()
    )


def _reset(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] in ("MASTER", "BINARY", "SLAVE", "REPLICA"):
        return named("drop", "binary logs" if words[1] in ("MASTER", "BINARY") else "replication position")
    return SESSION


def _stop(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named("stop", "replication", detail=" ".join(words[:2]).lower())


def _backup(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named("create", "backup")


def _restore(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] in ("HEADERONLY", "FILELISTONLY", "VERIFYONLY", "LABELONLY"):
        return READ
    return named("restore", "database", name_at(tokens, 2)[0])


def _dbcc(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if "REPAIR_ALLOW_DATA_LOSS" in words:
        return named("drop", "damaged pages", detail="repair_allow_data_loss")
    if words[1:2] and words[1].startswith(
        ("CHECK", "SHOW", "OPENTRAN", "SQLPERF", "INPUTBUFFER", "USEROPTIONS", "HELP")
    ):
        return READ
    return named("maintenance", "server", detail=" ".join(words[:2]).lower())


def _maintenance(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[0] == "VACUUM" and "RETAIN" in words:
        return named("drop", "old versions", name_at(tokens, 1)[0], "vacuum retain")
    if words[0] == "VACUUM" and "FULL" not in words[:8] and "INTO" not in words:
        return SESSION
    if words[0] == "VACUUM" and "INTO" in words:
        return named("create", "file")
    return named("exclusive", "table", name_at(tokens, 1)[0], " ".join(words[:2]).lower())


def _refresh(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if "VIEW" not in words:
        return SESSION
    at = words.index("VIEW") + (2 if "CONCURRENTLY" in words else 1)
    return named("replace", "materialized view", name_at(tokens, at)[0], "refresh")


def _system(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] == ["DROP"] and "CACHE" not in words:
        return named("drop", "replica", detail=" ".join(words[:3]).lower())
    if words[1:2] and words[1] in ("SHUTDOWN", "KILL", "STOP"):
        return named("stop", "server", detail=" ".join(words[:3]).lower())
    return named("maintenance", "server", detail=" ".join(words[:3]).lower())


def _remove(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return named("drop", "staged files", tokens[1].lstrip("'") if len(tokens) > 1 else "")


def _attach(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return (
        SESSION
        if scan.dialect in ("sqlite", "duckdb", "") or words[0] == "ATTACH"
        else named("rename", "table")
    )


def _detach(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] in ("TABLE", "VIEW", "DICTIONARY"):
        return named("alter", words[1].lower(), name_at(tokens, 2)[0], "detach")
    return SESSION


def _quiet(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return _functions(scan, tokens, words) or SESSION


def _read(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return READ


HEADS: dict[str, Rule] = {
    "SELECT": _query, "VALUES": _query, "TABLE": _query, "FROM": _query, "SEL": _query, "WITH": _with,
    "EXPLAIN": _explain, "DESCRIBE": _read, "DESC": _read, "SHOW": _read, "HELP": _read, "SUMMARIZE": _read, "LIST": _read,
    "LS": _read, "CHECKSUM": _read, "CHECK": _read, "PRINT": _read, "PIVOT": _read, "UNPIVOT": _read, "FETCH": _read,
    "MOVE": _read, "CLOSE": _read, "OPEN": _read, "ANALYZE": _analyze, "ANALYSE": _analyze, "EXISTS": _read,
    "INSERT": _insert, "INS": _insert, "UPDATE": _update, "DELETE": _delete, "DEL": _delete, "MERGE": _merge, "REPLACE": _replace,
    "UPSERT": _replace, "COPY": _copy, "LOAD": _load,
    "BEGIN": _begin, "START": _start, "COMMIT": _commit, "END": _end, "ROLLBACK": _rollback, "ABORT": _rollback,
    "SAVEPOINT": _quiet, "RELEASE": _quiet, "SET": _set, "RESET": _reset, "USE": _use, "PRAGMA": _pragma, "LOCK": _quiet,
    "UNLOCK": _quiet, "DISCARD": _quiet, "DEALLOCATE": _quiet, "LISTEN": _quiet, "UNLISTEN": _quiet, "NOTIFY": _quiet,
    "CHECKPOINT": _quiet, "HANDLER": _quiet, "XA": _quiet, "WAITFOR": _quiet, "RAISERROR": _quiet, "THROW": _quiet, "RETURN": _quiet,
    "CACHE": _quiet, "UNCACHE": _quiet, "MSCK": _quiet, "INSTALL": _quiet, "BINLOG": _quiet, "SIGNAL": _quiet, "GET": _quiet,
    "PUT": _quiet, "CONSTRAINTS": _quiet, "RELOAD": _quiet, "LEAVE": _quiet, "EXIT": _quiet, "QUIT": _quiet, "WHENEVER": _quiet,
    "PREPARE": _prepare, "EXECUTE": _execute, "EXEC": _exec, "CALL": _call, "DO": _do, "IF": _procedural, "WHILE": _procedural,
    "DECLARE": _procedural, "LOOP": _procedural, "FOR": _procedural, "REPEAT": _procedural, "CASE": _procedural, "ELSE": _procedural,
    "PERFORM": _quiet, "GOTO": _quiet,
    "CREATE": ddl.create, "RECREATE": ddl.create, "ALTER": ddl.alter, "DROP": ddl.drop, "UNDROP": _quiet, "TRUNCATE": ddl.truncate, "RENAME": ddl.rename,
    "EXCHANGE": ddl.rename, "GRANT": ddl.grant, "REVOKE": ddl.grant, "DENY": ddl.grant, "COMMENT": _quiet, "SECURITY": ddl.grant,
    "REASSIGN": ddl.grant, "IMPORT": _quiet, "DISABLE": ddl.disable, "ENABLE": _quiet, "FLASHBACK": _restore, "OPTIMIZE": _maintenance,
    "KILL": _kill, "SHUTDOWN": _shutdown, "FLUSH": _flush, "PURGE": _purge, "STOP": _stop, "CHANGE": _stop, "BACKUP": _backup,
    "RESTORE": _restore, "RECOVER": _restore, "DBCC": _dbcc, "VACUUM": _maintenance, "CLUSTER": _maintenance, "REINDEX": _maintenance,
    "REPAIR": _maintenance, "REFRESH": _refresh, "SYSTEM": _system, "REMOVE": _remove, "RM": _remove, "ATTACH": _attach,
    "DETACH": _detach, "UNSET": _quiet, "CONNECT": _quiet, "INSPECT": _read, "UNLOAD": _query, "EXPORT": _quiet, "LEVEL": _quiet,
}  # fmt: skip

UNSEPARATED = frozenset(
    (
        "DROP",
        "TRUNCATE",
        "DELETE",
        "EXEC",
        "EXECUTE",
        "UPDATE",
        "INSERT",
        "ALTER",
        "SHUTDOWN",
        "KILL",
        "RESTORE",
        "DBCC",
        "GRANT",
    )
)
