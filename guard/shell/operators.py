"""The operators of ``${name op word}`` over Values (bash manual 3.5.3)."""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Hole, Value, known
from guard.shell.expand import (
    LITERAL,
    PLAIN,
    PRESENT,
    QUOTED,
    SPLIT,
    one_word,
    pattern_word,
    pieces,
    together,
    value_pieces,
)
from guard.shell.expand_parameter import Parameters, open_ended, spread, starred, unset
from guard.shell.patterns import has_pattern, prefix_lengths
from guard.shell.state import Abort, Unset
from guard.shell.values import concatenate, hole_like, joined, producers_of, shell_quoted, unescaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from guard.shell.expand import Piece
    from guard.shell.machine import Machine
    from guard.shell.nodes import Parameter, Word
    from guard.shell.state import State


def operate(machine: Machine, part: Parameter, found: Parameters, state: State, quoted: int) -> list[Piece]:
    """What the operator makes of the parameter."""
    operator = part.operator
    if operator.lstrip(":")[:1] in ("-", "=", "?", "+"):
        return _conditional(machine, part, found, state, quoted)
    if operator in ("*", "@") and part.indirect:
        return spread(part, found, state, quoted)
    if operator.startswith("@"):
        return _transformed(machine, part, found, state, quoted)
    change = _change(machine, part, state, found)
    if operator == ":" and found.many is not None:
        return spread(part, Parameters(None, _slice(machine, part, found.many, state)), state, quoted)
    if found.many is not None:
        return spread(part, Parameters(None, [change(v) for v in found.many]), state, quoted)
    value = found.value if found.value is not None else unset(part.name, state)
    return value_pieces(change(value), quoted)


# ---------------------------------------------------------------------------- is it set?


def _conditional(
    machine: Machine, part: Parameter, found: Parameters, state: State, quoted: int
) -> list[Piece]:
    colon = part.operator.startswith(":")
    kind = part.operator[-1]
    filled = _filled(found, colon)
    if kind == "+":
        if filled is False:
            return [("", PRESENT)] if quoted == QUOTED and (found.many != [] or starred(part)) else []
        if filled is True:
            return _argument(machine, part.argument, state, quoted)
        value = _perhaps(machine, part, state)
        return value_pieces(_either(part, value, Value(())), quoted)
    if filled is True:
        return spread(part, found, state, quoted)
    if kind == "?":
        said = _perhaps(machine, part, state)
        if 2 in state.fds:
            from guard.shell.messages import ended

            ended(machine, state, part.name, said)
        if filled is False:
            raise Unset(f"${part.name} is not set")
        return spread(part, found, state, quoted)
    if filled is None:
        value = _perhaps(machine, part, state)
        both = _either(part, found.value if found.many is None else joined(found.many, " "), value)
        if kind == "=":
            state.assign(state.referred(part.name), both)
        return value_pieces(both, quoted)
    if kind == "=":
        value = _as_value(machine, part.argument, state)
        state.assign(state.referred(part.name), value)
        return value_pieces(value, quoted)
    return _argument(machine, part.argument, state, quoted)


_OF_TEXT = {LITERAL, SPLIT, PLAIN}


def _argument(machine: Machine, word: Word | None, state: State, quoted: int) -> list[Piece]:
    assert word is not None
    if quoted == QUOTED:
        words = pieces(machine, word.parts, state)
        return [
            ("", PRESENT),
            *((c, QUOTED if k in _OF_TEXT else k) for c, k in words),
        ]
    return [(c, SPLIT if k == LITERAL else k) for c, k in pieces(machine, word.parts, state)]


def _as_value(machine: Machine, word: Word | None, state: State) -> Value:
    assert word is not None
    return one_word(machine, word, state)


def _perhaps(machine: Machine, part: Parameter, state: State) -> Value:
    """The word behind the operator, where it may not be expanded at all: no ``${x:?}`` in it surely ends."""
    try:
        return machine.maybe(lambda: _as_value(machine, part.argument, state))
    except Abort:
        return Value((Hole(f"the default of ${part.name}"),))


def _either(part: Parameter, first: Value | None, second: Value) -> Value:
    assert first is not None
    if first.parts == second.parts:
        return first
    return Value((Hole(f"${part.name} or its default", producers_of([first, second])),))


