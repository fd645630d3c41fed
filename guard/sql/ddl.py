"""Statements that define: CREATE, ALTER, DROP, TRUNCATE, RENAME, GRANT and REVOKE."""

from __future__ import annotations

from guard.sql.acts import Act, named, unknown
from guard.sql.names import name_at, names_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sql.acts import Kind
    from guard.sql.scan import Scan

_TEMPORARY = frozenset(
    ("TEMP", "TEMPORARY", "LOCAL", "GLOBAL", "UNLOGGED", "TRANSIENT", "VOLATILE", "EXTERNAL")
)
KINDS = frozenset((
    "TABLE", "VIEW", "INDEX", "SCHEMA", "DATABASE", "SEQUENCE", "FUNCTION", "PROCEDURE", "PROC", "TRIGGER",
    "ROLE", "USER", "TYPE", "DOMAIN", "EXTENSION", "TABLESPACE", "POLICY", "RULE", "PUBLICATION",
    "SUBSCRIPTION", "SERVER", "COLLATION", "CONVERSION", "OPERATOR", "AGGREGATE", "CAST", "LANGUAGE", "OWNED",
    "GROUP", "EVENT", "LOGIN", "KEYSPACE", "STAGE", "WAREHOUSE", "STREAM", "TASK", "PIPE", "SHARE",
    "STATISTICS", "MATERIALIZED", "FOREIGN", "DATASET", "DICTIONARY", "ROUTINE", "TEXT", "ACCESS",
    "TRANSFORM", "SYNONYM", "PACKAGE", "PROFILE", "QUOTA", "ROW", "SNAPSHOT", "CATALOG", "MODEL",
    "INTEGRATION", "ACCOUNT", "FILE", "COLUMN", "CONSTRAINT", "MACRO", "SECRET", "LARGE", "RETENTION",
    "CONTINUOUS", "NAMED", "ASSEMBLY", "CERTIFICATE", "CREDENTIAL", "DEFAULT", "ENDPOINT", "PARTITION",
    "REPLICA", "UNIQUE", "SPATIAL", "FULLTEXT", "BITMAP", "SEARCH", "VECTOR", "CLUSTERED", "NONCLUSTERED",
    "RESOURCE", "SERVICE", "QUEUE", "MESSAGE", "CONTRACT", "MEASUREMENT", "SERIES", "SHARD", "NODE",
    "RELATIONSHIP", "ALIAS", "MASKING", "TAG", "SYMMETRIC", "ASYMMETRIC", "MASTER", "SECURITY", "CREDENTIALS",
    "LINK", "SHARED", "UNDO", "LOGFILE", "TEMPORARY", "TEMP", "APPLICATION", "XML", "AUTHORIZATION",
    "SETTINGS", "NAMESPACE", "STATISTIC", "OUTLINE", "CONTEXT", "DIRECTORY", "DATABASES",
))  # fmt: skip


def kind_at(words: list[str], at: int) -> tuple[str, int]:
    """The kind of object at a position, as a person says it, and the position after it."""
    kind = words[at] if at < len(words) else ""
    two = kind + " " + words[at + 1] if at + 1 < len(words) else ""
    if two in ("MATERIALIZED VIEW", "FOREIGN TABLE", "EVENT TRIGGER", "USER MAPPING", "TEXT SEARCH",
    "ACCESS METHOD",
               "ROW POLICY", "ROW ACCESS", "MASKING POLICY", "CONTINUOUS QUERY", "RETENTION POLICY",
               "OPERATOR CLASS",
               "OPERATOR FAMILY", "EXTERNAL TABLE", "DATABASE LINK", "RESOURCE POOL", "PUBLIC SYNONYM",
               "NETWORK POLICY"):  # fmt: skip
        if two == "TEXT SEARCH":
            return "text search", at + 3
        if two == "ROW ACCESS":
            return "row access policy", at + 3
        return two.lower(), at + 2
    if two == "FOREIGN DATA":
        return "foreign data wrapper", at + 3
    if two == "SECURITY POLICY":
        return "policy", at + 2
    return kind.lower(), at + 1


