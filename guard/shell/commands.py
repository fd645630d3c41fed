"""Lists, pipelines and simple commands.

Facts: POSIX.1-2024 XCU 2.9 and 2.10 (the grammar), bash manual 3.2. A reserved word counts only
unquoted and where a command may begin.
"""

from __future__ import annotations

from guard.shell.lexer import META
from guard.shell.nodes import AndOr, Array, Assignment, Pipeline, Script, Simple, Text, Word
from guard.shell.redirections import Redirections
from guard.shell.words_syntax import NAME_START, WORD_END, WORD_STOP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.lexer import Mark
    from guard.shell.nodes import Command, Part, Redirect

OPENERS = frozenset(
    ("if", "while", "until", "for", "select", "case", "function", "coproc", "{", "[[", "time", "!")
)
CLOSERS = frozenset(("then", "elif", "else", "fi", "do", "done", "esac", "}", "in", "]]"))
RESERVED = OPENERS | CLOSERS
ASSIGNING = frozenset(("declare", "typeset", "export", "local", "readonly", "eval", "let", "alias"))
"""Builtins after which bash reads ``name=(…)`` as an array."""


class Commands(Redirections):
    """Reads lists of commands; compound commands are added in ``Compounds``."""

    if TYPE_CHECKING:

        def compound(self, word: str) -> Command: ...
        def parenthesised(self) -> Command: ...
        def definition(self, names: list[Word]) -> Command: ...

    openers = OPENERS
    closers = CLOSERS
    reserved_words = RESERVED
    assigning = ASSIGNING
    braces_end_words = False
    """Whether ``}`` ends a simple command wherever it stands as a word (zsh)."""

    # ------------------------------------------------------------------------------- lists

    def whole(self) -> Script:
        """The whole text as one script."""
        body = self.statements("")
        if self.pos < self.length:
            raise self.refuse(f"unexpected {self.here()}")
        self.finish()
        return body

    def statements(self, closer: str) -> Script:
        """Commands up to something that cannot begin one: a closing word or bracket, or the end.

        ``closer`` names what the caller waits for; whether it is there is the caller's question.
        """
        start = self.pos
        items: list[AndOr] = []
        text = self.text
        while True:
            c = self.lines()
            if c == ";" and self.braces_end_words and text[self.pos + 1] not in ";&|":
                self.pos += 1
                continue
            if c == ")" or c == "\0" or (c == ";" and text[self.pos + 1] in ";&|") or self.closing():
                break
            item, more = self.item()
            items.append(item)
            if not more:
                break
        return Script(tuple(items), self.span(start, self.pos))

    def body(self, closer: str) -> Script:
        """Commands, at least one, where the grammar wants one."""
        script = self.statements(closer)
        if not script.items and self.dialect != "zsh":
            raise self.refuse(f"a command expected, not {self.here()}")
        return script

    def closing(self) -> str:
        """The closing reserved word at ``pos``, or nothing."""
        if self.in_substitution == "}" and self.text[self.pos] == "}":
            return "}"
        word = self.reserved()
        return word if word in self.closers else ""

    def reserved(self) -> str:
        """The reserved word at ``pos``, or nothing."""
        text = self.text
        i = j = self.pos
        if text[i] not in "{}![]abcdefghijklmnopqrstuvwxyz":
            return ""
        while text[j] not in WORD_STOP:
            j += 1
        if text[j] not in META:
            return self.reserved_apart(i) if text[j] == "\\" and text[j + 1] == "\n" else ""
        word = text[i:j]
        return word if word in self.reserved_words else ""

    def reserved_apart(self, i: int) -> str:
        """A reserved word with a line continuation in it."""
        text = self.text
        letters: list[str] = []
        while len(letters) < 9:
            if text[i] == "\\" and text[i + 1] == "\n":
                i += 2
            elif text[i] in WORD_STOP:
                word = "".join(letters)
                if word in self.reserved_words and text[i] in META:
                    raise self.refuse("a line continuation inside a reserved word")
                return ""
            else:
                letters.append(text[i])
                i += 1
        return ""

    def take(self, word: str) -> None:
        """Step over a reserved word that has to stand here."""
        self.lines()
        if self.reserved() != word:
            raise self.refuse(f"{word!r} expected, not {self.here()}")
        self.pos += len(word)

    def item(self) -> tuple[AndOr, bool]:
        """One and-or list with its separator; whether another may follow."""
        start = self.pos
        first = self.pipeline()
        rest: list[tuple[str, Pipeline]] = []
        text = self.text
        c = self.gap()
        while (c == "&" or c == "|") and text[self.pos + 1] == c:
            self.pos += 2
            self.lines()
            rest.append((c * 2, self.pipeline()))
            c = self.gap()
        end = self.pos
        background = False
        more = True
        if c == "&":
            background = True
            self.pos += self.ampersand()
        elif c == ";":
            if text[self.pos + 1] in ";&|":
                more = False
            else:
                self.pos += 1
        elif c != "\n":
            more = False
        return AndOr(first, tuple(rest), background, self.span(start, end)), more

    def ampersand(self) -> int:
        """How long the ``&`` that ends a list is."""
        return 1

    def pipeline(self) -> Pipeline:
        start = self.pos
        text = self.text
        negated, timed = False, ""
        while True:
            word = self.reserved()
            if word == "!":
                if text[self.pos + 1] == "(" and "extglob" in text:
                    raise self.refuse("!(…) is a subshell or a pattern, as extglob is set")
                negated = not negated
                self.pos += 1
            elif word == "time":
                self.pos += 4
                timed = "time -p" if self.time_options() else timed or "time"
            else:
                break
            self.blanks()
        bare = self.pos > start and self.ends_bare(timed != "")
        commands: list[Command] = [Simple() if bare else self.command()]
        stderr: list[bool] = []
        c = self.blanks()
        while c == "|" and text[self.pos + 1] != "|":
            both = text[self.pos + 1] == "&"
            self.pos += 2 if both else 1
            stderr.append(both)
            self.lines()
            commands.append(self.command())
            c = self.blanks()
        return Pipeline(tuple(commands), negated, timed, tuple(stderr), self.span(start, self.pos))

    def ends_bare(self, timed: bool) -> bool:
        """Whether a lone ``!`` or ``time`` ends here: only a newline, a ``;`` or the end may follow it."""
        c = self.text[self.pos]
        return (
            c in "\n\0#"
            or (c == ")" and timed and self.in_substitution == ")")
            or (c == ";" and self.text[self.pos + 1] not in ";&|")
        )

    def time_options(self) -> bool:
        """Past ``-p`` and ``--`` after the reserved word ``time``; whether ``-p`` was there."""
        portable = False
        for option in ("-p", "--"):
            self.blanks()
            if self.text.startswith(option, self.pos) and self.text[self.pos + 2] in META:
                self.pos += 2
                portable = portable or option == "-p"
        return portable

    def command(self) -> Command:
        """One command, simple or compound, at ``pos``."""
        self.count()
        c = self.text[self.pos]
        if c == "(":
            return self.parenthesised()
        word = self.reserved()
        if word in self.openers and word != "time" and word != "!":
            return self.compound(word)
        if word in self.closers or word == "!":
            raise self.refuse(f"unexpected {word!r}")
        return self.simple()

    # --------------------------------------------------------------------- simple commands

    def simple(self) -> Command:
        start = self.pos
        text = self.text
        assignments: list[Assignment] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        arguments: list[Assignment] = []
        assigning = False
        while True:
            c = self.blanks()
            if c in ";\n|)\0#" or (c == "&" and text[self.pos + 1] != ">"):
                break
            if c in "&<>" and self.redirects_here(c):
                redirects.append(self.redirect(self.pos))
                continue
            if c == "(":
                if self.defines(words) and not assignments and not redirects:
                    return self.definition(words)
                if not words or not self.braces_end_words or text[self.pos + 1] == ")":
                    raise self.refuse("unexpected '('")
            if (c in NAME_START or c > "\x7f") and (assigning or not words):
                assignment = self.assignment(bool(words))
                if assignment is not None:
                    (arguments if words else assignments).append(assignment)
                    continue
            if c == "}" and self.braces_end_words:
                break
            at = self.pos
            word = self.word()
            c = text[self.pos]
            if (c == "<" or c == ">") and self.descriptor_of(word):
                redirects.append(self.redirect(at, word))
                continue
            if not words:
                assigning = word.literal in self.assigning
            words.append(word)
        if self.pos == start:
            raise self.refuse(f"a command expected, not {self.here()}")
        return Simple(
            tuple(assignments), tuple(words), tuple(redirects), self.span(start, self.pos), tuple(arguments)
        )

    def redirects_here(self, c: str) -> bool:
        """Whether ``&``, ``<`` or ``>`` at ``pos`` begins a redirection and not a word."""
        return c == "&" or (self.text[self.pos + 1] != "(" and not self.number_range(self.pos))

    def defines(self, words: list[Word]) -> bool:
        """Whether a parenthesis after these words makes them a function's name."""
        return len(words) == 1

    def assignment(self, array_only: bool) -> Assignment | None:
        """``name=…``, ``name+=…``, ``name[…]=…`` at ``pos``; nothing (and ``pos`` kept) for another word.

        ``array_only``: in the arguments of a declaring builtin, where only ``name=(…)`` is special.
        """
        text = self.text
        start = i = self.pos
        mark = self.mark()
        i = self.name_end(i)
        name = text[start:i]
        sub: Word | None = None
        if text[i] == "[":
            if not self.later("]", i):
                raise self.refuse("no matching ']'", i)
            if not self.later("=", i):
                return None
            sub, i = self.subscript(i)
        append = text[i] == "+" and text[i + 1] == "="
        i += append
        if text[i] != "=":
            self.no_assignment(mark, i)
            return None
        i += 1
        if text[i] == "(":
            self.pos = i
            value = Word((self.array(),), self.span(i, self.pos))
            return Assignment(name, value, append, sub, self.span(start, self.pos))
        if array_only:
            self.no_assignment(mark, i)
            return None
        parts: list[Part] = []
        self.pos = end = self.assigned(parts, i)
        return Assignment(name, Word(tuple(parts), self.span(i, end)), append, sub, self.span(start, end))

    def no_assignment(self, mark: Mark, i: int) -> None:
        """Go back from ``i``: what looked like an assignment is a word, and is read again as one."""
        if self.pos != mark[0] or self.text[i - 1] == "]":
            self.spend(i - mark[0])
        self.back(mark)

    def assigned(self, parts: list[Part], i: int) -> int:
        """The right side of an assignment, and where it ends."""
        return self.unquoted(parts, i, META)

    def array(self) -> Array:
        """``( … )`` after ``name=``."""
        start = self.pos
        self.enter(start)
        self.pos += 1
        words: list[Word] = []
        while True:
            c = self.lines()
            if c == ")":
                break
            words.append(self.element() if c == "[" else self.word())
        self.pos += 1
        self.depth -= 1
        return Array(tuple(words), self.span(start, self.pos))

    def element(self) -> Word:
        """``[key]=value`` in an array, whose key may hold blanks; or a word that begins with ``[``."""
        text = self.text
        start = self.pos
        if self.later("]", start):
            mark = self.mark()
            sub, i = self.subscript(start)
            plus = text[i] == "+"
            if text[i + plus] == "=":
                parts: list[Part] = [Text("["), *sub.parts, Text("]+=" if plus else "]=")]
                self.pos = i + 1 + plus
                if text[self.pos] not in WORD_END and text[self.pos] != ")":
                    self.pos = self.unquoted(parts, self.pos, META)
                return Word(tuple(parts), self.span(start, self.pos))
            self.back(mark)
            self.spend(i - start)
        return self.word()
