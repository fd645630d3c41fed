"""Compound commands and function definitions.

Facts: bash manual 3.2.5 (Compound Commands), 3.2.6 (Coprocesses), 3.3 (Shell Functions).
"""

from __future__ import annotations

from guard.model import Span
from guard.shell.commands import OPENERS
from guard.shell.conditions import Conditions
from guard.shell.lexer import META
from guard.shell.nodes import (
    ArithmeticCommand,
    ArithmeticFor,
    Case,
    Coproc,
    For,
    Function,
    Group,
    If,
    Script,
    Subshell,
    While,
    Word,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from guard.shell.nodes import Command, Part

COMPOUND_STARTS = OPENERS - frozenset(("time", "!", "function", "coproc"))
READERS = {
    "{": "group",
    "if": "if_",
    "while": "while_",
    "until": "while_",
    "for": "for_",
    "select": "for_",
    "case": "case_",
    "function": "function_",
    "coproc": "coproc",
    "[[": "condition",
}
"""The method that reads what begins with each word."""


class Compounds(Conditions):
    """Adds everything that begins with a reserved word or a parenthesis."""

    readers = READERS

    def compound(self, word: str) -> Command:
        """The compound command whose opening word stands at ``pos``."""
        start = self.pos
        self.enter(start)
        command: Command = getattr(self, self.readers[word])(start)
        self.depth -= 1
        return command

    # ---------------------------------------------------------------------------- brackets

    def parenthesised(self) -> Command:
        """``(( … ))`` or ``( … )``."""
        start = self.pos
        if self.text[start + 1] == "(":
            found = self.double_parenthesis(start)
            if found is not None:
                expression, self.pos = found
                redirects = self.redirects()
                return ArithmeticCommand(expression, redirects, self.span(start, self.pos))
        self.pos += 1
        body = self.list_until(")", start)
        redirects = self.redirects()
        return Subshell(body, redirects, self.span(start, self.pos))

    def list_until(self, closer: str, start: int) -> Script:
        """Commands up to the bracket that closes the one at ``start``."""
        self.enter(start)
        body = self.body(closer)
        if self.text[self.pos] != closer:
            raise self.refuse(f"{closer!r} expected, not {self.here()}")
        self.pos += 1
        self.depth -= 1
        return body

    def group(self, start: int) -> Command:
        body = self.braces()
        redirects = self.redirects()
        return Group(body, redirects, self.span(start, self.pos))

    def braces(self) -> Script:
        """``{ …; }`` without redirections."""
        self.pos += 1
        body = self.body("}")
        self.take("}")
        return body

    # --------------------------------------------------------------------- if, while, until

    def if_(self, start: int) -> Command:
        self.pos += 2
        branches = []
        otherwise = None
        while True:
            condition = self.body("then")
            self.take("then")
            branches.append((condition, self.body("fi")))
            word = self.reserved()
            if word == "elif":
                self.pos += 4
                continue
            if word == "else":
                self.pos += 4
                otherwise = self.body("fi")
            self.take("fi")
            redirects = self.redirects()
            return If(tuple(branches), otherwise, redirects, self.span(start, self.pos))

    def while_(self, start: int) -> Command:
        until = self.text[start] == "u"
        self.pos += 5
        condition = self.body("do")
        body = self.do_group()
        redirects = self.redirects()
        return While(condition, body, until, redirects, self.span(start, self.pos))

    def do_group(self) -> Script:
        """``do …; done``."""
        self.take("do")
        body = self.body("done")
        self.take("done")
        return body

    # ------------------------------------------------------------------------- for, select

    def for_(self, start: int) -> Command:
        kind: Literal["for", "select"] = "for" if self.text[start] == "f" else "select"
        self.pos += len(kind)
        if self.blanks() == "(" and self.text[self.pos + 1] == "(" and kind == "for":
            return self.arithmetic_for(start)
        name = self.word().literal
        if name is None:
            raise self.refuse("a name expected after for")
        words = self.in_words()
        body = self.loop_body()
        redirects = self.redirects()
        return For((name,), words, body, kind, redirects, self.span(start, self.pos))

    def in_words(self) -> tuple[Word, ...] | None:
        """``in words ;`` after the name, or the separator alone: the positional parameters."""
        c = self.gap()
        if c == ";":
            self.pos += 1
            self.lines()
            return None
        self.lines()
        if not self.text.startswith("in", self.pos) or self.text[self.pos + 2] not in META:
            return None
        self.pos += 2
        words: list[Word] = []
        while True:
            c = self.gap()
            if c == ";" or c == "\n":
                if c == ";":
                    self.pos += 1
                self.lines()
                return tuple(words)
            words.append(self.word())

    def loop_body(self) -> Script:
        """``do …; done`` or, undocumented, ``{ …; }``."""
        self.lines()
        if self.reserved() == "{":
            return self.braces()
        return self.do_group()

    def arithmetic_for(self, start: int) -> Command:
        self.pos += 2
        expressions: list[Word] = []
        text = self.text
        while True:
            at = self.pos
            inner: list[Part] = []
            self.pos = self.quoted(inner, at, ";")
            expressions.append(Word(tuple(inner), self.span(at, self.pos)))
            if text[self.pos] == ")":
                break
            self.pos += 1
        if text[self.pos + 1] != ")" or len(expressions) != 3:
            raise self.refuse("for (( )) wants three expressions")
        self.pos += 2
        if self.gap() == ";":
            self.pos += 1
        body = self.loop_body()
        redirects = self.redirects()
        return ArithmeticFor(tuple(expressions), body, redirects, self.span(start, self.pos))

    # -------------------------------------------------------------------------------- case

    def case_(self, start: int) -> Command:
        self.pos += 4
        self.blanks()
        subject = self.word()
        self.lines()
        if not self.text.startswith("in", self.pos) or self.text[self.pos + 2] not in META:
            raise self.refuse(f"'in' expected, not {self.here()}")
        self.pos += 2
        items = []
        while True:
            c = self.lines()
            if self.reserved() == "esac" and c != "(":
                break
            self.count()
            patterns = self.patterns()
            body = self.statements("esac")
            terminator = self.terminator()
            items.append((patterns, body, terminator))
            if not terminator:
                break
        self.take("esac")
        redirects = self.redirects()
        return Case(subject, tuple(items), redirects, self.span(start, self.pos))

    def patterns(self) -> tuple[Word, ...]:
        """``[(] pattern | pattern )``."""
        if self.text[self.pos] == "(":
            self.pos += 1
            self.blanks()
        found = [self.word()]
        while True:
            c = self.blanks()
            self.pos += 1
            if c == ")":
                return tuple(found)
            if c != "|":
                raise self.refuse("')' expected after a pattern", self.pos - 1)
            self.blanks()
            found.append(self.word())

    def terminator(self) -> str:
        """``;;``, ``;&``, ``;;&`` at ``pos``, or nothing."""
        for operator in (";;&", ";;", ";&", ";|"):
            if self.text.startswith(operator, self.pos) and (operator != ";|" or self.dialect == "zsh"):
                self.pos += len(operator)
                return operator
        return ""

    # -------------------------------------------------------------- functions and coproc

    def definition(self, names: list[Word]) -> Command:
        """``name ( ) body``, the opening parenthesis at ``pos``."""
        self.pos += 1
        if self.blanks() != ")":
            raise self.refuse(f"unexpected {self.here()} after '('")
        self.pos += 1
        return self.function_body(names)

    def function_(self, start: int) -> Command:
        self.pos += 8
        self.blanks()
        name = self.word()
        if self.blanks() == "(":
            at = self.pos
            self.pos += 1
            if self.blanks() == ")":
                self.pos += 1
            else:
                self.pos = at
        return self.function_body([name])

    def function_body(self, words: list[Word]) -> Command:
        names = tuple([word.literal or self.no_name(word) for word in words])
        self.lines()
        if self.text[self.pos] != "(" and not self.begins_body():
            raise self.refuse(f"a function's body expected, not {self.here()}")
        self.enter(self.pos)
        body = self.command()
        self.depth -= 1
        span = Span(words[0].span.start, self.place(self.pos))
        return Function(names, body, (), (), span)

    def no_name(self, word: Word) -> str:
        """A function's name that is empty or expands: bash takes it as it is written, and refuses to define
        it when it gets there."""
        if word.literal is not None and self.dialect == "zsh":
            return word.literal
        if self.dialect != "bash" or not isinstance(self.origins, int):
            raise self.refuse("a function whose name is empty or expands")
        return self.text[word.span.start - self.origins : word.span.end - self.origins]

    def begins_body(self) -> bool:
        """Whether what stands at ``pos`` may be the body of a function."""
        return self.reserved() in COMPOUND_STARTS

    def coproc(self, start: int) -> Command:
        self.pos += 6
        self.blanks()
        name = ""
        if self.text[self.pos] not in "(<>&" and self.reserved() not in COMPOUND_STARTS:
            at = self.pos
            word = self.word()
            self.blanks()
            if self.text[self.pos] == "(" or self.reserved() in COMPOUND_STARTS:
                name = word.literal or ""
            else:
                self.spend(self.pos - at)
                self.pos = at
        body = self.command()
        return Coproc(name, body, self.span(start, self.pos))
