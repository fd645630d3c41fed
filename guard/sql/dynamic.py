"""Statements that run statements: PREPARE, EXECUTE, CALL, DO, and procedural bodies."""

from __future__ import annotations

from guard.frozen import replace
from guard.sql.acts import Act, named, unknown
from guard.sql.functions import SIDE_EFFECTS
from guard.sql.names import name_at
from guard.sql.queries import READ, SESSION, functions_called, matching
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
    if scan.dialect in ("tsql", "sqlserver", "mssql"):
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
    return named("call", "procedure", name_at(tokens, at)[0])


def call(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    return functions_called(scan, tokens, words) or named("call", "procedure", name_at(tokens, 1)[0])


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
     "SHUTDOWN", "BACKUP", "RESTORE")
)  # fmt: skip


def statements_in(scan: Scan, tokens: list[str]) -> tuple[Act, ...]:
    """The statements inside a procedural body, each taken as run."""
    found: list[Act] = []
    words = [lexeme.upper() for lexeme in tokens]
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
                found.extend(execute(scan, tokens[at:end],
                words[at:end]) if words[at + 1 : at + 2] == ["IMMEDIATE"]
                             else run_text(scan, tokens[at + 1 : end]))  # fmt: skip
            elif head in ("PERFORM", "SELECT"):
                found.extend(a for a in functions_called(scan, tokens[at:end], words[at:end]))
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
            found.extend(run_text(scan, tokens[at + 1 : end]))
            at = end
            continue
        if at + 1 < total and words[at + 1] == "(" and words[at] in SIDE_EFFECTS:
            found.extend(
                functions_called(
                    scan, tokens[at : matching(words, at + 1) + 1], words[at : matching(words, at + 1) + 1]
                )
            )
        if words[at] in WRITES and at and words[at - 1] in ("IN", "(", "AS"):
            end = at + 1
            while end < total and words[end] not in (";", "LOOP", ")"):
                end += 1
            found.extend(scan.statement(tokens[at:end]))
            at = end
            continue
        at += 1
    return tuple(found) or (Act("session", "block"),)


def procedural(scan: Scan, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
    """IF, WHILE, DECLARE … outside of a routine (Transact-SQL, Oracle, BigQuery scripts)."""
    if words[0] == "DECLARE":
        if "CURSOR" in words and "BEGIN" not in words:
            at = words.index("FOR") + 1 if "FOR" in words else len(words)
            return scan.statement(tokens[at:]) if at < len(words) else SESSION
        if len(words) > 3 and words[1].startswith("@") and words[-2] == "=" and tokens[-1][0] == "'":
            scan.variables[words[1]] = tokens[-1][1:]
        if "BEGIN" not in words:
            return SESSION
    body = ["BEGIN", *tokens] if words[0] not in ("DECLARE",) else tokens
    found: list[Act] = [a for a in statements_in(scan, body) if a.kind != "session"]
    for index in range(1, len(words)):
        if (
            words[index] in ("DROP", "TRUNCATE", "DELETE", "UPDATE", "EXEC", "INSERT", "ALTER")
            and words[index - 1] not in _STARTS
        ):
            found.extend(scan.statement(tokens[index:]))
            break
    return tuple(found) or SESSION
