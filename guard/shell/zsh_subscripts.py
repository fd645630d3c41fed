"""``$name[…]`` in zsh: an element or a character, from one; ``[2,3]`` a part; ``[-1]`` from the end.

Seen: ``x=rmdir; $x[1,2] -rf ~``. A subscript with flags (``[(r)pattern]``) leaves the value open.
Facts: zshparam(1), Array Subscripts; tried with zsh 5.9.
"""

from __future__ import annotations

from guard.model import Hole, Value, known
from guard.shell.expand import one_word
from guard.shell.nodes import Text, Word
from guard.shell.values import hole_like, producers_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.nodes import Part
    from guard.shell.state import State


def of_text(machine: Machine, name: str, value: Value, subscript: Word, state: State) -> Value | None:
    """Characters of a scalar; ``None`` where there are none."""
    chosen = _bounds(machine, subscript, state)
    if chosen is None or value.text is None:
        return hole_like(f"a part of ${name}", value)
    return known(_cut(value.text, chosen) or "") if value.text else None


def of_array(
    machine: Machine, name: str, values: list[Value], subscript: Word, state: State
) -> list[Value] | None:
    """The elements ``[a,b]`` of an array; ``None`` where it is one element that is meant."""
    if not any(isinstance(part, Text) and "," in part.text for part in subscript.parts):
        return None
    chosen = _bounds(machine, subscript, state)
    if chosen is None:
        hole = Hole(f"elements of ${name}", producers_of(values), True)
        return [Value((hole,))] if values else []
    return list(_cut(values, chosen) or [])


def _bounds(machine: Machine, subscript: Word, state: State) -> tuple[int, int] | None:
    """The first and the last that are meant, as written; ``None`` where they are not known."""
    literal = subscript.literal
    if literal is not None and literal.startswith("("):
        return None
    numbers = [machine.calculate(one_word(machine, side, state), state).text for side in _sides(subscript)]
    found = [int(n) for n in numbers if n is not None and n.lstrip("-").isdigit() and len(n) < 9]
    if len(found) != len(numbers) or not 0 < len(found) < 3:
        return None
    return found[0], found[-1]


def _sides(subscript: Word) -> list[Word]:
    """What stands before and behind the comma."""
    sides: list[list[Part]] = [[]]
    for part in subscript.parts:
        if not isinstance(part, Text) or part.quoted:
            sides[-1].append(part)
            continue
        for number, piece in enumerate(part.text.split(",")):
            if number:
                sides.append([])
            if piece:
                sides[-1].append(Text(piece))
    return [Word(tuple(side), subscript.span) for side in sides]


def _cut(whole, chosen: tuple[int, int]):  # type: ignore[no-untyped-def]
    """The part from the first to the last, both counted from one, or from the end where negative."""
    size = len(whole)
    first, last = (n if n >= 0 else size + n + 1 for n in chosen)
    return whole[max(first, 1) - 1 : max(last, 0)]