def _filled(found: Parameters, colon: bool) -> bool | None:
    """Whether it is set (and, with a colon, not empty)."""
    if found.many is not None:
        if not found.many:
            return False
        values = found.many
    elif found.value is None:
        return False
    elif found.doubtful:
        return None
    else:
        values = [found.value]
    if not colon or len(values) > 1:
        return True
    value = values[0]
    if not value.parts:
        return False
    if any(isinstance(p, str) and p for p in value.parts):
        return True
    if value.text is not None:
        return False
    return True if all(h.tame and not h.producers for h in value.holes) else None


# ---------------------------------------------------------------------------- changes of text


def _change(machine: Machine, part: Parameter, state: State, found: Parameters) -> Callable[[Value], Value]:
    """The function from value to value that the operator stands for."""
    operator = part.operator
    if operator == ":":
        offset = _number(machine, part.argument, state)
        length = _number(machine, part.replacement, state) if part.replacement is not None else None
        return lambda v: _substring(v, offset, length, part)
    pattern = pattern_word(machine, part.argument, state) if part.argument is not None else Value(())
    if operator in ("#", "##", "%", "%%"):
        return lambda v: _trimmed(v, pattern, operator, part)
    if operator.startswith("/"):
        words = pieces(machine, part.replacement.parts, state, True) if part.replacement is not None else []
        if state.dialect == "bash" and any("&" in c for c, k in words if isinstance(c, str) and k != QUOTED):
            return lambda v: _lost(part, v)  # since bash 5.2 it stands for what fitted
        other = together(words, state)
        return lambda v: _replaced(v, pattern, other, operator, part)
    if operator in ("^", "^^", ",", ",,", "~", "~~"):
        return lambda v: _cased(v, pattern, operator, part)
    return lambda v: hole_like(f"${{{part.name}{operator}…}}", v)


def _number(machine: Machine, word: Word | None, state: State) -> int | None:
    """The number that a word comes to; ``None`` where it is not known."""
    try:
        return int(str(machine.calculate(_as_value(machine, word, state), state).text))
    except ValueError:
        return None


def _lost(part: Parameter, *values: Value) -> Value:
    return hole_like(f"${{{part.name}{part.operator}…}}", *values)


def _substring(value: Value, start: int | None, size: int | None, part: Parameter) -> Value:
    text = value.text
    if text is None or start is None or (size is None and part.replacement is not None):
        return _lost(part, value)
    if start < 0:
        start += len(text)
    if start < 0:
        return Value(())
    if size is None:
        return known(text[start:])
    return known(text[start : len(text) + size] if size < 0 else text[start : start + size])


def _slice(machine: Machine, part: Parameter, values: list[Value], state: State) -> list[Value]:
    """Some of several values, by their number; of an array by the numbers of its elements."""
    start = _number(machine, part.argument, state)
    size = _number(machine, part.replacement, state) if part.replacement is not None else len(values) + 1
    places: list[int] | None = list(range(len(values) + 1))
    if part.name in "@*":
        values = [state.zero, *values]
    elif (cell := state.cell(part.name)) is not None and cell.elements is not None:
        places = None if cell.associative else _places(cell.elements)
    unknown = [Value((Hole(f"some of ${part.name}", producers_of(values), True),))]
    if start is None or size is None or places is None:
        return unknown
    behind = start >= 0
    if not behind:
        start += places[len(values) - 1] + 1 if values else 0
    if start < 0:
        return []
    chosen = [value for value, place in zip(values, places, strict=False) if place >= start]
    left = values[: len(values) - len(chosen)]
    if open_ended(left if behind else chosen) or (part.replacement is not None and open_ended(chosen[:size])):
        return unknown
    return chosen[:size]


def _places(elements: Mapping[str, Value]) -> list[int] | None:
    """The numbers of an array's elements in order; ``None`` where one is not known."""
    return sorted(map(int, elements)) if all(key.isdecimal() for key in elements) else None


def _trimmed(value: Value, pattern: Value, operator: str, part: Parameter) -> Value:
    glob = pattern.text
    if glob is None:
        return _lost(part, value)
    if value.text is None or value.glob:
        return _trimmed_end(value, glob, operator, part)
    text = value.text
    reverse = "%" in operator
    lengths = _suffixes(glob, text) if reverse else prefix_lengths(glob, text)
    if lengths is None:
        return _lost(part, value)
    if not lengths:
        return value
    cut = lengths[-1] if len(operator) == 2 else lengths[0]
    return known(text[: len(text) - cut] if reverse else text[cut:])


