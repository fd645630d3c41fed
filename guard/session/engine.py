"""SQLite's C module without the packages that it drags along.

``_sqlite3`` imports ``functools`` only for ``lru_cache`` (its cache of statements), and with it
``collections``: two milliseconds of a hook that takes fifteen. While it is imported it gets the same
cache from the C module behind ``functools``; afterwards everything is as before. Where anything about
that is different, ``sqlite3`` itself serves."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def engine() -> Any:
    """The module that has ``connect``."""
    if "_sqlite3" in sys.modules:
        return sys.modules["_sqlite3"]
    if "functools" in sys.modules:
        return _whole()
    try:
        from _functools import _lru_cache_wrapper  # type: ignore[import-not-found]
    except ImportError:
        return _whole()

    def lru_cache(maxsize: int) -> Callable[[Any], Any]:
        return lambda function: _lru_cache_wrapper(function, maxsize, False, tuple)

    stand_in = type(sys)("functools")
    stand_in.lru_cache = lru_cache  # type: ignore[attr-defined]
    sys.modules["functools"] = stand_in
    try:
        import _sqlite3
    except Exception:
        del sys.modules["functools"]
        return _whole()
    if sys.modules.get("functools") is stand_in:
        del sys.modules["functools"]
    return _sqlite3


def _whole() -> Any:
    import sqlite3

    return sqlite3
