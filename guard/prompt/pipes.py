"""The coprocess of shells that can keep none (fish, bash 3.2): asked and answered through two named pipes.

``python -I -m guard.prompt.pipes SHELL FOLDER [SECONDS]`` makes the private FOLDER with the pipes ``in`` and
``out`` (they are this process's standard input and output, by which a shell knows that it is there) and ends
with the process SHELL. A request is a list of fields, each with a NUL behind it::

    \\x01ID  DIALECT  true|false  CWD  LINE  COUNT  NAME=VALUE…  DEFINITION…  \\x01/ID

where true says that a person may type on (``guard.prompt.coprocess``), COUNT is the number of the
environment's variables and definitions are the functions and variables of the shell that the line names. The
answer is one line: ``ID DECISION``, and where it is not *allow* the verdict's JSON.

A shell that opens a pipe waits for the other side and may know no time-out, so nobody may leave it waiting.
Both pipes are held open for reading and writing by two processes, this one and a small watcher. Where this
one dies, or is silent for SECONDS while something was asked, the watcher ends it, answers ``* dead`` or
``* late`` in its place, and removes the folder.
"""

from __future__ import annotations

import os
import sys
import time

from guard.prompt.coprocess import WATCH_SECONDS, leave_the_terminal, reply, tidy, version, warm_up
from guard.prompt.off import terminal_of
from guard.service import Guard
from guard.wire import dumps

SECONDS = 3.0
"""How long a shell may wait."""
PIPES = ("in", "out")
LINGER = 0.3
"""Seconds for which the pipes stay open behind the last answer, for a shell that is just opening one."""
LONGEST = 16 * 1024 * 1024
"""Bytes kept of a request that does not end."""


def main(words: list[str]) -> None:
    """Answer a shell until it ends."""
    shell, folder, patience = [*words, "", "", ""][:3]
    if not shell.isdigit() or not os.path.basename(folder).startswith("guard."):
        raise SystemExit(2)
    leave_the_terminal()
    stamp = version()
    if not _opened(folder):
        _only_one(folder)
    server = Server(int(shell), folder, _seconds(patience))
    try:
        warm_up()
        server.serve(stamp, Guard(read_twice=True))
    finally:
        tidy(folder, *PIPES)


