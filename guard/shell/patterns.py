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
    "digit": str.isdigit,
    "alnum": str.isalnum,
    "upper": str.isupper,
    "lower": str.islower,
    "space": str.isspace,
    "punct": lambda c: c.isprintable() and not c.isalnum() and not c.isspace(),
    "blank": lambda c: c in " \t",
    "cntrl": lambda c: ord(c) < 32 or ord(c) == 127,
    "print": str.isprintable,
    "graph": lambda c: c.isprintable() and c != " ",
    "xdigit": lambda c: c in "0123456789abcdefABCDEF",
}


class _Costly(Exception):
    pass


def matches(pattern: str, text: str) -> bool | None:
    """Whether the whole text fits the pattern; ``None`` where finding out costs too much, or where it holds
    a group of zsh's (``(a|b)``), which no pattern of bash has."""
    if "(" in pattern and _has_group(pattern):
        return None
    try:
        return len(text) in _Matcher(pattern, text).ends(0, 0, len(pattern))
    except (_Costly, RecursionError):
        return None


def _has_group(pattern: str) -> bool:
    """Whether a parenthesis opens that is neither escaped nor a part of ``@(…)`` and its kin."""
    before = ""
    for c in pattern:
        if c == "(" and before not in ("\\", *"?*+@!"):
            return True
        before = "" if before == "\\" else c
    return False


def prefix_lengths(pattern: str, text: str) -> list[int] | None:
    """The lengths of every beginning of the text that fits, shortest first; ``None``: too costly."""
    try:
        return sorted(_Matcher(pattern, text).ends(0, 0, len(pattern)))
    except (_Costly, RecursionError):
        return None


def has_pattern(text: str) -> bool:
    """Whether an unescaped pattern character stands in the text."""
    if not any(c in "*?[" for c in text):
        return False
    skip = False
    for index, c in enumerate(text):
        if skip:
            skip = False
        elif c == "\\":
            skip = True
        elif c in "*?" or (c == "[" and "]" in text[index + 1 :]):
            return True
    return False


class _Matcher:
    def __init__(self, pattern: str, text: str) -> None:
        self.pattern = pattern
        self.text = text
        self.left = STEPS

    def ends(self, start: int, at: int, stop: int) -> set[int]:
        """Where in the text ``pattern[at:stop]`` may end when it begins at ``start``."""
        positions = {start}
        pattern, text = self.pattern, self.text
        while at < stop and positions:
            self.left -= len(positions)
            if self.left < 0:
                raise _Costly
            c = pattern[at]
            if c in "?*+@!" and at + 1 < stop and pattern[at + 1] == "(":
                close = self._close(at + 1, stop)
                if close > 0:
                    positions = self._group(c, at + 2, close, positions)
                    at = close + 1
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

    def _close(self, opening: int, stop: int) -> int:
        depth = 0
        at = opening
        while at < stop:
            c = self.pattern[at]
            if c == "\\":
                at += 1
            elif c == "(":
                depth += 1
            elif c == ")":
                depth -= 1
                if depth == 0:
                    return at
            at += 1
        return -1

    def _alternatives(self, at: int, stop: int) -> Iterator[tuple[int, int]]:
        depth, begin = 0, at
        while at < stop:
            c = self.pattern[at]
            if c == "\\":
                at += 1
            elif c == "(":
                depth += 1
            elif c == ")":
                depth -= 1
            elif c == "|" and depth == 0:
                yield begin, at
                begin = at + 1
            at += 1
        yield begin, stop

    def _group(self, kind: str, at: int, stop: int, starts: set[int]) -> set[int]:
        spans = list(self._alternatives(at, stop))

        def once(begin: set[int]) -> set[int]:
            return {end for s in begin for b, e in spans for end in self.ends(s, b, e)}

        if kind == "@":
            return once(starts)
        if kind == "?":
            return starts | once(starts)
        if kind == "!":
            return {end for s in starts for end in range(s, len(self.text) + 1) if end not in once({s})}
        found = starts if kind == "*" else once(starts)
        found = set(found)
        fresh = set(found)
        while fresh:
            fresh = once(fresh) - found
            found |= fresh
        return found

    def _bracket(self, at: int, stop: int) -> tuple[Callable[[str], bool], int]:
        """The test of one bracket expression and where it ends; an unclosed ``[`` stands for itself."""
        pattern = self.pattern
        i = at + 1
        negated = i < stop and pattern[i] in "!^"
        if negated:
            i += 1
        tests: list[Callable[[str], bool]] = []
        first = True
        while i < stop and (pattern[i] != "]" or first):
            first = False
            if pattern.startswith("[:", i) and ":]" in pattern[i:stop]:
                close = pattern.index(":]", i)
                tests.append(CLASSES.get(pattern[i + 2 : close], lambda _c: False))
                i = close + 2
                continue
            if pattern[i] == "\\" and i + 1 < stop:
                i += 1
            low = pattern[i]
            if i + 2 < stop and pattern[i + 1] == "-" and pattern[i + 2] != "]":
                high = pattern[i + 2]
                tests.append(_between(low, high))
                i += 3
            else:
                tests.append(_between(low, low))
                i += 1
        if i >= stop:
            return (lambda c: c == "["), at + 1
        return (lambda c: any(t(c) for t in tests) != negated), i + 1


def _between(low: str, high: str) -> Callable[[str], bool]:
    return lambda c: low <= c <= high
