"""zsh's parameter expansion: flags, nesting, subscripts without braces, modifiers.

``${(flags)name}`` has its flags in ``Parameter.flags``, together with the signs ``= ~ ^ +`` before the
name. A nested form ``${${x}}`` is a Parameter without a name: the nested word is its ``:-`` argument,
which is what it means; with an operator of its own the operator is ``nested`` and the argument holds
both words, for their value is not worked out but what they run has to be seen.

Facts: zshexpn(1), Parameter Expansion and Modifiers.
"""

from __future__ import annotations

from guard.shell.compounds import Compounds
from guard.shell.lexer import META
from guard.shell.nodes import Parameter, Refusal, Text, Word
from guard.shell.parameters_syntax import BRACE, PATTERN
from guard.shell.words_syntax import NAME, NAME_START, SPECIAL, WORD_STOP, add_text, parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.nodes import Part

MODIFIERS = frozenset("aAchtrelupPqQxsg")
DELIMITED = frozenset("sjlrZg_I")
CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
NESTED = "nested"
AGAIN = "]["
"""Between two subscripts, which together are one Word; no number comes of it."""
OPERATORS = ("::=", ":^^", ":^", ":#", ":|", ":*")


class ZshParameters(Compounds):
    """Reads ``$…`` as zsh does."""

    brace_end = "{}"

    def brackets(self, ends: frozenset[str]) -> str:
        return "{}" if ends is BRACE or ends is PATTERN else super().brackets(ends)

    def name_end(self, i: int) -> int:
        """Names may have letters of any script."""
        text = self.text
        while text[i] in NAME or (text[i] > "\x7f" and text[i].isalnum()):
            i += 1
        return i

    def parameter_name(self, j: int) -> int:
        end = super().parameter_name(j)
        return end if end > j and self.text[j] not in NAME else self.name_end(end)

    def dollar(self, parts: list[Part], i: int, quoted: bool) -> int:
        text = self.text
        j = i + 1
        if text[j] == '"' and not quoted:  # no sign of a translation here: a dollar sign, and a quotation
            add_text(parts, "$", False)
            return j
        while text[j] in "+#~=^" and (text[j + 1] in NAME or text[j + 1] in "+~=^*@"):
            j += 1
        if (j > i + 1 and text[j] in NAME) or (text[j] > "\x7f" and text[j].isalnum()):
            end = self.parameter_name(j)
            signs = text[i + 1 : j]
            length = "#" in signs
            found = Parameter(
                text[j:end], "", None, None, None, length, False, quoted,
                signs.replace("#", ""), self.span(i, end),
            )  # fmt: skip
            parts.append(found)
        else:
            before = len(parts)
            end = super().dollar(parts, i, quoted)
            if text[i + 1] in NAME_START and text[end] > "\x7f" and text[end].isalnum():
                end = self.name_end(end)
                parts[-1] = parameter(text[i + 1 : end], quoted, self.span(i, end))
            plain = text[i + 1] in NAME or text[i + 1] in SPECIAL
            if not plain or len(parts) == before or not isinstance(parts[-1], Parameter):
                return end
        return self.suffixes(parts, i, end, quoted)

    def suffixes(self, parts: list[Part], i: int, end: int, quoted: bool) -> int:
        """``[…]`` and ``:h`` directly after ``$name``."""
        text = self.text
        found = parts[-1]
        assert isinstance(found, Parameter)
        sub: Word | None = None
        if text[end] == "[":
            sub, end = self.bare_subscript(end, quoted)
        operator = ""
        while text[end] == ":" and text[end + 1] in MODIFIERS:
            stop = self.modifier(end, False)
            if stop == end:
                break
            operator += text[end:stop]
            end = stop
        if sub is not None or operator:
            parts[-1] = Parameter(
                found.name, operator, None, None, sub, found.length, False, quoted, found.flags,
                self.span(i, end),
            )  # fmt: skip
        return end

    def bare_subscript(self, i: int, quoted: bool) -> tuple[Word | None, int]:
        """``[…]`` at ``i`` without braces around it, or nothing where the bracket is only a character."""
        if not self.later("]", i):
            return None, i
        mark = self.mark()
        try:
            sub, end = self.subscript(i)
        except Refusal:
            self.back(mark)
            self.spend(self.length - i)
            return None, i
        inside = self.text[i:end]
        if (
            "\n" in inside
            or (quoted and '"' in inside)
            or (not quoted and " " in inside and "(" not in inside)
        ):
            self.back(mark)
            self.spend(end - i)
            return None, i
        return sub, end

    def modifier(self, i: int, braced: bool) -> int:
        """Where the modifier at ``i`` (its colon) ends; ``i`` where it is none."""
        text = self.text
        j = i + 2
        if text[i + 1] == "g":
            if text[j] != "s":
                return i
            j += 1
        if text[j - 1] != "s":
            while text[j] in "0123456789":
                j += 1
            return j
        delimiter = text[j]
        if delimiter in WORD_STOP or delimiter in NAME:
            return i
        for part in (1, 2):
            j += 1
            while text[j] != delimiter:
                if text[j] == "}" and braced and part == 2:
                    return j
                if text[j] in WORD_STOP or (text[j] == "}" and braced):
                    if part == 2 and not braced and (text[j] in META or text[j] == '"'):
                        return j
                    raise self.refuse("a substitution by a modifier that expands or does not end", i)
                j += 1
        return j + 1

    # ----------------------------------------------------------------------------- ${ … }

    def brace(self, parts: list[Part], i: int, quoted: bool) -> int:
        text = self.text
        if text[i + 2] in " \t\n|":
            return self.function_substitution(parts, i, quoted)
        self.enter(i)
        flags, length, j = self.before_name(i + 2)
        nested: list[Part] = []
        if text[j] in '$"`' and text[j + 1] not in "}[:":
            end = self.quote(nested, j)
            name = ""
        else:
            end = self.parameter_name(j)
            name = text[j:end]
        sub, end = self.subscripts(end)
        argument: Word | None
        if text[end] == "}":
            operator, argument, replacement = "", None, None
        else:
            operator, argument, replacement, end = self.operation(end, name or "-", False, False, quoted)
        if "e" in flags and (nested or operator):
            raise self.refuse("an expansion whose result is expanded again", i)
        if nested:
            word = Word((*nested, *(argument.parts if argument else ())), self.span(j, end))
            operator = NESTED if operator or sub is not None or length else ":-"
            argument = word
        end += 1
        parts.append(
            Parameter(
                name, operator, argument, replacement, sub, length, False, quoted, flags, self.span(i, end)
            )
        )
        self.depth -= 1
        return end

    def before_name(self, j: int) -> tuple[str, bool, int]:
        """The flags, whether the length is asked for, and where what is expanded begins."""
        text = self.text
        flags = ""
        if text[j] == "(":
            flags, j = self.flags(j)
        while text[j] in "=~^+" and text[j + 1] != "}":
            flags += text[j]
            j += 1
        length, _ = self.prefix(j)
        if text[j] == "#" and text[j + 1] in '$"`{':
            length = True
        return flags, length, j + length

    def subscripts(self, end: int) -> tuple[Word | None, int]:
        """The subscripts from a position on as one, and where they end."""
        sub: Word | None = None
        while self.text[end] == "[":
            more, end = self.subscript(end)
            sub = more if sub is None else Word((*sub.parts, Text(AGAIN), *more.parts), sub.span)
        return sub, end

    def flags(self, i: int) -> tuple[str, int]:
        """The letters of the flags opened at ``i``, without their arguments, and where they end."""
        text = self.text
        letters: list[str] = []
        j = i + 1
        while text[j] != ")":
            c = text[j]
            if c == "\0":
                raise self.refuse("unterminated flags", i)
            letters.append(c)
            j += 1
            opener = text[j]
            while c in DELIMITED and text[j] == opener and opener != ")" and not opener.isalnum():
                end = text.find(CLOSING.get(opener, opener), j + 1)
                if end < 0:
                    raise self.refuse("unterminated flags", i)
                argument = text[j + 1 : end]
                if "`" in argument or "$(" in argument or "[" in argument:
                    raise self.refuse("flags whose argument may run code", j)
                j = end + 1
                if c not in "lr":
                    break
        return "".join(letters), j + 1

    def operation(
        self, i: int, name: str, indirect: bool, length: bool, quoted: bool
    ) -> tuple[str, Word | None, Word | None, int]:
        text = self.text
        if text[i] == ":":
            for operator in OPERATORS:
                if text.startswith(operator, i):
                    argument, end = self.argument(i + len(operator), BRACE)
                    return operator, argument, None, end
            if text[i + 1] in MODIFIERS:
                end = self.modifiers(i)
                return (text[i:end], None, None, end) if end else self.bad(i)
        return super().operation(i, name, indirect, length, quoted)

    def modifiers(self, i: int) -> int:
        """Where the modifiers at ``i`` end, at the brace; 0 where something else follows."""
        text = self.text
        while text[i] == ":" and text[i + 1] in MODIFIERS:
            try:
                end = self.modifier(i, True)
            except Refusal:
                return 0
            if end == i:
                return 0
            i = end
        return i if text[i] == "}" else 0
