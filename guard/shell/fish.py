"""fish, a language of its own, into the same tree.

``begin/end``, ``if/else if/else/end``, ``while``, ``for``, ``switch/case``, ``function``; ``and``, ``or``,
``not`` before a command; ``(cmd)`` and ``$(cmd)``; ``| &| 2>|``; redirections without here-documents.
``a; and b`` becomes the and-or list that it is. What fish calls on an event by itself (``function
--on-event``) and everything not named here is a Refusal.

Facts: the fish language page of its documentation, tried with fish 3.6.
"""

from __future__ import annotations

from guard.shell.fish_words import FishWords
from guard.shell.nodes import (
    AndOr,
    Assignment,
    Case,
    For,
    Function,
    Group,
    If,
    Pipeline,
    Redirect,
    Script,
    Simple,
    Text,
    While,
    Word,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.nodes import Command

BLOCKS = {
    "begin": "begin", "if": "if_", "while": "while_", "for": "for_", "switch": "switch",
    "function": "function",
}  # fmt: skip
CLOSERS = frozenset(("end", "else", "case"))
PREFIXES = frozenset(("not", "!", "time"))
EVENTS = ("--on-", "-e", "-v", "-j", "-p", "-s")
"""How the options of ``function`` begin that let something else than its name call it."""
KEYWORDS = frozenset(BLOCKS) | CLOSERS | PREFIXES | frozenset(("and", "or"))
STOP = frozenset(";\n|&)\0")
REDIRECTIONS = ("&>>", "&>", ">>?", ">>", ">?", ">&", "<&", ">", "<")


class Fish(FishWords):
    """Reads fish."""

    def whole(self) -> Script:
        odd = next((c for c in set(self.text) if c.isspace() and c not in " \t\n"), "")
        if odd:
            raise self.refuse("white space that may or may not separate words", self.text.index(odd))
        body = self.statements()
        if self.pos < self.length:
            raise self.refuse(f"unexpected {self.text[self.pos]!r}")
        return body

    # ------------------------------------------------------------------------------- lists

    def statements(self) -> Script:
        """Jobs up to ``end``, ``else``, ``case``, a parenthesis or the end of the text."""
        start = self.pos
        items: list[AndOr] = []
        while True:
            c = self.lines()
            if c == ";":
                self.pos += 1
                continue
            if c in ")\0":
                break
            word = self.keyword()
            if word in CLOSERS:
                break
            if word in ("and", "or"):
                self.pos += len(word)
                self.blanks()
                if not items or items[-1].background:
                    items.append(self.item(self.pipeline(), []))
                else:
                    joined = items.pop()
                    items.append(self.item(joined.first, [*joined.rest, self.joined(word)]))
            else:
                items.append(self.item(self.pipeline(), []))
            if not items[-1].background and self.text[self.pos] not in ";\n)\0":
                raise self.refuse(f"unexpected {self.text[self.pos]!r}")
        return Script(tuple(items), self.span(start, self.pos))

    def joined(self, word: str) -> tuple[str, Pipeline]:
        return ("&&" if word == "and" else "||", self.pipeline())

    def item(self, first: Pipeline, rest: list[tuple[str, Pipeline]]) -> AndOr:
        """What follows a job: ``&& job``, ``|| job``, ``&``."""
        text = self.text
        c = self.gap()
        while c in "&|" and text[self.pos + 1] == c:
            self.pos += 2
            self.lines()
            rest.append((c * 2, self.pipeline()))
            c = self.gap()
        background = c == "&"
        end = self.place(self.pos)
        self.pos += background
        if background:
            self.gap()
        span = first.span
        return AndOr(first, tuple(rest), background, type(span)(span.start, end))

    def keyword(self) -> str:
        """The unquoted word of lower-case letters (or ``!``) at ``pos``, or nothing."""
        text = self.text
        i = self.pos
        if text[i] == "!" and text[i + 1] in " \t":
            return "!"
        while "a" <= text[i] <= "z":
            i += 1
        return text[self.pos : i] if text[i] in " \t\n;&|)\0<>#" else ""

    def pipeline(self) -> Pipeline:
        start = self.pos
        negated, timed = False, ""
        while True:
            word = self.keyword()
            if word not in PREFIXES:
                break
            negated = negated != (word != "time")
            timed = "time" if word == "time" else timed
            self.pos += len(word)
            self.blanks()
        commands = [self.command()]
        stderr: list[bool] = []
        while True:
            bar = self.bar()
            if not bar:
                break
            self.pos += len(bar)
            stderr.append(bar == "&|")
            self.lines()
            while self.keyword() in ("not", "!"):
                self.pos += len(self.keyword())
                self.blanks()
            commands.append(self.command())
        return Pipeline(tuple(commands), negated, timed, tuple(stderr), self.span(start, self.pos))

    def bar(self) -> str:
        """The pipe at ``pos``: ``|``, ``&|``; nothing for ``||``."""
        c = self.blanks()
        after = self.text[self.pos + 1]
        if c == "|" and after != "|":
            return "|"
        return "&|" if c == "&" and after == "|" else ""

    def command(self) -> Command:
        self.count()
        word = self.keyword()
        if word in BLOCKS and not self.asks_for_help(len(word)):
            start = self.pos
            self.enter(start)
            self.pos += len(word)
            command: Command = getattr(self, BLOCKS[word])(start)
            self.depth -= 1
            return command
        if word in CLOSERS or word in PREFIXES or word in ("and", "or"):
            raise self.refuse(f"unexpected {word!r}")
        return self.simple()

    def asks_for_help(self, length: int) -> bool:
        """``if --help`` and the like are plain commands."""
        rest = self.text[self.pos + length : self.pos + length + 8].lstrip(" \t")
        return rest.startswith(("--help", "-h ", "-h\n", "-h;"))

    # --------------------------------------------------------------------- simple commands

    def simple(self) -> Command:
        start = self.pos
        words: list[Word] = []
        redirects: list[Redirect] = []
        assignments: list[Assignment] = []
        text = self.text
        while True:
            c = self.blanks()
            if c == "#" or (c in STOP and not text.startswith("&>", self.pos)):
                break
            redirect = self.redirect()
            if redirect is not None:
                if redirect.operator != "|":
                    redirects.append(redirect)
                    continue
                redirects.append(self.piped(redirect))
                break
            assignment = None if words else self.assignment()
            if assignment is not None:
                assignments.append(assignment)
                continue
            if c == "{" and not words:
                raise self.refuse("'{' as a command")
            words.append(self.word())
            if len(words) == 1 and words[0].literal in KEYWORDS and self.is_misplaced(start):
                raise self.refuse("a keyword in quotes, split, or after something else", start)
        if not words:
            raise self.refuse("a command expected")
        return Simple(tuple(assignments), tuple(words), tuple(redirects), self.span(start, self.pos))

    def is_misplaced(self, start: int) -> bool:
        """Whether the keyword that came out as a plain command is one to fish: always, but for ``--help``."""
        at, self.pos = self.pos, start
        word = self.keyword()
        asks = word in BLOCKS and self.asks_for_help(len(word))
        self.pos = at
        return not asks

    def piped(self, bar: Redirect) -> Redirect:
        """``2>|``: that descriptor goes where the output would, into the pipe that follows."""
        return Redirect(">&", Word((Text("1"),), bar.span), bar.fd, None, bar.span)

    def assignment(self) -> Assignment | None:
        """``NAME=value`` before a command."""
        text = self.text
        start = i = self.pos
        while text[i].isascii() and (text[i].isalnum() or text[i] == "_"):
            i += 1
        if i == start or text[i] != "=" or text[start].isdigit():
            return None
        self.pos = i + 1
        if text[self.pos] in " \t":
            value = Word((), self.span(i + 1, i + 1))
        else:
            value = self.word()
        return Assignment(text[start:i], value, False, None, self.span(start, self.pos))

    def redirect(self) -> Redirect | None:
        """The redirection at ``pos``, or nothing. For ``2>|`` the operator is ``|``, ``pos`` at the bar."""
        text = self.text
        start = i = self.pos
        while text[i] in "0123456789":
            i += 1
        fd = text[start:i]
        operator = next((o for o in REDIRECTIONS if text.startswith(o, i)), "")
        if not operator or (fd and operator[0] == "&"):
            return None
        self.count()
        if operator == ">" and text[i + 1] == "|":
            self.pos = i + 1
            return Redirect("|", Word((), self.span(i, i)), fd or "1", None, self.span(start, i + 1))
        if operator == "<" and text[i + 1] in "<(":
            raise self.refuse("not fish: '<<' or '<('")
        self.pos = i + len(operator)
        self.blanks()
        target = self.word()
        return Redirect(operator.rstrip("?"), target, fd, None, self.span(start, self.pos))

    def redirects(self) -> tuple[Redirect, ...]:
        found: list[Redirect] = []
        while True:
            self.blanks()
            redirect = self.redirect()
            if redirect is None:
                return tuple(found)
            if redirect.operator == "|":
                return (*found, self.piped(redirect))
            found.append(redirect)

    # ------------------------------------------------------------------------------ blocks

    def end(self) -> tuple[Redirect, ...]:
        """``end`` and the redirections after it."""
        if self.keyword() != "end":
            raise self.refuse("'end' expected")
        self.pos += 3
        return self.redirects()

    def begin(self, start: int) -> Command:
        body = self.statements()
        redirects = self.end()
        return Group(body, redirects, self.span(start, self.pos))

    def condition(self) -> Script:
        """One job with the ``and``/``or`` jobs on the following lines."""
        self.blanks()
        start = self.pos
        item = self.item(self.pipeline(), [])
        while True:
            at = self.pos
            c = self.lines()
            while c == ";":
                self.pos += 1
                c = self.lines()
            word = self.keyword()
            if word not in ("and", "or"):
                self.pos = at
                break
            self.pos += len(word)
            self.blanks()
            item = self.item(item.first, [*item.rest, self.joined(word)])
        return Script((item,), self.span(start, self.pos))

    def if_(self, start: int) -> Command:
        branches: list[tuple[Script, Script]] = []
        otherwise = None
        while True:
            condition = self.condition()
            branches.append((condition, self.statements()))
            if self.keyword() != "else":
                break
            self.pos += 4
            self.blanks()
            if self.keyword() == "if":
                self.pos += 2
                continue
            otherwise = self.statements()
            break
        redirects = self.end()
        return If(tuple(branches), otherwise, redirects, self.span(start, self.pos))

    def while_(self, start: int) -> Command:
        condition = self.condition()
        body = self.statements()
        redirects = self.end()
        return While(condition, body, False, redirects, self.span(start, self.pos))

    def header(self) -> list[Word]:
        """The words up to the end of the line."""
        words: list[Word] = []
        while self.gap() not in ";\n\0":
            words.append(self.word())
        return words

    def for_(self, start: int) -> Command:
        words = self.header()
        if len(words) < 2 or words[1].literal != "in" or words[0].literal is None:
            raise self.refuse("for NAME in … expected")
        body = self.statements()
        redirects = self.end()
        return For((words[0].literal,), tuple(words[2:]), body, "for", redirects, self.span(start, self.pos))

    def switch(self, start: int) -> Command:
        words = self.header()
        if len(words) != 1:
            raise self.refuse("switch takes one word")
        items: list[tuple[tuple[Word, ...], Script, str]] = []
        while self.lines() == ";":
            self.pos += 1
        while self.keyword() == "case":
            self.pos += 4
            patterns = tuple(self.header())
            items.append((patterns, self.statements(), ";;"))
        redirects = self.end()
        return Case(words[0], tuple(items), redirects, self.span(start, self.pos))

    def function(self, start: int) -> Command:
        words = self.header()
        names = [w.literal for w in words]
        if not names or None in names:
            raise self.refuse("a function whose name or options expand")
        events = tuple(w for w in words[1:] if (w.literal or "").startswith(EVENTS))
        at = self.pos
        body = self.statements()
        inside = self.span(at, self.pos)
        redirects = self.end()
        return Function(
            (names[0] or "",), Group(body, (), inside), events, redirects, self.span(start, self.pos)
        )
