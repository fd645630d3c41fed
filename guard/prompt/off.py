"""``guard off``: for a while nothing that is typed at this terminal is held back. Agents' hooks stay on.

What is kept is one small file per terminal below the guard's state folder, named by the terminal's session
(the shell that leads it) and good only while that very process lives, so that it ends with the terminal, with
its time, or with ``guard on``. Lines that would have been held back go into the record as let through.

``python -I -m guard.prompt.off PID STATE`` prints what a prompt shows meanwhile; nothing where it is over.
"""

from __future__ import annotations

import os
import sys
import time

from guard.wire import dumps, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LONGEST = 8 * 3600
"""Seconds for which it can be off at most."""
FOLDER = "off"


def terminal_of(process: int) -> int:
    """The session of a process: one per terminal. 0 where it cannot be told: the process is gone, or the
    session began outside the container it runs in (getsid(2), pid_namespaces(7))."""
    try:
        return os.getsid(process)
    except OSError:
        return 0


def switch_off(state: str, terminal: int, seconds: float) -> float:
    """Off for so long from now on; until when.

    Raises:
        OSError: it cannot be written.
    """
    from guard.session.owned import put

    folder = os.path.join(state, FOLDER)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    until = time.time() + min(seconds, LONGEST)
    put(_path(state, terminal), dumps({"until": until, "leader": _born(terminal)}).encode())
    return until


def switch_on(state: str, terminal: int) -> bool:
    """On again; whether it was off."""
    was = off_until(state, terminal) > 0
    for path, remove in ((_path(state, terminal), os.unlink), (os.path.join(state, FOLDER), os.rmdir)):
        try:
            remove(path)
        except OSError:
            break
    return was


def off_until(state: str, terminal: int) -> float:
    """Until when it is off at a terminal, in seconds since the epoch; 0 where it is on. Whatever cannot be
    read, or does not fit this very terminal, is on."""
    if not state or not terminal:
        return 0.0
    found = _kept(_path(state, terminal))
    until = found.get("until") if found is not None else None
    if found is None or not isinstance(until, (int, float)) or found.get("leader") != _born(terminal):
        return 0.0
    left = until - time.time()
    return float(until) if 0 < left <= LONGEST else 0.0


def _path(state: str, terminal: int) -> str:
    return os.path.join(state, FOLDER, str(terminal))


def _kept(path: str) -> dict[str, Any] | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, encoding="utf-8") as file:
            if os.fstat(descriptor).st_uid != os.geteuid():
                return None
            found = loads(file.read(1000))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _born(process: int) -> str:
    """What tells a process from a later one of the same number: when it began (Linux), or nothing."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def shown(state: str, terminal: int) -> str:
    """What stands in front of a prompt while it is off, with a blank behind it."""
    until = off_until(state, terminal)
    if not until:
        switch_on(state, terminal)
        return ""
    return f"[guard off {remaining(until - time.time())}] "


def remaining(seconds: float) -> str:
    """``9m``, ``1h05m``, ``30s``."""
    if seconds < 60:
        return f"{max(1, round(seconds))}s"
    minutes = -int(-seconds // 60)
    return f"{minutes // 60}h{minutes % 60:02}m" if minutes >= 60 else f"{minutes}m"


def main(words: list[str]) -> None:
    """Print what the prompt of a shell shows."""
    shell, state = [*words, "", ""][:2]
    if shell.isdigit() and state:
        sys.stdout.write(shown(state, terminal_of(int(shell))))


if __name__ == "__main__":
    main(sys.argv[1:])
