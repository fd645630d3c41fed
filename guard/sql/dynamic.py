"""Statements that run statements: PREPARE, EXECUTE, CALL, DO, and procedural bodies."""

from __future__ import annotations

from guard.frozen import replace
from guard.sql.acts import Act, named, unknown
from guard.sql.functions import SIDE_EFFECTS
from guard.sql.names import name_at
from guard.sql.queries import COMMITTED, READ, SESSION, functions_called, matching
from guard.sql.routines import called
from guard.sql.writes import WRITES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sql.scan import Scan


def prepare(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] == ["TRANSACTION"]:
        return (Act("transaction", detail="commit"),)
    name = words[1] if len(words) > 1 else ""
    if "AS" in words and scan.dialect not in ("mysql", "mariadb"):
        acts = scan.statement(tokens[words.index("AS") + 1 :])
        scan.prepared[name] = acts
        return acts
    if "FROM" in words:
        at = words.index("FROM") + 1
        acts = run_text(scan, tokens[at:])
        scan.prepared[name] = acts
        return acts
    return unknown("a PREPARE without a statement")


def run_text(scan: Scan, tokens: list[str]) -> tuple[Act, ...]:
    """What a string expression that is executed holds: a literal, a variable that was set here, or
    nothing that can be known."""
    depth = 0
    while tokens and tokens[0] == "(" and tokens[-1] == ")":
        tokens = tokens[1:-1]
    expression: list[str] = []
    for lexeme in tokens:
        depth += (lexeme == "(") - (lexeme == ")")
        if depth == 0 and lexeme.upper() in ("USING", "INTO", ";"):
            break
        expression.append(lexeme)
    if len(expression) == 1:
        lexeme = expression[0]
        if lexeme[0] == "'":
            return scan.inner(lexeme[1:])
        value = scan.variables.get(lexeme.upper())
        if value is not None:
            return _hidden(scan.inner(value))
    joined = _concatenated(expression)
    if joined is not None:
        return _hidden(scan.inner(joined))
    return named("dynamic", "statement", detail="SQL put together at run time")


def _hidden(acts: tuple[Act, ...]) -> tuple[Act, ...]:
    """What is constant needs no text that is put together at run time."""
    return tuple(replace(act, hidden=True) for act in acts)


def _concatenated(tokens: list[str]) -> str | None:
    """``'DR' || 'OP'`` and ``'DR' + 'OP'`` as one text where every piece is a literal."""
    text = ""
    for lexeme in tokens:
        if lexeme[0] == "'":
            text += lexeme[1:]
        elif lexeme not in ("|", "+"):
            return None
    return text if tokens else None


