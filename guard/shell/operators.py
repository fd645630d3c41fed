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
from guard.shell.expand_parameter import Parameters, spread, starred, unset
from guard.shell.patterns import prefix_lengths
from guard.shell.state import Abort, Unset
from guard.shell.values import concatenate, hole_like, producers_of, shell_quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.shell.expand import Piece
    from guard.shell.machine import Machine
    from guard.shell.nodes import Parameter, Word
    from guard.shell.state import State


def operate(machine: Machine, part: Parameter, found: Parameters, state: State, quoted: int) -> list[Piece]:
    """What the operator makes of the parameter."""
    operator = part.operator
    if operator.lstrip(":")[:1] in ("-", "=", "?", "+") and operator not in (":",):
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
            several = found.many is not None and not starred(part)
            return [("", PRESENT)] if quoted == QUOTED and not several else []
        if filled is True:
            return _argument(machine, part.argument, state, quoted)
        value = _perhaps(machine, part, state)
        return value_pieces(_either(part, value, Value(())), quoted)
    if filled is True:
        return spread(part, found, state, quoted)
    if kind == "?":
        if part.argument is not None:
            said = _perhaps(machine, part, state)
            if 2 in state.fds:
                from guard.shell.messages import ended

                ended(machine, state, part.name, said)
        if filled is False:
            raise Unset(f"${part.name} is not set")
        return spread(part, found, state, quoted)
    if filled is None:
        value = _perhaps(machine, part, state)
        both = _either(part, found.value or Value(()), value)
        if kind == "=":
            state.assign(state.referred(part.name), both)
        return value_pieces(both, quoted)
    if kind == "=":
        value = _as_value(machine, part.argument, state)
        state.assign(state.referred(part.name), value)
        return value_pieces(value, quoted)
    return _argument(machine, part.argument, state, quoted)


def _argument(machine: Machine, word: Word | None, state: State, quoted: int) -> list[Piece]:
    if word is None:
        return []
    if quoted == QUOTED:
        words = pieces(machine, word.parts, state)
        return [
            ("", PRESENT),
            *((c, QUOTED if k in (LITERAL, QUOTED, SPLIT, PLAIN) else k) for c, k in words),
        ]
    return [(c, SPLIT if k == LITERAL else k) for c, k in pieces(machine, word.parts, state)]


def _as_value(machine: Machine, word: Word | None, state: State) -> Value:
    return one_word(machine, word, state) if word is not None else Value(())


def _perhaps(machine: Machine, part: Parameter, state: State) -> Value:
    """The word behind the operator, where it may not be expanded at all: no ``${x:?}`` in it surely ends."""
    try:
        return machine.maybe(lambda: _as_value(machine, part.argument, state))
    except Abort:
        return Value((Hole(f"the default of ${part.name}"),))


def _either(part: Parameter, first: Value, second: Value) -> Value:
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
        length = _number(machine, part.replacement, state) if part.replacement is not None else known("")
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


def _number(machine: Machine, word: Word | None, state: State) -> Value:
    return machine.calculate(one_word(machine, word, state), state) if word is not None else known("0")


def _lost(part: Parameter, *values: Value) -> Value:
    return hole_like(f"${{{part.name}{part.operator}…}}", *values)


def _substring(value: Value, offset: Value, length: Value, part: Parameter) -> Value:
    text, first, count = value.text, offset.text, length.text
    if text is None or first is None or count is None:
        return _lost(part, value)
    try:
        start = int(first or "0")
        start = len(text) + start if start < 0 else start
        if start < 0:
            return Value(())
        if not count:
            return known(text[start:])
        size = int(count)
    except ValueError:
        return _lost(part, value)
    return known(text[start : len(text) + size] if size < 0 else text[start : start + size])


def _slice(machine: Machine, part: Parameter, values: list[Value], state: State) -> list[Value]:
    first = _number(machine, part.argument, state).text
    size = _number(machine, part.replacement, state).text if part.replacement is not None else ""
    try:
        start = int(first or "x")
        if part.name in "@*":
            values = [state.zero, *values]
        if start < 0:
            start = len(values) + start
        if start < 0:
            return []
        if size is None:
            raise ValueError
        return values[start : start + int(size)] if size else values[start:]
    except ValueError:
        return [Value((Hole(f"some of ${part.name}", producers_of(values), True),))]


def _trimmed(value: Value, pattern: Value, operator: str, part: Parameter) -> Value:
    glob = pattern.text
    if glob is None:
        return _lost(part, value)
    if value.text is None or value.glob:
        return _trimmed_end(value, glob, operator, part)
    text = value.text
    reverse = operator[0] == "%"
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
    if value.glob or any(c in "*?[\\" for c in glob) or not value.parts:
        return _lost(part, value)
    parts = list(value.parts)
    edge = parts[-1] if operator[0] == "%" else parts[0]
    if not isinstance(edge, str):
        return value if edge.tame and "/" in glob else _lost(part, value)
    if operator[0] == "%" and edge.endswith(glob):
        parts[-1] = edge[: len(edge) - len(glob)]
    elif operator[0] == "#" and edge.startswith(glob):
        parts[0] = edge[len(glob) :]
    elif len(edge) < len(glob):
        return _lost(part, value)
    return concatenate([replace(value, parts=tuple(parts))])


def _replaced(value: Value, pattern: Value, other: Value, operator: str, part: Parameter) -> Value:
    text, glob, new = value.text, pattern.text, other.text
    if text is None or glob is None or value.glob or len(text) > 2000:
        return _lost(part, value, pattern, other) if text is None else _lost(part, other)
    anchored = operator in ("/#", "/%") or (glob != "" and not text)
    out: list[Value] = []
    at = 0
    if operator == "/%":
        lengths = _suffixes(glob, text)
        if lengths is None:
            return _lost(part, value)
        return concatenate([known(text[: len(text) - lengths[-1]]), other]) if lengths else value
    while at <= len(text):
        lengths = prefix_lengths(glob, text[at:]) if glob or anchored else []
        if lengths is None:
            return _lost(part, value)
        size = lengths[-1] if lengths else -1
        if size > 0 or (size == 0 and anchored):
            out.append(other)
            at += size
            if operator != "//":
                break
        elif at < len(text):
            out.append(known(text[at]))
            at += 1
        else:
            break
        if anchored:
            break
    out.append(known(text[at:]))
    return concatenate(out) if new is not None or out else value


def _cased(value: Value, pattern: Value, operator: str, part: Parameter) -> Value:
    text, glob = value.text, pattern.text
    if text is None or glob is None or value.glob:
        return _lost(part, value)
    from guard.shell.patterns import matches

    def change(c: str) -> str:
        if glob and not matches(glob, c):
            return c
        if operator[0] == "~":
            return c.swapcase()
        return c.upper() if operator[0] == "^" else c.lower()

    if len(operator) == 1:
        return known(change(text[0]) + text[1:]) if text else value
    return known("".join(change(c) for c in text))


# ---------------------------------------------------------------------------- ${x@P} and its like


def _transformed(
    machine: Machine, part: Parameter, found: Parameters, state: State, quoted: int
) -> list[Piece]:
    kind = part.operator[1:]
    values = found.many if found.many is not None else [found.value] if found.value is not None else []
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
    if kind == "Q":
        return known(shell_quoted(text))
    if kind == "U":
        return known(text.upper())
    if kind == "u":
        return known(text[:1].upper() + text[1:])
    if kind == "L":
        return known(text.lower())
    if kind == "E":
        from guard.shell.pure import unescape

        return known(unescape(text, ansi=True))
    return hole_like(f"${{{part.name}@{kind}}}", value)
