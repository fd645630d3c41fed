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
MAX_WAITING = 16
"""Here-documents that bash lets wait for their bodies; at the next it gives up the whole text."""


class Redirections(Parameters):
    """Reads what is directed where."""

    operators: tuple[str, ...] = REDIRECTIONS

    def descriptor_of(self, word: Word) -> tuple[str, Word | None] | None:
        """The number, ``{name}`` or ``{name[subscript]}`` that a word directly before ``<`` or ``>`` is."""
        first, last = word.parts[0], word.parts[-1]
        if type(first) is not Text or first.quoted or type(last) is not Text or last.quoted:
            return None
        text = first.text
        if first is last and text.isascii() and text.isdigit():
            return text, None
        if text[0] != "{" or last.text[-1] != "}":
            return None
        name, bracket, rest = text[1:].partition("[")
        if not bracket:
            name = name[:-1]
            return (text, None) if first is last and name.isidentifier() and name.isascii() else None
        if self.dialect != "bash" or not name.isidentifier() or not name.isascii() or last.text[-2:] != "]}":
            return None
        inside = (
            (Text(rest[:-2]),) if first is last else (Text(rest), *word.parts[1:-1], Text(last.text[:-2]))
        )
        return f"{{{name}}}", Word(tuple([p for p in inside if p != Text("")]), word.span)

    def redirects(self) -> tuple[Redirect, ...]:
        """The redirections after a compound command."""
        found: list[Redirect] = []
        text = self.text
        while True:
            c = self.blanks()
            if c in "<>" or (c == "&" and text[self.pos + 1] == ">"):
                found.append(self.redirect(self.pos))
            elif c.isdigit() or c == "{":
                start = self.pos
                word = self.descriptor()
                if word is None:
                    break
                found.append(self.redirect(start, word))
            else:
                break
        return tuple(found)

    def descriptor(self) -> Word | None:
        """The word at ``pos`` where it is the descriptor of a redirection; else nothing, and ``pos`` kept."""
        text = self.text
        i = self.pos
        while text[i] not in WORD_STOP and text[i] != "[":
            i += 1
        if text[i] not in "<>[":
            return None
        mark = self.mark()
        word = self.word()
        if text[self.pos] in "<>" and self.descriptor_of(word):
            return word
        self.spend(self.pos - mark[0])
        self.back(mark)
        return None

    def operator(self) -> str:
        """The redirection operator at ``pos``."""
        text = self.text
        for operator in self.operators:
            if text.startswith(operator, self.pos):
                return operator
        raise self.refuse(f"unexpected {self.here()}")

    def redirect(self, start: int, descriptor: Word | None = None) -> Redirect:
        """The redirection at ``start`` whose operator is at ``pos``, behind its descriptor."""
        self.count()
        fd, subscript = (descriptor and self.descriptor_of(descriptor)) or ("", None)
        operator = self.operator()
        at = self.pos
        self.pos += len(operator)
        c = self.blanks()
        if c in "<>" and self.text[self.pos + 1] != "(":
            raise self.refuse(f"unexpected {self.here()}")
        target = self.word()
        if self.text[self.pos] in "<>" and operator not in (">&", "<&") and self.descriptor_of(target):
            raise self.refuse(f"unexpected {self.here()}")
        redirect = Redirect(operator, target, fd, None, self.span(start, self.pos), subscript)
        if operator == "<<" or operator == "<<-":
            if len(self.pending) >= MAX_WAITING and self.dialect == "bash":
                raise self.refuse(f"more than {MAX_WAITING} here-documents on a line", at)
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