_MODIFIERS = frozenset((
    *_TEMPORARY, "DEFINER", "TRUSTED", "PROCEDURAL", "UNIQUE", "RECURSIVE", "FORCE", "CONSTRAINT", "SECURE",
    "HYBRID", "DYNAMIC", "NO", "EDITIONABLE", "NONEDITIONABLE", "FULLTEXT", "SPATIAL", "BITMAP", "CLUSTERED",
    "NONCLUSTERED", "COLUMNSTORE", "VIRTUAL", "PUBLIC", "ALGORITHM", "SQL", "PERSISTENT", "ICEBERG",
))  # fmt: skip
"""Words between CREATE and the kind of what is created."""


def _what_is_created(words: list[str]) -> tuple[int, bool]:
    """Where the kind stands behind CREATE and its modifiers, and whether it may replace."""
    at = 1
    replaces = False
    while at < len(words):
        if words[at] == "OR" and words[at + 1 : at + 2] in (["REPLACE"], ["ALTER"]):
            replaces = True
            at += 2
        elif words[at] in _MODIFIERS:
            at += 1
            while at < len(words) and words[at] == "=":
                at += 2
                while words[at : at + 1] in (["@"], ["("], [")"]):
                    at += 2
            if words[at : at + 1] and words[at].startswith("@"):
                at += 1
        elif words[at : at + 2] == ["AGGREGATE", "FUNCTION"]:
            at += 1
        elif words[at] == "SECURITY" and words[at + 1 : at + 2] in (["DEFINER"], ["INVOKER"]):
            at += 2
        else:
            break
    return at, replaces


