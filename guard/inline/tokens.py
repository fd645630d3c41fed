"""Splitting code of Perl, Ruby, JavaScript, PHP, Lua and AppleScript into tokens, well enough to find calls.

A token is (kind, text): ``name`` (with its dots, ``::`` and ``->``), ``string`` (its value; interpolations
as holes), ``text`` (something a shell would run: backticks, ``%x()``, ``qx{}``), ``number`` or ``mark``.
Regular expression literals of JavaScript and Perl are skipped where the token before cannot end a value.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Hole, Value

COMMENTS = {
    "node": "//",
    "php": "//",
    "lua": "--",
    "osascript": "--",
    "groovy": "//",
    "jshell": "//",
    "m4": "dnl",
}
"""What starts a comment; ``#`` in the other languages and in PHP."""
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b", "\n": ""}
DOTTED = ("node", "ruby", "lua", "r", "julia", "groovy", "jshell")
PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}


@frozen
class Token:
    kind: str
    text: str
    value: Value = Value(())


def tokens_of(code: str, language: str) -> list[Token]:
    """The tokens of a piece of code. Total: what is not understood becomes marks."""
    found = _Tokenizer(code, language).all()
    if language in ("node", "lua"):
        from guard.inline.renamed import plain_names

        return plain_names(found, language)
    return found


