"""Words: quoting, and the pieces of a word that expand.

Two loops read everything. ``unquoted`` reads where quotes quote (command words, patterns, the
argument of ``${x#…}``); ``quoted`` reads where only ``$``, a backquote and some backslashes are
special (``"…"``, here-documents, arithmetic, ``"${x:-…}"``). Both take an index and give the index of
the character that ended them.
"""

from __future__ import annotations

from guard.shell.lexer import META, QUOTING, Source
from guard.shell.nodes import Parameter, Process, Substitution, Text, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.nodes import Part

NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
NAME_START = NAME - frozenset("0123456789")
SPECIAL = frozenset("@*#?-$!0123456789")
WORD_STOP = META | QUOTING
WORD_END = META - frozenset("()<>")
OPENS_PATTERN = frozenset("?*+@!")
SUBSCRIPT = frozenset("]")
REGEX = META - frozenset("(|")
"""What ends a regular expression of ``[[ ]]``; a ``)`` does where no ``(`` of its own is open."""
STOPS = {META: WORD_STOP, SUBSCRIPT: frozenset("[]<>\0") | QUOTING}
"""For each set of ending characters, those at which the scan has to stop and look."""
MAX_PARTS = 20_000
"""Pieces of one word, or of one here-document."""
QUOTED_STOPS = {
    '"': frozenset('"\\$`\0'),
    "\0": frozenset("\\$`\0"),
    "}": frozenset("}\"'\\$`\0"),
    "{}": frozenset("{}\"'\\$`\0"),
    ")": frozenset("()\"'\\$`\0"),
    "]": frozenset("[]\"'\\$`\0"),
    ";": frozenset(";()\"'\\$`\0"),
    ":": frozenset(":?}()\"'\\$`\0"),
}
"""The same for ``quoted``, by its end: a string, a here-document, ``${…}``, arithmetic, its parts."""
CLOSES = {"{}": "}", ":": "}", ";": ")"}
"""The bracket that is missing where ``quoted`` meets no end, if it is not the end itself."""
BRACED = ("}", "{}")
"""The ends of ``${…}``; with the second, zsh's, braces nest."""