def execute(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    if words[1:2] == ["IMMEDIATE"]:
        return run_text(scan, tokens[2:])
    if scan.dialect == "tsql":
        return exec_(scan, tokens, words)
    if len(words) > 1 and (tokens[1][0] == "'" or tokens[1] == "("):
        return run_text(scan, tokens[1:])
    name = words[1] if len(words) > 1 else ""
    if name in scan.prepared:
        return READ if all(act.kind == "read" for act in scan.prepared[name]) else scan.prepared[name]
    return named("dynamic", "statement", detail=f"the prepared statement {name.lower()} is not in the text")


_PROCEDURES: dict[str, tuple[str, str]] = {
    "XP_CMDSHELL": ("execute", "a program on the server"), "SP_CONFIGURE": ("settings", "server setting"),
    "SP_RENAME": ("rename", "object"), "SP_DETACH_DB": ("drop", "database attachment"),
    "SP_RENAMEDB": ("rename", "database"),
    "SP_DROPUSER": ("drop", "user"), "SP_DROPLOGIN": ("drop", "login"), "SP_ADDROLEMEMBER": ("grant", "role"),
    "SP_ADDSRVROLEMEMBER": ("grant", "role"), "SP_HELP": ("read", ""), "SP_HELPTEXT": ("read", ""),
    "SP_WHO": ("read", ""),
    "SP_WHO2": ("read", ""), "SP_COLUMNS": ("read", ""), "SP_TABLES": ("read", ""), "SP_HELPDB": ("read", ""),
    "SP_SPACEUSED": ("read", ""), "SP_LOCK": ("read", ""), "SP_DATABASES": ("read", ""),
    "SP_HELPINDEX": ("read", ""),
    "SP_MSFOREACHTABLE": ("foreach", "every table"), "SP_MSFOREACHDB": ("foreach", "every database"),
}  # fmt: skip


def exec_(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """EXEC of Transact-SQL: a string, ``sp_executesql``, a known procedure, or an unknown one."""
    if words[1:2] == ["("]:
        return run_text(scan, tokens[1 : matching(words, 1) + 1])
    at = 3 if words[2:3] == ["="] else 1
    names = [w for w in words[at : at + 6] if w != "."]
    for index, name in enumerate(names):
        if name == "SP_EXECUTESQL":
            rest = tokens[words.index(name) + 1 :]
            first = rest[: rest.index(",")] if "," in rest else rest
            return run_text(scan, first)
        if name in _PROCEDURES:
            kind, what = _PROCEDURES[name]
            if kind == "foreach":
                text = next((t[1:] for t in tokens if t[0] == "'"), "")
                return tuple(
                    Act(a.kind, a.object, what, "none" if a.bound else "", a.detail)
                    for a in scan.inner(text.replace("?", "every_table"))
                )
            if kind == "read":
                return READ
            return named(kind, what, next((t[1:] for t in tokens if t[0] == "'"), ""), name.lower())  # type: ignore[arg-type]
        if index > 3:
            break
    name = name_at(tokens, at)[0]
    return (*named("call", "procedure", name), *called(scan, name))


def call(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    name = name_at(tokens, 1)[0]
    found, body = functions_called(scan, tokens, words), called(scan, name)
    return found if set(found) - set(body) else (*named("call", "procedure", name), *body)


def do(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """PostgreSQL's DO: a body that runs at once; MySQL's DO evaluates expressions."""
    if "LANGUAGE" in words:
        language = words[words.index("LANGUAGE") + 1 : words.index("LANGUAGE") + 2]
        if language and language[0].strip("'\"") != "PLPGSQL":
            return named("dynamic", "code", detail=f"a DO body in {language[0].lower()}")
    body = _do_body(tokens, words)
    if body is None and scan.grammar.dollar:
        return unknown("a DO whose body cannot be read")
    if body is None:
        return functions_called(scan, tokens, words) or READ
    return block(scan, body)


def block(scan: Scan, body: str) -> tuple[Act, ...]:
    """The acts of a procedural body that is held in a string."""
    if scan.depth > 5:
        return unknown("SQL nested too deeply in strings")
    from guard.sql.tokens import pieces

    inner = [lexeme for piece in pieces(body, scan.grammar) for lexeme in [*piece.tokens, ";"]]
    return statements_in(scan, inner)


def _do_body(tokens: list[str], words: list[str]) -> str | None:
    """The string right after DO or after its LANGUAGE clause."""
    at = 3 if words[1:2] == ["LANGUAGE"] else 1
    if at < len(tokens) and tokens[at][0] == "'":
        return tokens[at][1:]
    return None


_STARTS = frozenset((";", "THEN", "ELSE", "LOOP", "BEGIN", "DO"))
_RUNS = frozenset(
    ("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "DROP", "ALTER", "CREATE", "GRANT", "REVOKE",
    "EXECUTE", "CALL", "SET",
     "COPY", "WITH", "SELECT", "PERFORM", "LOCK", "REFRESH", "VACUUM", "REINDEX", "CLUSTER", "IMPORT", "DO",
     "EXEC", "COMMIT",
     "ROLLBACK", "REPLACE", "RENAME", "LOAD", "EXPLAIN", "COMMENT", "REASSIGN", "SECURITY", "KILL",
     "SHUTDOWN", "BACKUP", "RESTORE", "DENY", "DBCC")
)  # fmt: skip


_CONDITIONS = frozenset(("IF", "CASE", "WHEN", "EXCEPTION", "LOOP", "WHILE", "FOR", "ELSE", "TRY", "HANDLER"))
"""Words with which it is open whether a statement of the body comes to run."""


def statements_in(scan: Scan, tokens: list[str]) -> tuple[Act, ...]:
    """The statements inside a procedural body, each taken as run."""
    found: list[Act] = []
    words = [lexeme.upper() for lexeme in tokens]
    at = runs = 0
    total = len(words)
    while at < total:
        fresh = at == runs or words[at - 1] in _STARTS
        if fresh and words[at] == "FORALL":  # Oracle's: the statement stands behind a range
            at = runs = next((i for i in range(at, total) if words[i] in _REPEATED), total)
            continue
        if (fresh and words[at] in _RUNS) or words[at : at + 2] == ["MERGE", "INTO"]:
            end = _index(words, at, (";",))
            found.extend(_run(scan, tokens[at:end], words[at:end]))
            at = end
        elif words[at] == "EXECUTE" and words[at - 1] in ("IN", "QUERY"):
            end = _index(words, at, (";", "LOOP"))
            found.extend(run_text(scan, tokens[at + 1 : end]))
            at = end
        elif words[at] in WRITES and words[at - 1] in ("IN", "(", "AS", "QUERY"):
            end = _index(words, at, (";", "LOOP", ")"))
            found.extend(scan.statement(tokens[at:end]))
            at = end
        else:
            acts = words[at] in SIDE_EFFECTS or words[at].lower() in scan.routines
            if acts and words[at + 1 : at + 2] == ["("]:
                end = matching(words, at + 1) + 1
                found.extend(functions_called(scan, tokens[at:end], words[at:end]))
            at += 1
    if not _CONDITIONS.isdisjoint(words):
        found = perhaps(found)
    return tuple(found) or (Act("session", "block"),)


_REPEATED = WRITES | {"EXECUTE", ";"}


def _index(words: list[str], at: int, ends: tuple[str, ...]) -> int:
    return next((index for index in range(at + 1, len(words)) if words[index] in ends), len(words))


def _run(scan: Scan, tokens: list[str], words: list[str]) -> list[Act]:
    """One statement of a body."""
    server = scan.dialect == "tsql"
    if words[0] == "EXECUTE" and words[1:2] != ["IMMEDIATE"] and not server:
        return list(run_text(scan, tokens[1:]))
    if words[0] == "PERFORM" or (words[0] == "SELECT" and not server):  # its INTO is a variable
        return list(functions_called(scan, tokens, words))
    if server and words[-1] == "END":  # a block needs no separator ahead of it
        tokens = tokens[:-1]
    return _inside(scan.statement(tokens))


def _inside(acts: tuple[Act, ...]) -> list[Act]:
    """The acts as they count in a body: a COMMIT lets what was before it stand, whether it comes to a
    ROLLBACK is not known."""
    return [
        COMMITTED[0] if a.kind == "transaction" else a
        for a in acts
        if a.kind != "read" and (a.kind != "transaction" or a.detail == "commit")
    ]


def perhaps(acts: list[Act]) -> list[Act]:
    """What may be made or not proves nothing about what is there (``scan.made``)."""
    return [replace(act, detail="if not exists") if act.kind == "create" else act for act in acts]


def procedural(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """IF, WHILE, DECLARE … outside of a routine (Transact-SQL, Oracle, BigQuery scripts)."""
    from guard.sql.unseparated import following

    total = len(words)
    at = following(words)
    if words[0] == "DECLARE":
        if "CURSOR" in words and "BEGIN" not in words:
            at = words.index("FOR") + 1 if "FOR" in words else total
            return scan.statement(tokens[at:]) or SESSION
        if at > 3 and words[1].startswith("@") and words[at - 2] == "=" and tokens[at - 1][0] == "'":
            scan.variables[words[1]] = tokens[at - 1][1:]
    found = [act for act in statements_in(scan, tokens) if act.kind != "session" or act.detail]
    while at < total and words[at - 1] in _STARTS:  # that one was read up to its end
        at = following(words, _index(words, at, (";",)))
    found.extend(_inside(scan.statement(tokens[at:])))
    return tuple(found if words[0] == "DECLARE" else perhaps(found)) or SESSION
