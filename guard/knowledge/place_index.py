"""Many patterns of places, asked at once: a few look-ups instead of one comparison for each.

The patterns are those of ``protected.fits_place``; most name a file or a folder without an asterisk, and
those are found by what a path begins or ends with. Answers are the same, the first pattern that fits counts.
"""

from __future__ import annotations

from guard.knowledge.protected import fits_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class PlaceIndex:
    """Patterns by what can be looked up."""

    def __init__(self, groups: Iterable[tuple[str, ...]]) -> None:
        """
        Args:
            groups: patterns; an answer is the number of the group that a fitting one is in.
        """
        self._exact: dict[str, int] = {}
        self._below: dict[str, int] = {}
        self._ends: dict[str, int] = {}
        self._deepest = 0
        """Characters of the longest folder in ``_below``: no longer beginning of a path can be one."""
        self._longest = 1
        """Segments of the longest pattern in ``_ends``."""
        self._others: list[tuple[int, str, str]] = []
        """Group, the longest text in the pattern that has no asterisk, the pattern."""
        exact, below, ends = self._exact, self._below, self._ends
        for number, patterns in enumerate(groups):  # in one piece: it is run anew in every hook that asks
            for written in patterns:
                pattern = written.lower()
                folder = pattern[:-3] if pattern[-3:] == "/**" else ""
                anchored = pattern[0] in "~/"
                if "*" in (folder or pattern) or (folder and not anchored):
                    needed = max((folder or pattern).split("*"), key=len)
                    self._others.append((number, needed, pattern))
                elif folder:
                    below.setdefault(folder, number)
                    self._deepest = max(self._deepest, len(folder))
                elif anchored:
                    exact.setdefault(pattern, number)
                elif pattern not in ends:
                    ends[pattern] = number
                    if "/" in pattern:
                        self._longest = max(self._longest, pattern.count("/") + 1)

    def find(self, place: str) -> int | None:
        """The number of the first group with a pattern that fits; ``None`` where none does."""
        place = place.lower()
        found = [self._exact.get(place), self._ends.get(place), self._below.get(place)]
        at = len(place)
        for _ in range(self._longest):
            at = place.rfind("/", 0, at)
            if at < 0:
                break
            found.append(self._ends.get(place[at + 1 :]))
        at = place.find("/")
        while 0 <= at <= self._deepest:
            found.append(self._below.get(place[:at]))
            at = place.find("/", at + 1)
        best = min((number for number in found if number is not None), default=None)
        for number, needed, pattern in self._others:
            if best is not None and number >= best:
                break
            if needed in place and fits_place(place, pattern):
                return number
        return best
