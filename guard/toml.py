"""TOML, read by the standard library; before Python 3.11 by ``tomli``, which is the same code."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def loads(text: str) -> dict[str, Any]:
    """Read a document. Imports its reader only now: a hook rarely meets a TOML file.

    Raises:
        ValueError: it is not TOML, or nested too deeply.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        from guard.third_party import reach

        reach()
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
