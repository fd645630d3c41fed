"""SQL text → statements → tokens, in the way the server (and the client in front of it) reads it.

A token is a ``str`` whose first character says what it is: a letter begins a word (as written), ``'`` a
string's content, ``"`` a quoted identifier's content, a digit a number, ``HOLE`` a piece of the text that
could not be resolved, anything else is punctuation. Comments are gone; MySQL's executable comments
(``/*!50000 … */``) are not comments and stay.

Facts: PostgreSQL manual 4.1 (nested comments, dollar quotes, ``E''``, no backslashes in ``''``), MySQL
reference manual 9.1.1, 9.6 (backslashes, ``#``, ``-- ``, ``/*!``), SQLite ``lang_keywords.html``,
Transact-SQL (brackets, ``GO``), psql(1), mysql(1) (``DELIMITER``).
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.sql.quotes import alone, comment, dollar_quoted, line_end, opens_name, prefixed, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HOLE = "\ue000"
"""Stands in a text for a piece that could not be resolved."""
TOKEN_LIMIT = 20_000
"""Tokens of one statement that are kept; the rest of it is read but not stored."""

_ASCII = "".join(chr(c) if chr(c).isalnum() or chr(c) in "_$@#" else " " for c in range(128))
_MASK = {c: (ord("a") if _ASCII[c] != " " else ord(" ")) for c in range(128)}
_MASK[ord(HOLE)] = ord(" ")
_BLANK = " \t\n\r\f\v"


@frozen
class Grammar:
    """What differs between the lexers of two servers."""

    name: str
    backslash: bool = False
    """A backslash escapes inside ``'…'``."""
    double_string: bool = False
    """``"…"`` is a string, not an identifier."""
    dollar: bool = False
    """``$tag$ … $tag$`` is a string."""
    nested: bool = False
    """Block comments nest."""
    hash_comment: bool = False
    slash_comment: bool = False
    dash_needs_blank: bool = False
    """``--`` begins a comment only before a blank (MySQL)."""
    executable_comment: bool = False
    brackets: bool = False
    """``[name]`` is an identifier."""
    routine: tuple[str, ...] = ("FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "PACKAGE", "PROC")
    """Objects whose ``CREATE`` holds a body with ``;`` up to its ``END``."""


_PG = Grammar("postgres", dollar=True, nested=True, routine=("FUNCTION", "PROCEDURE"))
_MY = Grammar(
    "mysql",
    backslash=True,
    double_string=True,
    hash_comment=True,
    dash_needs_blank=True,
    executable_comment=True,
)
_MS = Grammar("tsql", brackets=True, nested=True)
GRAMMARS = {
    "postgres": _PG,
    "postgresql": _PG,
    "redshift": _PG,
    "cockroach": _PG,
    "mysql": _MY,
    "mariadb": _MY,
    "sqlite": Grammar("sqlite", brackets=True, routine=("TRIGGER",)),
    "duckdb": Grammar("duckdb", dollar=True, nested=True, routine=()),
    "tsql": _MS,
    "mssql": _MS,
    "sqlserver": _MS,
    "oracle": Grammar("oracle"),
    "clickhouse": Grammar("clickhouse", backslash=True, hash_comment=True, routine=()),
    "snowflake": Grammar("snowflake", backslash=True, dollar=True, slash_comment=True),
    "bigquery": Grammar("bigquery", backslash=True, double_string=True, hash_comment=True),
    "spark": Grammar("spark", backslash=True, double_string=True, routine=()),
    "cql": Grammar("cql", slash_comment=True, dollar=True, routine=()),
}


def grammar_of(dialect: str) -> Grammar:
    """The lexer for a dialect; Postgres' for one that is not known."""
    return GRAMMARS.get(dialect.lower(), _PG)


class Piece:
    """One statement's tokens and where it stands."""

    __slots__ = ("broken", "end", "start", "tokens")

    def __init__(self, tokens: list[str], start: int, end: int, broken: str = "") -> None:
        self.tokens = tokens
        self.start = start
        self.end = end
        self.broken = broken
        """Why it could not be read to its end, empty where it could."""


