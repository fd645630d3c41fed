"""Where the guard keeps what it remembers: ledger, log, trusted files, keys. All 0600 in a 0700 folder."""

from __future__ import annotations

import os

from guard.errors import GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def directory(env: Mapping[str, str]) -> str:
    """The folder, made if need be.

    Args:
        env: the guard's own environment; a proposal's never decides where the guard remembers.

    Raises:
        GuardError: there is no home, or the folder cannot be made, or it is somebody else's.
    """
    base = env.get("XDG_STATE_HOME") or ""
    if not base.startswith("/"):
        home = env.get("HOME", "")
        if not home.startswith("/"):
            raise GuardError("there is no home directory to remember anything in", "set HOME")
        base = os.path.join(home, ".local", "state")
    path = os.path.join(base, "guard")
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return _made(path)
    except OSError as error:
        raise GuardError(f"{path} cannot be used ({error.strerror})") from None
    if found.st_uid != os.geteuid():
        raise GuardError(f"{path} belongs to somebody else", "remove it")
    return path


def _made(path: str) -> str:
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)
    except OSError as error:
        raise GuardError(f"{path} cannot be made ({error.strerror})") from None
    return path
