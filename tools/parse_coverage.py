"""How much of the shell text on this machine the parser reads, with ``bash -n`` as the judge.

    python tools/parse_coverage.py [DIRECTORY…] [--lines FILE…] [--list]

Every file below the directories whose first line or name says sh or bash is given to ``bash -n`` and
to ``guard.shell.parse``; with ``--lines`` each line of a file is a text of its own. Printed: how many
bash accepts, how many of those are read, which are not and why, and which of those that bash
refuses are read all the same. Exit status 1 below 99.9 %.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator

from guard.shell.nodes import Refusal
from guard.shell.parse import MAX_LENGTH, parse

DEFAULT = ("/usr", "/etc", "/opt", "/var/lib/dpkg/info", os.path.expanduser("~"))
SHELLS = ("sh", "bash", "dash", "ash")
SKIPPED = ("/proc", "/sys", "/dev", "/.git")


def is_script(path: str, head: bytes) -> bool:
    """Whether a file's first line or its name says sh or bash."""
    if head.startswith(b"#!"):
        words = head[2:].split(b"\n", 1)[0].decode("latin-1").split()
        if words and os.path.basename(words[0]) == "env":
            words = [w for w in words[1:] if not w.startswith("-")]
        return bool(words) and os.path.basename(words[0]) in SHELLS
    return path.endswith((".sh", ".bash"))


def scripts(directories: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Path and text of every shell script, each content once."""
    seen: set[str] = set()
    for directory in directories:
        for root, folders, files in os.walk(directory):
            if root.startswith(SKIPPED):
                folders.clear()
                continue
            for name in sorted(files):
                path = os.path.join(root, name)
                text = script_text(path)
                if text and text not in seen:
                    seen.add(text)
                    yield path, text


def script_text(path: str) -> str:
    """The text of a script, or nothing for what is none, too long, or no text."""
    try:
        if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) > MAX_LENGTH:
            return ""
        with open(path, "rb") as file:
            head = file.read(200)
            if not is_script(path, head):
                return ""
            data = head + file.read()
    except OSError:
        return ""
    return "" if b"\0" in data else data.decode("utf-8", "surrogateescape")


def bash_accepts(text: str) -> bool:
    """Whether ``bash -n`` reads the text without a word; it leaves some errors out of its status."""
    done = subprocess.run(
        ["bash", "-O", "extglob", "-n"], input=text.encode("utf-8", "surrogateescape"), capture_output=True
    )
    return done.returncode == 0 and not done.stderr


class Figures:
    """Counts, and the texts on which the two readers differ."""

    def __init__(self) -> None:
        self.accepted = self.read = self.refused = self.characters = 0
        self.unread: list[tuple[str, str]] = []
        self.overread: list[str] = []
        self.seconds = self.slowest = 0.0

    def add(self, name: str, text: str) -> None:
        start = time.perf_counter()
        try:
            parse(text)
            why = ""
        except Refusal as refusal:
            line = text.count("\n", 0, refusal.position) + 1
            why = f"{refusal.why} (line {line})"
        spent = time.perf_counter() - start
        self.seconds += spent
        self.slowest = max(self.slowest, spent)
        self.characters += len(text)
        if bash_accepts(text):
            self.accepted += 1
            if why:
                self.unread.append((name, why))
            else:
                self.read += 1
        else:
            self.refused += 1
            if not why:
                self.overread.append(name)

    def share(self) -> float:
        return 100 * self.read / self.accepted if self.accepted else 100.0

    def show(self, title: str) -> None:
        print(f"{title}: bash accepts {self.accepted}, read {self.read} ({self.share():.2f} %)")
        print(f"  bash refuses {self.refused}, read all the same {len(self.overread)}")
        rate = self.seconds / max(1, self.characters) * 1e6
        print(f"  {self.characters} characters, {rate:.2f} µs each, slowest text {self.slowest:.2f} s")
        for name, why in self.unread:
            print(f"  not read: {name}: {why}")
        for name in self.overread:
            print(f"  read, refused by bash: {name}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("directories", nargs="*", default=list(DEFAULT))
    options.add_argument("--lines", nargs="*", default=[], help="files with one command per line")
    chosen = options.parse_args()
    enough = True
    for path in chosen.lines:
        figures = Figures()
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            for number, line in enumerate(file, 1):
                figures.add(f"{path}:{number}", line.rstrip("\n"))
        figures.show(path)
        enough = enough and figures.share() >= 99.9
    if not chosen.lines:
        figures = Figures()
        for path, text in scripts(tuple(chosen.directories)):
            figures.add(path, text)
        figures.show("scripts")
        enough = figures.share() >= 99.9
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
