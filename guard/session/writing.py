"""Adding to a ledger: one writer at a time, whole lines or nothing."""

from __future__ import annotations

import os
import time

from guard.session.facts import BUSY, FIRST_LINE, contents, whole
from guard.session.owned import PRIVATE_FILE, owned, put

WAIT = 1.5
"""Seconds to wait for another hook that is writing."""


class Writing:
    """A ledger's file, open and locked; ``with`` closes it.

    Raises:
        OSError: it cannot be opened, locked in time, or written.
        ValueError: it is damaged.
        GuardError: it is somebody else's.
    """

    def __init__(self, path: str, state: str) -> None:
        self.path = path
        self.state = state
        self.size = 0
        """Bytes."""
        self._descriptor = -1

    def __enter__(self) -> Writing:
        BUSY.acquire()
        try:
            self._open(time.monotonic() + WAIT)
        except BaseException:
            BUSY.release()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)
        BUSY.release()

    def read(self) -> bytes:
        """Its whole lines."""
        return whole(contents(self._descriptor))

    def append(self, lines: bytes) -> None:
        """Add whole lines; what cannot be added whole is taken back."""
        if not lines:
            return
        if self.size and os.pread(self._descriptor, len(FIRST_LINE), 0) != FIRST_LINE:
            self._cut(len(self.read()))
        if self.size and os.pread(self._descriptor, 1, self.size - 1) != b"\n":
            self._cut(len(self.read()))
        content = lines if self.size else FIRST_LINE + lines
        try:
            written = os.write(self._descriptor, content)
        except OSError:
            self._cut(self.size)
            raise
        if written < len(content):
            self._cut(self.size)
            raise OSError(28, "No space left on device")
        self.size += written

    def replace(self, content: bytes) -> None:
        """Put another content in its place in one step; where that fails all stays as it was."""
        try:
            put(self.path, content)
        except OSError:
            return  # the fact is written; the next writer tries again

    def _open(self, until: float) -> None:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        while True:
            new = owned(self.path) is None
            descriptor = os.open(self.path, flags, PRIVATE_FILE)
            try:
                _lock(descriptor, until)
                held, there = os.fstat(descriptor), owned(self.path)
            except BaseException:
                os.close(descriptor)
                raise
            if there is not None and there.st_ino == held.st_ino:
                break
            os.close(descriptor)  # it was replaced while we waited
        self._descriptor, self.size = descriptor, held.st_size
        if new:
            from guard.session.eviction import forget_old

            forget_old(self.state)

    def _cut(self, size: int) -> None:
        os.ftruncate(self._descriptor, size)
        self.size = size


def _lock(descriptor: int, until: float) -> None:
    while True:
        try:
            os.lockf(descriptor, os.F_TLOCK, 0)
            return
        except (BlockingIOError, PermissionError):
            if time.monotonic() > until:
                raise OSError(0, "another process holds it") from None
        time.sleep(0.002)
