"""A change of one file: planned as two texts, shown as a diff, made in one rename after a backup."""

from __future__ import annotations

import os
import time

from guard.errors import ConfigError, GuardError
from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen
class Change:
    """A change of one file, planned and not yet made."""

    path: str
    before: str | None
    """``None`` where the file is new."""
    after: str | None
    """``None`` where the file goes."""
    mode: int = 0o600
    """Permissions of a file that is new."""
    spent: str = ""
    """A backup that this change puts back, and that goes with it."""

    @property
    def needed(self) -> bool:
        return self.before != self.after


def read_text(path: str) -> str | None:
    """The text of a file; ``None`` where there is none.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read ({error})") from None


def apply(change: Change) -> str:
    """Make a change. Answers with the backup's path; empty where there was nothing to keep.

    Raises:
        GuardError: the file cannot be written, or was changed since the change was planned.
    """
    if not change.needed:
        return ""
    if read_text(change.path) != change.before:
        raise GuardError(f"{change.path} was changed meanwhile", "run the command again")
    try:
        os.makedirs(os.path.dirname(change.path), exist_ok=True)
        backup = "" if change.spent or (change.after is None and _new(change)) else _backup(change)
        if change.after is None:
            os.unlink(change.path)
        else:
            _replace(change.path, change.after, change.mode)
        if change.spent:
            os.unlink(change.spent)
    except OSError as error:
        raise GuardError(f"{change.path} cannot be written ({error.strerror})") from None
    return backup


def difference(change: Change) -> str:
    """The change as a unified diff."""
    import difflib

    before = (change.before or "").splitlines(keepends=True)
    after = (change.after or "").splitlines(keepends=True)
    lines = difflib.unified_diff(before, after, change.path, change.path + " (new)")
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def backups(path: str) -> Iterator[str]:
    """The backups of a file, the latest first."""
    folder, name = os.path.split(os.path.realpath(path))
    try:
        found = [n for n in os.listdir(folder) if n.startswith(name + ".") and n.endswith(".guard-backup")]
    except OSError:
        return
    for one in sorted(found, reverse=True):
        yield os.path.join(folder, one)


def _new(change: Change) -> bool:
    """Whether the guard itself made the file, so that nothing of anybody else is in it."""
    return not any(backups(change.path))


def _backup(change: Change) -> str:
    if change.before is None:
        return ""
    path = os.path.realpath(change.path)
    stem = f"{path}.{time.strftime('%Y%m%d-%H%M%S')}"
    backup, number = f"{stem}.guard-backup", 1
    while os.path.exists(backup):
        number += 1
        backup = f"{stem}-{number}.guard-backup"
    with open(backup, "x", encoding="utf-8", newline="") as file:
        os.fchmod(file.fileno(), os.stat(path).st_mode & 0o777)
        file.write(change.before)
    return backup


def _replace(path: str, text: str, mode: int) -> None:
    """Write beside and rename, so that no reader ever sees half a file. A link is followed."""
    path = os.path.realpath(path)
    draft = f"{path}.{os.getpid()}.guard-draft"
    mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else mode
    with open(draft, "w", encoding="utf-8", newline="") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
