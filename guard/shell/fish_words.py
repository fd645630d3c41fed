"""The words of fish: its quotes, escapes, variables and substitutions.

Facts: the fish language page, sections Quotes, Escaping Characters, Variable expansion, Command
substitution. Braces and globs are left in the Text.
"""

from __future__ import annotations

from guard.shell.lexer import Source
from guard.shell.nodes import Parameter, Substitution, Word
from guard.shell.words_syntax import NAME, add_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.nodes import Part, Script

STOP = frozenset(" \t\n;&|<>()'\"\\$\0")
END = frozenset(" \t\n;&|<>)\0")
DOUBLE = frozenset('"\\$\0')
ESCAPES = {"a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
DIGITS = {"x": (2, 16), "X": (2, 16), "u": (4, 16), "U": (8, 16), "o": (3, 8)}


class FishWords(Source):
    """Reads one word of fish at ``pos``."""

    if TYPE_CHECKING:

        def statements(self) -> Script: ...

    def word(self) -> Word:
        text = self.text
        start = i = self.pos
        parts: list[Part] = []
        while True:
            plain = i
            while text[i] not in STOP:
                i += 1
            if plain < i:
                add_text(parts, text[plain:i], False)
            c = text[i]
            if c in END:
                break
            if c == "'":
                i = self.single(parts, i)
            elif c == '"':
                i = self.double(parts, i)
            elif c == "$":
                i = self.dollar(parts, i, False)
            elif c == "(":
                i = self.substitution(parts, i, i + 1, False)
            else:
                i = self.escape(parts, i)
        if i == start:
            raise self.refuse("a word expected", i)
        self.pos = i
        return Word(tuple(parts), self.span(start, i))

    def single(self, parts: list[Part], i: int) -> int:
        r"""``'…'``, where ``\'`` and ``\\`` are escapes."""
        text = self.text
        pieces: list[str] = []
        j = i + 1
        while text[j] != "'":
            if j >= self.length:
                raise self.refuse("unterminated single quote", i)
            if text[j] == "\\" and text[j + 1] in "\\'":
                j += 1
            pieces.append(text[j])
            j += 1
        add_text(parts, "".join(pieces), True)
        return j + 1

    def double(self, parts: list[Part], i: int) -> int:
        """``"…"``, where ``$name`` and ``$(…)`` expand and parentheses alone do not."""
        text = self.text
        before = len(parts)
        self.enter(i)
        j = i + 1
        while True:
            plain = j
            while text[j] not in DOUBLE:
                j += 1
            if plain < j:
                add_text(parts, text[plain:j], True)
            c = text[j]
            if c == '"':
                break
            if c == "$":
                j = self.dollar(parts, j, True)
            elif c == "\\":
                follows = text[j + 1]
                if follows != "\n":
                    add_text(parts, follows if follows in '\\"$' else "\\", True)
                j += 2 if follows in '\\"$\n' else 1
            else:
                raise self.refuse("unterminated double quote", i)
        self.depth -= 1
        if len(parts) == before:
            add_text(parts, "", True)
        return j + 1

    def dollar(self, parts: list[Part], i: int, quoted: bool) -> int:
        """``$name``, ``$$name``, ``$name[…]``, ``$(…)``."""
        text = self.text
        if text[i + 1] == "(":
            return self.substitution(parts, i, i + 2, quoted)
        j = i
        while text[j] == "$":
            j += 1
        end = j
        while text[end] in NAME or (text[end].isalpha() and not text[end].isascii()):
            end += 1
        if end == j:
            if quoted and text[j] not in "({":
                raise self.refuse("'$' that names nothing", i)
            raise self.refuse("not fish: '$' and then something else than a name", i)
        name = text[j:end]
        sub: Word | None = None
        if text[end] == "[":
            sub, end = self.index(end)
        parts.append(Parameter(name, "", None, None, sub, False, j > i + 1, quoted, "", self.span(i, end)))
        return end

    def index(self, i: int) -> tuple[Word, int]:
        """``[…]`` after a variable: numbers, ranges, variables, substitutions."""
        text = self.text
        inner: list[Part] = []
        self.enter(i)
        j = i + 1
        while text[j] != "]":
            c = text[j]
            if c == "\0":
                raise self.refuse("unterminated index", i)
            if c == "$":
                j = self.dollar(inner, j, False)
            elif c == "(":
                j = self.substitution(inner, j, j + 1, False)
            elif c == '"':
                j = self.double(inner, j)
            else:
                add_text(inner, c, False)
                j += 1
        self.depth -= 1
        return Word(tuple(inner), self.span(i + 1, j)), j + 1

    def substitution(self, parts: list[Part], i: int, inside: int, quoted: bool) -> int:
        """``(…)`` and ``$(…)``, with an index after it read into the word as it stands."""
        self.enter(i)
        kept = self.pos
        self.pos = inside
        body = self.statements()
        if self.text[self.pos] != ")" or self.pos >= self.length:
            raise self.refuse("no matching ')'", i)
        end = self.pos + 1
        self.pos = kept
        self.depth -= 1
        parts.append(Substitution(body, quoted, self.span(i, end)))
        if self.text[end] == "[":
            sub, end = self.index(end)
            inner = [part for part in sub.parts if not hasattr(part, "text")]
            parts.extend(inner)
        return end

    def escape(self, parts: list[Part], i: int) -> int:
        """A backslash outside quotes."""
        text = self.text
        c = text[i + 1]
        if c == "\n":
            return i + 2
        if c in ESCAPES:
            add_text(parts, ESCAPES[c], True)
            return i + 2
        if c in DIGITS:
            width, base = DIGITS[c]
            j = i + 2
            while j < i + 2 + width and text[j] in "0123456789abcdefABCDEF"[: 8 if base == 8 else 22]:
                j += 1
            if j == i + 2:
                raise self.refuse("an escape without digits", i)
            code = int(text[i + 2 : j], base)
            add_text(parts, chr(code) if code < 0x110000 else "\ufffd", True)
            return j
        if c in "01234567":
            j = i + 2
            while j < i + 4 and text[j] in "01234567":
                j += 1
            add_text(parts, chr(int(text[i + 1 : j], 8)), True)
            return j
        if c == "c":
            add_text(parts, chr(ord(text[i + 2]) & 31), True)
            return i + 3
        if c == "\0":
            raise self.refuse("a backslash at the end", i)
        add_text(parts, c, True)
        return i + 2
