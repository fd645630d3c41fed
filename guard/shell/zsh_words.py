"""The words of zsh: parentheses in them, number ranges, ``=(…)``, and where a ``}`` ends them.

Facts: zshexpn(1), Filename Generation and Process Substitution; tried with zsh 5.9.
"""

from __future__ import annotations

from guard.shell.lexer import META
from guard.shell.nodes import Substitution, Text, Word
from guard.shell.parameters_syntax import BRACE, PATTERN
from guard.shell.words_syntax import REGEX, SUBSCRIPT, WORD_STOP, add_text
from guard.shell.zsh_parameters import ZshParameters
from guard.shell.zsh_qualifiers import chooses, runs_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.nodes import Part

WORD_ENDS = META | frozenset("}")


class ZshWords(ZshParameters):
    """Reads one word of zsh at ``pos``."""

    def unquoted(self, parts: list[Part], i: int, ends: frozenset[str]) -> int:
        """A word ends before a last ``}`` that no ``{`` in it opened."""
        if ends is not META:
            return super().unquoted(parts, i, ends)
        depth = 0
        while True:
            piece: list[Part] = []
            i = super().unquoted(piece, i, WORD_ENDS)
            for part in piece:
                if isinstance(part, Text):
                    add_text(parts, part.text, part.quoted)
                    if not part.quoted:
                        depth += part.text.count("{")
                else:
                    parts.append(part)
            if self.text[i] != "}" or (depth == 0 and self.text[i + 1] in META):
                return i
            add_text(parts, "}", False)
            depth -= depth > 0
            i += 1

    def word(self) -> Word:
        """A word without its glob qualifiers, which only choose among names; refused where they run code:
        ``*(e:…:)``, ``*(+f)``, ``*(oe:…:)``."""
        start = self.pos
        word = self.pattern()
        if self.text[self.pos - 1] != ")":
            return word
        last = word.parts[-1] if word.parts else None
        if not isinstance(last, Text) or last.quoted:
            return word
        depth = 0
        i = self.pos
        while i > start:
            i -= 1
            depth += (self.text[i] == ")") - (self.text[i] == "(")
            if depth == 0:
                break
        inside = self.text[i + 1 : self.pos - 1]
        if runs_code(inside):
            raise self.refuse("a glob qualifier that runs code", i)
        written = len(inside) + 2
        if i == start or not chooses(inside) or written >= len(last.text) + (len(word.parts) > 1):
            return word
        kept = last.text[:-written]
        return Word((*word.parts[:-1], *((Text(kept),) if kept else ())), word.span)

    def assigned(self, parts: list[Part], i: int) -> int:
        return super().unquoted(parts, i, META)

    def opens_group(self, first: int, start: int, i: int, ends: frozenset[str]) -> bool:
        if ends is WORD_ENDS or ends is META:
            return self.text[i + 1] != ")" or i == first
        return ends is SUBSCRIPT or ends is REGEX or ends is BRACE or ends is PATTERN

    def number_range(self, i: int) -> int:
        text = self.text
        j = i + 1
        while text[j] in "0123456789":
            j += 1
        if text[j] != "-":
            return 0
        j += 1
        while text[j] in "0123456789":
            j += 1
        return j + 1 if text[j] == ">" else 0

    def pattern(self) -> Word:
        """A word that generates no file names."""
        text = self.text
        start = i = self.pos
        if text[start] != "=" or text[start + 1] != "(":
            while text[i] not in WORD_STOP and text[i] != "}":
                i += 1
            if text[i] != "}":
                return super().word()
            pieces: list[Part] = []
            self.pos = self.unquoted(pieces, start, META)
            if self.pos == start:
                raise self.refuse("unexpected '}'", start)
            return Word(tuple(pieces), self.span(start, self.pos))
        self.pos += 2
        body = self.enclosed(start, ")")
        parts: list[Part] = [Substitution(body, False, self.span(start, self.pos), True)]
        if self.text[self.pos] not in META:
            self.pos = self.unquoted(parts, self.pos, META)
        return Word(tuple(parts), self.span(start, self.pos))