class _Tokenizer:
    def __init__(self, code: str, language: str) -> None:
        self.code = code
        self.language = language
        self.at = 0
        self.found: list[Token] = []

    def all(self) -> list[Token]:
        while self.at < len(self.code):
            self.one()
        return self.found

    def add(self, kind: str, text: str, value: Value | None = None) -> None:
        self.found.append(Token(kind, text, value if value is not None else Value(())))

    def one(self) -> None:
        code, at = self.code, self.at
        letter = code[at]
        if letter in " \t\r":
            self.at += 1
        elif letter == "\n":
            self.add("mark", "\n")
            self.at += 1
        elif self.comment():
            return
        elif letter == "`" and self.language == "r":
            self.at += 1
        elif self.language == "m4" and letter in "`'\"":
            body, self.at = self.m4_quoted(self.at + 1) if letter == "`" else ("", at + 1)
            self.add("string", body, Value((body,)))
        elif letter == "'" and self.language == "julia" and self.after_value():
            self.add("mark", letter)
            self.at += 1
        elif letter in "'\"`":
            self.string(letter)
        elif letter.isalpha() or letter in "_$@":
            self.name()
        elif letter.isdigit():
            self.number()
        elif letter == "/" and self.language in ("node", "perl", "ruby") and not self.after_value():
            self.skip_pattern()
        elif letter == "%" and self.language == "ruby" and self.percent():
            return
        else:
            self.add("mark", letter)
            self.at += 1

    def comment(self) -> bool:
        code, at = self.code, self.at
        if code.startswith("/*", at) and self.language in ("node", "php", "groovy", "jshell"):
            end = code.find("*/", at + 2)
            self.at = len(code) if end < 0 else end + 2
            return True
        start = COMMENTS.get(self.language, "#")
        if code.startswith(start, at) or (
            code[at] == "#" and self.language in ("perl", "ruby", "php", "awk")
        ):
            if self.language == "perl" and at and code[at - 1] == "$":
                return False
            end = code.find("\n", at)
            self.at = len(code) if end < 0 else end
            return True
        return False

    def number(self) -> None:
        start = self.at
        while self.at < len(self.code) and (self.code[self.at].isalnum() or self.code[self.at] == "."):
            self.at += 1
        self.add("number", self.code[start : self.at])

    def name(self) -> None:
        """``fs.promises.rm``, ``File::Path::rmtree``, ``$obj->method``, ``app.doShellScript``, ``$x``."""
        code, start = self.code, self.at
        self.at += 1
        while self.at < len(code):
            letter = code[self.at]
            if (
                letter.isalnum()
                or (letter in "_$?!" and self.language != "awk" and self.word_goes_on(letter))
                or letter == "_"
            ):
                self.at += 1
            elif code.startswith("::", self.at) or (
                code.startswith("->", self.at) and self.language in ("perl", "php")
            ):
                self.at += 2
            elif letter == "." and self.language in DOTTED and self.member():
                self.at += 1
            elif code.startswith("?.", self.at) and self.language == "node":
                self.at += 2
            else:
                break
        text = code[start : self.at]
        quotes = self.language == "perl" and text in ("q", "qq", "qx", "qw", "m", "s", "tr", "y", "qr")
        if quotes and self.perl_quote(text):
            return
        self.add("name", text)

    def word_goes_on(self, letter: str) -> bool:
        if letter in "?!":
            return self.language == "ruby" and not self.code.startswith("=", self.at + 1)
        return True

    def member(self) -> bool:
        following = self.code[self.at + 1 : self.at + 2]
        return following.isalpha() or following in ("_", "$")

    def after_value(self) -> bool:
        last = next((t for t in reversed(self.found) if t.text != "\n"), None)
        if last is None:
            return False
        if last.kind == "name":
            return last.text not in (
                "return",
                "and",
                "or",
                "not",
                "if",
                "unless",
                "while",
                "split",
                "grep",
                "when",
                "typeof",
            )
        return last.kind in ("string", "number") or last.text in (")", "]", "}")

    def skip_pattern(self) -> None:
        code = self.code
        index = self.at + 1
        inside = False
        while index < len(code) and code[index] != "\n":
            if code[index] == "\\":
                index += 1
            elif code[index] in "[]":
                inside = code[index] == "["
            elif code[index] == "/" and not inside:
                break
            index += 1
        self.add("string", "", Value(("",)))
        self.at = index + 1
        while self.at < len(code) and code[self.at].isalpha():
            self.at += 1

    # ---------------------------------------------------------------------------- strings

    def string(self, quote: str) -> None:
        body, self.at = self.body(self.at + 1, quote)
        expands = quote != "'" or self.language in ("node", "lua")
        value = (
            self.interpolated(body, quote)
            if expands
            else Value((body.replace("\\'", "'").replace("\\\\", "\\"),))
        )
        kind = "text" if quote == "`" and self.language != "node" else "string"
        self.add(kind, body, value)

    def m4_quoted(self, start: int) -> tuple[str, int]:
        """The text of a quote of m4, which opens with a grave accent, ends with an apostrophe and nests."""
        depth, index = 1, start
        while index < len(self.code):
            depth += (self.code[index] == "`") - (self.code[index] == "'")
            if depth == 0:
                return self.code[start:index], index + 1
            index += 1
        return self.code[start:], len(self.code)

    def body(self, start: int, end: str) -> tuple[str, int]:
        """The raw text up to an unescaped ``end``, and the position behind it."""
        code, index, depth = self.code, start, 0
        opening = next((o for o, c in PAIRS.items() if c == end), "")
        while index < len(code):
            if code[index] == "\\":
                index += 2
                continue
            if code[index] == end and depth == 0:
                return code[start:index], index + 1
            if opening and code[index] == opening:
                depth += 1
            elif opening and code[index] == end:
                depth -= 1
            index += 1
        return code[start:], len(code)

    def interpolated(self, body: str, quote: str) -> Value:
        parts: list[str | Hole] = []
        text, index = "", 0
        while index < len(body):
            letter = body[index]
            if letter == "\\" and index + 1 < len(body):
                piece, index = _escape(body, index + 1)
                text += piece
                continue
            end = self.hole_at(body, index, quote)
            if end > index:
                parts += [text, Hole(body[index:end])] if text else [Hole(body[index:end])]
                text, index = "", end
                continue
            text += letter
            index += 1
        if text or not parts:
            parts.append(text)
        return Value(tuple(parts))

    def hole_at(self, body: str, index: int, quote: str) -> int:
        """The end of an interpolation that starts here, or ``index``."""
        two = body[index : index + 2]
        if (self.language == "node" and quote == "`" and two == "${") or (
            self.language == "ruby" and two == "#{"
        ):
            end = body.find("}", index)
            return end + 1 if end > 0 else len(body)
        if self.language in ("julia", "groovy") and body[index] == "$" and quote != "'":
            end = index + 1
            if two[1:] in ("{", "("):
                close = body.find(PAIRS[two[1:]], index)
                return close + 1 if close > 0 else len(body)
            while end < len(body) and (body[end].isalnum() or body[end] == "_"):
                end += 1
            return end if end > index + 1 else index
        if (
            self.language in ("perl", "php")
            and body[index] in "$@"
            and (two[1:].isalpha() or two[1:] in ("{", "_"))
        ):
            end = index + 1
            if two[1:] == "{":
                close = body.find("}", index)
                return close + 1 if close > 0 else len(body)
            while end < len(body) and (body[end].isalnum() or body[end] == "_"):
                end += 1
            return end
        return index

    def percent(self) -> bool:
        """Ruby's ``%x(…)``, ``%w[…]``, ``%q{…}``, ``%Q(…)``."""
        code, at = self.code, self.at
        letter, opening = code[at + 1 : at + 2], code[at + 2 : at + 3]
        if letter not in ("x", "w", "q", "Q", "W", "i") or opening not in ("(", "[", "{", "<", "|", "!"):
            return False
        if self.after_value():
            return False
        body, self.at = self.body(at + 3, PAIRS.get(opening, opening))
        self.add("text" if letter == "x" else "string", body, self.interpolated(body, '"'))
        return True

    def perl_quote(self, operator: str) -> bool:
        code = self.code
        index = self.at
        while index < len(code) and code[index] in " \t":
            index += 1
        opening = code[index : index + 1]
        if not opening or opening.isalnum() or opening in ",;=)" or code.startswith("=>", index):
            return False
        end = PAIRS.get(opening, opening)
        body, self.at = self.body(index + 1, end)
        if operator in ("s", "tr", "y"):
            if opening in PAIRS:
                while self.at < len(code) and code[self.at] in " \t\n":
                    self.at += 1
                second = code[self.at : self.at + 1]
                replacement, self.at = self.body(self.at + 1, PAIRS.get(second, second))
            else:
                replacement, self.at = self.body(self.at, end)
            flags = self.flags()
            if "e" in flags and operator == "s":
                self.found += tokens_of(replacement, "perl")
            return True
        value = Value((body,)) if operator == "q" else self.interpolated(body, '"')
        self.add("text" if operator == "qx" else "string", body, value)
        if operator in ("m", "qr"):
            self.flags()
        return True

    def flags(self) -> str:
        start = self.at
        while self.at < len(self.code) and self.code[self.at].isalpha():
            self.at += 1
        return self.code[start : self.at]


def _escape(body: str, at: int) -> tuple[str, int]:
    """The character of an escape and the position behind it."""
    letter = body[at]
    if letter == "x":
        digits = body[at + 1 : at + 3]
        try:
            return chr(int(digits, 16)), at + 3
        except ValueError:
            return "x", at + 1
    if letter == "u" and len(body) >= at + 5:
        try:
            return chr(int(body[at + 1 : at + 5], 16)), at + 5
        except ValueError:
            return "u", at + 1
    return ESCAPES.get(letter, letter), at + 1
