"""The one door to the machine.

Everything the guard wants to know about files, git and time it asks here. Looking is read-only,
counted and bounded; when a bound is met ``LimitReached`` is raised and the caller's answer is
*unknown*. Tests put a ``RecordedWorld`` (``tests/recorded.py``) in its place.

Nothing here follows what a proposal says: paths are looked at, never executed, and git is called
with everything off that a repository could use to run a program (``guard/git.py``).
"""

from __future__ import annotations

import os
import stat as modes
import time

from guard.errors import LimitReached
from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Literal

    from guard.git import Repository
    from guard.model import Event

    Kind = Literal["file", "directory", "link", "device", "socket", "fifo"]

OWN_PROCESS = ("/proc/self", "/proc/thread-self")
"""What the kernel answers to whoever asks with the asker's own process."""
LOOKS = 4000
"""How many times one verdict may look at the machine."""
READ_LIMIT = 262_144
"""Bytes: longer files are not read."""
DIGEST_LIMIT = 32 * 1024 * 1024
"""Bytes: longer files are not compared."""
LIST_LIMIT = 5000
"""Entries: longer directories are unknown."""
STREAM_PIECE = 1_048_576
"""Bytes that are in memory at once while a long file is read through."""
STREAM_SECONDS = 4.0
"""How long reading through one long file may take where somebody waits for a hook's answer."""


@frozen
class Stat:
    """What lies at a path, the link itself where it is one."""

    kind: Kind
    size: int = 0
    mode: int = 0
    """Permission bits."""
    owner: int = 0
    modified: float = 0.0
    """Seconds since the epoch."""
    device: int = 0
    inode: int = 0


def _never(path: str) -> bool:
    return False


def _silent(path: str, done: int, total: int) -> None:
    return None


