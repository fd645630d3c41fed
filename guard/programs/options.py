"""Reading options the way getopt does, over words that may be unknown.

POSIX.1-2024 XBD 12.2 and GNU ``getopt_long(3)``: clusters (``-rf``), attached values (``-oFILE``,
``--out=FILE``), abbreviations (``--recur``), ``--``, options after operands. The last one wins.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@frozen
class Options:
    """The words of a command line, sorted."""

    given: tuple[tuple[str, Value | None], ...] = ()
    """Each option with its dashes and, where it takes one, its value, in order."""
    operands: tuple[Value, ...] = ()
    """What is not an option, in order."""
    after_dashes: int = -1
    """How many operands stood before ``--``; ``-1`` without one."""

    def has(self, *names: str) -> bool:
        """Whether any of these options is given."""
        return any(name in names for name, _ in self.given)

    def value(self, *names: str) -> Value | None:
        """The value of the last of these options, ``None`` where none is given."""
        found = None
        for name, value in self.given:
            if name in names:
                found = value
        return found

    def values(self, *names: str) -> tuple[Value, ...]:
        """The values of all of these options, in order."""
        return tuple(v for n, v in self.given if n in names and v is not None)

    def last(self, *names: str) -> str:
        """Which of these options comes last (``-i`` against ``-f``); empty where none is given."""
        found = ""
        for name, _ in self.given:
            if name in names:
                found = name
        return found


def read_options(
    words: Sequence[Value],
    valued: Iterable[str] = (),
    long: Iterable[str] = (),
    *,
    permute: bool = True,
    single_dash: bool = False,
    abbreviate: bool = True,
) -> Options:
    """Sort the words after the program's name.

    Args:
        words: the arguments, without the program.
        valued: the options that take a value in the next word, with dashes (``-o``, ``--output``).
        long: the long options there are, where the program accepts abbreviations of them.
        permute: whether options may follow operands (GNU); ``False`` stops at the first operand.
        single_dash: long options have one dash (``terraform -auto-approve``, ``find -name``).
        abbreviate: whether a long option may be cut short (GNU); Go's and Node's readers refuse it.
    """
    takes = frozenset(valued)
    names = frozenset(long) | frozenset(v for v in takes if v.startswith("--")) if abbreviate else frozenset()
    given: list[tuple[str, Value | None]] = []
    operands: list[Value] = []
    after = -1
    rest = list(words)
    while rest:
        word = rest.pop(0)
        head = word.prefix
        if after >= 0 or len(head) < 2 or not head.startswith("-"):
            operands.append(word)
            if not permute and after < 0:
                operands.extend(rest)
                break
        elif word.text == "--":
            after = len(operands)
        elif head.startswith("--") or single_dash:
            given.append(_long(word, rest, takes, names))
        else:
            given.extend(_cluster(word, rest, takes))
    return Options(tuple(given), tuple(operands), after)


def _long(
    word: Value, rest: list[Value], takes: frozenset[str], names: frozenset[str]
) -> tuple[str, Value | None]:
    name, equals, _ = word.prefix.partition("=")
    name = _unabbreviated(name, names)
    if equals:
        return name, _tail(word, len(word.prefix.partition("=")[0]) + 1)
    if name in takes and rest:
        return name, rest.pop(0)
    return name, None


def _unabbreviated(name: str, names: frozenset[str]) -> str:
    if name in names:
        return name
    matches = [full for full in names if full.startswith(name)]
    return matches[0] if len(matches) == 1 else name


def _cluster(word: Value, rest: list[Value], takes: frozenset[str]) -> list[tuple[str, Value | None]]:
    found: list[tuple[str, Value | None]] = []
    text = word.prefix
    for index, letter in enumerate(text[1:], 1):
        option = "-" + letter
        if option not in takes:
            found.append((option, None))
            continue
        attached = _tail(word, index + 1)
        if attached.parts:
            found.append((option, attached))
        else:
            found.append((option, rest.pop(0) if rest else None))
        return found
    return found


def _tail(word: Value, start: int) -> Value:
    """The word from a position in its known beginning on."""
    first = word.prefix[start:]
    others = word.parts[1:]
    if word.text is not None:
        return known(first, *word.notes) if first else Value((), notes=word.notes)
    return Value(((first,) if first else ()) + others, word.glob, word.notes)