class Words(Source):
    """Reads one word at ``pos``, or the pieces of one between given characters."""

    def word(self) -> Word:
        """The word at ``pos``; a Refusal where there is none."""
        text = self.text
        start = i = self.pos
        while text[i] not in WORD_STOP:
            i += 1
        if text[i] in WORD_END and i > start:
            self.pos = i
            return Word((Text(text[start:i]),), self.span(start, i))
        parts: list[Part] = []
        self.pos = i = self.unquoted(parts, start, META)
        if i == start:
            raise self.refuse(f"unexpected {self.here()}", i)
        return Word(tuple(parts), self.span(start, i))

    def here(self) -> str:
        """What stands at ``pos``, for a message."""
        c = self.text[self.pos]
        if self.pos >= self.length:
            return "end"
        return "newline" if c == "\n" else repr(c)

    # ------------------------------------------------------------------------ the two loops

    def unquoted(self, parts: list[Part], i: int, ends: frozenset[str]) -> int:
        """Read where quotes quote, up to a character of ``ends`` outside quotes and ``@(…)``."""
        text = self.text
        scan = STOPS.get(ends)
        if scan is None:
            scan = STOPS[ends] = ends | QUOTING | frozenset("(){<>\0")
        first = start = i
        brackets = self.brackets(ends)
        opens, closes = brackets[0], brackets[1]
        nest = 0
        while True:
            while text[i] not in scan:
                i += 1
            c = text[i]
            if c == opens and (nest or self.opens_group(first, start, i, ends)):
                nest += 1
                i += 1
                continue
            if nest and c == closes:
                nest -= 1
                i += 1
                continue
            if c == "\0" and (nest or "\0" not in ends):
                raise self.refuse("unexpected end", first)
            process = c in "<>" and text[i + 1] == "("
            if c == "<":
                after = self.number_range(i)
                if after:
                    i = after
                    continue
            if not process and c not in QUOTING:
                if c in ends and not nest:
                    if start < i:
                        add_text(parts, text[start:i], False)
                    return i
                i += 1
                continue
            if start < i:
                add_text(parts, text[start:i], False)
            i = self.process(parts, i) if process else self.quote(parts, i)
            start = i

    def number_range(self, i: int) -> int:
        """The index after zsh's pattern ``<1-9>`` at ``i``; elsewhere there is none: 0."""
        return 0

    def brackets(self, ends: frozenset[str]) -> str:
        """The brackets that nest in what ends at ``ends``."""
        return "[]" if ends is SUBSCRIPT else "()"

    def opens_group(self, first: int, start: int, i: int, ends: frozenset[str]) -> bool:
        """Whether the ``(`` at ``i`` belongs to the word: an extended pattern ``@(…)``."""
        if ends is META:
            return i > start and self.text[i - 1] in OPENS_PATTERN
        return ends is SUBSCRIPT or ends is REGEX

    def quote(self, parts: list[Part], i: int) -> int:
        """What begins at the quoting character at ``i``, outside double quotes."""
        text = self.text
        c = text[i]
        if c == "$":
            return self.dollar(parts, i, False)
        if c == '"':
            return self.double(parts, i)
        if c == "'":
            end = text.find("'", i + 1)
            if end < 0:
                raise self.refuse("unterminated single quote", i)
            add_text(parts, text[i + 1 : end], True)
            return end + 1
        if c == "`":
            return self.backquote(parts, i, False)
        follows = text[i + 1]
        if follows == "\n":
            return i + 2
        if i + 1 >= self.length:
            add_text(parts, "\\", True)
            return i + 1
        add_text(parts, follows, True)
        return i + 2

    def double(self, parts: list[Part], i: int) -> int:
        """``"…"`` with its opening quote at ``i``; the index after the closing one."""
        before = len(parts)
        self.enter(i)
        end = self.quoted(parts, i + 1, '"')
        self.depth -= 1
        if len(parts) == before:
            add_text(parts, "", True)
        return end + 1

    def quoted(self, parts: list[Part], i: int, end: str) -> int:
        """Read where only ``$``, a backquote and some backslashes are special, up to ``end``.

        ``end`` is ``"``, the sentinel (a here-document), ``}`` or ``{}``, ``)``, ``]``, or ``;`` and ``:``
        for the parts of ``for ((…))`` and of ``${x:…:…}``, which the bracket that closes them ends too.
        """
        text = self.text
        scan = QUOTED_STOPS[end]
        first = start = i
        nest = questions = 0
        while True:
            while text[i] not in scan:
                i += 1
            c = text[i]
            if c == "\0":
                if end == "\0":
                    break
                raise self.refuse(f"no matching {CLOSES.get(end, end)!r}", first)
            if c in QUOTING and c != end:
                if start < i:
                    add_text(parts, text[start:i], True)
                i = start = self.quoted_quote(parts, i, end)
                continue
            if c in "([{":
                nest += 1
            elif c == "?":
                questions += 1
            elif c == ":" and questions:
                questions -= 1
            elif nest == 0 or (c == "}" and end != "{}"):
                if c != ")" or end != ":":
                    break
            elif c in ")]}":
                nest -= 1
            i += 1
        if start < i:
            add_text(parts, text[start:i], True)
        return i

    def quoted_quote(self, parts: list[Part], i: int, end: str) -> int:
        """What begins at the quoting character at ``i``, where double quotes are in force."""
        text = self.text
        c = text[i]
        if c == "$":
            if text[i + 1] == "'" and end not in '"\0':
                return self.ansi_in_quotes(parts, i)
            return self.dollar(parts, i, True)
        if c == "`":
            return self.backquote(parts, i, True)
        if c == '"':
            return self.double(parts, i)
        if c == "'":
            return self.apostrophe(parts, i, end)
        follows = text[i + 1]
        if follows == "\n":
            return i + 2
        if follows in "$`\\" or (follows == '"' and end != "\0") or (follows == "}" and end in BRACED):
            add_text(parts, follows, True)
            return i + 2
        if follows == "'" and end in BRACED:  # it pairs with no other, and the backslash stays
            add_text(parts, "\\'", True)
            return i + 2
        add_text(parts, "\\", True)
        return i + 1

    def apostrophe(self, parts: list[Part], i: int, end: str) -> int:
        """``'`` inside ``"${x:-…}"`` or arithmetic: bash pairs it to find the end, and expands between."""
        text = self.text
        if self.plain_apostrophe and end in BRACED:
            add_text(parts, "'", True)
            return i + 1
        close = text.find("'", i + 1)
        if close < 0:
            raise self.refuse("unterminated single quote", i)
        reader = self.within(i, close + 1)
        reader.quoted(parts, 0, "\0")
        reader.finish()
        return close + 1

    def ansi_in_quotes(self, parts: list[Part], i: int) -> int:
        """``$'…'`` inside ``"${x:-…}"``: bash puts its value there and then expands that."""
        from guard.shell.ansi_quotes import decode_ansi

        value, end = decode_ansi(self.text, i + 2)
        if end < 0 or "$" in value or "`" in value:
            raise self.refuse("$'…' that makes an expansion" if end >= 0 else "unterminated $'", i)
        add_text(parts, value, True)
        return end + 1

    # ------------------------------------------------------------------------ what expands

    def dollar(self, parts: list[Part], i: int, quoted: bool) -> int:
        """What begins at the ``$`` at ``i``; the index after it."""
        text = self.text
        c = text[i + 1]
        if len(parts) > MAX_PARTS:
            raise self.refuse(f"more than {MAX_PARTS} expansions in a word", i)
        if c in NAME_START:
            j = i + 2
            while text[j] in NAME:
                j += 1
            parts.append(parameter(text[i + 1 : j], quoted, self.span(i, j)))
            return j
        if c == "{":
            return self.brace(parts, i, quoted)
        if c == "(":
            return self.parenthesis(parts, i, quoted)
        if c in SPECIAL:
            parts.append(parameter(c, quoted, self.span(i, i + 2)))
            return i + 2
        if not quoted:
            if c == '"':
                return self.double(parts, i + 1)
            if c == "'":
                from guard.shell.ansi_quotes import decode_ansi, ends_early

                value, end = decode_ansi(text, i + 2)
                if end < 0:
                    raise self.refuse("unterminated $'", i)
                if ends_early(text, i + 2, end):
                    raise self.refuse("a NUL inside a word, where shells end it differently", i)
                add_text(parts, value, True)
                return end + 1
        if c == "[":
            return self.bracket(parts, i, quoted)
        if c == "\\" and text[i + 2] == "\n":
            raise self.refuse("a line continuation inside an expansion", i)
        add_text(parts, "$", quoted)
        return i + 1

    def name_end(self, i: int) -> int:
        """Where the name at ``i`` ends: letters, digits and ``_`` of ASCII."""
        text = self.text
        while text[i] in NAME:
            i += 1
        return i

    def parenthesis(self, parts: list[Part], i: int, quoted: bool) -> int:
        """``$(…)`` or ``$((…))``, which may turn out to be ``$( (…) )``."""
        if self.text[i + 2] == "(":
            end = self.arithmetic(parts, i, quoted)
            if end:
                return end
        self.pos = i + 2
        body = self.enclosed(i, ")")
        parts.append(Substitution(body, quoted, self.span(i, self.pos)))
        return self.pos

    def process(self, parts: list[Part], i: int) -> int:
        """``<(…)`` and ``>(…)``."""
        self.pos = i + 2
        body = self.enclosed(i, ")")
        parts.append(Process(body, "<" if self.text[i] == "<" else ">", self.span(i, self.pos)))
        return self.pos

    def backquote(self, parts: list[Part], i: int, quoted: bool) -> int:
        """`` `…` ``: a backslash before ``$``, `` ` `` or ``\\`` goes, then the rest is read as a script."""
        text = self.text
        drops = '$`\\"' if quoted else "$`\\"
        pieces: list[str] = []
        origins: list[int] = []
        start = j = i + 1
        while True:
            c = text[j]
            if c == "`":
                break
            if c == "\0":
                raise self.refuse("unterminated backquote", i)
            if c == "\\" and text[j + 1] != "\0":
                if text[j + 1] in drops:
                    pieces.append(text[start:j])
                    origins.extend(range(start, j))
                    start = j + 1
                j += 2
            else:
                j += 1
        if pieces:
            pieces.append(text[start:j])
            origins.extend(range(start, j + 1))
            reader = self.inner("".join(pieces), origins)
        else:
            reader = self.within(start, j)
        body = reader.whole()
        parts.append(Substitution(body, quoted, self.span(i, j + 1)))
        return j + 1

    if TYPE_CHECKING:
        from guard.shell.nodes import Script

        def enclosed(self, i: int, closer: str) -> Script: ...
        def arithmetic(self, parts: list[Part], i: int, quoted: bool) -> int: ...
        def bracket(self, parts: list[Part], i: int, quoted: bool) -> int: ...


def parameter(name: str, quoted: bool, span: object) -> Parameter:
    """A plain ``$name``."""
    return Parameter(name, "", None, None, None, False, False, quoted, "", span)  # type: ignore[arg-type]


def add_text(parts: list[Part], text: str, quoted: bool) -> None:
    """Add characters; neighbours quoted alike become one piece."""
    if parts:
        last = parts[-1]
        if type(last) is Text and last.quoted is quoted:
            parts[-1] = Text(last.text + text, quoted)
            return
    parts.append(Text(text, quoted))
