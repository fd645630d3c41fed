"""Redirections, and the delimiters of here-documents.

Facts: bash manual 3.6 (Redirections), POSIX.1-2024 XCU 2.7.
"""

from __future__ import annotations

from guard.shell.lexer import Pending
from guard.shell.nodes import Redirect, Text, Word
from guard.shell.parameters_syntax import Parameters
from guard.shell.words_syntax import WORD_STOP

REDIRECTIONS = ("<<<", "<<-", "&>>", "<<", "<&", "<>", ">>", ">|", ">&", "&>", "<", ">")
"""Longest first."""


class Redirections(Parameters):
    """Reads what is directed where."""

    operators: tuple[str, ...] = REDIRECTIONS

    def is_descriptor(self, word: Word) -> bool:
        """Whether a word directly before ``<`` or ``>`` is the redirection's number or ``{name}``."""
        if len(word.parts) != 1 or type(word.parts[0]) is not Text or word.parts[0].quoted:
            return False
        text = word.parts[0].text
        if text.isascii() and text.isdigit():
            return True
        name = text[1:-1]
        return text[0] == "{" and text[-1] == "}" and name.isidentifier() and name.isascii()

    def redirects(self) -> tuple[Redirect, ...]:
        """The redirections after a compound command."""
        found: list[Redirect] = []
        text = self.text
        while True:
            c = self.blanks()
            if c in "<>" or (c == "&" and text[self.pos + 1] == ">"):
                found.append(self.redirect(self.pos, ""))
            elif c.isdigit() or c == "{":
                fd = self.descriptor()
                if not fd:
                    break
                found.append(self.redirect(self.pos - len(fd), fd))
            else:
                break
        return tuple(found)

    def descriptor(self) -> str:
        """The ``2`` or ``{name}`` of a redirection at ``pos``; nothing (and ``pos`` kept) where none is."""
        text = self.text
        i = self.pos
        while text[i] not in WORD_STOP:
            i += 1
        fd = text[self.pos : i]
        if text[i] in "<>" and self.is_descriptor(Word((Text(fd),))):
            self.pos = i
            return fd
        return ""

    def operator(self) -> str:
        """The redirection operator at ``pos``."""
        text = self.text
        for operator in self.operators:
            if text.startswith(operator, self.pos):
                return operator
        raise self.refuse(f"unexpected {self.here()}")

    def redirect(self, start: int, fd: str) -> Redirect:
        """The redirection whose operator is at ``pos``."""
        self.count()
        operator = self.operator()
        at = self.pos
        self.pos += len(operator)
        c = self.blanks()
        if c in "<>" and self.text[self.pos + 1] != "(":
            raise self.refuse(f"unexpected {self.here()}")
        target = self.word()
        if self.text[self.pos] in "<>" and operator not in (">&", "<&") and self.is_descriptor(target):
            raise self.refuse(f"unexpected {self.here()}")
        redirect = Redirect(operator, target, fd, None, self.span(at - len(fd), self.pos))
        if operator == "<<" or operator == "<<-":
            delimiter, literal = self.delimiter(target, at + len(operator))
            self.pending.append(Pending(redirect, delimiter, operator == "<<-", literal, at))
        return redirect

    def delimiter(self, word: Word, start: int) -> tuple[str, bool]:
        """A here-document's end after quote removal, and whether anything in it was quoted.

        Nothing in it expands; what looks like an expansion is taken as it is written.
        """
        pieces: list[str] = []
        literal = False
        for part in word.parts:
            if not isinstance(part, Text):
                raw = self.text[start : self.pos].strip(" \t")
                if "\\" in raw or "'" in raw or '"' in raw:
                    raise self.refuse("an expansion in the delimiter of a here-document", start)
                return raw, False
            pieces.append(part.text)
            literal = literal or part.quoted
        return "".join(pieces), literal
