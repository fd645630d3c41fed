"""Runs shell texts in a jail (bubblewrap: no network, no writable file but its own folder) and says which
of the recording programs they started, with which words, where and with what to read, and which files came
to be, changed or went."""

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
READING_SHIM = """#!/bin/sh
read=$(timeout 0.3 head -c 4096; printf x)
printf '%s\\037%s\\037%s\\036' "$PWD" "${0##*/}" "${read%x}" >>"@LOG@"
"""
"""Records what it is given to read, behind its name."""
PROGRAMS = ("mk", "alpha", "beta", "gamma")
"""Names that exist in the jail and record how they were started."""
READER = "eats"
FILES = {
    "notes.txt": "one\ntwo\n",
    "fixed.md": "fix\ned x\n",
    "kept.md": "one\n",
    "k6.md": "six\n",
    "k7.md": "seven\n",
    "data.csv": "a,b\n",
    "sub/deep.txt": "deep\n",
    "sub/x.csv": "1,2\n",
}
"""What lies in the directory in which a text starts."""

DRIVER = r"""
import json, os, shutil, signal, subprocess, sys, time
home, shell = sys.argv[1], sys.argv[2]
log = home + "/log"
def seen(places):
    found = {}
    for place in places:
        for root, folders, files in os.walk(place):
            if root == "/tmp":
                folders[:] = [f for f in folders if not home.startswith("/tmp/" + f)]
            for name in folders + files:
                path = root + "/" + name
                stat = os.lstat(path)
                here = os.path.isdir(path) and not os.path.islink(path)
                found[path] = "directory" if here else [stat.st_ino, stat.st_mtime_ns, stat.st_size]
    return found
own = {1, os.getpid(), os.getppid()}
root = set(os.listdir("/"))
def others():
    return [int(p) for p in os.listdir("/proc") if p.isdigit() and int(p) not in own]
for number, text in enumerate(json.load(open(home + "/texts"))):
    folder = f"{home}/work/{number}"
    open(log, "w").close()
    before = seen([folder, home + "/home", "/tmp"])
    child = subprocess.Popen([*shell.split(), text], cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        env={"HOME": home + "/home", "PATH": home + "/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
    late = False
    try:
        child.wait(4)
    except subprocess.TimeoutExpired:
        late = True
    if late:
        child.kill()
        child.wait()
    until = time.monotonic() + (0 if late else 0.6)
    while others() and time.monotonic() < until:
        time.sleep(0.002)
    for process in others():
        try:
            os.kill(process, signal.SIGKILL)
        except OSError:
            pass
    after = seen([folder, home + "/home", "/tmp"])
    changes = [["created", p] for p in after if p not in before]
    changes += [["changed", p] for p in after if p in before and after[p] != before[p]]
    changes += [["deleted", p] for p in before if p not in after]
    for path in after:
        if path not in before and not path.startswith(folder):
            shutil.rmtree(path, True) if after[path] == "directory" else os.path.lexists(path) and os.remove(path)
    for name in set(os.listdir("/")) - root:
        shutil.rmtree("/" + name, True)
        os.path.lexists("/" + name) and os.remove("/" + name)
    records = open(log, encoding="utf-8", errors="surrogateescape").read()
    print(json.dumps([[r.split("\037") for r in records.split("\036") if r], changes]), flush=True)
"""


def available() -> bool:
    """Whether a jail can be made here."""
    if shutil.which("bwrap") is None:
        return False
    probe = ["bwrap", "--ro-bind", "/", "/", "--unshare-all", "true"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def machine() -> list[str]:
    """Everything of this machine to read, below a root that may be written to: texts go there by ``cd ..``."""
    found: list[str] = []
    for name in sorted(set(os.listdir("/")) - {"dev", "proc", "tmp"}):
        path = f"/{name}"
        found += ["--symlink", os.readlink(path), path] if os.path.islink(path) else ["--ro-bind", path, path]
    return found


Ran = tuple[list[list[str]], list[tuple[str, str]]]
"""The records (directory, then the words), and the changes (``created``, ``changed`` or ``deleted``, path)."""


class Jail:
    """A folder, with programs that record, in which texts are run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "bin").mkdir()
        (folder / "home").mkdir()
        (folder / "work").mkdir()
        for name, shim in (*((name, SHIM) for name in PROGRAMS), (READER, READING_SHIM)):
            path = folder / "bin" / name
            path.write_text(shim.replace("@LOG@", str(folder / "log")))
            path.chmod(0o755)

    def place(self, number: int) -> str:
        """The directory that the text of this number starts in."""
        path = f"{self.folder}/work/{number}"
        for folder in (path, *{f"{path}/{os.path.dirname(name)}" for name in FILES if "/" in name}):
            os.makedirs(folder, exist_ok=True)
        for name, content in FILES.items():
            with open(f"{path}/{name}", "w", encoding="utf-8") as file:
                file.write(content)
        return path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.folder / "home"),
            "PATH": f"{self.folder}/bin:/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
        }

    def run(self, texts: list[str], shell: str = "bash -c") -> list[Ran]:
        """What each text did. The place of each has to be made before."""
        (self.folder / "texts").write_text(json.dumps(texts))
        # --die-with-parent and --unshare-all: nothing outlives the test and nothing reaches the network
        command = [
            "bwrap", *machine(), "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--bind", str(self.folder), str(self.folder),
            "--unshare-all", "--die-with-parent", os.path.realpath(sys.executable), "-I", "-c", DRIVER, str(self.folder), shell,
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(found) == len(texts), done.stderr
        return [(records, [(kind, path) for kind, path in changes]) for records, changes in found]
