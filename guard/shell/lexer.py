"""Characters, blanks, newlines, here-documents: what every reader of shell text stands on.

The text is followed by NULs as a sentinel (a text that has a NUL itself is refused), so that a
character can be looked at without asking whether there is one. ``pos`` is the reading place; the
methods that take and give an index work on local variables and leave ``pos`` alone.

Facts: POSIX.1-2024 XCU 2.3 (token recognition) and 2.7.4 (here-documents); bash 5.2 for what it
does beyond them, tried with the programs in ``tests/shell/``.
"""

from __future__ import annotations

from guard.model import Span
from guard.shell.nodes import Redirect, Refusal, Text, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.nodes import Part, Script

    Mark = tuple[int, int, list["Pending"], int, str]

MAX_DEPTH = 60
"""Nested constructs; beyond it a Refusal. bash itself crashes at some thousands."""
MAX_COMMANDS = 20_000
"""Commands, redirections, case items and backquotes; the largest script at hand has 8,000."""

META = frozenset(" \t\n;&|()<>\0")
QUOTING = frozenset("'\"\\`$")


class Pending:
    """A here-document whose body has not been reached yet."""

    __slots__ = ("delimiter", "literal", "redirect", "start", "strip")

    def __init__(self, redirect: Redirect, delimiter: str, strip: bool, literal: bool, start: int) -> None:
        self.redirect = redirect
        self.delimiter = delimiter
        self.strip = strip
        self.literal = literal
        self.start = start


