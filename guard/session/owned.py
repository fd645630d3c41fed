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


def put(path: str, content: bytes) -> None:
    """Put a private file in its place in one step: whole or not at all, 0600, through no link.

    Raises:
        OSError: it cannot be written, or not wholly; what lay there before lies there still.
    """
    draft = f"{path}.{os.urandom(6).hex()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(draft, flags, PRIVATE_FILE)
    try:
        try:
            written = os.write(descriptor, content)
        finally:
            os.close(descriptor)
        if written < len(content):
            raise OSError(28, "No space left on device")
        os.replace(draft, path)
    except OSError:
        os.unlink(draft)
        raise


def checked_owner(path: str) -> bool:
    """Whether a file of the guard exists and belongs to nobody else.

    Raises:
        GuardError: it is somebody else's, a link, or others may write to it.
    """
    return owned(path) is not None
