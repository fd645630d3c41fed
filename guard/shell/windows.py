"""A small reader for PowerShell and cmd: enough to see which program gets which words.

Not a grammar of either language: blocks are read as if they ran, what cannot be resolved is a hole, and
words keep the meaning their shell gives them: in PowerShell ``\\`` is no escape, so ``"a\\"b`` is two words
(the way a quoted path became the root of a drive); in cmd ``%NAME%`` is replaced before anything else.

Facts: about_Quoting_Rules, about_Parsing, about_Variables (learn.microsoft.com/powershell), the cmd parser
as documented for CommandLineToArgv and ``cmd /?``.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

LIMIT = 60_000
"""Characters that are read; longer texts are refused."""
DEPTH = 30


class Unreadable(Exception):
    """The text is too long or nested too deeply."""


@frozen
class WindowsCommand:
    """One command: its words and where its output goes."""

    words: tuple[Value, ...]
    quoted: tuple[bool, ...] = ()
    """Which words were quoted: a quoted ``-WhatIf`` is no parameter."""
    piped: bool = False
    """It reads what the command before it prints."""
    writes: tuple[Value, ...] = ()
    """Files its output is sent to by ``>``."""
    called: bool = False
    """It stands behind the call operator, ``&`` or ``.``, so that its first word is a program's name."""


def read_windows(text: str, dialect: str, environment: Mapping[str, str]) -> tuple[WindowsCommand, ...]:
    """The commands of a text, in order.

    Args:
        text: what the shell would read.
        dialect: ``powershell`` or ``cmd``.
        environment: what ``$env:NAME`` and ``%NAME%`` stand for; an unset name is empty.

    Raises:
        Unreadable: longer than ``LIMIT`` characters or nested deeper than ``DEPTH``.
    """
    if len(text) > LIMIT:
        raise Unreadable("the text is too long")
    upper = {name.upper(): value for name, value in environment.items()}
    if dialect == "cmd":
        from guard.shell.windows_cmd import read_cmd

        return read_cmd(text, upper)
    reader = _PowerShell(text, upper)
    reader.block("", 0)
    return tuple(reader.commands)