class Source:
    """A text and a place in it.

    Args:
        text: what to read, without NUL.
        dialect: ``bash``, ``sh``, ``zsh``.
        origins: where each character (and the end) stands in the proposal; an int for a plain offset.
        depth: constructs already open around this text.
        budget: how many characters may still be read a second time, and how many commands there may
            still be; shared by all readers of a text.
    """

    def __init__(
        self, text: str, dialect: str, origins: int | list[int], depth: int, budget: list[int]
    ) -> None:
        self.text = text + "\0\0\0\0"
        self.length = len(text)
        self.dialect = dialect
        self.plain_apostrophe = dialect != "bash"
        self.origins = origins
        self.depth = depth
        self.budget = budget
        self.pos = 0
        self.pending: list[Pending] = []
        self.not_arithmetic: set[int] = set()
        self.in_substitution = ""
        self.last: dict[str, int] = {}

    if TYPE_CHECKING:

        def whole(self) -> Script: ...
        def quoted(self, parts: list[Part], i: int, end: str) -> int: ...
        def unquoted(self, parts: list[Part], i: int, ends: frozenset[str]) -> int: ...
        def dollar(self, parts: list[Part], i: int, quoted: bool) -> int: ...
        def brace(self, parts: list[Part], i: int, quoted: bool) -> int: ...
        def word(self) -> Word: ...

    # ------------------------------------------------------------------------------ places

    def place(self, i: int) -> int:
        """The index in the proposal of the index ``i`` here."""
        origins = self.origins
        return origins + i if isinstance(origins, int) else origins[i]

    def span(self, start: int, end: int) -> Span:
        origins = self.origins
        if isinstance(origins, int):
            return Span(start + origins, end + origins)
        return Span(origins[start], origins[end - 1] + 1 if end > start else origins[start])

    def refuse(self, why: str, i: int | None = None) -> Refusal:
        """The exception to raise, at ``i`` or where reading stands."""
        return Refusal(why, self.place(min(self.pos if i is None else i, self.length)))

    def enter(self, i: int) -> None:
        """One construct deeper; the reader of the construct takes ``depth`` back when it ends."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.refuse(f"more than {MAX_DEPTH} nested constructs", i)

    def within(self, start: int, end: int) -> Source:
        """A reader of its own for a part of this text."""
        return self.inner(self.text[start:end], start)

    def inner(self, text: str, origins: int | list[int]) -> Source:
        """A reader for a text made from this one; ``origins`` in places of this one."""
        self.count()
        here = self.origins
        if isinstance(origins, int):
            if isinstance(here, int):
                origins = here + origins
            else:
                origins = here[origins : origins + len(text) + 1]
        else:
            origins = [self.place(i) for i in origins]
        if self.depth >= MAX_DEPTH:
            raise self.refuse(f"more than {MAX_DEPTH} nested constructs")
        return type(self)(text, self.dialect, origins, self.depth + 1, self.budget)

    def later(self, c: str, i: int) -> bool:
        """Whether ``c`` stands anywhere after ``i``."""
        last = self.last.get(c)
        if last is None:
            last = self.last[c] = self.text.rfind(c)
        return last > i

    def count(self) -> None:
        """One more command or redirection; their number is bounded, and so is the tree."""
        self.budget[1] -= 1
        if self.budget[1] < 0:
            raise self.refuse(f"more than {MAX_COMMANDS} commands and redirections")

    def spend(self, characters: int) -> None:
        """Characters that have to be read again; their number is bounded, so time stays linear."""
        self.budget[0] -= characters
        if self.budget[0] < 0:
            raise self.refuse("too many places that can be read in two ways")

    def finish(self) -> None:
        """Refuse here-documents that nothing follows."""
        if self.pending:
            waiting = self.pending[0]
            raise self.refuse(f"here-document without its end {waiting.delimiter!r}", waiting.start)

    def mark(self) -> Mark:
        """Where reading stands, for an attempt that may fail."""
        return self.pos, self.depth, self.pending, len(self.pending), self.in_substitution

    def back(self, mark: Mark) -> None:
        """Undo an attempt."""
        self.pos, self.depth, self.pending, waiting, self.in_substitution = mark
        del self.pending[waiting:]

    # ---------------------------------------------------------------------- between tokens

    def blanks(self) -> str:
        """Skip blanks and line continuations; the character that follows."""
        text = self.text
        i = self.pos
        while True:
            c = text[i]
            if c == " " or c == "\t":
                i += 1
            elif c == "\\" and text[i + 1] == "\n":
                i += 2
            else:
                self.pos = i
                return c

    def gap(self) -> str:
        """Skip blanks and a comment; the character that follows."""
        c = self.blanks()
        if c == "#":
            end = self.text.find("\n", self.pos)
            self.pos = self.length if end < 0 else end
            return self.text[self.pos]
        return c

    def lines(self) -> str:
        """Skip blanks, comments and newlines; the character that follows."""
        while True:
            c = self.gap()
            if c != "\n":
                return c
            self.newline()

    def newline(self) -> None:
        """Step over a newline, and over the here-documents that begin after it."""
        self.pos += 1
        if self.pending:
            waiting, self.pending = self.pending, []
            for document in waiting:
                self.document(document)

    # ---------------------------------------------------------------------- here-documents

    def document(self, pending: Pending) -> None:
        """Read the body of one here-document and hang it into its redirection.

        The redirection was made before its body was reached, so this is the one place where a node
        is completed after it was made; nothing has seen it yet.
        """
        text = self.text
        delimiter = pending.delimiter
        start = i = self.pos
        pieces: list[tuple[int, int]] = []
        while True:
            if i >= self.length:
                raise self.refuse(f"here-document without its end {delimiter!r}", pending.start)
            end = self.line_end(i, pending.literal)
            begin = i
            if pending.strip:
                while text[begin] == "\t":
                    begin += 1
            line = text[begin:end]
            if not pending.literal and "\\\n" in line:
                line = line.replace("\\\n", "")
            if line == delimiter:
                after = min(end + 1, self.length)
                break
            if self.closes_in_substitution(line, delimiter):
                after = begin + len(delimiter)
                break
            i = min(end + 1, self.length)
            pieces.append((begin, i))
        self.pos = after
        vars(pending.redirect)["body"] = self.content(pieces, start, pending)

    def line_end(self, i: int, literal: bool) -> int:
        """Where the line that begins at ``i`` ends, continuations joined unless ``literal``."""
        text = self.text
        while True:
            end = text.find("\n", i)
            if end < 0:
                return self.length
            if literal:
                return end
            slashes = 0
            while end - slashes > i and text[end - slashes - 1] == "\\":
                slashes += 1
            if slashes % 2 == 0:
                return end
            i = end + 1

    def closes_in_substitution(self, line: str, delimiter: str) -> bool:
        """bash takes ``E)`` for the end of a here-document inside ``$(…)``."""
        return self.in_substitution == ")" and line.startswith(delimiter) and ")" in line[len(delimiter) :]

    def content(self, pieces: list[tuple[int, int]], start: int, pending: Pending) -> Word:
        if not pieces:
            return Word((Text("", True),), self.span(start, start))
        first, last = pieces[0][0], pieces[-1][1]
        span = self.span(start, last)
        if pending.strip:
            stripped = "".join([self.text[a:b] for a, b in pieces])
            if pending.literal:
                return Word((Text(stripped, True),), span)
            origins = [i for a, b in pieces for i in range(a, b)]
            origins.append(last)
            reader = self.inner(stripped, origins)
        elif pending.literal:
            return Word((Text(self.text[first:last], True),), span)
        else:
            reader = self.within(first, last)
        parts: list[Part] = []
        reader.quoted(parts, 0, "\0")
        reader.finish()
        return Word(tuple(parts), span)
