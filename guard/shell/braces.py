"""Brace expansion: ``{a,b}``, ``{1..9}``, ``{a..e..2}``; the first expansion there is, and purely of text.

bash manual 3.5.1. Quoted characters and everything that expands later take part as they are.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.shell.nodes import Parameter, Text
from guard.shell.words_syntax import NAME, NAME_START

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Union

    from guard.shell.nodes import Part

    Token = Union[str, Part]
    """An unquoted character, or a part that braces do not look into."""

MOST = 512
"""Words: what expands to more is a hole."""


class TooMany(Exception):
    """A brace expansion comes to more words than are followed."""


def expand_braces(parts: tuple[Part, ...], textual: bool = True) -> list[tuple[Part, ...]]:
    """The words that one word comes to; itself where it has no braces.

    Args:
        textual: as in bash, before a variable's name is read: ``$a{b,c}`` is ``$ab $ac``. Other shells
            know by then where the name ends, and pair the braces.

    Raises:
        TooMany: more than ``MOST`` words.
    """
    if not any(type(p) is Text and not p.quoted and "{" in p.text for p in parts):
        return [parts]
    tokens: list[Token] = []
    for part in parts:
        if type(part) is Text and not part.quoted:
            tokens.extend(part.text)
        else:
            tokens.append(part)
    return [_parts(word, textual) for word in _expand(tokens, textual)]


def _parts(tokens: list[Token], textual: bool) -> tuple[Part, ...]:
    parts: list[Part] = []
    pending: list[str] = []
    named: Parameter | None = None
    for token in tokens:
        if isinstance(token, str):
            if named is not None and token in NAME:
                parts[-1] = named = replace(named, name=named.name + token)
            else:
                pending.append(token)
                named = None
            continue
        if pending:
            parts.append(Text("".join(pending)))
            pending = []
        parts.append(token)
        named = token if textual and isinstance(token, Parameter) and _bare(token) else None
    if pending:
        parts.append(Text("".join(pending)))
    return tuple(parts)


def _bare(part: Parameter) -> bool:
    """Whether it is written ``$name``, so that more letters make another name."""
    bare = part.span.end - part.span.start == len(part.name) + 1
    return bare and not part.quoted and part.name[:1] in NAME_START


def _expand(tokens: list[Token], textual: bool) -> list[list[Token]]:
    """The words of these; in bash a ``{}`` that they begin with opens nothing."""
    at = 1 if textual and tokens[:2] == ["{", "}"] else 0
    while at < len(tokens):
        if tokens[at] == "{":
            found = _group(tokens, at, textual)
            if found is not None:
                choices, end = found
                tails = _expand(tokens[end:], textual)
                if len(choices) * len(tails) > MOST:
                    raise TooMany
                return [tokens[:at] + choice + tail for choice in choices for tail in tails]
        at += 1
    return [tokens]


def _group(tokens: list[Token], at: int, textual: bool) -> tuple[list[list[Token]], int] | None:
    """What the brace at this place offers and where it ends; ``None`` where it is an ordinary brace.

    In bash a ``}`` ahead of every comma and ``..`` closes nothing: ``{a},b}`` is ``a} b``; commas further in
    will do (``{a..{1,2}}`` is ``a..1 a..2``), and what is no sequence is left as it stands.
    """
    depth, begin, pieces, offers = 0, at + 1, [], not textual
    for i in range(at, len(tokens)):
        c = tokens[i]
        if c == "{":
            depth += 1
        elif c == "," and depth == 1:
            pieces.append(tokens[begin:i])
            begin, offers = i + 1, True
        elif c == "." and depth == 1:
            offers = offers or (tokens[i + 1 : i + 2] == ["."] and tokens[i + 2 : i + 3] != ["}"])
        elif c == "}" and (offers or depth > 1):
            depth -= 1
            if depth == 0:
                pieces.append(tokens[begin:i])
                if len(pieces) > 1 or (textual and "," in pieces[0]):
                    return _choices(pieces, textual), i + 1
                sequence = _sequence(pieces[0])
                if sequence is None and textual:
                    sequence = [tokens[at : i + 1]]
                return None if sequence is None else (sequence, i + 1)
    return None


def _choices(pieces: list[list[Token]], textual: bool) -> list[list[Token]]:
    choices: list[list[Token]] = []
    for piece in pieces:
        choices += _expand(piece, textual)
        if len(choices) > MOST:
            raise TooMany
    return choices


def _sequence(tokens: list[Token]) -> list[list[Token]] | None:
    if not all(isinstance(t, str) for t in tokens):
        return None
    ends = "".join(t for t in tokens if isinstance(t, str)).split("..")
    if len(ends) not in (2, 3):
        return None
    step = _integer(ends[2]) if len(ends) == 3 else 1
    if step is None:
        return None
    first, last = _integer(ends[0]), _integer(ends[1])
    if first is not None and last is not None:
        numbers = _range(first, last, step)
        padded = any(e.lstrip("-").startswith("0") and len(e.lstrip("-")) > 1 for e in ends[:2])
        width = max(len(ends[0]), len(ends[1])) * padded
        return [list(str(n).zfill(width)) for n in numbers]
    letters = ends[0] + ends[1]
    if len(ends[0]) == len(ends[1]) == 1 and letters.isascii() and letters.isalpha():
        return [[chr(n)] for n in _range(ord(ends[0]), ord(ends[1]), step)]
    return None


def _range(first: int, last: int, step: int) -> list[int]:
    step = max(1, abs(step))
    if abs(last - first) // step >= MOST:
        raise TooMany
    if first <= last:
        return list(range(first, last + 1, step))
    return list(range(first, last - 1, -step))


def _integer(text: str) -> int | None:
    digits = text[1:] if text[:1] in ("-", "+") else text
    if digits.isascii() and digits.isdigit() and len(digits) < 19:
        return int(text)
    return None
