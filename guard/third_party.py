"""Where the libraries lie that a hook may need after all.

A hook starts with ``-I -S``, so it sees the standard library and our package, nothing else. An installed
guard lies beside its libraries; a checkout does not. ``remember`` writes the folder down when the bundle is
made, ``reach`` adds it to the search path when a part asks for it (``sql/parse.py`` for sqlglot).
"""

from __future__ import annotations

import os
import sys

LIBRARY = "sqlglot"


def place(package: str) -> str:
    """The file that names the folder, one per interpreter."""
    return f"{package}/__pycache__/third-party.{sys.implementation.cache_tag}"


def remember(package: str) -> None:
    """Write down where the libraries lie for the interpreter that runs this.

    Raises:
        OSError: the package's folder cannot be written.
    """
    from importlib.util import find_spec

    found = find_spec(LIBRARY)
    if found is None or not found.origin:
        return
    os.makedirs(os.path.dirname(place(package)), exist_ok=True)
    descriptor = os.open(place(package), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(os.path.dirname(os.path.dirname(found.origin)))


def reach() -> bool:
    """Make the libraries importable; whether there is anything to reach that nobody else could write."""
    package = os.path.dirname(os.path.realpath(__file__))
    try:
        with open(place(package), encoding="utf-8") as file:
            folder = file.read().strip()
        ours, theirs = os.stat(package), os.stat(folder)
    except OSError:
        return False
    if theirs.st_uid not in (ours.st_uid, 0) or theirs.st_mode & 0o002 or not folder.startswith("/"):
        return False
    if folder not in sys.path:
        sys.path.append(folder)
    return True
