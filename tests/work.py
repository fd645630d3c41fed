"""How much work something is, in numbers that do not depend on how busy the machine is."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

PATIENCE = 60
"""Seconds after which something is taken to hang: far more than any of it takes, on any machine."""


def calls(doing: Callable[[], Any]) -> int:
    """How many functions, Python's and C's, are called until ``doing`` returns."""
    count = 0

    def count_one(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(count_one)
    try:
        doing()
    finally:
        sys.setprofile(None)
    return count


@contextlib.contextmanager
def ending() -> Iterator[None]:
    """Fails what is done inside when it hangs, instead of waiting for it."""

    def hangs(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"no end within {PATIENCE} s")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