class Ahead:
    """What a text that is read in parts carries from part to part.

    ``delimiter`` is what ends a statement; ``skip`` answers where a statement that only adds rows of literals
    ends (its own position where it does not know, -1 where the end is not in this part), and ``last`` says
    that no part follows.
    """

    __slots__ = ("delimiter", "last", "skip")

    def __init__(self, skip: Callable[[str, int], int] | None = None) -> None:
        self.delimiter = ";"
        self.last = False
        self.skip = skip


def pieces(
    text: str, grammar: Grammar, client: str = "", depth: int = 0, ahead: Ahead | None = None
) -> Iterator[Piece]:
    """The statements of a text. ``client`` adds what a client reads itself: ``psql``, ``mysql``,
    ``sqlite`` and ``sqlcmd`` take lines of their own; they come as a piece whose first lexeme begins with
    a backslash (``\\\\!``, ``\\\\copy``, ``\\\\.shell``) and whose second is the rest of the line."""
    from guard.sql import lines

    mask = text.translate(_MASK)
    total = len(text)
    tokens: list[str] = []
    start = position = 0
    delimiter = ahead.delimiter if ahead is not None else ";"
    skip = ahead.skip if ahead is not None else None
    inside = False
    command_of = lines.READERS.get(client)
    find = mask.find
    append = tokens.append
    while position < total:
        c = text[position]
        if c in _BLANK:
            position += 1
            continue
        if command_of is not None:
            line = command_of(text, position, not tokens)
            if line is not None:
                name, rest, after, ends = line
                if ends and tokens:
                    yield Piece(tokens, start, position)
                    tokens = []
                    append = tokens.append
                if name == "\\delimiter":
                    delimiter = rest or ";"
                    if ahead is not None:
                        ahead.delimiter = delimiter
                elif name:
                    yield Piece([name, rest], position, after)
                position = after
                continue
        if delimiter != ";" and text.startswith(delimiter, position):
            yield from _resplit(tokens, start, position, grammar)
            position += len(delimiter)
            tokens = []
            append = tokens.append
            continue
        if not tokens:
            start = position
            if skip is not None and c in "iI" and delimiter == ";":
                after = skip(text, position)
                if after < 0 and ahead is not None and not ahead.last:
                    yield Piece(["INSERT"], position, total)
                    return
                if after > position:
                    position = after
                    continue
        if mask[position] == "a" or (c > "\x7f" and c != HOLE):
            end = find(" ", position)
            if end < 0:
                end = total
            word = text[position:end]
            if c == "$" or "$" in word:
                if grammar.dollar and c == "$":
                    string, end = dollar_quoted(text, position, end)
                    append(string)
                    position = end
                    continue
            elif c == "#" and grammar.hash_comment:
                position = line_end(text, position)
                continue
            if end < total and text[end] == "'" and len(word) <= 2:
                prefix = word.upper()
                if prefix in ("E", "N", "B", "X", "U", "R", "Q", "NQ"):
                    string, end, closed = prefixed(text, end, prefix, grammar)
                    append(string)
                    if not closed:
                        yield Piece(tokens, start, total, "a string that does not end")
                        return
                    position = end
                    continue
            if not tokens and not command_of and word in ("GO", "go", "Go"):
                position = end
                continue
            if c in "uU" and len(word) == 1 and text.startswith('&"', end):  # U&"name": one identifier
                string, position, closed = quoted(text, end + 1, '"', False)
                append('"' + string)
                if not closed:
                    yield Piece(tokens, start, total, "a quoted name that does not end")
                    return
                continue
            if len(tokens) < TOKEN_LIMIT:
                append(word)
            position = end
            continue
        if c == ";" and delimiter == ";":
            inside = bool(tokens) and (
                (inside and "END" not in (tokens[-1].upper(), tokens[-2].upper()))
                or _inside_body(tokens, grammar)
            )
            if inside:
                append(c)
                position += 1
                continue
            position += 1
            if tokens:
                yield Piece(tokens, start, position)
                if is_copy_from_stdin(tokens):
                    position = _after_data(text, position)
            tokens = []
            append = tokens.append
            continue
        if c == "-" and text.startswith("--", position):
            following = text[position + 2 : position + 3]
            if not grammar.dash_needs_blank or not following or following <= " ":
                position = line_end(text, position)
                continue
        elif c == "/":
            if text.startswith("/*", position):
                inner, position, closed = comment(text, position, grammar)
                if inner and depth > 3:
                    yield Piece(tokens, start, total, "executable comments nested too deeply")
                    return
                if inner:
                    if inner.lstrip()[:1] == ";" and tokens:
                        yield Piece(tokens, start, position)
                        tokens = []
                        append = tokens.append
                    for piece in pieces(inner, grammar, "", depth + 1):
                        tokens.extend((*piece.tokens, ";"))
                    if tokens and tokens[-1] == ";":
                        tokens.pop()
                if not closed:
                    yield Piece(tokens, start, total, "a comment that does not end")
                    return
                continue
            if grammar.slash_comment and text.startswith("//", position):
                position = line_end(text, position)
                continue
            if grammar.name == "oracle" and alone(text, position):
                position += 1
                if tokens:
                    yield Piece(tokens, start, position)
                    tokens = []
                    append = tokens.append
                continue
        elif c == "'" or (c == '"' and grammar.double_string):
            string, position, closed = quoted(text, position, c, grammar.backslash)
            if len(tokens) < TOKEN_LIMIT:
                append("'" + string)
            if not closed:
                yield Piece(tokens, start, total, "a string that does not end")
                return
            continue
        elif c in '"`' or (c == "[" and grammar.brackets and opens_name(text, position)):
            string, position, closed = quoted(text, position, "]" if c == "[" else c, False)
            append('"' + string)
            if not closed:
                yield Piece(tokens, start, total, "a quoted name that does not end")
                return
            continue
        if len(tokens) < TOKEN_LIMIT:
            append(c)
        position += 1
    if tokens:
        yield Piece(
            tokens,
            start,
            total,
            "a body without END" if grammar.name != "tsql" and _inside_body(tokens, grammar) else "",
        )


