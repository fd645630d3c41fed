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
    words: list[Value] = []
    quoted: list[bool] = []
    writes: list[Value] = []
    word, was_quoted, in_quotes, piped, redirect, at = "", False, False, False, False, 0

    def push() -> None:
        nonlocal word, was_quoted, redirect
        if word or was_quoted:
            (writes if redirect else words).append(_word(word))
            if not redirect:
                quoted.append(was_quoted)
            redirect = False
        word, was_quoted = "", False

    def finish(next_piped: bool) -> None:
        nonlocal words, quoted, writes, piped
        push()
        _add(words, quoted, writes, piped, commands)
        words, quoted, writes, piped = [], [], [], next_piped

    while at < len(line):
        letter = line[at]
        if letter == '"':
            in_quotes, was_quoted = not in_quotes, True
        elif in_quotes:
            word += letter
        elif letter == "^" and at + 1 < len(line):
            at += 1
            word += line[at]
        elif letter in "&|":
            double = line[at : at + 2] in ("&&", "||")
            at += 1 if double else 0
            finish(letter == "|" and not double)
        elif letter in "()" and (not word or letter == ")"):
            finish(False)
        elif letter == ">":
            if word.isdigit():
                word = ""
            push()
            redirect = True
            at += 1 if line[at + 1 : at + 2] == ">" else 0
            if line[at + 1 : at + 2] == "&":
                at, redirect = at + 2, False
        elif letter in " \t":
            push()
        else:
            word += letter
        at += 1
    finish(False)


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
