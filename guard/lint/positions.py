"""Where a character of a snippet stands in the file it was taken from.

A snippet is made of runs: text that stands in the file as it is (*straight*), and text that stands for
something written otherwise (an escape, a fold, an expression). Offsets count characters (code points).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """A stretch of a snippet and what it was written as."""

    start: int
    """Offset in the snippet."""
    source: int
    """Offset in the file."""
    width: int
    """Characters in the file; for straight text the same as in the snippet."""
    straight: bool


class Origin:
    """The map from a snippet back to its file."""

    def __init__(self, runs: tuple[Run, ...]) -> None:
        self._runs = runs
        self._starts = [run.start for run in runs]

    def begin(self, offset: int) -> int:
        """The file offset of a snippet's character."""
        run = self._run(offset)
        return run.source + min(offset - run.start, run.width) if run.straight else run.source

    def end(self, offset: int) -> int:
        """The file offset behind the character before ``offset`` (an exclusive end)."""
        if offset <= 0:
            return self.begin(0)
        run = self._run(offset - 1)
        return run.source + (min(offset - run.start, run.width) if run.straight else run.width)

    def _run(self, offset: int) -> Run:
        return self._runs[max(0, bisect_right(self._starts, offset) - 1)]


def straight(source: int, length: int) -> Origin:
    """The map of a snippet that stands in its file as it is."""
    return Origin((Run(0, source, length, True),))


class Assembled:
    """A snippet under construction."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._runs: list[Run] = []
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def copy(self, text: str, source: int) -> None:
        """Append text that stands in the file at ``source`` as it is."""
        if not text:
            return
        last = self._runs[-1] if self._runs else None
        if last is not None and last.straight and last.source + last.width == source:
            self._runs[-1] = Run(last.start, last.source, last.width + len(text), True)
        else:
            self._runs.append(Run(self._length, source, len(text), True))
        self._put(text)

    def stand(self, text: str, source: int, width: int) -> None:
        """Append text that is written otherwise: ``width`` characters from ``source`` on."""
        if text:
            self._runs.append(Run(self._length, source, width, False))
            self._put(text)

    def take(self, text: str, origin: Origin, start: int, end: int) -> None:
        """Append a part of another snippet, its places kept."""
        at = start
        while at < end:
            run = origin._run(at)
            index = bisect_right(origin._starts, at)
            stop = min(end, origin._starts[index] if index < len(origin._starts) else end)
            if run.straight:
                self.copy(text[at:stop], origin.begin(at))
            else:
                self.stand(text[at:stop], run.source, run.width)
            at = stop

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def origin(self) -> Origin:
        return Origin(tuple(self._runs) or (Run(0, 0, 0, True),))


class Lines:
    """Line and column of an offset; both count from one. Lines end at ``\\n``."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def __len__(self) -> int:
        return len(self._starts)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def start(self, line: int) -> int:
        """The offset at which a line begins."""
        return self._starts[line - 1]

    def line(self, number: int) -> str:
        """The text of a line without its end."""
        start = self._starts[number - 1]
        end = self._starts[number] - 1 if number < len(self._starts) else len(self._text)
        return self._text[start:end].rstrip("\r")
