"""Shell patterns against text: ``* ? [a-z] [[:alpha:]] \\x`` and bash's ``?(a|b) *(…) +(…) @(…) !(…)``.

POSIX.1-2024 XCU 2.14, bash manual 3.5.8.1. Work is bounded; a match that costs more is *unknown*.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STEPS = 20_000
"""How many comparisons one match may cost."""

CLASSES = {
    "alpha": str.isalpha,
    "digit": lambda c: c in "0123456789",
    "alnum": str.isalnum,
    "upper": str.isupper,
    "lower": str.islower,
    "space": lambda c: c in " \t\n\v\f\r" if c.isascii() else c.isspace(),
    "punct": lambda c: c.isprintable() and not c.isalnum() and not c.isspace(),
    "blank": lambda c: c in " \t",
    "cntrl": lambda c: ord(c) < 32 or ord(c) == 127,
    "print": str.isprintable,
    "graph": lambda c: c.isprintable() and c != " ",
    "xdigit": lambda c: c in "0123456789abcdefABCDEF",
    "word": lambda c: c.isalnum() or c == "_",
    "ascii": str.isascii,
}
"""``[[:name:]]``: POSIX's and bash's two more, which zsh has too."""


class _Costly(Exception):
    """Finding out would cost too much, or needs what only the machine's locale knows."""


def matches(pattern: str, text: str) -> bool | None:
    """Whether the whole text fits the pattern; ``None`` where finding out costs too much, or where it holds
    a group of zsh's (``(a|b)``), which no pattern of bash has."""
    matcher = _Matcher(pattern, text)
    try:
        return None if matcher.has_group() else len(text) in matcher.ends(0, 0, len(pattern))
    except (_Costly, RecursionError):
        return None


def prefix_lengths(pattern: str, text: str) -> list[int] | None:
    """The lengths of every beginning of the text that fits, shortest first; ``None`` as for ``matches``."""
    matcher = _Matcher(pattern, text)
    try:
        return None if matcher.has_group() else sorted(matcher.ends(0, 0, len(pattern)))
    except (_Costly, RecursionError):
        return None


def has_pattern(text: str) -> bool:
    """Whether an unescaped pattern character stands in the text, or a group (``has_group``)."""
    closed = text.rfind("]")
    return any(text[at] in "*?" or (text[at] == "[" and at < closed) for at in _bare(text)) or has_group(text)


def has_group(text: str) -> bool:
    """Whether ``+(…)``, ``@(…)`` or ``!(…)`` stands in the text, which bash reads under ``extglob`` alone."""
    closed = text.rfind(")")
    return closed >= 0 and any(
        text[at] in "+@!" and text[at + 1 : at + 2] == "(" and at + 1 < closed for at in _bare(text)
    )


def _bare(text: str) -> Iterator[int]:
    """Where the characters stand that are not escaped."""
    at = 0
    while at < len(text):
        yield at
        at += 2 if text[at] == "\\" else 1