def _resplit(tokens: list[str], start: int, end: int, grammar: Grammar) -> Iterator[Piece]:
    """What a changed DELIMITER held together: the server still sees every ``;`` of it, unless it is the
    body of a routine."""
    if tokens and _is_routine(tokens, grammar):
        yield Piece(tokens, start, end)
        return
    current: list[str] = []
    for lexeme in tokens:
        if lexeme == ";":
            if current:
                yield Piece(current, start, end)
            current = []
        else:
            current.append(lexeme)
    if current:
        yield Piece(current, start, end)


def _is_routine(tokens: list[str], grammar: Grammar) -> bool:
    if tokens[0].upper() not in ("CREATE", "ALTER", "REPLACE"):
        return False
    return any(lexeme.upper() in grammar.routine for lexeme in tokens[1:9])


def _inside_body(tokens: list[str], grammar: Grammar) -> bool:
    """Whether a ``;`` here stands in the body of a routine whose END has not come."""
    if tokens[0][0] not in "cCaArRbBdD" or not grammar.routine:
        return False
    head = tokens[0].upper()
    if grammar.name == "oracle" and head in ("BEGIN", "DECLARE"):
        return _open_blocks(tokens, head == "DECLARE")
    if not _is_routine(tokens, grammar):
        return False
    if grammar.name == "tsql":
        return True
    return _open_blocks(tokens, False)


def _open_blocks(tokens: list[str], declared: bool) -> bool:
    depth = 0
    previous = ""
    seen = False
    for lexeme in tokens:
        word = lexeme.upper()
        if word in ("BEGIN", "CASE") and previous != "END":
            depth += 1
            seen = True
        elif previous == "END" and word not in ("IF", "LOOP", "WHILE", "REPEAT", "FOR"):
            depth -= 1
        previous = word
    if previous == "END":
        depth -= 1
    return depth > 0 or (declared and not seen)


def is_copy_from_stdin(tokens: list[str]) -> bool:
    """``COPY … FROM stdin``: its rows follow in the text."""
    if tokens[0].upper() != "COPY":
        return False
    words = [lexeme.upper() for lexeme in tokens]
    return "STDIN" in words and "FROM" in words


def _after_data(text: str, position: int) -> int:
    """Past the rows that follow ``COPY … FROM stdin;`` in a script."""
    end = text.find("\n\\.", position)
    return len(text) if end < 0 else end + 3
