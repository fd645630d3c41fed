"""A line of a Makefile: its comment, its assignment, its rule, the sides of its condition.

Facts: GNU make manual 4.4, “Splitting Lines”, “Setting Variables”, “Conditional Syntax”.
"""

from __future__ import annotations

from guard.shell.wrappers.make_text import arguments_of, closing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def unbroken(line: str) -> str:
    """A line without its continuations: each is one blank, with those around it."""
    first, *others = line.split("\\\n")
    return " ".join([first.rstrip(), *(other.strip() for other in others)]) if others else first


def uncommented(line: str) -> str:
    """A line without its comment; ``\\#`` is no comment."""
    at = line.find("#")
    while at > 0 and line[at - 1] == "\\":
        at = line.find("#", at + 1)
    head = line[: max(at, 0)]
    if at >= 0 and sum(map(head.count, "({")) <= sum(map(head.count, ")}")):
        line = head
    return line.replace("\\#", "#")


def sides_of(rest: str) -> tuple[str, str] | None:
    """``(a,b)``, ``"a" "b"`` or ``'a' 'b'``."""
    if rest.startswith("("):
        pieces = arguments_of(rest[1 : closing(rest, 0)])
        return (pieces[0], pieces[1]) if len(pieces) == 2 else None
    words = []
    while rest[:1] in ("'", '"'):
        word, _, rest = rest[1:].partition(rest[0])
        words.append(word)
        rest = rest.strip()
    return (words[0], words[1]) if len(words) == 2 else None


def operator_of(line: str) -> tuple[int, str]:
    """Where the assignment stands and which; ``(-1, "")`` where a rule comes first."""
    for index, letter in _bare(line):
        if letter == "#":
            break
        for operator in (":::=", "::=", ":=", "?=", "+=", "!=", "="):
            if line.startswith(operator, index):
                return index, operator
        if letter == ":":
            break
    return -1, ""


def split_rule(line: str) -> tuple[str, str, str]:
    """What stands before the colon of a rule, the colon, and what behind it; no colon where there is none."""
    for index, letter in _bare(line):
        if letter == ":":
            return line[:index], ":", line[index + 1 :]
    return line, "", ""


def _bare(line: str) -> Iterator[tuple[int, str]]:
    """The signs that stand in no call and no variable, and where."""
    depth = 0
    for index, letter in enumerate(line):
        if letter in "({":
            depth += 1
        elif letter in ")}":
            depth -= 1
        elif depth == 0 and letter in "=:?+!#":
            yield index, letter
