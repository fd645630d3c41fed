"""Transactions, sessions, and the settings that protect data."""

from __future__ import annotations

from guard.sql.acts import Act, named
from guard.sql.names import name_at
from guard.sql.queries import COMMITTED, SESSION, functions_called
from guard.sql.switches import used

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sql.scan import Scan


def begin(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    at = 1
    while words[at : at + 1] and words[at] in ("UNLOGGED", "LOGGED", "COUNTER", "BATCH"):
        at += 1
    if words[at : at + 2] == ["USING", "TIMESTAMP"] and at > 1:
        at += 3
    at = at + 2 if words[at : at + 2] == ["NOT", "ATOMIC"] else at  # MariaDB's block outside of a routine
    if at > 1:
        from guard.sql.dynamic import statements_in

        return statements_in(scan, tokens[at:])
    rest = words[1:]
    if rest and rest[0] not in (
        "TRANSACTION", "TRAN", "WORK", "ISOLATION", "READ", "DEFERRED", "IMMEDIATE", "EXCLUSIVE", "NOT",
        "DEFERRABLE",
        "CONCURRENT", "DISTRIBUTED",
    ):  # fmt: skip
        from guard.sql.dynamic import statements_in

        return statements_in(scan, tokens[1:])
    if not rest and scan.dialect in ("tsql", "oracle"):
        return SESSION
    return (Act("transaction", name=_access(rest), detail="begin"),)


def _access(words: list[str]) -> str:
    """The access mode that a transaction is given, if any."""
    for mode in ("ONLY", "WRITE"):
        if any(words[at : at + 2] == ["READ", mode] for at in range(len(words))):
            return f"read {mode.lower()}"
    return ""


def start(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] == ["TRANSACTION"]:
        return (Act("transaction", name=_access(words[2:]), detail="begin"),)
    return named("admin", "server", detail=" ".join(words[:2]).lower())


def commit(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return (Act("transaction", detail="commit"),)


def end(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] not in ("WORK", "TRANSACTION", "TRAN", "AND"):
        return SESSION
    return (Act("transaction", detail="commit"),)


def rollback(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if "TO" in words or "PREPARED" in words:
        return SESSION
    return (Act("transaction", detail="rollback"),)


PROTECTIONS = frozenset((
    "SESSION_REPLICATION_ROLE", "FSYNC", "FULL_PAGE_WRITES", "SYNCHRONOUS_COMMIT", "ARCHIVE_MODE",
    "ARCHIVE_COMMAND", "WAL_LEVEL", "LOG_STATEMENT", "LOG_BIN", "SQL_LOG_BIN", "GENERAL_LOG",
    "AUDIT_LOG_POLICY", "SERVER_AUDIT_LOGGING", "READ_ONLY", "SUPER_READ_ONLY", "SQL_SAFE_UPDATES",
    "BINLOG_EXPIRE_LOGS_SECONDS", "EXPIRE_LOGS_DAYS", "INNODB_FLUSH_LOG_AT_TRX_COMMIT", "SYNC_BINLOG",
    "ROW_SECURITY", "PGAUDIT.LOG", "INNODB_DOUBLEWRITE", "DEFAULT_TRANSACTION_READ_ONLY", "SSL",
    "PASSWORD_ENCRYPTION", "REQUIRE_SECURE_TRANSPORT", "LOG_CONNECTIONS", "WAL_KEEP_SIZE",
    "MAX_SLOT_WAL_KEEP_SIZE", "ZERO_DAMAGED_PAGES", "IGNORE_CHECKSUM_FAILURE", "ALLOW_SYSTEM_TABLE_MODS",
))  # fmt: skip
"""Settings that keep data, its copies, or the record of what was done to it."""

_HARMLESS_PROTECTIONS = frozenset(("SYNCHRONOUS_COMMIT", "SQL_SAFE_UPDATES", "ROW_SECURITY", "SQL_LOG_BIN",
                                   "DEFAULT_TRANSACTION_READ_ONLY"))  # fmt: skip
"""…that dumps and scripts set for their own session."""


def setting_of(name: str, words: list[str]) -> tuple[Act, ...]:
    if name in PROTECTIONS and name not in _HARMLESS_PROTECTIONS:
        value = words[-1].strip("'\"").upper() if words else ""
        if name == "SESSION_REPLICATION_ROLE" and value in ("ORIGIN", "DEFAULT"):
            return SESSION
        return named("unprotect", "setting", name.lower())
    return SESSION


_ENDS = frozenset(("AUTOCOMMIT", "@@AUTOCOMMIT", "IMPLICIT_TRANSACTIONS"))
"""Settings that end an open transaction."""


_SCOPES = ("GLOBAL", "SESSION", "LOCAL", "PERSIST", "PERSIST_ONLY", "@", "@@", "DATABASE")
"""Words between SET and the name of a setting."""


def set_(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] == ["STATEMENT"] and "FOR" in words:  # MariaDB: settings for one statement
        return scan.statement(tokens[words.index("FOR") + 1 :])
    mode = _mode(words)
    if mode:
        return mode
    at = 1
    scope = ""
    while at < len(words) and words[at] in _SCOPES:
        scope = words[at] if words[at] not in ("@", "@@") else scope
        at += 1
    if scope in ("", "SESSION", "LOCAL") and not _ENDS.isdisjoint(words):
        return COMMITTED
    if words[at : at + 2] == ["ROLE", "AUTHORIZATION"] or words[at : at + 1] == ["PASSWORD"]:
        return named("grant", "role", detail="set password")
    name = words[at] if at < len(words) else ""
    if name.startswith(("@@GLOBAL", "@@PERSIST")):
        scope = "GLOBAL"
        at += 2 if words[at + 1 : at + 2] == ["."] else 0
        name = words[at] if at < len(words) else ""
    elif name.startswith("@"):
        _assign(scan, name, tokens[at + 1 :])
        return functions_called(scan, tokens, words) or SESSION
    if words[at + 1 : at + 2] == ["."] and at + 2 < len(words):
        name = name + "." + words[at + 2]
    setting = setting_of(name, words[at:])
    if setting is not SESSION:
        return setting
    if scope in ("GLOBAL", "PERSIST", "PERSIST_ONLY"):
        if name in PROTECTIONS:
            return named("unprotect", "setting", name.lower())
        return named("settings", "setting", name.lower())
    return functions_called(scan, tokens, words) or SESSION


def _assign(scan: Scan, name: str, tokens: list[str]) -> None:
    """``SET @a = '…'`` and ``SET @a := '…'``: the text is kept, anything else is not known."""
    texts = [signs for signs in (["="], [":", "="]) if tokens[:-1] == signs]
    if texts and tokens[-1][0] == "'":
        scan.variables[name] = tokens[-1][1:]
    else:
        scan.variables.pop(name, None)


READ_ONLY_SETTINGS = ("TRANSACTION_READ_ONLY", "TX_READ_ONLY", "DEFAULT_TRANSACTION_READ_ONLY")
_ON = ("ON", "TRUE", "1", "YES", "T", "Y")


def _mode(words: list[str]) -> tuple[Act, ...]:
    """``SET TRANSACTION READ WRITE`` and its other spellings: of this transaction, or of those to come."""
    if any("GLOBAL" in word for word in words):
        return ()
    later = any("SESSION" in word for word in words)
    if "TRANSACTION" in words:
        access = _access(words)
    else:
        setting = next((name for name in READ_ONLY_SETTINGS if name in words), "")
        later = later or setting != READ_ONLY_SETTINGS[0]
        access = "" if not setting else "read only" if words[-1].strip("'\"") in _ON else "read write"
    return (Act("transaction", name=access, detail="later mode" if later else "mode"),) if access else ()


def use(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] and words[1] in ("ROLE", "WAREHOUSE", "SECONDARY"):
        return SESSION
    at = 2 if words[1:2] and words[1] in ("DATABASE", "SCHEMA", "CATALOG", "KEYSPACE") else 1
    used(scan, name_at(tokens, at)[0])
    return SESSION


def pragma(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if "WRITABLE_SCHEMA" in words and words[-1].strip("'\"") not in ("0", "OFF", "FALSE", "WRITABLE_SCHEMA"):
        return named("unprotect", "setting", "writable_schema")
    return SESSION
