"""Operations on Values: join, split, merge, quote. A hole never disappears in any of them."""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Union

    from guard.model import Invocation

    Pieces = Sequence[Union[str, Hole]]

EMPTY = Value(())
MOST_PARTS = 64
MOST_PRODUCERS = 32
LONGEST = 262_144
"""Characters: a longer value is a hole."""


def concatenate(values: Iterable[Value]) -> Value:
    """The values one after the other, as one."""
    parts: list[Union[str, Hole]] = []
    notes: tuple[str, ...] = ()
    glob = False
    for value in values:
        parts.extend(value.parts)
        glob = glob or value.glob
        for note in value.notes:
            if note not in notes:
                notes += (note,)
    return compact(parts, glob, notes)


def compact(parts: Pieces, glob: bool = False, notes: tuple[str, ...] = ()) -> Value:
    """A Value of these pieces, neighbouring texts joined."""
    joined: list[Union[str, Hole]] = []
    for part in parts:
        if isinstance(part, str):
            if not part:
                continue
            if joined and isinstance(joined[-1], str):
                joined[-1] += part
                continue
        joined.append(part)
    if len(joined) > MOST_PARTS or sum(len(p) for p in joined if isinstance(p, str)) > LONGEST:
        first = joined[0]
        hole = Hole(
            "a very long text", _distinct(p for h in joined if isinstance(h, Hole) for p in h.producers)
        )
        joined = [first[:200], hole] if isinstance(first, str) else [hole]
    return Value(tuple(joined), glob, notes)


def joined(values: Sequence[Value], separator: str) -> Value:
    """The values with ``separator`` between them, as one."""
    pieces: list[Value] = []
    for value in values:
        if pieces:
            pieces.append(known(separator))
        pieces.append(value)
    return concatenate(pieces)


def producers_of(values: Iterable[Value]) -> tuple[Invocation, ...]:
    """Every program whose output fills a hole of these values."""
    return _distinct(p for value in values for hole in value.holes for p in hole.producers)


def _distinct(producers: Iterable[Invocation]) -> tuple[Invocation, ...]:
    """Each program once; of very many the first and the last."""
    found = tuple({id(p): p for p in producers}.values())
    half = MOST_PRODUCERS // 2
    return found if len(found) <= MOST_PRODUCERS else found[:half] + found[-half:]


distinct = _distinct


def widened(name: str, values: Sequence[Value]) -> Value:
    """The one value that stands for any of these: themselves where they agree, else a hole."""
    first = values[0]
    if all(v.parts == first.parts and v.glob == first.glob for v in values[1:]):
        return first
    tame = all(is_tame(v) for v in values)
    return Value((Hole(name, producers_of(values), False, tame),))


def is_tame(value: Value) -> bool:
    """Whether a shell that read it would find only letters, digits and the like in its holes."""
    return all(hole.tame for hole in value.holes) and (
        not value.holes or all(_plain(p) for p in value.parts if isinstance(p, str))
    )


def _plain(text: str) -> bool:
    return not any(c in "$`;&|<>()\\\"'\n{}[]*?" for c in text)


def hole_like(why: str, *values: Value) -> Value:
    """A value made from others in a way that is not followed: a hole that keeps where they came from. What
    has several words may be a command in another form as well."""
    notes: tuple[str, ...] = ()
    for value in values:
        notes += tuple(n for n in value.notes if n not in notes)
    tame = bool(values) and all(is_tame(v) and (v.holes or v.text is not None) for v in values)
    tame = tame and not any(
        " " in part or "\n" in part for v in values for part in v.parts if isinstance(part, str)
    )
    return Value((Hole(why, producers_of(values), False, tame),), notes=notes)


GIVEN = ", given to the script"
"""Ends the name of a hole that a script was handed from outside: it is not the script that leaves it open."""


def given(value: Value) -> Value:
    """A word as a script gets it: what is not known of it is not the script's own affair."""
    if not value.holes:
        return value
    parts = tuple(
        p if isinstance(p, str) or p.tame or p.why.endswith(GIVEN) else replace(p, why=p.why + GIVEN)
        for p in value.parts
    )
    return replace(value, parts=parts)


def lines_of(value: Value) -> list[Value]:
    """The lines of a text, without their ends. A hole may hold more lines than one."""
    lines: list[list[Union[str, Hole]]] = [[]]
    for part in value.parts:
        if isinstance(part, Hole):
            lines[-1].append(part)
            continue
        first, *others = part.split("\n")
        lines[-1].append(first)
        lines.extend([other] for other in others)
    if not lines[-1] or lines[-1] == [""]:
        lines.pop()
    return [compact(line, notes=value.notes) for line in lines]


def stripped(value: Value) -> Value:
    """Without the newlines at its end, as a command substitution takes it. Holes may be empty: newlines
    that stand between nothing but holes may be at the end too."""
    parts = list(value.parts)
    if all(not isinstance(p, str) or not p.strip("\n") for p in parts):
        parts = [p for p in parts if not isinstance(p, str)]
    while parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip("\n")
        if parts[-1]:
            break
        parts.pop()
    return compact(parts, value.glob, value.notes)


PID_FILE = "read from a file of the project that holds a process"
"""What is noted of the content of ``tmp/pids/server.pid``."""


def with_notes(value: Value, notes: tuple[str, ...]) -> Value:
    new = tuple(n for n in notes if n not in value.notes)
    return replace(value, notes=value.notes + new) if new else value


UNCHECKED = "nothing checks whether mktemp has worked, so this may be empty"


def fresh(value: Value) -> bool:
    """Whether it is a name that ``mktemp`` makes."""
    made = [p.program for hole in value.holes for p in hole.producers]
    return bool(made) and all(name in ("mktemp", "gmktemp", "tempfile") for name in made)


def escaped(text: str) -> str:
    """Text whose pattern characters stand for themselves."""
    if not any(c in "*?[]\\" for c in text):
        return text
    return "".join("\\" + c if c in "*?[]\\" else c for c in text)


def unescaped(text: str) -> str:
    """A pattern as the word it is where nothing matches it."""
    if "\\" not in text:
        return text
    out, skip = [], False
    for c in text:
        if c == "\\" and not skip:
            skip = True
            continue
        out.append(c)
        skip = False
    return "".join(out)


def shell_quoted(text: str) -> str:
    """Text as a shell reads it back: ``'it'\\''s'``."""
    return "'" + text.replace("'", "'\\''") + "'"
