"""What zsh reads otherwise than bash.

Short forms of the loops, ``always``, ``repeat``, ``foreach``, anonymous functions, parentheses in
words (patterns and their qualifiers, left in the Text), ``$name[…]``, ``=(…)``, ``&!``, ``>!``, a ``}``
that ends a command wherever it stands. Parameters with flags are in ``zsh_parameters``.

Facts: zshmisc(1) (Complex Commands, Alternate Forms), zshexpn(1), tried with zsh 5.9.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.shell.commands import ASSIGNING, CLOSERS, OPENERS
from guard.shell.compounds import READERS
from guard.shell.lexer import META
from guard.shell.nodes import (
    AndOr,
    Case,
    Coproc,
    For,
    Function,
    Group,
    If,
    Redirect,
    Repeat,
    Script,
    Simple,
    Text,
    While,
    Word,
)
from guard.shell.redirections import REDIRECTIONS
from guard.shell.zsh_words import ZshWords

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from guard.shell.nodes import Command

CLOBBERING = {
    ">>!": ">>", ">>|": ">>", ">&!": "&>", ">&|": "&>", "&>!": "&>", "&>|": "&>",
    ">>&": "&>>", ">>&!": "&>>", ">>&|": "&>>", "&>>!": "&>>", "&>>|": "&>>",
}  # fmt: skip
"""Spellings that only say that ``noclobber`` does not hold, and what they are without it."""


UNARY_WORDS = frozenset(("-prefix", "-suffix", "-after", "-between"))


class Zsh(ZshWords):
    """Reads zsh."""

    openers = OPENERS | frozenset(("repeat", "foreach"))
    closers = (CLOSERS | frozenset(("end",))) - frozenset(("in", "]]"))
    reserved_words = openers | closers
    assigning = ASSIGNING | frozenset(("integer", "float", "private"))
    operators = (*sorted(CLOBBERING, key=len, reverse=True), ">!", *REDIRECTIONS)
    braces_end_words = True
    readers = {**READERS, "repeat": "repeat", "foreach": "for_"}

    def reserved(self) -> str:
        """Braces are words of their own where a command may begin, whatever follows them."""
        c = self.text[self.pos]
        return c if c == "{" or c == "}" else super().reserved()

    def redirect(self, start: int, descriptor: Word | None = None) -> Redirect:
        found = super().redirect(start, descriptor)
        plain = CLOBBERING.get(found.operator)
        return Redirect(plain, found.target, found.fd, None, found.span) if plain else found

    # ---------------------------------------------------------------------------- commands

    def ampersand(self) -> int:
        return 2 if self.text[self.pos + 1] in "!|" else 1

    def defines(self, words: list[Word]) -> bool:
        return bool(words) and self.text[self.pos + 1] == ")"

    def begins_body(self) -> bool:
        return self.pos < self.length

    def term(self, words: list[Word]) -> None:
        """As bash's, with the completion tests ``-prefix 1 pattern``."""
        c = self.lines()
        while c == "!" and self.text[self.pos + 1] in META:
            self.sign(words, "!")
            c = self.lines()
        if c == "-" and any(self.at_word(word) for word in UNARY_WORDS):
            while c not in "&|)\n" and not self.at_end():
                words.append(self.pattern())
                c = self.blanks()
            return
        super().term(words)

    def operand(self) -> Word:
        if self.at_end():
            raise self.refuse("an operand expected in [[ ]]")
        return self.pattern()

    def closes_alone(self, c: str) -> bool:
        return c in ")&|\n" or self.at_end()

    def ends_bare(self, timed: bool) -> bool:
        return self.text[self.pos] in ";\n)\0&|#"

    def simple(self) -> Command:
        """A simple command; or a compound one whose redirections come first."""
        start = self.pos
        mark = self.mark()
        redirects = self.redirects()
        if not redirects:
            return self.plain(start)
        self.blanks()
        word = self.reserved()
        if word in ("!", "time", "coproc"):
            raise self.refuse(f"{word!r} after a redirection")
        if self.text[self.pos] != "(" and word not in self.openers:
            self.back(mark)
            self.spend(self.pos - start)
            return self.plain(start)
        command = self.command()
        if not hasattr(command, "redirects"):
            raise self.refuse("a redirection before this command", start)
        return replace(command, redirects=(*redirects, *command.redirects))

    def plain(self, start: int) -> Command:
        """A simple command, which no reserved word may begin after an assignment or ``nocorrect``."""
        command = super().simple()
        if isinstance(command, Simple) and command.words:
            first = command.words[:2] if command.words[0].literal == "nocorrect" else command.words[:1]
            if any(word.literal in self.openers and word.parts == (Text(word.literal),) for word in first):
                raise self.refuse("a reserved word after something else", start)
        return command

    def parenthesised(self) -> Command:
        if self.text[self.pos + 1] == ")":
            start = self.pos
            self.pos += 2
            return self.anonymous(start)
        return super().parenthesised()

    def anonymous(self, start: int) -> Command:
        """``() { … } words`` and ``function { … } words``."""
        self.lines()
        self.enter(start)
        body = self.command()
        self.depth -= 1
        words: list[Word] = []
        while self.blanks() not in ";\n|&)\0#<>}":
            words.append(self.word())
        redirects = self.redirects()
        return Function(("",), body, tuple(words), redirects, self.span(start, self.pos))

    def function_(self, start: int) -> Command:
        self.pos += 8
        names: list[Word] = []
        while self.blanks() not in "({\n;\0":
            names.append(self.word())
        if self.text[self.pos] == "(" and self.text[self.pos + 1] == ")":
            self.pos += 2
        if not names:
            return self.anonymous(start)
        return self.function_body(names)

    # -------------------------------------------------------------------------- compounds

    def coproc(self, start: int) -> Command:
        """``coproc`` and a whole pipeline, without a name."""
        self.pos += 6
        self.blanks()
        at = self.pos
        pipeline = self.pipeline()
        span = self.span(at, self.pos)
        return Coproc(
            "", Group(Script((AndOr(pipeline, (), False, span),), span), (), span), self.span(start, self.pos)
        )

    def group(self, start: int) -> Command:
        body = self.braces()
        always = None
        at = self.pos
        self.blanks()
        if self.text.startswith("always", self.pos) and self.text[self.pos + 6] in META:
            self.pos += 6
            self.lines()
            if self.reserved() != "{":
                raise self.refuse("'{' expected after always")
            always = self.braces()
        else:
            self.pos = at
        redirects = self.redirects()
        return Group(body, redirects, self.span(start, self.pos), always)

    def branch(self, opener: str, closer: str) -> Script:
        """A body: between words, in braces, or one list (the short form).

        ``closer`` is left to the caller where it is not part of the body (``fi`` after ``then``).
        """
        self.lines()
        word = self.reserved()
        if word == opener:
            self.pos += len(opener)
            body = self.statements(closer)
            if opener == "do":
                self.take("done")
            return body
        if word == "{":
            return self.braces()
        return self.one()

    def one(self) -> Script:
        """The short form's only list. Its separator ends the whole command and is left in place."""
        start = self.pos
        pipeline = self.pipeline()
        return Script((AndOr(pipeline, (), False, pipeline.span),), self.span(start, self.pos))

    def if_(self, start: int) -> Command:
        self.pos += 2
        branches: list[tuple[Script, Script]] = []
        otherwise = None
        while True:
            condition = self.body("then")
            self.lines()
            long = self.reserved() == "then"
            branches.append((condition, self.branch("then", "fi")))
            at = self.pos
            self.blanks() if not long else self.lines()
            word = self.reserved()
            if word == "elif":
                self.pos += 4
                continue
            if word == "else":
                self.pos += 4
                otherwise = self.statements("fi") if long else self.branch("", "")
                at = self.pos
            if long:
                self.take("fi")
            else:
                self.pos = at
            redirects = self.redirects()
            return If(tuple(branches), otherwise, redirects, self.span(start, self.pos))

    def while_(self, start: int) -> Command:
        until = self.text[start] == "u"
        self.pos += 5
        condition = self.body("do")
        body = self.branch("do", "done")
        redirects = self.redirects()
        return While(condition, body, until, redirects, self.span(start, self.pos))

    def repeat(self, start: int) -> Command:
        self.pos += 6
        self.blanks()
        count = self.word()
        body = self.loop_body()
        redirects = self.redirects()
        return Repeat(count, body, redirects, self.span(start, self.pos))

    def for_(self, start: int) -> Command:
        each = self.text.startswith("foreach", start)
        kind: Literal["for", "select"] = "select" if self.text[start] == "s" else "for"
        self.pos += 7 if each else len(kind)
        if self.blanks() == "(" and self.text[self.pos + 1] == "(" and kind == "for":
            return self.arithmetic_for(start)
        names: list[str] = []
        while True:
            c = self.blanks()
            if c in "(;\n{\0" or self.reserved() == "do" or (names and self.at_word("in")):
                break
            names.append(self.word().literal or "")
        words = self.in_parentheses() if c == "(" else self.in_words()
        if each:
            self.gap()
            if self.text[self.pos] == ";":
                self.pos += 1
            self.lines()
            if self.reserved() in ("do", "{"):
                body = self.loop_body()
            else:
                body = self.statements("end")
                self.take("end")
        else:
            body = self.loop_body()
        redirects = self.redirects()
        return For(tuple(names), words, body, kind, redirects, self.span(start, self.pos))

    def at_word(self, word: str) -> bool:
        return self.text.startswith(word, self.pos) and self.text[self.pos + len(word)] in META

    def in_parentheses(self) -> tuple[Word, ...]:
        """``for x (words)``."""
        self.pos += 1
        words: list[Word] = []
        while self.lines() != ")":
            words.append(self.word())
        self.pos += 1
        return tuple(words)

    def loop_body(self) -> Script:
        self.gap()
        if self.text[self.pos] == ";":
            self.pos += 1
        return self.branch("do", "done")

    def case_(self, start: int) -> Command:
        self.pos += 4
        self.blanks()
        subject = self.word()
        if self.lines() == ";":
            self.pos += 1
            self.lines()
        braced = self.text[self.pos] == "{"
        if not braced and not self.at_word("in"):
            raise self.refuse(f"'in' expected, not {self.here()}")
        self.pos += 1 if braced else 2
        closer = "}" if braced else "esac"
        if self.blanks() == ";":
            self.pos += 1
        items = []
        while True:
            self.lines()
            if self.reserved() == closer:
                break
            self.count()
            patterns = self.patterns()
            body = self.statements(closer)
            terminator = self.terminator()
            items.append((patterns, body, terminator))
            if not terminator:
                break
        self.take(closer)
        redirects = self.redirects()
        return Case(subject, tuple(items), redirects, self.span(start, self.pos))

    def patterns(self) -> tuple[Word, ...]:
        """As bash's, but ``(a|b)`` may be a pattern too: then a ``)`` follows it."""
        found: list[Word] = []
        while True:
            start = self.pos
            found.append(self.pattern())
            end = self.pos
            c = self.blanks()
            if c == "|":
                self.pos += 1
                self.lines()
                continue
            if c == ")":
                self.pos += 1
            elif len(found) > 1 or not self.is_enclosed(self.text[start:end]):
                raise self.refuse("a pattern in parentheses or the beginning of a command", start)
            return tuple(found)

    def is_enclosed(self, raw: str) -> bool:
        """Whether the parenthesis that begins a text is closed by its last character."""
        depth = 0
        i = 0
        while i < len(raw):
            c = raw[i]
            if c == "`" or (c == "$" and raw[i + 1 : i + 2] == "("):
                return False
            if c == "\\":
                i += 1
            elif c in "'\"":
                i = raw.find(c, i + 1)
                if i < 0 or "\\" in raw:
                    return False
            depth += (c == "(") - (c == ")")
            i += 1
            if depth == 0:
                break
        return i == len(raw) and raw[-1:] == ")" and depth == 0
