"""The reader for cmd: ``%NAME%``, ``^``, quotes, ``&``, ``&&``, ``||``, ``|``, ``if``, ``for … do``."""

from __future__ import annotations

from guard.model import Hole, Value, known
from guard.shell.windows import WindowsCommand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

BUILTINS = (
    "rd",
    "rmdir",
    "del",
    "erase",
    "move",
    "copy",
    "ren",
    "rename",
    "md",
    "mkdir",
    "cd",
    "chdir",
    "dir",
    "type",
    "echo",
    "format",
    "start",
    "call",
    "set",
    "rem",
)


def read_cmd(text: str, environment: Mapping[str, str]) -> tuple[WindowsCommand, ...]:
    """The commands of a cmd line or batch text; ``environment`` has upper-case names."""
    commands: list[WindowsCommand] = []
    for line in text.splitlines():
        bare = line.strip().lstrip("@")
        if bare.lower().startswith(("rem ", "::")) or not bare:
            continue
        _line(_expanded(bare, environment), commands)
    return tuple(commands)


def _expanded(line: str, environment: Mapping[str, str]) -> str:
    """``%NAME%`` replaced; an unset name leaves nothing, as in a batch file."""
    pieces, rest = [], line
    while "%" in rest:
        before, _, after = rest.partition("%")
        name, closed, tail = after.partition("%")
        if not closed or not name or not name.replace("_", "").replace("(", "").replace(")", "").isalnum():
            pieces.append(before + "%")
            rest = after
            continue
        pieces.append(before + environment.get(name.upper(), ""))
        rest = tail
    return "".join(pieces) + rest


def _line(line: str, commands: list[WindowsCommand]) -> None:
    reading = _Line(line, commands)
    at = 0
    while at < len(line):
        at = reading.letter(at)
    reading.end_command(False)


class _Line:
    """One line while it is read."""

    __slots__ = (
        "commands", "in_quotes", "line", "piped", "quoted", "redirect", "was_quoted", "word", "words",
        "writes",
    )  # fmt: skip

    def __init__(self, line: str, commands: list[WindowsCommand]) -> None:
        self.line = line
        self.commands = commands
        self.words: list[Value] = []
        self.quoted: list[bool] = []
        """Which of the words had quotes."""
        self.writes: list[Value] = []
        """The files of redirections."""
        self.word = ""
        self.was_quoted = self.in_quotes = False
        self.piped = False
        """Whether the command reads what the one before it prints."""
        self.redirect = False
        """Whether the word is the file of a redirection."""

    def letter(self, at: int) -> int:
        """Read what stands at a position; answers where what follows begins."""
        line = self.line
        letter = line[at]
        if letter == '"':
            self.in_quotes, self.was_quoted = not self.in_quotes, True
        elif self.in_quotes:
            self.word += letter
        elif letter == "^" and at + 1 < len(line):
            at += 1
            self.word += line[at]
        elif letter in "&|":
            double = line[at : at + 2] in ("&&", "||")
            at += 1 if double else 0
            self.end_command(letter == "|" and not double)
        elif letter in "()" and (not self.word or letter == ")"):
            self.end_command(False)
        elif letter == ">":
            return self.redirection(at)
        elif letter in " \t":
            self.end_word()
        else:
            self.word += letter
        return at + 1

    def redirection(self, at: int) -> int:
        """``>``, ``2>>``, ``2>&1``."""
        if self.word.isdigit():
            self.word = ""
        self.end_word()
        at += 2 if self.line[at + 1 : at + 2] == ">" else 1
        self.redirect = self.line[at : at + 1] != "&"
        return at if self.redirect else at + 2

    def end_word(self) -> None:
        if self.word or self.was_quoted:
            if self.redirect:
                self.writes.append(_word(self.word))
            else:
                self.words.append(_word(self.word))
                self.quoted.append(self.was_quoted)
            self.redirect = False
        self.word, self.was_quoted = "", False

    def end_command(self, next_piped: bool) -> None:
        self.end_word()
        _add(self.words, self.quoted, self.writes, self.piped, self.commands)
        self.words, self.quoted, self.writes, self.piped = [], [], [], next_piped


def _word(text: str) -> Value:
    if "!" in text and text.count("!") > 1:
        return Value((Hole(text),))
    return known(text)


def _add(
    words: list[Value], quoted: list[bool], writes: list[Value], piped: bool, commands: list[WindowsCommand]
) -> None:
    words = _unwrapped(words)
    if not words:
        return
    name = words[0].text or ""
    stem, slash, rest = name.partition("/")
    if slash and stem.lower() in BUILTINS:
        switches = [known("/" + part) for part in rest.split("/") if part]
        words = [known(stem), *switches, *words[1:]]
    commands.append(WindowsCommand(tuple(words), (False,) * len(words), piped, tuple(writes)))


def _unwrapped(words: list[Value]) -> list[Value]:
    """What ``if`` and ``for … do`` run."""
    while words:
        head = (words[0].text or "").lower().lstrip("@")
        if head == "for":
            place = next((i for i, w in enumerate(words) if (w.text or "").lower() == "do"), len(words))
            words = words[place + 1 :]
        elif head == "if":
            words = _after_condition(words[1:])
        elif head in ("do", "else", "call"):
            words = words[1:]
        else:
            break
    return words


def _after_condition(words: list[Value]) -> list[Value]:
    while words and (words[0].text or "").lower() in ("not", "/i"):
        words = words[1:]
    head = (words[0].text or "").lower() if words else ""
    if head in ("exist", "defined", "errorlevel"):
        return words[2:]
    if "==" in head:
        return words[1:]
    return words[3:]
