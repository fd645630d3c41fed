"""What waits for a person's yes, and the tickets that people gave: one small file each.

``$STATE/approvals/``, 0700, files 0600: ``parked-ID`` for a day, at most fifty, the oldest go first;
``ticket-ID`` for ten minutes and one use. Nothing in them is a secret in clear: texts are blotted out as in
the log, what must be exact is a keyed hash. Each file is sealed with the user's own key, so that one that was
edited, made up or renamed counts as none. Whoever can read that key can forge a seal: it is the same user.

Taking a ticket renames it first, which the file system does for exactly one of two hooks at the same time."""

from __future__ import annotations

import os
import time

from guard.errors import GuardError
from guard.session.owned import owned, put
from guard.wire import dumps, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Record = dict[str, Any]

PARKED_FOR = 24 * 3600
"""Seconds."""
TICKET_FOR = 600
"""Seconds."""
MOST = 50
LONGEST = 262_144
"""Bytes of one file."""


def folder_of(state: str) -> str:
    """Where it all lies."""
    return f"{state}/approvals"


def park(state: str, record: Record) -> None:
    """Keep what was stopped under ``record["id"]``, or keep it anew.

    Raises:
        GuardError: it cannot be written.
    """
    folder = folder_of(state)
    try:
        if not os.path.isdir(folder):
            os.mkdir(folder, 0o700)
        _forget(folder)
        _write(state, "parked", record)
    except OSError as error:
        raise GuardError(f"{folder} cannot be used ({error.strerror})") from None


def parked(state: str, ident: str) -> Record | None:
    """What was parked under an id and is not over."""
    record = _read(state, _path(state, "parked", ident), "parked", ident)
    return record if record is not None and 0 <= time.time() - record["time"] <= PARKED_FOR else None


def all_parked(state: str) -> list[Record]:
    """Everything that waits, the newest first."""
    try:
        names = os.listdir(folder_of(state))
    except OSError:
        return []
    found = [parked(state, name[7:]) for name in names if name.startswith("parked-")]
    waiting = [r for r in found if r is not None and not r.get("passed")]
    return sorted(waiting, key=lambda r: -float(r["time"]))


def passed(state: str, ident: str) -> None:
    """It does not wait any more, until it is refused again. What it was stays known."""
    record = parked(state, ident)
    if record is not None:
        park(state, {**record, "passed": True})


def grant(state: str, ident: str, mark: str) -> None:
    """A ticket for what has that mark.

    Raises:
        GuardError: it cannot be written.
    """
    try:
        _write(state, "ticket", {"id": ident, "mark": mark, "time": time.time()})
    except OSError as error:
        raise GuardError(f"{folder_of(state)} cannot be used ({error.strerror})") from None


def granted(state: str, ident: str) -> bool:
    """Whether there is a file of a ticket: one look, and nothing is believed of it yet."""
    try:
        os.lstat(_path(state, "ticket", ident))
    except OSError:
        return False
    return True


def take(state: str, ident: str, mark: str) -> bool:
    """Use a ticket up. Whether it was one: sealed, of this mark, and not over."""
    path = _path(state, "ticket", ident)
    taken = f"{path}.{os.urandom(6).hex()}"
    try:
        os.rename(path, taken)
    except OSError:
        return False
    try:
        record = _read(state, taken, "ticket", ident)
    finally:
        os.unlink(taken)
    if record is None or record.get("mark") != mark:
        return False
    return 0 <= time.time() - float(record["time"]) <= TICKET_FOR


def _path(state: str, kind: str, ident: str) -> str:
    return f"{folder_of(state)}/{kind}-{ident}"


def _seal(state: str, kind: str, body: str) -> str:
    from guard.credentials.fingerprint import fingerprint

    return fingerprint(f"guard {kind}\n{body}", state)


def _write(state: str, kind: str, record: Record) -> None:
    body = dumps(record)
    put(_path(state, kind, record["id"]), f"{_seal(state, kind, body)}\n{body}\n".encode())


def _read(state: str, path: str, kind: str, ident: str) -> Record | None:
    """A record as it was written; ``None`` where there is none, or it is not what the guard wrote."""
    try:
        if owned(path) is None:
            return None
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            content = os.read(descriptor, LONGEST)
        finally:
            os.close(descriptor)
        seal, _, body = content.decode().rstrip("\n").partition("\n")
        if not body or seal != _seal(state, kind, body):
            return None
        record = loads(body)
    except (OSError, ValueError, GuardError):
        return None
    if not isinstance(record, dict) or record.get("id") != ident or not isinstance(record.get("time"), float):
        return None
    return record


def _forget(folder: str) -> None:
    """Remove what is over, and the oldest where there is too much."""
    now, waiting = time.time(), []
    with os.scandir(folder) as entries:
        for entry in entries:
            age = now - entry.stat(follow_symlinks=False).st_mtime
            if age > (PARKED_FOR if entry.name.startswith("parked-") else TICKET_FOR):
                os.unlink(entry.path)
            elif entry.name.startswith("parked-"):
                waiting.append((age, entry.path))
    for _, path in sorted(waiting)[MOST - 1 :]:
        os.unlink(path)
