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

from guard.sql.lines import READERS
from guard.sql.quotes import alone, comment, dollar_quoted, line_end, opens_name, prefixed, quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.sql.grammars import Grammar
    from guard.sql.lines import Line

HOLE = "\ue000"
"""Stands in a text for a piece that could not be resolved."""
TOKEN_LIMIT = 20_000
"""Tokens of one statement that are kept; the rest of it is read but not stored."""

_ASCII = "".join(chr(c) if chr(c).isalnum() or chr(c) in "_$@#" else " " for c in range(128))
_MASK = {c: (ord("a") if _ASCII[c] != " " else ord(" ")) for c in range(128)}
_MASK[ord(HOLE)] = ord(" ")
_MASK_OF_HASH = {**_MASK, ord("#"): ord(" ")}
"""Where ``#`` begins a comment, it does so in the middle of what looks like a word, too."""
_BLANK = " \t\n\r\f\v"


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
    return Lexer(text, grammar, client, depth, ahead).pieces()


class Lexer:
    """One text while it is read.

    Each method that reads a lexeme takes where it begins and answers where what follows begins. A statement
    that has ended is laid into ``ready``; what cannot be read on says so by ``_break``.
    """

    __slots__ = (
        "ahead", "apart", "broken", "delimiter", "depth", "grammar", "inside", "mask", "reader", "ready",
        "start", "text", "tokens", "total",
    )  # fmt: skip

    def __init__(self, text: str, grammar: Grammar, client: str, depth: int, ahead: Ahead | None) -> None:
        self.text = text
        self.total = len(text)
        self.mask = text.translate(_MASK_OF_HASH if grammar.hash_comment else _MASK) + " "
        """The text with a blank for whatever stands in no word, and one behind it."""
        self.grammar = grammar
        self.reader = READERS.get(client)
        self.depth = depth
        """How many executable comments are around the text."""
        self.ahead = ahead
        self.delimiter = ahead.delimiter if ahead is not None else ";"
        self.apart = self.delimiter != ";" or (ahead is not None and ahead.skip is not None)
        """Whether ``_aside`` has something to look for."""
        self.tokens: list[str] = []
        """Those of the statement that is open; it begins at ``start``."""
        self.start = 0
        self.inside = False
        """Whether the last ``;`` stood in the body of a routine."""
        self.ready: list[Piece] = []
        self.broken = ""

    def pieces(self) -> Iterator[Piece]:
        """The statements, in order."""
        text, total, mask = self.text, self.total, self.mask
        reader, marks, ready = self.reader, _MARKS, self.ready
        position = 0
        while position < total:
            c = text[position]
            if c in _BLANK:
                position += 1
                continue
            if reader is not None and (line := reader(text, position, not self.tokens)) is not None:
                yield from self._line(line, position)
                position = line[2]
                continue
            if not self.tokens:
                self.start = position
            if self.apart and (after := self._aside(position)) > position:
                position = after
            elif mask[position] != " ":
                position = self._word(position)
                continue
            elif c in marks:
                position = marks[c](self, position)
            else:
                position = self._mark(position)
                continue
            if ready:
                yield from ready
                ready.clear()
        if self.broken:
            yield Piece(self.tokens, self.start, total, self.broken)
        elif self.tokens:
            unended = self.grammar.name != "tsql" and _inside_body(self.tokens, self.grammar)
            yield Piece(self.tokens, self.start, total, "a body without END" if unended else "")

    def _line(self, line: Line, position: int) -> Iterator[Piece]:
        """A line of the client's own; some end the statement before them."""
        name, rest, after, ends = line
        if ends and self.tokens:
            yield Piece(self._taken(), self.start, position)
        if name == "\\delimiter":
            self.delimiter = rest or ";"
            self.apart = True
            if self.ahead is not None:
                self.ahead.delimiter = self.delimiter
        elif name:
            yield Piece([name, rest], position, after)

    def _aside(self, position: int) -> int:
        """Past a delimiter that was chosen, or past a statement that only adds rows of literals; the same
        position where neither stands there."""
        text, ahead = self.text, self.ahead
        if self.delimiter != ";":
            if not text.startswith(self.delimiter, position):
                return position
            self.ready.extend(_resplit(self._taken(), self.start, position, self.grammar))
            return position + len(self.delimiter)
        if self.tokens or ahead is None or ahead.skip is None or text[position] not in "iI":
            return position
        after = ahead.skip(text, position)
        if after >= 0 or ahead.last:
            return after
        self.ready.append(Piece(["INSERT"], position, self.total))
        return self.total

    def _word(self, position: int) -> int:
        end = self.mask.index(" ", position)
        word = self.text[position:end]
        if end - position < 3 or word[0] == "$":
            return self._short_word(word, position, end)
        if len(self.tokens) < TOKEN_LIMIT:
            self.tokens.append(word)
        return end

    def _short_word(self, word: str, position: int, end: int) -> int:
        """A word that may be more, by its first letter or by what follows it: the beginning of a string or
        of a quoted name, the ``GO`` between two batches."""
        text, grammar = self.text, self.grammar
        if word[0] == "$" and grammar.dollar:
            string, end = dollar_quoted(text, position, end)
            self.tokens.append(string)
            return end
        following = text[end : end + 1]
        if following == "'" and len(word) < 3 and (prefix := word.upper()) in _PREFIXES:
            string, end, closed = prefixed(text, end, prefix, grammar)
            self.tokens.append(string)
            return end if closed else self._break("a string that does not end")
        if word in _GO and not self.tokens and self.reader is None:
            return end
        if following == "&" and word in ("u", "U") and text.startswith('&"', end):  # U&"name": one identifier
            return self._name(end + 1)
        if len(self.tokens) < TOKEN_LIMIT:
            self.tokens.append(word)
        return end

    def _mark(self, position: int) -> int:
        """One character of punctuation."""
        if len(self.tokens) < TOKEN_LIMIT:
            self.tokens.append(self.text[position])
        return position + 1

    def _semicolon(self, position: int) -> int:
        tokens = self.tokens
        if self.delimiter != ";":
            return self._mark(position)
        self.inside = bool(tokens) and (
            (self.inside and "END" not in (tokens[-1].upper(), tokens[-2].upper()))
            or _inside_body(tokens, self.grammar)
        )
        position += 1
        if self.inside:
            tokens.append(";")
        elif tokens:
            self._end(position)
            if is_copy_from_stdin(tokens):
                return _after_data(self.text, position)
        return position

    def _dash(self, position: int) -> int:
        if self.text.startswith("--", position):
            following = self.text[position + 2 : position + 3]
            if not self.grammar.dash_needs_blank or not following or following <= " ":
                return line_end(self.text, position)
        return self._mark(position)

    def _hash(self, position: int) -> int:
        """The beginning of a comment, where it stands in no word; ``name_#{x}`` is a template."""
        if self.mask[position - 1] != " " and self.text.startswith("#{", position):
            return self._mark(position)
        return line_end(self.text, position)

    def _slash(self, position: int) -> int:
        text, grammar = self.text, self.grammar
        if text.startswith("/*", position):
            return self._comment(position)
        if grammar.slash_comment and text.startswith("//", position):
            return line_end(text, position)
        if grammar.name == "oracle" and alone(text, position):
            self._end(position + 1)
            return position + 1
        return self._mark(position)

    def _comment(self, position: int) -> int:
        """Past a comment; what the server executes of it counts."""
        inner, end, closed = comment(self.text, position, self.grammar)
        if inner:
            if self.depth > 3:
                return self._break("executable comments nested too deeply")
            if inner.lstrip()[:1] == ";":
                self._end(end)
            for piece in pieces(inner, self.grammar, "", self.depth + 1):
                self.tokens.extend((*piece.tokens, ";"))
            if self.tokens and self.tokens[-1] == ";":
                self.tokens.pop()
        return end if closed else self._break("a comment that does not end")

    def _string(self, position: int) -> int:
        text = self.text
        string, end, closed = quoted(text, position, text[position], self.grammar.backslash)
        if len(self.tokens) < TOKEN_LIMIT:
            self.tokens.append("'" + string)
        return end if closed else self._break("a string that does not end")

    def _double_quote(self, position: int) -> int:
        return self._string(position) if self.grammar.double_string else self._name(position)

    def _bracket(self, position: int) -> int:
        if self.grammar.brackets and opens_name(self.text, position):
            return self._name(position)
        return self._mark(position)

    def _name(self, position: int) -> int:
        """A quoted name."""
        quote = self.text[position]
        string, end, closed = quoted(self.text, position, "]" if quote == "[" else quote, False)
        self.tokens.append('"' + string)
        return end if closed else self._break("a quoted name that does not end")

    def _end(self, end: int) -> None:
        """The statement that is open, if there is one, ends."""
        if self.tokens:
            self.ready.append(Piece(self._taken(), self.start, end))

    def _taken(self) -> list[str]:
        """The tokens of the statement that ends; the next one has none yet."""
        tokens, self.tokens, self.inside = self.tokens, [], False
        return tokens

    def _break(self, why: str) -> int:
        """Nothing is read any more; what is open is the last statement."""
        self.broken = why
        return self.total


_PREFIXES = frozenset(("E", "N", "B", "X", "U", "R", "Q", "NQ"))
"""What a string may have before it."""
_GO = ("GO", "go", "Go")
_MARKS: dict[str, Callable[[Lexer, int], int]] = {
    ";": Lexer._semicolon, "-": Lexer._dash, "#": Lexer._hash, "/": Lexer._slash, "'": Lexer._string,
    '"': Lexer._double_quote, "`": Lexer._name, "[": Lexer._bracket,
}  # fmt: skip
"""Punctuation that is more than itself."""


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