def _suffixes(glob: str, text: str) -> list[int] | None:
    from guard.shell.patterns import matches

    if len(text) > 400:
        return None
    found = []
    for size in range(len(text) + 1):
        fits = matches(glob, text[len(text) - size :])
        if fits is None:
            return None
        if fits:
            found.append(size)
    return found


def _trimmed_end(value: Value, glob: str, operator: str, part: Parameter) -> Value:
    """A value with holes: where the literal end (or beginning) is known, it is cut there."""
    if value.glob or has_pattern(glob) or "(" in glob:
        return _lost(part, value)
    parts, glob = list(value.parts), unescaped(glob)
    edge = parts[-1] if "%" in operator else parts[0]
    if not isinstance(edge, str):
        return value if edge.tame and "/" in glob else _lost(part, value)
    if "%" in operator and edge.endswith(glob):
        parts[-1] = edge[: len(edge) - len(glob)]
    elif "#" in operator and edge.startswith(glob):
        parts[0] = edge[len(glob) :]
    elif len(edge) < len(glob):
        return _lost(part, value)
    return concatenate([replace(value, parts=tuple(parts))])


def _replaced(value: Value, pattern: Value, other: Value, operator: str, part: Parameter) -> Value:
    text, glob = value.text, pattern.text
    if text is None:
        return _lost(part, value, pattern, other)
    if glob is None or value.glob or len(text) > 2000:
        return _lost(part, other)
    if operator == "/%":
        lengths = _suffixes(glob, text)
        if not lengths:
            return value if lengths is not None else _lost(part, value)
        return concatenate([known(text[: len(text) - lengths[-1]]), other])
    anchored = operator == "/#" or (glob != "" and not text)
    out: list[Value] = []
    at = 0
    while at < len(text) or anchored:
        lengths = prefix_lengths(glob, text[at:])
        if lengths is None:
            return _lost(part, value)
        size = lengths[-1] if lengths else 0
        if size or (anchored and lengths):
            out.append(other)
            at += size
        if anchored or (size and operator != "//"):
            break
        if not size:
            out.append(known(text[at]))
            at += 1
    return concatenate([*out, known(text[at:])])


def _cased(value: Value, pattern: Value, operator: str, part: Parameter) -> Value:
    text, glob = value.text, pattern.text
    if text is None or glob is None or value.glob:
        return _lost(part, value)
    from guard.shell.patterns import matches

    def change(c: str) -> str:
        if glob and not matches(glob, c):
            return c
        if "~" in operator:
            return c.swapcase()
        return c.upper() if "^" in operator else c.lower()

    if len(operator) == 1:
        return known(change(text[0]) + text[1:]) if text else value
    return known("".join(change(c) for c in text))


# ---------------------------------------------------------------------------- ${x@P} and its like


def _transformed(
    machine: Machine, part: Parameter, found: Parameters, state: State, quoted: int
) -> list[Piece]:
    kind = part.operator[1:]
    values = found.many if found.many is not None else [found.value] if found.value is not None else []
    cell = state.variables.get(part.name)
    if kind == "A" and found.many is None and cell is not None and not cell.exported and values:
        text = values[0].text
        if text is not None and text.isprintable():
            return value_pieces(known(f"{part.name}={shell_quoted(text)}"), quoted)
    if kind in ("k", "K", "A", "a"):
        return value_pieces(hole_like(f"${{{part.name}@{kind}}}", *values), quoted)
    if kind == "P" and not values:
        machine.unresolved(f"${{{part.name}@P}} expands a text that is not known", state)
    changed = [_transform(machine, value, kind, part, state) for value in values]
    if found.many is not None:
        return spread(part, Parameters(None, changed), state, quoted)
    return value_pieces(changed[0] if changed else unset(part.name, state), quoted)


def _transform(machine: Machine, value: Value, kind: str, part: Parameter, state: State) -> Value:
    if kind == "P":
        read = machine.reread(value, state, f"${{{part.name}@P}}")
        return hole_like(f"${{{part.name}@P}}", read) if "\\" in (read.text or "\\") else read
    text = value.text
    if text is None:
        return hole_like(f"${{{part.name}@{kind}}}", value)
    if kind == "Q" and text.isprintable():
        return known(shell_quoted(text))
    if kind == "U":
        return known(text.upper())
    if kind == "u":
        return known(text[:1].upper() + text[1:])
    if kind == "L":
        return known(text.lower())
    if kind == "E":
        from guard.shell.pure import unescape

        return known(unescape(text, ansi=True).partition("\0")[0])
    return hole_like(f"${{{part.name}@{kind}}}", value)