class _Matcher:
    def __init__(self, pattern: str, text: str) -> None:
        self.pattern = pattern
        self.text = text
        self.left = STEPS

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise _Costly

    def has_group(self) -> bool:
        """Whether a parenthesis opens that is neither quoted nor a part of ``@(…)`` and its kin."""
        at, stop = 0, len(self.pattern)
        while at < stop:
            if self.pattern[at] == "(":
                return True
            at = at + 2 if self._opens(at) else self._behind(at, stop)
        return False

    def ends(self, start: int, at: int, stop: int) -> set[int]:
        """Where in the text ``pattern[at:stop]`` may end when it begins at ``start``."""
        positions = {start}
        pattern, text = self.pattern, self.text
        while at < stop and positions:
            self.spend(len(positions))
            c = pattern[at]
            spans = self._alternatives(at + 2, stop) if self._opens(at) else []
            if spans:
                positions = self._group(c, spans, positions)
                at = spans[-1][1] + 1
                continue
            if c == "*":
                positions = set(range(min(positions), len(text) + 1))
                at += 1
            elif c == "?":
                positions = {p + 1 for p in positions if p < len(text)}
                at += 1
            elif c == "[":
                chosen, at = self._bracket(at, stop)
                positions = {p + 1 for p in positions if p < len(text) and chosen(text[p])}
            else:
                if c == "\\" and at + 1 < stop:
                    at += 1
                    c = pattern[at]
                positions = {p + 1 for p in positions if p < len(text) and text[p] == c}
                at += 1
        return positions

    def _alternatives(self, at: int, stop: int) -> list[tuple[int, int]]:
        """Where each alternative of the group that has opened before ``at`` begins and ends; none where it
        is not closed."""
        pattern = self.pattern
        spans: list[tuple[int, int]] = []
        depth, begin = 0, at
        while at < stop:
            c = pattern[at]
            if c == "(":
                depth += 1
            elif c == "|" and depth == 0:
                spans.append((begin, at))
                begin = at + 1
            elif c == ")":
                if depth == 0:
                    return [*spans, (begin, at)]
                depth -= 1
            behind = self._behind(at, stop)
            if c == "[" and behind == at + 1:  # not closed, and so the group is not
                break
            at = behind
        return []

    def _group(self, kind: str, spans: list[tuple[int, int]], starts: set[int]) -> set[int]:
        def once(begin: set[int]) -> set[int]:
            return {end for s in begin for b, e in spans for end in self.ends(s, b, e)}

        if kind == "@":
            return once(starts)
        if kind == "?":
            return starts | once(starts)
        if kind == "!":
            return {end for s in starts for end in range(s, len(self.text) + 1) if end not in once({s})}
        found = fresh = starts if kind == "*" else once(starts)
        while fresh:
            fresh = once(fresh) - found
            found = found | fresh
        return found

    def _opens(self, at: int) -> bool:
        return self.pattern[at] in "?*+@!" and self.pattern[at + 1 : at + 2] == "("

    def _behind(self, at: int, stop: int) -> int:
        """The place after the character at ``at``, an escaped one, or a bracket expression."""
        c = self.pattern[at]
        if c == "[":
            return self._bracket(at, stop)[1]
        self.spend(1)
        return at + 2 if c == "\\" else at + 1

    def _bracket(self, at: int, stop: int) -> tuple[Callable[[str], bool], int]:
        """The test of one bracket expression and where it ends; an unclosed ``[`` stands for itself."""
        pattern, i = self.pattern, at + 1
        negated = pattern[i : i + 1] in ("!", "^")
        if negated:
            i += 1
        tests: list[Callable[[str], bool]] = []
        while i < stop and (pattern[i] != "]" or not tests):
            kind = pattern[i + 1 : i + 2] if pattern[i] == "[" else ""
            close = pattern.find(kind + "]", i + 2, stop) if kind in _NAMES else -1
            if close > 0:
                tests.append(_NAMES[kind](pattern[i + 2 : close]))
                i = close + 2
                continue
            low, i = _one(pattern, i, stop)
            high = low
            if i + 1 < stop and pattern[i] == "-" and pattern[i + 1] != "]":
                high, i = _one(pattern, i + 1, stop)
            tests.append(_between(low, high))
        self.spend(i - at)
        if i >= stop:
            return (lambda c: c == "["), at + 1
        return (lambda c: any(t(c) for t in tests) != negated), i + 1


def _one(pattern: str, i: int, stop: int) -> tuple[str, int]:
    """The character at ``i``, which may be escaped, and the place behind it."""
    if pattern[i] == "\\" and i + 1 < stop:
        i += 1
    return pattern[i], i + 1


def _of_the_locale(name: str) -> Callable[[str], bool]:
    raise _Costly


_NAMES = {":": lambda name: CLASSES.get(name, lambda _c: False), ".": _of_the_locale, "=": _of_the_locale}
"""``[:class:]``, and what only the locale knows: ``[.symbol.]`` and ``[=like=]``."""


def _between(low: str, high: str) -> Callable[[str], bool]:
    return lambda c: low <= c <= high
