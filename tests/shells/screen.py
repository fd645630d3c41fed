"""A real shell in tmux, for programs that draw on the screen and ask the terminal where its cursor is."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

BARE = {"bash": "bash --norc --noprofile -i", "zsh": "zsh -f -i", "fish": "fish --no-config -i"}
PROMPT = {
    "bash": "PS1='READY> '", "zsh": "PS1='READY> '", "fish": "function fish_prompt; echo -n 'READY> '; end",
}  # fmt: skip


class Screen:
    """One shell in a tmux of its own. ``home`` is its whole world."""

    def __init__(self, shell: str, home: Path, path: str = "", words: str = "") -> None:
        self.shell, self.home, self.work = shell, home, home / "work"
        self.work.mkdir(parents=True, exist_ok=True)
        (home / "precious").write_text("precious")
        self.socket = str(home / "tmux")
        self.env = {
            "HOME": str(home), "PATH": f"{Path(sys.executable).parent}:{path or '/usr/bin'}:/usr/bin:/bin",
            "TERM": "xterm-256color", "LANG": "C.UTF-8", "XDG_STATE_HOME": str(home / "state"),
            "XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(home / "data"), "USER": "tester",
            "INPUTRC": "/dev/null", "ZDOTDIR": str(home),
        }  # fmt: skip
        self._tmux(
            "-f", "/dev/null", "new-session", "-d", "-s", "x", "-x", "140", "-y", "40", "-c", str(self.work),
            words or BARE[shell],
        )  # fmt: skip
        time.sleep(0.5)
        if not words:
            self.line(PROMPT[shell])
        self.wait_for("READY>" if words else "\nREADY>")

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", self.socket, *words], env=self.env, capture_output=True, text=True, timeout=60
        )
        return done.stdout

    def load(self, before: str = "") -> Screen:
        """Run ``before`` and load the guard, as a start-up file would."""
        if before:
            self.line(before)
            time.sleep(1)
        init = f"{sys.executable} -m guard init {self.shell}"
        self.line(f"{init} | source" if self.shell == "fish" else f'eval "$({init})"')
        self.line("echo LOA''DED")
        self.wait_for("\nLOADED")
        return self

    def type(self, text: str) -> None:
        """Type text as it stands."""
        self._tmux("send-keys", "-t", "x", "-l", "--", text)

    def key(self, *names: str) -> None:
        """Press keys by tmux's names: ``Enter``, ``C-r``, ``Escape``."""
        self._tmux("send-keys", "-t", "x", *names)

    def line(self, text: str) -> None:
        self.type(text)
        self.key("Enter")

    @property
    def text(self) -> str:
        return self._tmux("capture-pane", "-p", "-J", "-S", "-200", "-t", "x")

    def wait_for(self, what: str, seconds: float = 40, times: int = 1) -> str:
        """Wait until something stands on the screen so many times."""
        end = time.monotonic() + seconds
        while True:
            text = self.text
            if text.count(what) >= times:
                return text
            if time.monotonic() > end:
                raise AssertionError(f"no {what!r} within {seconds} s on:\n{text}")
            time.sleep(0.1)

    def clear(self) -> None:
        """An empty line and an empty screen."""
        self.key("C-c")
        time.sleep(0.2)
        self._tmux("send-keys", "-R", "-t", "x")
        self._tmux("clear-history", "-t", "x")

    def refused(self, text: str = "rm -rf ~", *keys: str) -> None:
        """Type a line and keys (Enter): it is denied, and the home is still there."""
        self.clear()
        self.type(text)
        self.key(*(keys or ("Enter",)))
        self.wait_for("guard denied")
        time.sleep(0.3)
        assert (self.home / "precious").exists(), self.text
        self.clear()

    def close(self) -> None:
        self._tmux("kill-server")