class _PowerShell:
    """One pass over the text; nested blocks and sub-expressions call ``block`` again."""

    def __init__(self, text: str, environment: Mapping[str, str]) -> None:
        self.text = text
        self.at = 0
        self.environment = environment
        self.variables: dict[str, Value] = {}
        self.commands: list[WindowsCommand] = []

    def block(self, closing: str, depth: int) -> None:
        """Read commands up to ``closing`` (or the end)."""
        if depth > DEPTH:
            raise Unreadable("it is nested too deeply")
        piped = False
        while self.at < len(self.text):
            ended = self._command(closing, depth, piped)
            piped = ended == "|"
            if ended == closing and closing:
                return

    # ------------------------------------------------------------------------- one command

    def _command(self, closing: str, depth: int, piped: bool) -> str:
        words: list[Value] = []
        quoted: list[bool] = []
        writes: list[Value] = []
        called, target, end = False, "", ""
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter in " \t\r,":
                self.at += 1
            elif self._comment():
                continue
            elif letter in ";\n" or letter == closing or letter in ")}":
                self.at += 1
                end = letter
                break
            elif letter in "|&":
                double = self.text[self.at : self.at + 2] in ("||", "&&")
                self.at += 2 if double else 1
                if letter == "&" and not double and not words:
                    called = True
                    continue
                end = ";" if double else letter
                break
            elif self._redirect():
                target = "file"
            else:
                word, was_quoted = self._word(depth)
                if target:
                    writes.append(word)
                    target = ""
                else:
                    words.append(word)
                    quoted.append(was_quoted)
        self._finish(words, quoted, writes, called, piped)
        return end

    def _finish(
        self, words: list[Value], quoted: list[bool], writes: list[Value], called: bool, piped: bool
    ) -> None:
        if len(words) > 1 and words[0].skeleton.startswith("⟨$") and words[1].text in ("=", "+="):
            name = words[0].skeleton[2:-1].lower()
            self.variables[name] = words[2] if len(words) == 3 else Value((Hole("$" + name),))
            words, quoted = words[2:], quoted[2:]
            if len(words) < 2 and (not words or quoted[0] or words[0].text is None):
                return
        headed = False
        while words and not quoted[0] and (_is_keyword(words[0]) or (headed and _is_block(words[0]))):
            words, quoted, headed = words[1:], quoted[1:], True
        if called and words and _is_block(words[0]) and words[0].skeleton.startswith("⟨{"):
            return  # ``& { … } arguments``: what stands in the block has been read
        if len(words) > 1 and words[0].text == "." and not quoted[0]:
            words, quoted, called = words[1:], quoted[1:], True
        if not words or (quoted[0] and not called):
            return
        self.commands.append(
            WindowsCommand(
                tuple(words), tuple(quoted), piped, tuple(w for w in writes if w.text != "$null"), called
            )
        )

    def _comment(self) -> bool:
        if self.text.startswith("<#", self.at):
            end = self.text.find("#>", self.at)
            self.at = len(self.text) if end < 0 else end + 2
            return True
        if self.text[self.at] == "#":
            end = self.text.find("\n", self.at)
            self.at = len(self.text) if end < 0 else end
            return True
        if self.text.startswith("`\n", self.at):
            self.at += 2
            return True
        return False

    def _redirect(self) -> bool:
        start = self.at
        if self.text[start] in "123456*" and self.text[start + 1 : start + 2] == ">":
            start += 1
        if self.text[start] != ">":
            return False
        self.at = start + (2 if self.text.startswith(">>", start) else 1)
        if self.text.startswith("&1", self.at):
            self.at += 2
            return False if self.at < len(self.text) and not self.text[self.at].isspace() else self._nothing()
        return True

    def _nothing(self) -> bool:
        """``2>&1`` names no file: go on as if a blank stood there."""
        self.at -= 1
        self.text = self.text[: self.at] + " " + self.text[self.at + 1 :]
        return False

    # ------------------------------------------------------------------------------- words

    def _word(self, depth: int) -> tuple[Value, bool]:
        letter = self.text[self.at]
        if self.text.startswith(("@'", '@"'), self.at):
            return self._here_string(), True
        if letter in "'\"":
            return self._quoted(letter, depth), True
        parts: list[str | Hole] = []
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter in " \t\r\n;|,)}" or (letter == "&" and parts):
                break
            if letter == "`" and self.at + 1 < len(self.text):
                parts.append(self.text[self.at + 1])
                self.at += 2
            elif letter in "'\"":
                parts.extend(self._quoted(letter, depth).parts)
            elif letter == "$":
                parts.extend(self._variable(depth))
            elif letter in "({":
                if parts and _is_keyword(_value(parts)):
                    break
                parts.append(self._nested(letter, depth))
            elif letter == "@" and self.text[self.at + 1 : self.at + 2] in ("(", "{"):
                self.at += 1
            else:
                parts.append(letter)
                self.at += 1
        return _value(parts), False

    def _here_string(self) -> Value:
        mark = self.text[self.at + 1]
        end = self.text.find("\n" + mark + "@", self.at)
        body = self.text[self.at + 2 : end if end >= 0 else len(self.text)]
        self.at = len(self.text) if end < 0 else end + 3
        return known(body.lstrip("\r").removeprefix("\n"))

    def _quoted(self, mark: str, depth: int) -> Value:
        self.at += 1
        parts: list[str | Hole] = []
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == mark:
                if self.text[self.at + 1 : self.at + 2] == mark:
                    parts.append(mark)
                    self.at += 2
                    continue
                self.at += 1
                break
            if mark == '"' and letter == "`" and self.at + 1 < len(self.text):
                parts.append({"n": "\n", "t": "\t"}.get(self.text[self.at + 1], self.text[self.at + 1]))
                self.at += 2
            elif mark == '"' and letter == "$":
                parts.extend(self._variable(depth))
            else:
                parts.append(letter)
                self.at += 1
        return _value(parts) if parts else known("")

    def _nested(self, opening: str, depth: int) -> Hole:
        self.at += 1
        self.block(")" if opening == "(" else "}", depth + 1)
        return Hole(BLOCKS[opening == "{"])

    def _variable(self, depth: int) -> list[str | Hole]:
        self.at += 1
        rest = self.text[self.at : self.at + 1]
        if rest == "(":
            return [self._nested("(", depth)]
        if rest == "{":
            end = self.text.find("}", self.at)
            name = self.text[self.at + 1 : end if end >= 0 else len(self.text)]
            self.at = len(self.text) if end < 0 else end + 1
        else:
            start = self.at
            while self.at < len(self.text) and (self.text[self.at].isalnum() or self.text[self.at] in "_:?"):
                self.at += 1
            name = self.text[start : self.at]
        if not name:
            return ["$"]
        accessed = (
            self.text[self.at : self.at + 1] in (".", "[") and self.text[self.at + 1 : self.at + 2].isalnum()
        )
        found = self._lookup(name.rstrip(":"))
        if accessed and isinstance(found[0] if found else "", Hole):
            while self.at < len(self.text) and (self.text[self.at].isalnum() or self.text[self.at] in "._[]"):
                self.at += 1
        return found

    def _lookup(self, name: str) -> list[str | Hole]:
        lower = name.lower()
        if lower.startswith("env:"):
            return [self.environment.get(name[4:].upper(), "")]
        if lower in ("true", "false"):
            return ["$" + lower]
        if lower == "null":
            return ["$null"]
        if lower == "home":
            return [self.environment.get("USERPROFILE") or self.environment.get("HOME") or "~"]
        if lower in self.variables:
            return list(self.variables[lower].parts)
        return [Hole("$" + name)]


_KEYWORDS = frozenset(
    (
        "if",
        "else",
        "elseif",
        "foreach",
        "for",
        "while",
        "do",
        "until",
        "try",
        "catch",
        "finally",
        "function",
        "filter",
        "param",
        "return",
        "switch",
        "begin",
        "process",
        "end",
        "trap",
        "throw",
        "exit",
        "break",
        "continue",
        "in",
        "data",
        "class",
        "using",
    )
)


BLOCKS = ("( … )", "{ … }")


def _is_keyword(word: Value) -> bool:
    return word.text is not None and word.text.lower() in _KEYWORDS


def _is_block(word: Value) -> bool:
    """Whether it is a block or an expression in parentheses, and nothing but that."""
    first = word.parts[0] if len(word.parts) == 1 else ""
    return not isinstance(first, str) and first.why in BLOCKS


def _value(parts: list[str | Hole]) -> Value:
    merged: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    return Value(tuple(merged))
