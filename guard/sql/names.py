"""Reading an object's name out of tokens."""

from __future__ import annotations

from guard.sql.tokens import HOLE

_NOISE = frozenset(("IF", "EXISTS", "NOT", "ONLY", "CONCURRENTLY"))


def name_at(tokens: list[str], at: int) -> tuple[str, int]:
    """The (qualified) name at a position, quotes off, and the position after it. Words that may stand
    before a name (``IF EXISTS``, ``ONLY``) are passed."""
    while at < len(tokens) and tokens[at].upper() in _NOISE:
        at += 1
    if at >= len(tokens):
        return "", at
    name = _part(tokens[at])
    if not name:
        return "", at
    at += 1
    while at + 1 < len(tokens) and tokens[at] == "." and _part(tokens[at + 1]):
        name += "." + _part(tokens[at + 1])
        at += 2
    return name, at


def _part(lexeme: str) -> str:
    first = lexeme[0]
    if first in "\"'":
        return lexeme[1:]
    if HOLE in lexeme:
        return lexeme.replace(HOLE, "⟨unresolved⟩")
    return lexeme if first.isalpha() or first in "_#@$" or first > "\x7f" or lexeme == "*" else ""


def names_at(tokens: list[str], at: int) -> list[str]:
    """The names in a list separated by commas."""
    names: list[str] = []
    while at < len(tokens):
        name, after = name_at(tokens, at)
        if not name:
            break
        names.append(name)
        while after < len(tokens) and tokens[after] in ("*", "(", ")"):
            after += 1
        if after >= len(tokens) or tokens[after] != ",":
            break
        at = after + 1
    return names
