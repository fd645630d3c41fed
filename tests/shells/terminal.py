"""A real shell in a pseudo-terminal: keys in, what it printed out, the file system looked at afterwards."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BARE = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
PROMPT = {
    "bash": "PS1='READY> '",
    "zsh": "PS1='READY> '",
    "fish": "function fish_prompt; echo -n 'READY> '; end",
}
ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b[=>()][B0]?|\r")


class Terminal:
    """One shell. ``home`` is its whole world: HOME, state and the directory it starts in."""

    def __init__(
        self, shell: str, home: Path, env: dict[str, str] | None = None, words: list[str] | None = None
    ):
        self.shell, self.home = shell, home
        self.out = b""
        self.work = home / "work"
        self.work.mkdir(parents=True, exist_ok=True)
        surroundings = {
            "HOME": str(home), "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "TERM": "xterm-256color",
            "LANG": "C.UTF-8", "XDG_STATE_HOME": str(home / "state"), "XDG_CONFIG_HOME": str(home / "config"),
            "USER": "tester", "INPUTRC": "/dev/null", "ZDOTDIR": str(home), "GUARD_TEST": "1", **(env or {}),
        }  # fmt: skip
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(self.work)
            for number in range(1, 32):
                if number not in (9, 19):
                    signal.signal(number, signal.SIG_DFL)
            words = words or BARE[shell]
            os.execvpe(words[0], words, surroundings)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))

    def load(self, before: str = "") -> Terminal:
        """Set a prompt, run ``before``, and load the guard as a start-up file would."""
        init = f"{sys.executable} -m guard init {self.shell}"
        loading = f"{init} | source" if self.shell == "fish" else f'eval "$({init})"'
        time.sleep(0.3)
        self.type(f"{PROMPT[self.shell]}{'; ' + before if before else ''}; {loading}; echo LOA''DED\r")
        self.wait_for("LOADED", 30)
        self.settle()
        return self

    def type(self, keys: str | bytes) -> None:
        content = keys.encode() if isinstance(keys, str) else keys
        while content:
            ready = select.select([self.fd], [self.fd], [], 5)
            if self.fd in ready[0]:
                self._take()
            if self.fd in ready[1]:
                content = content[os.write(self.fd, content[:512]) :]

    def _take(self) -> bool:
        try:
            piece = os.read(self.fd, 65536)
        except OSError:
            return False
        self.out += piece
        return bool(piece)

    @property
    def text(self) -> str:
        return ESCAPES.sub(b"", self.out).decode("utf-8", "replace")

    def wait_for(self, what: str, seconds: float = 60, since: int = 0) -> str:
        """Read until ``what`` has been printed."""
        end = time.monotonic() + seconds
        while what not in self.text[since:]:
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"no {what!r} within {seconds} s in:\n{self.text[-3000:]}")
            if select.select([self.fd], [], [], min(left, 0.2))[0] and not self._take():
                raise AssertionError(f"the shell ended before {what!r}:\n{self.text[-3000:]}")
        return self.text

    def settle(self, seconds: float = 0.15) -> str:
        """Read until nothing has come for a while."""
        while select.select([self.fd], [], [], seconds)[0]:
            if not self._take():
                break
        return self.text

    def line(self, text: str, done: str = "", seconds: float = 10) -> str:
        """Type a line and Enter. ``done``: what its output must hold; else until it is quiet."""
        since = len(self.text)
        self.type(text + "\r")
        if done:
            self.wait_for(done, seconds, since)
        return self.settle()[since:]

    def answer(self, keys: str, seconds: float = 15) -> None:
        """Press a key of the question that stands there, once it can have been read."""
        time.sleep(0.4)
        since = len(self.text)
        self.type(keys)
        self.wait_for("guard asked", seconds, since)
        self.settle(0.3)

    def sync(self, seconds: float = 20) -> None:
        """Wait until everything typed before has been worked off. Leaves no edited line behind."""
        self.settle()
        self.type("\x15")
        self.line("echo SY''NCED", "SYNCED", seconds)

    def close(self) -> None:
        try:
            os.kill(self.pid, signal.SIGHUP)
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.close(self.fd)
        os.waitpid(self.pid, 0)