class Server:
    """One shell's guard, and the watcher beside it."""

    def __init__(self, shell: int, folder: str, seconds: float) -> None:
        self.shell, self.folder, self.seconds = shell, folder, seconds
        self.terminal = terminal_of(shell)
        self._watcher = self._control = 0
        self._watched()

    def serve(self, stamp: tuple[int, ...], guard: Guard) -> None:
        """Answer what comes until the shell has ended or the folder is gone."""
        rest = b""
        while self._alive():
            self._tell(b")")
            piece = _awaited()
            self._tell(b"(")
            rest += piece
            if piece and version() != stamp and len(rest) < 60_000:
                self._start_anew(rest)
            message, rest = taken(rest)
            while message is not None:
                _write(answered(message, guard, self.terminal))
                message, rest = taken(rest)

    def _alive(self) -> bool:
        try:
            os.kill(self.shell, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return os.path.exists(self.folder + "/in")

    def _tell(self, what: bytes) -> None:
        try:
            if self._watcher and os.waitpid(self._watcher, os.WNOHANG)[0]:
                os.close(self._control)
                self._watched()
            os.write(self._control, what)
        except OSError:
            return

    def _watched(self) -> None:
        there, self._control = os.pipe()
        server = os.getpid()
        self._watcher = os.fork()
        if self._watcher == 0:
            try:
                os.close(self._control)
                watch(server, there, self.folder, self.seconds)
            finally:
                os._exit(0)
        os.close(there)

    def _start_anew(self, rest: bytes) -> None:
        """Become the new version, which finds in the pipe what was not answered yet."""
        import signal

        os.kill(self._watcher, signal.SIGKILL)
        os.waitpid(self._watcher, 0)
        os.write(0, rest)
        words = [str(self.shell), self.folder, str(self.seconds)]
        os.execv(sys.executable, [sys.executable, "-I", "-m", "guard.prompt.pipes", *words])  # noqa: S606


def watch(server: int, control: int, folder: str, seconds: float) -> None:
    """Wait until the server is dead or silent for too long; then answer in its place."""
    import select
    import signal

    awaited = False
    said = b"* dead\n"
    while True:
        watched = [control] if awaited else [control, 0]
        ready, _, _ = select.select(watched, [], [], seconds if awaited else None)
        if not ready:
            said = b"* late\n"
            break
        if control in ready:
            state = os.read(control, 4096)
            if not state:
                break
            awaited = state.endswith(b"(")
        else:
            awaited = True  # something was asked: the server has to say now that it is at work
    if os.getppid() == server:
        os.kill(server, signal.SIGKILL)
    tidy(folder, *PIPES)
    if select.select([], [1], [], 0)[1]:  # a pipe that is full has something to read in it already
        os.write(1, said)
    time.sleep(LINGER)


def taken(content: bytes) -> tuple[list[str] | None, bytes]:
    """The first whole request, as its fields with the identity in front, and what follows it. What stands
    before it is the beginning of one that its shell did not end."""
    end = -1
    while (end := content.find(b"\0\x01/", end + 1)) >= 0:
        identity, ended, _ = content[end + 3 :].partition(b"\0")
        start = content.rfind(b"\x01" + identity + b"\0", 0, end + 1)
        if ended and start >= 0:
            fields = content[start + 1 : end].decode("utf-8", "surrogateescape").split("\0")
            return fields, content[end + 4 + len(identity) :]
    return None, content[-LONGEST:]


def answered(fields: list[str], guard: Guard, terminal: int) -> str:
    """The line that answers a request."""
    identity, dialect, typing, cwd, text, count = (fields + [""] * 6)[:6]
    if not count.isdigit() or len(fields) < 6 + int(count):
        return f"{identity} broken\n"
    variables = fields[6 : 6 + int(count)]
    proposal = {
        "id": identity, "tool": "shell", "shell": dialect, "agent": "person", "mode": "interactive",
        "typing": typing == "true", "command": text, "cwd": cwd,
        "env": dict(pair.split("=", 1) for pair in variables if "=" in pair),
        "prelude": "\0".join(filter(None, fields[6 + int(count) :])),
    }  # fmt: skip
    shown = reply(dumps(proposal).encode("utf-8", "surrogateescape"), guard, terminal)
    if shown["decision"] in ("allow", "more"):
        return f"{identity} {shown['decision']}\n"
    return f"{identity} {shown['decision']} {dumps(shown)}\n"


def _opened(folder: str) -> bool:
    """Make the pipes and have them as standard input and output. Whether they were there already, since this
    process took the place of an older version.

    Raises:
        OSError: somebody else has the folder, or it cannot be made.
    """
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        if os.path.samestat(os.fstat(0), os.stat(folder + "/in")):
            return True
        raise
    for number, name in ((0, "/in"), (1, "/out")):
        os.mkfifo(folder + name, 0o600)
        descriptor = os.open(folder + name, os.O_RDWR)
        os.dup2(descriptor, number)
        os.close(descriptor)
    return False


def _only_one(folder: str) -> None:
    """End an older one of the same process, which has become another shell (``exec fish``)."""
    place, _, name = folder.rpartition("/")
    ours = name.rpartition(".")[0] + "."
    for other in os.listdir(place):
        if other.startswith(ours) and other != name and os.stat(f"{place}/{other}").st_uid == os.geteuid():
            tidy(f"{place}/{other}", *PIPES)


def _awaited() -> bytes:
    """The next piece of a request; nothing where none comes for a while."""
    import select

    ready, _, _ = select.select([0], [], [], WATCH_SECONDS)
    return os.read(0, 65536) if ready else b""


def _write(text: str) -> None:
    content = text.encode("utf-8", "replace")
    while content:
        content = content[os.write(1, content) :]


def _seconds(text: str) -> float:
    try:
        return min(60.0, max(0.2, float(text)))
    except ValueError:
        return SECONDS


if __name__ == "__main__":
    main(sys.argv[1:])
