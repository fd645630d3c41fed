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
from guard.sql.acts import OF_OWN, QUIET, Act, unknown
from guard.sql.dynamic import procedural
from guard.sql.grammars import grammar_of
from guard.sql.heads import HEADS
from guard.sql.queries import COMMITS
from guard.sql.switches import connected, landed
from guard.sql.tokens import HOLE, TOKEN_LIMIT, Piece, pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guard.sql.acts import Moved
    from guard.sql.grammars import Grammar

DEPTH_LIMIT = 6
"""How deep texts may be held in texts (``EXECUTE 'DO $$ … $$'``)."""

NESTING_LIMIT = 40
"""How deep statements may stand in statements (CTEs in CTEs, bodies in bodies)."""


class Scan:
    """State that one text carries from statement to statement: names that it made, variables it set,
    statements it prepared, the database it switched to."""

    def __init__(self, dialect: str, client: str = "", depth: int = 0) -> None:
        self.grammar: Grammar = grammar_of(dialect)
        self.dialect = "tsql" if self.grammar.name == "tsql" else dialect.lower()
        self.client = client
        self.depth = depth
        self.made: set[str] = set()
        self.variables: dict[str, str] = {}
        self.prepared: dict[str, tuple[Act, ...]] = {}
        self.routines: dict[str, list[list[str]]] = {}
        """The functions and procedures that the text has made, by name (``routines.py``)."""
        self.bodies: dict[tuple[str, int], tuple[Act, ...]] = {}
        """What they do, where one was called."""
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
        acts: tuple[Act, ...] = ()
        for tokens in self._by_database(piece.tokens):
            acts += self._marked(self.statement(tokens), piece.start)
        unread = any(act.kind == "unknown" for act in acts)
        if "{" in piece.tokens and not unread and _is_templated(piece.tokens):
            why = "a template that is filled in later"
            acts += (Act("unknown", "statement", detail=why, start=piece.start),)
        if piece.broken:
            acts += (Act("unknown", "statement", detail=piece.broken, start=piece.start),)
        if self.dialect == "tsql" and len(piece.tokens) >= TOKEN_LIMIT:
            why = "what may follow in so long a statement"
            acts += (Act("unknown", "statement", detail=why, start=piece.start),)
        return acts

    def _by_database(self, tokens: list[str]) -> Iterable[list[str]]:
        if self.dialect != "tsql":
            return (tokens,)
        from guard.sql.unseparated import by_database

        return by_database(tokens)

    def _marked(self, acts: tuple[Act, ...], start: int) -> tuple[Act, ...]:
        marked = []
        for act in acts:
            name = act.name.lower()
            temporary = self.dialect == "tsql" and name[:1] in ("#", "@") and name[:2] != "##"
            own = temporary or name in self.made
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
        words = [lexeme.upper() for lexeme in tokens]
        acts: list[Act] = []
        start = 0
        while start < len(words):
            end = self._end(words, start)
            acts.extend(self._statement(tokens[start:end], words[start:end]))
            start = end
        self.nesting -= 1
        return tuple(acts)

    def _end(self, words: list[str], start: int) -> int:
        """Where the statement that starts there ends; procedural ones (IF, DECLARE …) see to that alone."""
        if self.dialect != "tsql" or HEADS.get(words[start]) is procedural:
            return len(words)
        from guard.sql.unseparated import following

        return following(words, start + 1, start)

    def _statement(self, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
        at = 0
        while at < len(words) and words[at] == "(":
            at += 1
        if at == len(words):
            return ()
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
        if any(HOLE in lexeme for lexeme in tokens):
            acts += (Act("unknown", "statement", detail="a part of the SQL could not be resolved"),)
        return acts

    def _unheaded(self, tokens: list[str], words: list[str]) -> tuple[Act, ...]:
        if len(words) > 1 and words[1] == ":":  # a label
            return self.statement(tokens[2:])
        if words == ["/"]:  # it sends the block before it, where the dialect is not known to be Oracle's
            return ()
        return unknown("a statement that begins with " + tokens[0][:30].replace(HOLE, "⟨unresolved⟩"))

    def inner(self, text: str) -> tuple[Act, ...]:
        """The acts of SQL that is held in a string and executed."""
        scan = Scan(self.dialect, depth=self.depth + 1)
        scan.variables, scan.routines, scan.bodies = self.variables, self.routines, self.bodies
        scan.moved, scan.attached = self.moved, self.attached
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
        reading = Scan(dialect, client)
        acts = settled(tuple(reading.text(text)), reading.dialect)
        return _with_lifted(acts, reading.dialect)
    first = scan(text, "postgres", client)
    if not (any(sign in text for sign in _READ_OTHERWISE) or any(act.rolled_back for act in first)):
        return first
    second = scan(text, "mysql", client)
    return first if weight(first) >= weight(second) else second


_READ_OTHERWISE = ("\\", "#", '"', "/*", "--")
"""What PostgreSQL and MySQL do not read alike: escapes, comments, strings in double quotes."""


def weight(acts: tuple[Act, ...]) -> int:
    """How much a reading says is changed for good."""
    return sum(
        2 if act.kind != "unknown" else 1
        for act in acts
        if not (act.kind in QUIET or act.rolled_back or (act.own and act.kind in OF_OWN))
    )


_DEFINES = frozenset(
    ("truncate", "drop", "alter-drop", "alter", "rename", "grant", "empower", "replace", "create")
)
_UNDONE = (_DEFINES - {"create"}) | {"update", "delete", "merge", "upsert"}
"""What a rollback takes back where DDL is a part of transactions."""
_MYSQL = _DEFINES | {"maintenance", "exclusive", "stop"}
_COMMITS = {
    "mysql": _MYSQL, "mariadb": _MYSQL, "snowflake": _DEFINES, "redshift": frozenset(("truncate",)),
}  # fmt: skip
"""Servers → what ends an open transaction by itself, so that no rollback takes back what was before it."""


def settled(statements: tuple[tuple[Act, ...], ...], dialect: str) -> tuple[Act, ...]:
    """The acts in order, those between BEGIN and ROLLBACK marked as taken back. A COMMIT, a change of
    connection, or an implicit commit (MySQL's before DDL) lets what came before stand."""
    out: list[Act] = []
    opened = -1
    for acts in statements:
        for act in acts:
            if act.kind == "transaction":
                if act.detail == "begin":  # in MySQL one more ends the one that is open
                    opened = len(out) if opened < 0 or dialect in ("mysql", "mariadb") else opened
                elif act.detail == "commit":
                    opened = -1
                elif act.detail == "rollback" and opened >= 0:
                    for index in range(opened, len(out)):
                        if out[index].kind in _UNDONE:
                            out[index] = replace(out[index], rolled_back=True)
                    opened = -1
            elif (
                act.kind in ("client", "unknown", "call", "dynamic", "execute")
                or act.detail == COMMITS
                or act.kind in _COMMITS.get(dialect, ())
            ):
                opened = -1
            out.append(act)
    return tuple(out)


def _with_lifted(acts: tuple[Act, ...], dialect: str) -> tuple[Act, ...]:
    if not any(act.kind in ("transaction", "unprotect") for act in acts):
        return acts
    from guard.sql.lifted import lifted

    return lifted(acts, dialect)
