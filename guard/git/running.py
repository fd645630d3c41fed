"""Starting git so that nothing in a repository can start anything else.

A repository names programs in many places: ``core.fsmonitor``, hooks, pagers, filters, text
conversions, ssh commands, credential helpers, remote helpers. Each is switched off on the command
line, which wins over every file (git-config(1), "Configuration variables"); filters and text
conversions have names of the repository's choice, so the caller passes those that it found. Submodules
are not entered, because they bring a configuration of their own. No lock is taken, nothing is fetched.
"""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SECONDS = 1.5
"""How long one question to git may take."""
ANSWER_LIMIT = 4_000_000
"""Bytes: a longer answer is no answer."""

_FOLDERS = "/usr/bin:/usr/local/bin:/opt/homebrew/bin:/opt/local/bin:/bin"

_OFF = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.gitProxy=",
    "core.askPass=",
    "core.alternateRefsCommand=",
    "core.untrackedCache=false",
    "core.preloadIndex=false",
    "credential.helper=",
    "diff.external=",
    "gpg.program=false",
    "interactive.diffFilter=",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
    "uploadpack.packObjectsHook=",
)
_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_PAGER": "cat",
    "GIT_ASKPASS": "",
    "LC_ALL": "C",
}


def ask_git(folder: str, arguments: Sequence[str], home: str, drivers: Iterable[str] = ()) -> bytes | None:
    """What ``git ARGUMENTS`` prints, or ``None`` where it fails, takes too long or says too much.

    Args:
        folder: the work tree.
        home: whose ``~/.gitconfig`` counts (ignore rules, line endings).
        drivers: configuration keys that name programs (``filter.lfs.clean``), to be emptied.
    """
    program = _git()
    if program is None:
        return None
    words = [program, "--no-optional-locks", "-C", folder]
    for setting in _OFF:
        words += ["-c", setting]
    for key in drivers:
        words += ["-c", key + ("=false" if key.endswith(".required") else "=")]
    words += arguments
    return _collect(words, {**_QUIET, "PATH": _FOLDERS, "HOME": home or "/nonexistent"})


def _git() -> str | None:
    for folder in _FOLDERS.split(":") + os.environ.get("PATH", "").split(":"):
        path = folder + "/git"
        if folder.startswith("/") and os.access(path, os.X_OK):
            return path
    return None


def _collect(words: list[str], environment: dict[str, str]) -> bytes | None:
    reading, writing = os.pipe()
    try:
        actions = [
            (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, writing, 1),
            (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0),
        ]
        try:
            child = os.posix_spawn(words[0], words, environment, file_actions=actions, setpgroup=0)
        except (OSError, ValueError):
            return None
        finally:
            os.close(writing)
        answer = _drain(reading, time.monotonic() + SECONDS)
        if answer is None:
            _kill(child)
        status = os.waitpid(child, 0)[1]
        return answer if status == 0 else None
    finally:
        os.close(reading)


def _drain(reading: int, deadline: float) -> bytes | None:
    from select import select

    pieces: list[bytes] = []
    size = 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select((reading,), (), (), left)[0]:
            return None
        piece = os.read(reading, 65536)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
        if size > ANSWER_LIMIT:
            return None


def _kill(child: int) -> None:
    for stop in (os.killpg, os.kill):
        try:
            stop(child, 9)
        except OSError:
            continue
