"""The coprocess behind two named pipes: what it answers, and that a shell never waits for one that is gone."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guard.prompt.pipes import answered, taken
from guard.service import Guard

START = """
import sys
sys.path.insert(0, {package!r})
from guard.prompt import pipes
pipes.WATCH_SECONDS = 0.2
pipes.main(sys.argv[1:])
"""
HERE = str(Path(__file__).resolve().parents[2])


class Shell:
    """What a shell does: it opens a pipe, writes or reads, and closes it."""

    def __init__(self, folder: Path, seconds: str = "30", package: str = HERE, leader: int = 0) -> None:
        self.folder = folder
        self.leader = None if leader else subprocess.Popen(["sleep", "600"])
        self.number = leader or (self.leader.pid if self.leader else 0)
        words = [sys.executable, "-c", START.format(package=package), str(self.number), str(folder), seconds]
        env = {"HOME": str(folder.parent), "PATH": "/usr/bin:/bin", "PYTHONPATH": package}
        self.server = subprocess.Popen(words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.until(lambda: os.path.exists(folder / "out") and self.said(b"\0\x01/x\0") is None)

    @staticmethod
    def until(true, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end
            time.sleep(0.02)

    def said(self, content: bytes) -> None:
        descriptor = os.open(self.folder / "in", os.O_WRONLY | os.O_NONBLOCK)
        os.set_blocking(descriptor, True)
        while content:
            content = content[os.write(descriptor, content) :]
        os.close(descriptor)

    def heard(self, seconds: float = 60) -> str:
        descriptor = os.open(self.folder / "out", os.O_RDONLY | os.O_NONBLOCK)
        found = b""
        try:
            while not found.endswith(b"\n"):
                assert select.select([descriptor], [], [], seconds)[0], "nothing was answered"
                piece = os.read(descriptor, 1)
                if not piece:
                    return "end"
                found += piece
        finally:
            os.close(descriptor)
        return found.decode().rstrip("\n")

    def ask(self, text: str, identity: str = "i1") -> str:
        self.said(request(text, identity))
        return self.heard()

    def close(self) -> None:
        if self.leader:
            self.leader.kill()
            self.leader.wait()
        self.server.kill()
        self.server.wait()


@pytest.fixture
def shell(tmp_path):
    opened = []

    def opening(**words):
        opened.append(Shell(tmp_path / f"guard.{len(opened)}.x", **words))
        return opened[-1]

    yield opening
    for one in opened:
        one.close()


def request(
    text: str, identity: str = "i1", env: tuple[str, ...] = ("HOME=/home/u",), known: str = ""
) -> bytes:
    fields = [f"\x01{identity}", "fish", "false", "/", text, str(len(env)), *env, known, f"\x01/{identity}"]
    return "".join(field + "\0" for field in fields).encode("utf-8", "surrogateescape")


WHOLE = request("ls")
FIELDS = ["i1", "fish", "false", "/", "ls", "1", "HOME=/home/u", ""]


@pytest.mark.parametrize(("content", "found", "rest"), [
    pytest.param(WHOLE, FIELDS, b"", id="one request"),
    pytest.param(WHOLE[:-1], None, WHOLE[:-1], id="one that has not ended yet"),
    pytest.param(WHOLE[:20] + WHOLE, FIELDS, b"", id="one behind the beginning of another"),
    pytest.param(WHOLE + b"\x01i2\0fi", FIELDS, b"\x01i2\0fi", id="one and the beginning of the next"),
    pytest.param(request("ls", env=("HOME=/home/u", "x=\x01/i9")), None, ..., id="a variable that looks like an end", marks=[]),
    pytest.param(b"\0\x01/i9\0" + WHOLE, FIELDS, b"", id="one behind an end without its beginning"),
    pytest.param(b"", None, b"", id="nothing"),
])  # fmt: skip
def test_a_request_is_found_among_what_was_written(content, found, rest):
    if rest is ...:
        found, rest = [*FIELDS[:5], "2", "HOME=/home/u", "x=\x01/i9", ""], b""
    assert taken(content) == (found, rest)


@pytest.mark.parametrize("fields", [
    ["i1"], ["i1", "fish", "false", "/", "ls", "x"], ["i1", "fish", "false", "/", "ls", "9", "HOME=/"],
])  # fmt: skip
def test_a_request_that_is_cut_short_is_none(fields):
    assert answered(fields, Guard(remember=False), 0) == "i1 broken\n"


def test_it_answers_with_the_environment_and_the_functions_of_the_shell(shell):
    opened = shell()
    assert opened.ask("ls") == "i1 allow"
    assert opened.ask("rm -rf $HOME", "i2").startswith('i2 deny {"id": "i2"')
    opened.said(request("wipe /home/u", "i3", known="function wipe\n rm -rf $argv[1]\nend\n"))
    assert opened.heard().startswith("i3 deny")
    odd = os.fsdecode(b'x=caf\xe9 "\\\x01\n')
    opened.said(request("echo " + "y" * 100_000, "i4", env=("HOME=/", odd, "no")))
    assert opened.heard() == "i4 allow"


def test_a_server_that_is_killed_leaves_nobody_waiting(shell):
    opened = shell()
    reading = os.open(opened.folder / "out", os.O_RDONLY | os.O_NONBLOCK)
    opened.server.kill()
    select.select([reading], [], [], 60)
    assert os.read(reading, 100) == b"* dead\n"
    select.select([reading], [], [], 60)
    assert os.read(reading, 100) == b""
    os.close(reading)
    assert not opened.folder.exists()


def test_a_server_that_hangs_is_ended_and_answered_for(shell):
    opened = shell(seconds="0.5")
    assert opened.ask("ls") == "i1 allow"
    os.kill(opened.server.pid, signal.SIGSTOP)
    assert opened.ask("ls", "i2") == "* late"
    assert opened.server.wait(60) == -signal.SIGKILL
    Shell.until(lambda: not opened.folder.exists())


def test_it_ends_with_its_shell_and_leaves_nothing(shell):
    opened = shell()
    opened.leader.kill()
    opened.leader.wait()
    assert opened.server.wait(60) == 0
    Shell.until(lambda: not opened.folder.exists())


def test_one_that_is_there_for_the_same_process_ends(shell):
    """A shell that became another one (``exec fish``) has a new one beside it."""
    first = shell()
    (first.folder.parent / f"guard.{first.number}.a").mkdir()
    before = first.folder.rename(first.folder.parent / f"guard.{first.number}.b")
    second = Shell(first.folder.parent / f"guard.{first.number}.c", leader=first.number)
    assert second.ask("ls") == "i1 allow"
    assert first.server.wait(60) == 0
    assert not before.exists()
    second.close()


def test_a_folder_of_somebody_else_is_not_taken(tmp_path):
    folder = tmp_path / "guard.1.x"
    folder.mkdir()
    (folder / "in").write_text("")
    words = [sys.executable, "-I", "-m", "guard.prompt.pipes", str(os.getpid()), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert done.returncode == 1 and "FileExistsError" in done.stderr
    assert (folder / "in").exists()


def test_a_new_version_of_the_package_is_taken_up(shell, tmp_path):
    import shutil

    package = tmp_path / "package" / "guard"
    shutil.copytree(Path(HERE) / "guard", package, ignore=shutil.ignore_patterns("__pycache__"))
    opened = shell(package=str(tmp_path / "package"))

    def words() -> bytes:
        return Path(f"/proc/{opened.server.pid}/cmdline").read_bytes()

    assert opened.ask("ls") == "i1 allow"
    assert b"guard.prompt.pipes\0" not in words()
    (package / "model.py").write_text((package / "model.py").read_text() + "\n")
    assert opened.ask("ls", "i2") == "i2 allow"
    assert b"guard.prompt.pipes\0" in words()
