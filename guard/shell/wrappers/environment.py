"""``env``: another environment, another directory, and with ``-S`` a text that is split into words.

Caught: ``env -S 'rm -rf /'``, ``env -i PATH=/bin rm -rf ~``, ``curl … | env sh``.
Quiet: ``env``, ``env NODE_ENV=test npm test``.

Facts: env(1) of coreutils 9: ``-S`` splits at blanks, knows quotes, ``\\_``, ``\\c`` and ``${NAME}``.
"""

from __future__ import annotations

from guard.model import Hole, Value, known
from guard.shell.unwrap import RunArgv
from guard.shell.wrappers.grammar import tail, take_assignments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

_VALUED = {"-u": "unset", "-C": "chdir", "-S": "split", "-P": "path", "-L": "", "-U": "", "-a": "argv0"}
_LONG = {"--unset": "unset", "--chdir": "chdir", "--split-string": "split", "--argv0": "argv0"}


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The program behind ``env``; nothing where it only prints."""
    words = list(invocation.argv[1:])
    fresh = False
    where: Value | None = None
    without: list[str] = []
    for _ in range(2000):
        if not words or not words[0].prefix.startswith("-"):
            break
        word = words.pop(0)
        head = word.prefix
        if head == "-":
            fresh = True
            continue
        if head == "--":
            break
        empties, kind, value = _option(word, words)
        fresh = fresh or empties
        if kind == "chdir":
            where = value
        elif kind == "unset" and value is not None and value.text:
            without.append(value.text)
        elif kind == "split" and value is not None:
            words = [*split(value, invocation), *words]
    if any(word.holes for word in words):
        from guard.shell.env_files import expanded

        words = expanded(words, world)
    variables = take_assignments(words)
    if words:
        yield RunArgv(tuple(words), variables, where, fresh=fresh, without=tuple(without))


def _option(word: Value, words: list[Value]) -> tuple[bool, str, Value | None]:
    """Whether an option empties the environment, what else it means, and its value."""
    head = word.prefix
    if head.startswith("--"):
        name, equals, _ = head.partition("=")
        matches = [full for full in (*_LONG, "--ignore-environment") if full.startswith(name)]
        full = matches[0] if len(matches) == 1 else name
        if full not in _LONG:
            return full == "--ignore-environment", "", None
        if equals:
            return False, _LONG[full], tail(word, len(name) + 1)
        return False, _LONG[full], words.pop(0) if words else None
    fresh = False
    for index, letter in enumerate(head[1:], 1):
        fresh = fresh or letter == "i"
        if "-" + letter in _VALUED:
            attached = tail(word, index + 1)
            value = attached if attached.parts else (words.pop(0) if words else None)
            return fresh, _VALUED["-" + letter], value
    return fresh, "", None


def split(value: Value, invocation: Invocation) -> list[Value]:
    """The words of ``env -S``. A hole stays one piece of the word it stands in."""
    reading = _Split(invocation)
    for piece in value.parts:
        if reading.ended:
            break
        reading.read(piece)
    reading.end_word()
    return reading.words


_ESCAPED = {"_": " ", "n": "\n", "t": "\t", "f": "\f", "r": "\r", "v": "\v"}


class _Split:
    """The text of ``env -S`` while it is read. What takes a position answers the one behind what it read."""

    __slots__ = ("ended", "invocation", "opened", "parts", "quote", "words")

    def __init__(self, invocation: Invocation) -> None:
        self.invocation = invocation
        self.words: list[Value] = []
        self.parts: list[str | Hole] = []
        self.opened = False
        """Whether a word has begun, be it an empty one."""
        self.quote = ""
        self.ended = False
        """Whether ``\\c`` was there: nothing behind it counts."""

    def read(self, piece: str | Hole) -> None:
        if not isinstance(piece, str):
            self.parts.append(piece)
            self.opened = True
            return
        position = 0
        while position < len(piece) and not self.ended:
            position = self.letter(piece, position)

    def letter(self, piece: str, position: int) -> int:
        letter, quote = piece[position], self.quote
        position += 1
        if letter in " \t\n" and not quote:
            self.end_word()
        elif letter in "'\"" and quote in ("", letter):
            self.quote = "" if quote else letter
            self.opened = True
        elif letter == "#" and not self.opened and not quote:
            return len(piece)
        elif letter == "\\" and position < len(piece) and (quote != "'" or piece[position] in "\\'"):
            self.escaped(piece[position])
            return position + 1
        elif letter == "$" and piece.startswith("{", position) and quote != "'":
            return self.variable(piece, position)
        else:
            self.add(letter)
        return position

    def escaped(self, letter: str) -> None:
        if letter == "c":
            self.ended = True
            return
        letter = _ESCAPED.get(letter, letter)
        if letter == " " and not self.quote:
            self.end_word()
        else:
            self.add(letter)

    def variable(self, piece: str, position: int) -> int:
        """``${NAME}``, whose brace stands at the position."""
        end = piece.find("}", position)
        variable = self.invocation.variable(piece[position + 1 : end])
        self.parts.extend(variable.value.parts if variable is not None else ())
        self.opened = True
        return end + 1 if end >= 0 else len(piece)

    def add(self, letter: str) -> None:
        last = self.parts[-1] if self.parts else None
        if isinstance(last, str):
            self.parts[-1] = last + letter
        else:
            self.parts.append(letter)
        self.opened = True

    def end_word(self) -> None:
        if self.opened:
            self.words.append(Value(tuple(self.parts)) if self.parts else known(""))
        self.parts, self.opened = [], False
