"""Where the guard keeps what it remembers: one directory of the guard's own user, mode 0700.

``$XDG_STATE_HOME/guard``, else ``~/.local/state/guard`` (XDG Base Directory Specification). The
environment asked is the guard's own, never the proposal's.
"""

from __future__ import annotations

import os

from guard.errors import GuardError

PRIVATE_DIRECTORY = 0o700
PRIVATE_FILE = 0o600


def state_directory() -> str:
    """The directory, not yet made.

    Raises:
        GuardError: neither variable nor home directory is known.
    """
    base = os.environ.get("XDG_STATE_HOME", "")
    if base.startswith("/"):
        return base.rstrip("/") + "/guard"
    home = os.environ.get("HOME", "") or os.path.expanduser("~")
    if not home.startswith("/"):
        raise GuardError("there is no home directory to keep the guard's state in", "set HOME")
    return home.rstrip("/") + "/.local/state/guard"


def prepared_directory() -> str:
    """The directory, made with mode 0700 where it is missing.

    Raises:
        GuardError: it cannot be made, or others may write to it.
    """
    path = state_directory()
    try:
        os.makedirs(path, PRIVATE_DIRECTORY, exist_ok=True)
        found = os.stat(path)
    except OSError as error:
        raise GuardError(f"the guard's state directory {path} cannot be used ({error.strerror})") from None
    if found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise GuardError(f"others may write to the guard's state directory {path}", f"chmod 700 {path}")
    return path


def checked_owner(path: str) -> bool:
    """Whether a file of the guard exists and belongs to nobody else.

    Raises:
        GuardError: it is somebody else's, a link, or others may write to it.
    """
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise GuardError(f"{path} cannot be looked at ({error.strerror})") from None
    if (found.st_mode & 0o170000) != 0o100000 or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise GuardError(f"{path} was changed by somebody else", f"look at it, then rm {path}")
    return True
