"""``[[ … ]]``: operands and operators in order.

Facts: bash manual 3.2.5.2 and 6.4. Precedence is nobody's question here, so terms come in a row.
"""

from __future__ import annotations

from guard.shell.commands import Commands
from guard.shell.lexer import META
from guard.shell.nodes import Condition, Text, Word
from guard.shell.words_syntax import REGEX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.nodes import Command, Part

BINARY = frozenset(
    ("=", "==", "!=", "=~", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef")
)
UNARY = frozenset("-" + c for c in "abcdefghknoprstuvwxzGLNORS")


class Conditions(Commands):
    """Adds the conditional command."""

    def condition(self, start: int) -> Command:
        self.pos += 2
        words: list[Word] = []
        self.either(words)
        self.lines()
        if not self.text.startswith("]]", self.pos) or self.text[self.pos + 2] not in META:
            raise self.refuse(f"']]' expected, not {self.here()}")
        self.pos += 2
        redirects = self.redirects()
        return Condition(tuple(words), redirects, self.span(start, self.pos))

    def sign(self, words: list[Word], operator: str) -> None:
        """Take an operator of ``[[ ]]`` at ``pos`` into the list."""
        at = self.pos
        self.pos += len(operator)
        words.append(Word((Text(operator),), self.span(at, self.pos)))

    def either(self, words: list[Word]) -> None:
        """Terms joined by ``&&`` and ``||``; precedence is nobody's question here."""
        text = self.text
        while True:
            self.term(words)
            self.lines()
            operator = text[self.pos : self.pos + 2]
            if operator != "&&" and operator != "||":
                return
            self.sign(words, operator)

    def term(self, words: list[Word]) -> None:
        """``! term``, ``( … )``, ``-f word``, ``word``, ``word op word``."""
        self.count()
        text = self.text
        c = self.lines()
        while c == "!" and text[self.pos + 1] in META:
            self.sign(words, "!")
            c = self.lines()
        if c == "(":
            self.enter(self.pos)
            self.sign(words, "(")
            self.either(words)
            if self.lines() != ")":
                raise self.refuse(f"')' expected in [[ ]], not {self.here()}")
            self.sign(words, ")")
            self.depth -= 1
            return
        word = self.operand()
        words.append(word)
        c = self.blanks()
        if word.literal in UNARY and not self.closes_alone(c):
            words.append(self.operand())
            return
        operator = self.binary()
        if operator:
            self.sign(words, operator)
            self.blanks()
            words.append(self.regex() if operator == "=~" else self.operand())

    def closes_alone(self, c: str) -> bool:
        """Whether a unary operator stands alone, as a word: never in bash."""
        return False

    def at_end(self) -> bool:
        return self.text.startswith("]]", self.pos) and self.text[self.pos + 2] in META

    def operand(self) -> Word:
        if self.at_end():
            raise self.refuse("an operand expected in [[ ]]")
        return self.word()

    def binary(self) -> str:
        """The binary operator at ``pos``, or nothing."""
        text = self.text
        i = self.pos
        if text[i] in "<>":
            return text[i] if text[i + 1] != "(" else ""
        for length in (3, 2, 1):
            operator = text[i : i + length]
            if operator in BINARY and text[i + length] in META:
                return operator
        return ""

    def regex(self) -> Word:
        """The right side of ``=~``, where parentheses and bars are plain."""
        start = self.pos
        parts: list[Part] = []
        self.pos = self.unquoted(parts, start, REGEX)
        if self.pos == start:
            raise self.refuse(f"a regular expression expected, not {self.here()}")
        return Word(tuple(parts), self.span(start, self.pos))
