"""Which project configurations a human has trusted, by exact content.

``guard config trust`` writes the hash of the file; a changed file is not trusted any more.
"""

from __future__ import annotations

import os


def digest(path: str) -> str:
    """BLAKE2 hash of a file's content, hexadecimal; empty where it cannot be read."""
    from _blake2 import blake2b

    try:
        with open(path, "rb") as file:
            return blake2b(file.read(), digest_size=32).hexdigest()
    except OSError:
        return ""


def is_trusted(path: str, state: str) -> bool:
    """Whether a human trusted exactly this content."""
    try:
        with open(os.path.join(state, "trusted"), encoding="utf-8") as file:
            lines = file.read().splitlines()
    except OSError:
        return False
    mine = digest(path)
    return bool(mine) and f"{mine} {path}" in lines


def trust(path: str, state: str) -> None:
    """Remember this content as trusted.

    Raises:
        OSError: the state directory cannot be written.
    """
    descriptor = os.open(os.path.join(state, "trusted"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(descriptor, "a", encoding="utf-8") as file:
        file.write(f"{digest(path)} {path}\n")
