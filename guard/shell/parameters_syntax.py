"""``${…}`` with every operator, ``$((…))``, ``$[…]``, subscripts.

Facts: bash manual 3.5.3 (Shell Parameter Expansion) and 3.5.5 (Arithmetic Expansion). Inside double
quotes the word after ``:- := :? :+`` is read as if quoted, a pattern after ``# % / ^ ,`` is not.
What bash would call a bad substitution when it comes to it (``${a b}``, zsh's ``${(%):-%x}``) is read up
to its brace and kept under the operator ``bad substitution``, because ``bash -n`` accepts it too.
"""

from __future__ import annotations

from guard.shell.nodes import Arithmetic, Parameter, Refusal, Substitution, Text, Word
from guard.shell.words_syntax import NAME, NAME_START, SPECIAL, SUBSCRIPT, Words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.nodes import Part, Script

BRACE = frozenset("}")
PATTERN = frozenset("/}")
BAD = "bad substitution"


class Parameters(Words):
    """Adds the bracketed expansions to ``Words``."""

    brace_end = "}"

    if TYPE_CHECKING:

        def statements(self, closer: str) -> Script: ...

    # --------------------------------------------------------------------------- brackets

    def enclosed(self, i: int, closer: str) -> Script:
        """The script from ``pos`` to its closing bracket, and ``pos`` after it.

        Here-documents opened outside wait until the line outside ends; those opened inside whose
        line ends only after the bracket are read there too, as bash does.
        """
        self.enter(i)
        outside, self.pending = self.pending, []
        substitution, self.in_substitution = self.in_substitution, closer
        body = self.statements(closer)
        if self.text[self.pos] != closer:
            raise self.refuse(f"no matching {closer!r}", i)
        self.pos += 1
        self.in_substitution = substitution
        self.pending = outside + self.pending
        self.depth -= 1
        return body

    def arithmetic(self, parts: list[Part], i: int, quoted: bool) -> int:
        """``$((…))`` at ``i``: the index after it, or 0 where it is a command substitution after all."""
        found = self.double_parenthesis(i + 1)
        if found is None:
            return 0
        expression, end = found
        parts.append(Arithmetic(expression, quoted, self.span(i, end)))
        return end

    def double_parenthesis(self, i: int) -> tuple[Word, int] | None:
        """``((…))`` at ``i``, as bash decides: arithmetic if the two brackets close side by side."""
        if i in self.not_arithmetic:
            return None
        mark = self.mark()
        inner: list[Part] = []
        try:
            self.enter(i)
            end = self.quoted(inner, i + 2, ")")
            self.depth -= 1
            if self.text[end + 1] == ")":
                return Word(tuple(inner), self.span(i + 2, end)), end + 2
            self.spend(end - i)
        except Refusal:
            self.spend(self.length - i)
        self.back(mark)
        self.not_arithmetic.add(i)
        return None

    def bracket(self, parts: list[Part], i: int, quoted: bool) -> int:
        """``$[…]``, bash's old arithmetic."""
        inner: list[Part] = []
        self.enter(i)
        end = self.quoted(inner, i + 2, "]")
        self.depth -= 1
        parts.append(Arithmetic(Word(tuple(inner), self.span(i + 2, end)), quoted, self.span(i, end + 1)))
        return end + 1

    def subscript(self, i: int) -> tuple[Word, int]:
        """``[…]`` at ``i``: what is in it, and the index after it."""
        inner: list[Part] = []
        self.enter(i)
        end = self.unquoted(inner, i + 1, SUBSCRIPT)
        self.depth -= 1
        return Word(tuple(inner), self.span(i + 1, end)), end + 1

    # ----------------------------------------------------------------------------- ${ … }

    def brace(self, parts: list[Part], i: int, quoted: bool) -> int:
        """``${…}`` at ``i``; the index after it."""
        text = self.text
        if text[i + 2] in " \t\n|":
            return self.function_substitution(parts, i, quoted)
        self.enter(i)
        j = i + 2
        length, indirect = self.prefix(j)
        j += length or indirect
        end = self.parameter_name(j)
        name = text[j:end]
        sub: Word | None = None
        if text[end] == "[" and name:
            sub, end = self.subscript(end)
        if text[end] == "}" and name:
            operator, argument, replacement = "", None, None
        else:
            operator, argument, replacement, end = self.operation(end, name, indirect, length, quoted)
        end += 1
        span = self.span(i, end)
        parts.append(
            Parameter(name, operator, argument, replacement, sub, length, indirect, quoted, "", span)
        )
        self.depth -= 1
        return end

    def prefix(self, j: int) -> tuple[bool, bool]:
        """Whether ``#`` (length) or ``!`` (indirection) at ``j`` is a prefix and not the parameter."""
        text = self.text
        c, after = text[j], text[j + 1]
        if c == "#":
            if after in NAME:
                return True, False
            return after in SPECIAL and text[j + 2] == "}", False
        if c == "!":
            return False, after in NAME or (after in SPECIAL and text[j + 2] in "}:-=?+")
        return False, False

    def parameter_name(self, j: int) -> int:
        """Where the parameter's name that begins at ``j`` ends; ``j`` where there is none."""
        text = self.text
        if text[j] in NAME_START:
            while text[j] in NAME:
                j += 1
        elif text[j].isdigit() and text[j].isascii():
            while text[j] in "0123456789":
                j += 1
        elif text[j] in SPECIAL:
            j += 1
        return j

    def operation(
        self, i: int, name: str, indirect: bool, length: bool, quoted: bool
    ) -> tuple[str, Word | None, Word | None, int]:
        """Operator, argument, second argument, and the index of the closing brace."""
        text = self.text
        c = text[i]
        if not name or length:
            return self.bad(i)
        if c == ":" and text[i + 1] in "-=?+":
            return self.value_operation(text[i : i + 2], i + 2, quoted)
        if c in "-=?+":
            return self.value_operation(c, i + 1, quoted)
        if c == ":":
            offset, end = self.argument_quoted(i + 1, ":")
            if text[end] == "}":
                return ":", offset, None, end
            count, end = self.argument_quoted(end + 1, self.brace_end)
            return ":", offset, count, end
        if c == "/":
            operator = text[i : i + 2] if text[i + 1] in "/#%" else "/"
            pattern, end = self.replaced(i + len(operator), operator)
            if text[end] == "}":
                return operator, pattern, None, end
            replacement, end = self.argument(end + 1, BRACE)
            return operator, pattern, replacement, end
        if c in "#%^,~":
            operator = c * 2 if text[i + 1] == c else c
            pattern, end = self.argument(i + len(operator), BRACE)
            return operator, pattern, None, end
        if c == "@" and text[i + 1].isalpha() and text[i + 2] == "}":
            return text[i : i + 2], None, None, i + 2
        if indirect and c in "*@" and text[i + 1] == "}":
            return c, None, None, i + 1
        return self.bad(i)

    def value_operation(
        self, operator: str, i: int, quoted: bool
    ) -> tuple[str, Word | None, Word | None, int]:
        argument, end = self.argument_quoted(i, self.brace_end) if quoted else self.argument(i, BRACE)
        return operator, argument, None, end

    def bad(self, i: int) -> tuple[str, Word | None, Word | None, int]:
        argument, end = self.argument(i, BRACE)
        return BAD, argument, None, end

    def argument(self, i: int, ends: frozenset[str]) -> tuple[Word, int]:
        inner: list[Part] = []
        end = self.unquoted(inner, i, ends)
        return Word(tuple(inner), self.span(i, end)), end

    def replaced(self, i: int, operator: str) -> tuple[Word, int]:
        """The pattern of ``${x/…/…}``: a slash that it begins with belongs to it in ``${x////-}``."""
        if operator != "//" or self.text[i] != "/" or self.dialect == "zsh":
            return self.argument(i, PATTERN)
        inner: list[Part] = [Text("/")]
        end = self.unquoted(inner, i + 1, PATTERN)
        return Word(tuple(inner), self.span(i, end)), end

    def argument_quoted(self, i: int, ends: str) -> tuple[Word, int]:
        inner: list[Part] = []
        end = self.quoted(inner, i, ends)
        return Word(tuple(inner), self.span(i, end)), end

    def function_substitution(self, parts: list[Part], i: int, quoted: bool) -> int:
        """``${ …; }`` and ``${| …; }`` of bash 5.3, ksh and mksh: commands in the same shell."""
        self.pos = i + 3 if self.text[i + 2] == "|" else i + 2
        body = self.enclosed(i, "}")
        parts.append(Substitution(body, quoted, self.span(i, self.pos)))
        return self.pos
