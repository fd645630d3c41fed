"""What each statement of a SQL text does, by its own scanner.

Catches: every statement whose head is not proven to read, stacked statements, data-modifying CTEs,
``EXPLAIN ANALYZE``, ``PREPARE``, ``DO`` bodies, dynamic ``EXECUTE``, MySQL's executable comments.
Caught: ``SELECT 1; DROP TABLE users`` → a read and a drop. Near miss: ``SELECT 'DROP TABLE users'`` → a read.
Anything that cannot be headed is *unknown*, never a read.

The tables of heads are in ``heads.py``; facts from the servers' manuals (PostgreSQL 15, MySQL 8,
MariaDB 10.11, SQLite 3, Transact-SQL, ClickHouse, Snowflake, BigQuery, Oracle).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.sql.acts import QUIET, Act, unknown
from guard.sql.heads import HEADS
from guard.sql.switches import connected, landed
from guard.sql.tokens import HOLE, Piece, grammar_of, pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.sql.acts import Moved
    from guard.sql.tokens import Grammar

DEPTH_LIMIT = 6
"""How deep texts may be held in texts (``EXECUTE 'DO $$ … $$'``)."""

NESTING_LIMIT = 40
"""How deep statements may stand in statements (CTEs in CTEs, bodies in bodies)."""


class Scan:
    """State that one text carries from statement to statement: names that it made, variables it set,
    statements it prepared, the database it switched to."""

    def __init__(self, dialect: str, client: str = "", depth: int = 0) -> None:
        self.dialect = dialect.lower()
        self.grammar: Grammar = grammar_of(dialect)
        self.client = client
        self.depth = depth
        self.made: set[str] = set()
        self.variables: dict[str, str] = {}
        self.prepared: dict[str, tuple[Act, ...]] = {}
        self.routines: dict[str, list[str]] = {}
        """The functions and procedures that the text has made, by name."""
        self.moved: Moved = ()
        """Where the text has switched to, as hints laid over the client's place (``switches.py``)."""
        self.attached: dict[str, Moved] = {}
        """Databases that the text attached, by their alias in lower case."""
        self.nesting = 0

    def text(self, text: str) -> Iterator[tuple[Act, ...]]:
        """The acts of each statement, in order, transactions not yet considered."""
        if self.depth > DEPTH_LIMIT:
            yield unknown("SQL nested too deeply in strings")
            return
        for piece in pieces(text, self.grammar, self.client):
            yield self.piece(piece)

    def piece(self, piece: Piece) -> tuple[Act, ...]:
        """The acts of one statement."""
        acts = self._marked(self.statement(piece.tokens), piece.start)
        unread = any(act.kind == "unknown" for act in acts)
        if "{" in piece.tokens and not unread and _is_templated(piece.tokens):
            why = "a template that is filled in later"
            acts += (Act("unknown", "statement", detail=why, start=piece.start),)
        if piece.broken:
            acts += (Act("unknown", "statement", detail=piece.broken, start=piece.start),)
        return acts

    def _marked(self, acts: tuple[Act, ...], start: int) -> tuple[Act, ...]:
        marked = []
        for act in acts:
            name = act.name.lower()
            own = bool(name) and name in self.made
            if act.kind == "create" and name and act.detail != "if not exists":
                self.made.add(name)
            if start or own:
                act = replace(act, start=start, own=own or act.own)
            if act.kind in QUIET:
                marked.append(act)
            else:
                marked.extend(landed(self, act))
        return tuple(marked)

    def statement(self, tokens: list[str]) -> tuple[Act, ...]:
        """The acts of one statement's tokens."""
        if self.nesting > NESTING_LIMIT:
            return unknown("a statement nested too deeply in others")
        self.nesting += 1
        acts = self._statement(tokens)
        self.nesting -= 1
        return acts

    def _statement(self, tokens: list[str]) -> tuple[Act, ...]:
        words = [lexeme.upper() for lexeme in tokens]
        at = 0
        while at < len(words) and words[at] in "(":
            at += 1
        if at == len(words):
            return ()
        if at:
            tokens, words = tokens[at:], words[at:]
        head = words[0]
        if head[0] == "\\":
            if head == "\\C" or head == "\\CONNECT":
                connected(self, tokens[1])
            return (Act("client", name=tokens[0], detail=tokens[1]),)
        rule = HEADS.get(head)
        if rule is None:
            acts = self._unheaded(tokens, words)
        else:
            acts = rule(self, tokens, words)
        if self.routines and head in ("SELECT", "CALL", "EXEC", "EXECUTE", "WITH", "VALUES"):
            acts += self._called(tokens)
        if any(HOLE in lexeme for lexeme in tokens):
            acts += (Act("unknown", "statement", detail="a part of the SQL could not be resolved"),)
        if self.dialect in ("tsql", "sqlserver", "mssql"):
            acts += self._unseparated(tokens, words)
        return acts

    def _called(self, tokens: list[str]) -> tuple[Act, ...]:
        """What the bodies do of functions that the text has made and now calls."""
        by_name = tokens[0].upper() in ("CALL", "EXEC", "EXECUTE")
        called = [
            t.lower()
            for t, after in zip(tokens, (*tokens[1:], "(" if by_name else ""), strict=True)
            if after == "("
        ]
        acts: tuple[Act, ...] = ()
        for name in [n for n in self.routines if n in called]:
            text = max((t for t in self.routines.pop(name) if t[:1] == "'"), key=len, default="")[1:]
            if text.lstrip()[:5].upper() in ("BEGIN", "DECLA"):
                text = "DO $body_of_it$" + text + "$body_of_it$"
            acts += tuple(a for a in self.inner(text) if a.kind not in QUIET) if text else ()
        return acts

    def _unheaded(self, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
        if len(words) > 1 and words[1] == ":":  # a label
            return self.statement(tokens[2:])
        if words[0][0] in "'\"0123456789" or not any(word[0].isalpha() for word in words):
            if len(words) == 1 and words[0] in ("/", ";"):
                return ()
            return unknown("not a statement: " + " ".join(tokens[:3]).replace(HOLE, "⟨unresolved⟩")[:40])
        return unknown("a statement that begins with " + tokens[0][:30].replace(HOLE, "⟨unresolved⟩"))

    def _unseparated(self, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
        """Transact-SQL needs no ``;`` between statements: heads in the middle of one."""
        from guard.sql.heads import UNSEPARATED

        acts: tuple[Act, ...] = ()
        if words[0] in (
            "CREATE",
            "ALTER",
            "GRANT",
            "REVOKE",
            "DENY",
            "MERGE",
            "WITH",
            "IF",
            "WHILE",
            "DECLARE",
        ):
            return acts
        depth = 0
        for index in range(1, len(words)):
            word = words[index]
            if word == "(":
                depth += 1
            elif word == ")":
                depth -= 1
            elif (
                depth == 0
                and word in UNSEPARATED
                and words[index - 1] not in ("FOR", "ON", "AFTER", "AS", ",", ".", "=")
            ):
                rest = self.statement(tokens[index:])
                return acts + rest
        return acts

    def inner(self, text: str) -> tuple[Act, ...]:
        """The acts of SQL that is held in a string and executed."""
        scan = Scan(self.dialect, depth=self.depth + 1)
        scan.variables = self.variables
        return tuple(act for acts in scan.text(text) for act in acts)


def _is_templated(tokens: list[str]) -> bool:
    """``{{ name }}``, ``{% if %}``, ``${name}``, ``#{name}``: no server reads such braces."""
    before = ""
    for lexeme in tokens:
        if (lexeme == "{" and before[-1:] in ("{", "$", "#")) or (lexeme == "%" and before == "{"):
            return True
        before = lexeme
    return False


def scan(text: str, dialect: str = "postgres", client: str = "") -> tuple[Act, ...]:
    """Every act of a SQL text in order, those that the text itself takes back marked ``rolled_back``.

    Args:
        text: the SQL; ``HOLE`` stands for what could not be resolved.
        dialect: the server's (``postgres``, ``mysql``, ``sqlite``, ``tsql`` …); ``""`` where it is not known:
            then it is read in two ways and the worse counts.
        client: whose own lines are read too: ``psql``, ``mysql``, ``sqlite``, ``sqlcmd``.
    """
    if dialect:
        return _with_lifted(settled(tuple(Scan(dialect, client).text(text)), dialect), dialect)
    first = scan(text, "postgres", client)
    if not any(c in text for c in '\\`#"[!'):
        return first
    second = scan(text, "mysql", client)
    return first if weight(first) >= weight(second) else second


def weight(acts: tuple[Act, ...]) -> int:
    return sum(2 if act.kind != "unknown" else 1 for act in acts if act.kind not in QUIET)


_UNDONE = frozenset(
    (
        "update",
        "delete",
        "merge",
        "truncate",
        "drop",
        "alter-drop",
        "alter",
        "rename",
        "grant",
        "empower",
        "replace",
        "upsert",
    )
)
_IMPLICIT_COMMIT = frozenset(
    ("truncate", "drop", "alter-drop", "alter", "rename", "grant", "empower", "replace", "create")
)


def settled(statements: tuple[tuple[Act, ...], ...], dialect: str) -> tuple[Act, ...]:
    """The acts in order, those between BEGIN and ROLLBACK marked as taken back. A COMMIT, a change of
    connection, or MySQL's implicit commit before DDL lets what came before stand."""
    out: list[Act] = []
    opened = -1
    for acts in statements:
        for act in acts:
            if act.kind == "transaction":
                if act.detail == "begin":
                    opened = len(out) if opened < 0 else opened
                elif act.detail == "commit":
                    opened = -1
                elif act.detail == "rollback" and opened >= 0:
                    for index in range(opened, len(out)):
                        if out[index].kind in _UNDONE:
                            out[index] = replace(out[index], rolled_back=True)
                    opened = -1
            elif act.kind in ("client", "unknown", "call", "dynamic", "execute") or (
                dialect in ("mysql", "mariadb", "oracle") and act.kind in _IMPLICIT_COMMIT
            ):
                opened = -1
            out.append(act)
    return tuple(out)


def _with_lifted(acts: tuple[Act, ...], dialect: str) -> tuple[Act, ...]:
    if not any(act.kind in ("transaction", "unprotect") for act in acts):
        return acts
    from guard.sql.lifted import lifted

    return lifted(acts, dialect)
