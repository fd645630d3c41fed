"""One line at a terminal that says how far a long file has been read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

LONG = 8 * 1024 * 1024
"""Bytes: what is shorter is read before anybody looks."""


class Bar:
    """Written over itself on standard error, and taken away when the file has been read."""

    def __init__(self) -> None:
        self._said = -1

    def __call__(self, path: str, done: int, total: int) -> None:
        share = 100 * done // max(total, 1)
        if total < LONG or share == self._said:
            return
        self._said = share
        line = f"reading {os.path.basename(path)}: {done >> 20} of {total >> 20} MiB ({share} %)"
        sys.stderr.write("\r" + (line if done < total else " " * len(line) + "\r"))
        sys.stderr.flush()


def _unseen(path: str, done: int, total: int) -> None:
    return None


def bar_at_terminal() -> Callable[[str, int, int], None]:
    """A bar where standard error is a terminal, silence where it is not; a person waits in both cases."""
    return Bar() if sys.stderr.isatty() else _unseen
