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
    words: list[Value] = []
    parts: list[str | Hole] = []
    open_word, quote = False, ""
    for piece in value.parts:
        if not isinstance(piece, str):
            parts.append(piece)
            open_word = True
            continue
        position = 0
        while position < len(piece):
            letter = piece[position]
            position += 1
            if letter in " \t\n" and not quote:
                if open_word:
                    words.append(Value(tuple(parts)))
                parts, open_word = [], False
                continue
            if letter in "'\"" and quote in ("", letter):
                quote = "" if quote else letter
                open_word = True
                continue
            if letter == "#" and not open_word and not quote:
                break
            if letter == "\\" and piece[position : position + 1] in ("\\", "'"):
                letter = piece[position]
                position += 1
            elif letter == "\\" and position < len(piece) and quote != "'":
                letter = piece[position]
                position += 1
                if letter == "c":
                    return words + ([Value(tuple(parts))] if open_word else [])
                letter = {"_": " ", "n": "\n", "t": "\t", "f": "\f", "r": "\r", "v": "\v"}.get(letter, letter)
                if letter == " " and not quote:
                    if open_word:
                        words.append(Value(tuple(parts)))
                    parts, open_word = [], False
                    continue
            elif letter == "$" and piece.startswith("{", position) and quote != "'":
                end = piece.find("}", position)
                name = piece[position + 1 : end]
                position = end + 1 if end >= 0 else len(piece)
                variable = invocation.variable(name)
                parts.extend(variable.value.parts if variable is not None else ())
                open_word = True
                continue
            open_word = True
            _add(parts, letter)
    if open_word:
        words.append(Value(tuple(parts)))
    return [known("") if not word.parts else word for word in words]


def _add(parts: list[str | Hole], letter: str) -> None:
    last = parts[-1] if parts else None
    if isinstance(last, str):
        parts[-1] = last + letter
    else:
        parts.append(letter)