class World:
    """The machine as it is."""

    def __init__(self, home: str = "", looks: int = LOOKS, start: str = "") -> None:
        self.home = home
        """Home directory of whoever would run the command; ``""`` where unknown."""
        self.start = start
        """Where the proposal starts, before any ``cd``: the project is the one around it; ``""`` unknown."""
        self.made_lately: Callable[[str], bool] = _never
        """Whether the conversation has made what lies at a path; the pipeline knows its session."""
        self.files_read: dict[str, None] = {}
        """Every file whose text was asked for."""
        self.earlier: Sequence[Event] = ()
        """What the text does before the program that is being asked about."""
        self.events: Sequence[Event] = ()
        """All that the text does, once it has been followed."""
        self.patience: float | None = STREAM_SECONDS
        """Seconds for reading through a long file; ``None`` where a person watches and may wait."""
        self.progress: Callable[[str, int, int], None] = _silent
        """Told the path, the bytes read and their number while a long file is read through."""
        self._left = looks
        self._repositories: dict[str, Repository | None] = {}
        self._resolved: dict[str, str] = {}

    def _look(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise LimitReached("too many looks at the machine for one verdict")

    # ------------------------------------------------------------------------------- files

    def stat(self, path: str) -> Stat | None:
        """What lies at ``path`` without following a last link; ``None`` where there is nothing."""
        self._look()
        try:
            found = os.lstat(path)
        except (OSError, ValueError):
            return None
        return Stat(
            _kind(found.st_mode), found.st_size, modes.S_IMODE(found.st_mode), found.st_uid,
            found.st_mtime, found.st_dev, found.st_ino,
        )  # fmt: skip

    def mode_of(self, path: str) -> int:
        """Kind and permissions of what lies at ``path``, links followed; 0 where there is nothing. One look,
        where ``realpath`` takes one for each folder."""
        self._look()
        try:
            return os.stat(path).st_mode
        except (OSError, ValueError):
            return 0

    def exists(self, path: str) -> bool:
        """Whether something (or a link that leads to something) is at ``path``."""
        return self.mode_of(path) != 0

    def is_directory(self, path: str) -> bool:
        """Whether ``path`` is a directory, links followed."""
        return modes.S_ISDIR(self.mode_of(path))

    def realpath(self, path: str) -> str:
        """``path`` with every link resolved; parts that do not exist stay as they are. ``/proc/self`` keeps
        its name: what it leads to is the program's own and not the guard's (proc(5))."""
        self._look()
        found = self._resolved.get(path)
        if found is None:
            folder, _, name = path.rpartition("/")
            if name in ("", ".", "..") or not folder:
                return self._walked(path)
            above = self._resolved.get(folder) or self._walked(folder)  # a second name there is one look
            found = f"{above.rstrip('/')}/{name}"
            try:
                os.readlink(found)
            except (OSError, ValueError):  # it is no link
                self._resolved[path] = found
            else:
                return self._walked(path)
        return found

    def _walked(self, path: str) -> str:
        """``path`` with every link resolved, folder by folder."""
        try:
            found = os.path.realpath(path)
        except (OSError, ValueError):
            found = path
        if path.startswith(OWN_PROCESS):
            ours = f"/proc/{os.getpid()}"
            if found == ours or found.startswith(ours + "/"):
                found = OWN_PROCESS[0] + found[len(ours) :]
        self._resolved[path] = found
        return found

    def read(self, path: str, limit: int = READ_LIMIT) -> str | None:
        """The text of a regular file, or ``None`` where it is missing, unreadable or longer than
        ``limit`` bytes. Bytes that are not UTF-8 become surrogates."""
        self._look()
        self.files_read[path] = None
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError):
            return None
        try:
            if not modes.S_ISREG(os.fstat(descriptor).st_mode):
                return None
            pieces: list[bytes] = []
            size = 0
            while size <= limit:
                piece = os.read(descriptor, min(65536, limit + 1 - size))
                if not piece:
                    return b"".join(pieces).decode("utf-8", "surrogateescape")
                pieces.append(piece)
                size += len(piece)
            return None
        except OSError:
            return None
        finally:
            os.close(descriptor)

    def digest(self, path: str) -> str | None:
        """A hash of a regular file's content, whatever its length up to ``DIGEST_LIMIT`` bytes; ``"none"``
        where there is no such file or it cannot be read, ``None`` where it is longer."""
        from _blake2 import blake2b

        self._look()
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError):
            return "none"
        try:
            found = os.fstat(descriptor)
            if not modes.S_ISREG(found.st_mode):
                return "none"
            if found.st_size > DIGEST_LIMIT:
                return None
            digest, size = blake2b(digest_size=16), 0
            while size <= DIGEST_LIMIT:
                piece = os.read(descriptor, 1 << 20)
                if not piece:
                    return digest.hexdigest()
                digest.update(piece)
                size += len(piece)
            return None
        except OSError:
            return "none"
        finally:
            os.close(descriptor)

    def stream(self, path: str) -> Iterator[bytes]:
        """The bytes of a regular file of any length, piece by piece.

        Raises:
            LimitReached: there is no such file, it takes longer than ``patience``, or it changed meanwhile.
        """
        self._look()
        until = time.monotonic() + self.patience if self.patience is not None else None
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError):
            raise LimitReached(f"{path} cannot be read") from None
        try:
            before = os.fstat(descriptor)
            if not modes.S_ISREG(before.st_mode):
                raise LimitReached(f"{path} is not a regular file")
            done = 0
            while piece := os.read(descriptor, STREAM_PIECE):
                done += len(piece)
                yield piece
                self.progress(path, done, before.st_size)
                if until is not None and time.monotonic() > until:
                    raise LimitReached(f"{path} is too long to be read through in {self.patience:g} seconds")
            after = os.fstat(descriptor)
            if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
                raise LimitReached(f"{path} changed while it was read")
        except OSError as error:
            raise LimitReached(f"{path} cannot be read: {error.strerror}") from None
        finally:
            os.close(descriptor)

    def list(self, path: str) -> tuple[str, ...] | None:
        """The names in a directory, sorted; ``None`` where there is none.

        Raises:
            LimitReached: it holds more than ``LIST_LIMIT`` entries.
        """
        self._look()
        names: list[str] = []
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    names.append(entry.name)
                    if len(names) > LIST_LIMIT:
                        raise LimitReached(f"{path} holds more than {LIST_LIMIT} entries")
        except (OSError, ValueError):
            return None
        return tuple(sorted(names))

    def walk(self, path: str, limit: int = 2000) -> Iterator[tuple[str, Stat]]:
        """Everything below a directory, links not followed, at most ``limit`` entries.

        Raises:
            LimitReached: there is more.
        """
        pending, seen = [path], 0
        while pending:
            folder = pending.pop()
            for name in self.list(folder) or ():
                seen += 1
                if seen > limit:
                    raise LimitReached(f"{path} holds more than {limit} entries")
                full = os.path.join(folder, name)
                found = self.stat(full)
                if found is None:
                    continue
                yield full, found
                if found.kind == "directory":
                    pending.append(full)

    def which(self, program: str, search: str) -> str | None:
        """The file that a shell with ``PATH=search`` would run for ``program``."""
        for folder in search.split(":"):
            path = os.path.join(folder or ".", program)
            mode = self.mode_of(path)
            if modes.S_ISREG(mode) and mode & 0o111:
                return path
        return None

    # --------------------------------------------------------------------------------- git

    def repository(self, path: str) -> Repository | None:
        """The git repository whose work tree or git directory holds ``path``."""
        from guard.git import find_repository

        folder = path if self.is_directory(path) else os.path.dirname(path)
        if folder not in self._repositories:
            self._repositories[folder] = find_repository(folder, self)
        return self._repositories[folder]

    # ------------------------------------------------------------------------------- clock

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()


def _kind(mode: int) -> Kind:
    if modes.S_ISDIR(mode):
        return "directory"
    if modes.S_ISLNK(mode):
        return "link"
    if modes.S_ISBLK(mode) or modes.S_ISCHR(mode):
        return "device"
    if modes.S_ISSOCK(mode):
        return "socket"
    if modes.S_ISFIFO(mode):
        return "fifo"
    return "file"
