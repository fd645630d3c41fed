"""A file of the guard's state that nobody else may have touched."""

from __future__ import annotations

import os

from guard.errors import GuardError

PRIVATE_FILE = 0o600


def owned(path: str) -> os.stat_result | None:
    """A file of the guard as it lies there, ``None`` where it does not exist.

    Raises:
        GuardError: it is somebody else's, a link, or others may write to it.
    """
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GuardError(f"{path} cannot be looked at ({error.strerror})") from None
    if (found.st_mode & 0o170000) != 0o100000 or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise GuardError(f"{path} was changed by somebody else", f"look at it, then rm {path}")
    return found


def checked_owner(path: str) -> bool:
    """Whether a file of the guard exists and belongs to nobody else.

    Raises:
        GuardError: it is somebody else's, a link, or others may write to it.
    """
    return owned(path) is not None
