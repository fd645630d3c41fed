"""The shells' coprocess takes up a new package and a new configuration between two lines, and loses none."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from work import ending

ROOT = pathlib.Path(__file__).resolve().parent.parent
RULE = """
[[rule]]
id = "own.no-status"
match = { operation = ["delete"] }
decision = "deny"
reason = "nothing is deleted here"
examples.match = ["rm x"]
examples.no_match = ["ls"]
"""


class Coprocess:
    """A coprocess of a package that lies in a folder of its own."""

    def __init__(self, package: pathlib.Path, home: pathlib.Path) -> None:
        self.home = home
        words = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(package)!r}); "
                 "from guard.prompt.coprocess import main; main(['0'])"]  # fmt: skip
        env = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)

    def send(self, *commands: str) -> list[dict[str, object]]:
        """The answers to lines that are written at once."""
        assert self.process.stdin is not None and self.process.stdout is not None
        for number, command in enumerate(commands):
            line = {"id": str(number), "tool": "shell", "command": command, "cwd": str(self.home),
                    "shell": "bash", "env": {"HOME": str(self.home), "PATH": "/usr/bin:/bin"}}  # fmt: skip
            self.process.stdin.write(json.dumps(line).encode() + b"\n")
        self.process.stdin.flush()
        with ending():
            answers = [json.loads(self.process.stdout.readline()) for _ in commands]
        assert [a["id"] for a in answers] == [str(number) for number in range(len(commands))]
        return answers

    def words(self) -> list[str]:
        """Its command line: a process that started itself anew has another one."""
        return pathlib.Path(f"/proc/{self.process.pid}/cmdline").read_text().split("\0")


@pytest.fixture
def package(tmp_path) -> pathlib.Path:
    place: pathlib.Path = tmp_path / "package"
    shutil.copytree(ROOT / "guard", place / "guard", ignore=shutil.ignore_patterns("__pycache__"))
    return place


@pytest.fixture
def coprocess(tmp_path, package) -> Iterator[Coprocess]:
    home = tmp_path / "home"
    home.mkdir()
    found = Coprocess(package, home)
    yield found
    found.process.kill()
    found.process.communicate()


@pytest.mark.skipif(sys.platform != "linux", reason="the command line of a process is read from /proc")
def test_a_package_that_changed_is_taken_up_between_two_lines(coprocess, package):
    assert [a["decision"] for a in coprocess.send("ls", "rm -rf ~")] == ["allow", "deny"]
    assert "guard.prompt.coprocess" not in coprocess.words()
    os.utime(package / "guard" / "model.py", (1, 1))
    assert [a["decision"] for a in coprocess.send("ls", "rm -rf ~", "ls")] == ["allow", "deny", "allow"]
    assert "guard.prompt.coprocess" in coprocess.words()
    assert [a["decision"] for a in coprocess.send("rm -rf ~")] == ["deny"]


def test_a_configuration_that_changed_holds_from_the_next_line_on(coprocess):
    (coprocess.home / "x").mkdir()
    file = coprocess.home / ".config" / "guard" / "config.toml"
    file.parent.mkdir(parents=True)
    before = coprocess.send("rm -r x")[0]["decision"]
    file.write_text(RULE)
    after = coprocess.send("rm -r x")[0]["decision"]
    file.unlink()
    assert (after, coprocess.send("rm -r x")[0]["decision"]) == ("deny", before)
    assert before != "deny"