def create(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """Nothing is lost by CREATE, except where it replaces, grants, or plants code that runs later."""
    at, replaces = _what_is_created(words)
    kind, after = kind_at(words, at)
    if kind.upper().split(" ")[0] not in KINDS:
        return unknown("a CREATE of " + (kind or "nothing")[:30])
    exists = "if not exists" if "EXISTS" in words[after : after + 3] else ""
    name = name_at(tokens, after)[0]
    if kind == "index":
        return named("create", "index", name, exists)
    if kind in ("user", "role", "login", "group", "user mapping"):
        return named("grant", kind, name, "power" if _is_power(words[after:]) else "create")
    if kind == "rule":
        instead = "INSTEAD" in words
        return named(
            "admin" if instead else "create", "rule", name, "a rule that acts instead" if instead else ""
        )
    if kind in _CODE:
        return _create_code(scan, kind, name, tokens, words, replaces)
    if kind == "extension" and name.lower().strip('"') in UNTRUSTED:
        return named("load-code", kind, name, "it gives the server's users its own rights")
    if replaces and kind in ("table", "schema", "database", "dataset", "stage", "stream", "sequence"):
        return named("drop", kind, name, "create or replace")
    if replaces:
        return named("replace", kind, name)
    made = (Act("create", kind, name, detail=exists),)
    if "AS" in words and kind in ("table", "materialized view"):
        body = scan.statement(tokens[words.index("AS") + 1 :])
        return (*made, *(act for act in body if act.kind not in ("read", "unknown", "session")))
    if kind == "schema":
        return (*made, *(Act("grant", "schema", name) for word in words[after:] if word == "GRANT"))
    return made


_CODE = ("function", "procedure", "proc", "trigger", "language", "event", "event trigger", "package")


def _create_code(
    scan: Scan, kind: str, name: str, tokens: list[str], words: list[str], replaces: bool
) -> tuple[Act, ...]:
    """Code that the server keeps: an event's runs by itself, the others' when they are called."""
    if kind == "event" and "DO" in words:
        return (Act("create", kind, name), *scan.statement(tokens[words.index("DO") + 1 :]))
    if kind == "event trigger":
        return named("admin", kind, name, "code that runs at every change of the schema")
    untrusted = _untrusted(words)
    if untrusted:
        return named("load-code", kind, name, untrusted)
    if kind in ("function", "procedure", "proc"):
        from guard.sql.routines import made

        made(scan, name, tokens)
    return named("replace" if replaces else "create", kind, name)


_POWERS = frozenset(("SUPERUSER", "BYPASSRLS", "REPLICATION", "CREATEROLE", "SYSADMIN", "ACCOUNTADMIN"))


def _is_power(words: list[str]) -> bool:
    """Whether a role gets rights over everything."""
    return not _POWERS.isdisjoint(words)


def _sets_password(words: list[str]) -> bool:
    """A password that is replaced cannot be read back, and whoever used it is locked out."""
    return "PASSWORD" in words or "IDENTIFIED" in words


UNTRUSTED = frozenset(
    ("plpython3u", "plpythonu", "plpython2u", "plperlu", "pltclu", "plsh", "adminpack", "file_fdw", "dblink")
)  # fmt: skip
"""Extensions by which SQL runs programs, reads files or reaches other servers."""


def _untrusted(words: list[str]) -> str:
    for index in range(len(words) - 1):
        if words[index] == "LANGUAGE":
            language = words[index + 1].strip("'\"").lower()
            if language == "c" or language.endswith("u"):
                return f"code in {language}"
        if words[index] == "SONAME":
            return "a shared library"
    return ""


_NO_DATA = frozenset(
    ("DEFAULT", "NOT", "IDENTITY", "EXPRESSION", "CONSTRAINT", "INDEX", "KEY", "PRIMARY", "FOREIGN", "CHECK")
)


_ALTERED = ("ONLINE", "OFFLINE", "IGNORE", "FORCE", "EXTERNAL", "ICEBERG", "DYNAMIC", "LOCAL", "PLUGGABLE",
            "GLOBAL", "PUBLIC")  # fmt: skip
_DROPPED = ("TEMPORARY", "TEMP", "EXTERNAL", "PROCEDURAL", "TRUSTED", "UNDO", "CACHED", "PUBLIC", "DYNAMIC",
            "ICEBERG")  # fmt: skip
"""Words between ALTER or DROP and the kind."""


def alter(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """ALTER by what it alters, then by the sub-commands in it."""
    at = 1
    while at < len(words) and words[at] in _ALTERED:
        at += 1
    kind, after = kind_at(words, at)
    if kind == "system":
        return _alter_system(words)
    if kind == "default" and words[after : after + 1] == ["PRIVILEGES"]:
        return named("grant", "default privileges")
    if kind.upper().split(" ")[0] not in KINDS and kind not in ("instance", "session", "server"):
        return unknown("an ALTER of " + (kind or "nothing")[:30])
    name, rest = name_at(tokens, after)
    tail = words[rest:]
    if kind in ("user", "role", "login", "group", "user mapping", "account", "policy", "profile"):
        return _alter_account(kind, name, tail)
    if kind in ("event trigger", "trigger", "subscription", "publication", "event") and "DISABLE" in tail:
        return named("unprotect", kind, name, "disable")
    if kind == "sequence" or (kind == "table" and "AUTO_INCREMENT" in tail):
        restarts = "RESTART" in tail or "AUTO_INCREMENT" in tail
        return named("admin" if restarts else "alter", kind, name, "restart" if restarts else "")
    if kind in ("database", "schema") and "READ_ONLY" in tail:
        return named("settings", kind, name, "read_only")
    if kind == "instance":
        return named("settings", "server", detail="alter instance")
    if kind == "session":
        return (Act("session"),)
    if kind in ("table", "foreign table", "view", "materialized view", "index", "partition"):
        return _alter_table(kind, name, tokens[rest:], tail)
    return _altered(kind, name, tail)


def _alter_account(kind: str, name: str, tail: list[str]) -> tuple[Act, ...]:
    if any(word in ("SUPERUSER", "CREATEROLE", "BYPASSRLS", "REPLICATION") for word in tail):
        return named("empower", kind, name, "alter")
    detail = "power" if _is_power(tail) else "alter"
    return named("grant", kind, name, "set password" if _sets_password(tail) else detail)


def _altered(kind: str, name: str, tail: list[str]) -> tuple[Act, ...]:
    """What the sub-commands do to a thing of no rule of its own."""
    if "RENAME" in tail:
        return named("rename", kind, name)
    if "OWNER" in tail:
        return named("grant", kind, name, "owner")
    if kind == "type" and "DROP" in tail:
        return named("alter-drop", "attribute", name)
    if kind in ("type", "domain") and ("ADD" in tail or "VALUE" in tail):
        return named("create", kind, name)
    if kind == "extension" or kind == "statistics":
        return named("alter", kind, name)
    if "DROP" in tail and kind in ("database", "keyspace"):
        return named("alter-drop", kind, name)
    return named("alter", kind, name)


def _alter_system(words: list[str]) -> tuple[Act, ...]:
    from guard.sql.settings import PROTECTIONS

    name = words[3] if len(words) > 3 else ""
    if name in PROTECTIONS and words[2:3] == ["SET"]:
        return named("unprotect", "setting", name.lower(), "alter system")
    if words[2:3] in (["KILL"], ["DISCONNECT"]):
        return named("stop", "connection", detail="alter system")
    return named("settings", "setting", name.lower(), "alter system")


def _alter_table(kind: str, name: str, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    found: list[Act] = []
    depth = 0
    start = 0
    clauses: list[int] = []
    for index, word in enumerate(words):
        depth += (word == "(") - (word == ")")
        if depth == 0 and word == ",":
            clauses.append(start)
            start = index + 1
    clauses.append(start)
    for at in clauses:
        end = next((c for c in clauses if c > at), len(words) + 1) - 1
        found.extend(_clause(kind, name, tokens[at:end], words[at:end], found))
    return tuple(found)


def _clause(kind: str, name: str, tokens: list[str], words: list[str], before: list[Act]) -> tuple[Act, ...]:
    """One sub-command of ALTER TABLE."""
    if words[:1] == ["ON"] and "CLUSTER" in words:
        words = words[3:]
        tokens = tokens[3:]
    if not words:
        return named("alter", kind, name)
    head, following = words[0], words[1] if len(words) > 1 else ""
    if head in _PLAIN:
        act, what, detail = _PLAIN[head]
        return named(act, what or kind, name, detail)
    part = "partition" if "PARTITION" in words else "table"
    if head == "DROP":
        return _dropped_in_table(name, tokens, following)
    if head == "DISABLE" and ("TRIGGER" in words or "RULE" in words or "ROW" in words):
        what = "row level security" if "ROW" in words else following.lower()
        return named("unprotect", what, name, "disable")
    if head == "NO" and "FORCE" in words:
        return named("unprotect", "row level security", name)
    if head in ("ALTER", "MODIFY", "CHANGE"):
        return _changed_column(name, words)
    if head in ("DELETE", "UPDATE"):
        from guard.sql.bounds import bound_of

        return (Act("delete" if head == "DELETE" else "update", "table", name, bound=bound_of(words, name)),)
    if head in ("TRUNCATE", "CLEAR"):
        return named("truncate", part, name)
    if head in ("DISCARD", "EXCHANGE", "REPLACE", "SWITCH"):
        return named("restore", part, name, head.lower())
    if head == "ADD":
        return named("alter", "column", name + "." + name_at(tokens, 2 if following == "COLUMN" else 1)[0])
    if head == "SET" and following in ("UNLOGGED", "WITHOUT"):
        return named("alter", kind, name, words[-1].lower())
    if before and head not in _SETTINGS:
        return ()
    return named("alter", kind, name, "setting")


_PLAIN: dict[str, tuple[Kind, str, str]] = {
    "NOCHECK": ("alter", "constraint", "nocheck"), "RENAME": ("rename", "", ""),
    "OWNER": ("grant", "", "owner"), "DETACH": ("alter", "partition", "detach"),
}  # fmt: skip
"""Sub-commands that are one thing whatever follows: act, object (empty: what is altered), detail."""
_SETTINGS = ("SET", "RESET", "ENABLE", "VALIDATE", "CLUSTER", "ATTACH", "INHERIT", "FORCE", "ENGINE")
"""How a sub-command begins; behind a comma anything else is a further word of the one before."""


def _dropped_in_table(name: str, tokens: list[str], following: str) -> tuple[Act, ...]:
    if following in ("PARTITION", "PARTITIONS"):
        return named("alter-drop", "partition", name, detail=" ".join(tokens[2:4]))
    if following in _NO_DATA:
        what = "constraint" if following != "INDEX" else "index"
        return named("alter", what, name, "drop " + following.lower())
    column = name_at(tokens, 2 if following == "COLUMN" else 1)[0]
    return named("alter-drop", "column", f"{name}.{column}" if column else name)


def _changed_column(name: str, words: list[str]) -> tuple[Act, ...]:
    if "TTL" in words:
        return named("alter-drop", "rows past the TTL", name)
    sets = "SET" in words and "TYPE" not in words and "DATA" not in words
    if "DROP" in words or "ADD" in words or sets:
        return named("alter", "column default", name)
    return named("alter", "column", name, "type")


def drop(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """One act per object dropped."""
    at = 1
    while at < len(words) and words[at] in _DROPPED:
        at += 1
    kind, after = kind_at(words, at)
    if not kind or (kind.upper().split(" ")[0] not in KINDS and kind not in ("prepare", "stats", "series")):
        return unknown("a DROP of " + (kind or "nothing")[:30])
    if kind == "prepare":
        return (Act("session"),)
    temporary = "TEMPORARY" in words[1:2] or "TEMP" in words[1:2]
    cascade = "CASCADE" in words or "CONSTRAINTS" in words
    if kind == "owned":
        return named("drop", "owned", name_at(tokens, after + 1)[0], cascade=True)
    names = names_at(tokens, after)
    if kind in ("trigger", "policy", "rule", "index", "row policy") and "ON" in words:
        table = name_at(tokens, words.index("ON") + 1)[0]
        return named("drop", kind, f"{names[0] if names else ''} on {table}", cascade=cascade)
    return tuple(Act("drop", kind, name, cascade=cascade, own=temporary) for name in names) or named(
        "drop", kind, cascade=cascade
    )


def truncate(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """TRUNCATE empties every table named; CASCADE empties those that refer to them."""
    at = 1
    kind = "table"
    if words[at : at + 2] == ["ALL", "TABLES"]:
        return named("truncate", "database", name_at(tokens, 4)[0])
    if words[at : at + 1] and words[at] in ("TABLE", "DATABASE", "CLUSTER", "MATERIALIZED"):
        kind = "database" if words[at] == "DATABASE" else "table"
        at += 2 if words[at] == "MATERIALIZED" else 1
    names = names_at(tokens, at)
    cascade = "CASCADE" in words
    return tuple(Act("truncate", kind, name, cascade=cascade) for name in names) or unknown(
        "a TRUNCATE without a table"
    )


_SEVERAL = {"TABLES": "TABLE", "DICTIONARIES": "DICTIONARY"}
"""What ClickHouse's EXCHANGE calls its kinds."""


def rename(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    kind = _SEVERAL.get(words[1], words[1]) if len(words) > 1 else ""
    if kind in KINDS:
        return named("rename", kind.lower(), name_at(tokens, 2)[0])
    return named("rename", "table", name_at(tokens, 1)[0])


def grant(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """GRANT and REVOKE, of privileges and of roles."""
    to = "PUBLIC" if "PUBLIC" in words else ""
    at = next((i for i in range(len(words) - 1, 0, -1) if words[i] in ("TO", "FROM")), 0)
    grantee = name_at(tokens, at + 1)[0] if at else ""
    role = "ON" not in words  # GRANT role TO PUBLIC: everybody gets all that the role may do
    wide = words[0] == "GRANT" and ("PUBLIC" in words[at:] or words.count("*") > 1)
    wide = wide and ("ALL" in words or (role and "PUBLIC" in words[at:]))
    return named("grant", "privileges", to or grantee, "power" if wide else words[0].lower())


def disable(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """Transact-SQL's DISABLE TRIGGER."""
    return named(
        "unprotect", words[1].lower() if len(words) > 1 else "trigger", name_at(tokens, 2)[0], "disable"
    )
