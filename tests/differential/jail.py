"""Runs shell texts in a jail (bubblewrap: no network, no writable file but its own folder) and says which
of the recording programs they started, with which words, where."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

SHIM = """#!/bin/sh
form='%s\\037%s'
for word; do form="$form\\037%s"; done
printf "$form\\036" "$PWD" "${0##*/}" "$@" >>"@LOG@"
"""
"""One write, so that programs of one pipe do not mix their records."""
PROGRAMS = ("mk", "alpha", "beta", "gamma")
"""Names that exist in the jail and record how they were started."""

DRIVER = r"""
import json, os, signal, subprocess, sys
home, shell = sys.argv[1], sys.argv[2]
log = home + "/log"
for number, text in enumerate(json.load(open(home + "/texts"))):
    folder = f"{home}/work/{number}"
    open(log, "w").close()
    child = subprocess.Popen([*shell.split(), text], cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env={"HOME": home + "/home", "PATH": home + "/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
    late = False
    try:
        child.wait(4)
    except subprocess.TimeoutExpired:
        late = True
    try:
        os.killpg(child.pid, signal.SIGTERM if late else 0)
    except OSError:
        pass
    if late:
        child.kill()
        child.wait()
    if "&" in text or ">(" in text or "coproc" in text or "<(" in text:
        import time
        time.sleep(0.05)
    seen = open(log, encoding="utf-8", errors="surrogateescape").read()
    print(json.dumps([r.split("\037") for r in seen.split("\036") if r]), flush=True)
"""


def available() -> bool:
    """Whether a jail can be made here."""
    if shutil.which("bwrap") is None:
        return False
    probe = ["bwrap", "--ro-bind", "/", "/", "--unshare-all", "true"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


class Jail:
    """A folder, with programs that record, in which texts are run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "bin").mkdir()
        (folder / "home").mkdir()
        (folder / "work").mkdir()
        for name in PROGRAMS:
            path = folder / "bin" / name
            path.write_text(SHIM.replace("@LOG@", str(folder / "log")))
            path.chmod(0o755)

    def place(self, number: int) -> str:
        """The directory that the text of this number starts in."""
        path = self.folder / "work" / str(number)
        path.mkdir(exist_ok=True)
        return str(path)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.folder / "home"),
            "PATH": f"{self.folder}/bin:/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
        }

    def run(self, texts: list[str], shell: str = "bash -c") -> list[list[list[str]]]:
        """For each text the records: directory, then the words of the program that ran."""
        for number in range(len(texts)):
            self.place(number)
        (self.folder / "texts").write_text(json.dumps(texts))
        # --die-with-parent and --unshare-all: nothing outlives the test and nothing reaches the network
        command = [
            "bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--bind", str(self.folder), str(self.folder),
            "--unshare-all", "--die-with-parent", os.path.realpath(sys.executable), "-I", "-c", DRIVER, str(self.folder), shell,
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(found) == len(texts), done.stderr
        return found
