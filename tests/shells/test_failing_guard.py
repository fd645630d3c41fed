"""A guard that is dead, hangs, lies or is missing: the shell stays usable, and a person is asked plainly."""

from __future__ import annotations

import json
import os
import signal
import stat

import pytest

SLOW = pytest.mark.slow
BOTH = ("bash", "zsh")
PLAIN = "[y/N]"
PATIENCE = {"bash": "GUARD_PATIENCE=1", "zsh": "GUARD_PATIENCE=1", "fish": "set -g GUARD_PATIENCE 1"}

ECHO = """#!/usr/bin/env python3
import json, os, sys
if "guard.prompt.ask" in sys.argv: sys.exit(1)
log = open({log!r}, "ab", buffering=0)
while True:
    line = sys.stdin.buffer.readline()
    if not line: break
    log.write(line)
    identity = json.loads(line.decode("utf-8", "surrogateescape"))["id"]
    print(json.dumps({{"id": identity, "decision": "allow"}}), flush=True)
"""
GARBAGE = {
    "prints garbage": '#!/bin/sh\nwhile read -r x; do echo \'%$ "decision": "allow"\'; done\n',
    "answers another question": '#!/bin/sh\nwhile read -r x; do echo \'{"id": "x", "decision": "allow"}\'; done\n',
    "prints nothing and ends": "#!/bin/sh\nexit 0\n",
    "never answers": "#!/bin/sh\nexec sleep 1000\n",
    "hides an allow in its reason": (
        '#!/bin/sh\nwhile read -r x; do i=${x#*:\\"}; i=${i%%\\"*}; '
        'echo "{\\"id\\": \\"$i\\", \\"decision\\": \\"huh\\", \\"summary\\": \\"\\"decision\\": \\"allow\\"\\"}"; done\n'
    ),
}


def program(path, text: str):
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def coprocess_of(terminal) -> int:
    since = len(terminal.text)
    terminal.line("echo P''=$__guard_pid.", "P=", 20)
    return int(terminal.text[since:].rpartition("P=")[2].partition(".")[0])


@pytest.mark.parametrize("shell", (*BOTH, pytest.param("fish", marks=SLOW)))
def test_another_coprocess_takes_the_place_of_one_that_was_killed(open_shell, shell):
    terminal = open_shell(shell)
    before = coprocess_of(terminal)
    os.kill(before, signal.SIGKILL)
    terminal.line("echo al''ive", "alive", 20)
    assert coprocess_of(terminal) != before
    terminal.line("rm -rf ~", "guard denied", 20)
    assert (terminal.home / "precious").exists()


@pytest.mark.parametrize("shell", (*BOTH, pytest.param("fish", marks=SLOW)))
def test_a_guard_that_hangs_is_waited_for_and_then_a_person_is_asked(open_shell, shell):
    terminal = open_shell(shell, PATIENCE[shell])
    os.kill(coprocess_of(terminal), signal.SIGSTOP)
    terminal.line("touch made", PLAIN, 20)
    assert "did not answer in 1 seconds" in terminal.text
    terminal.type("n")
    terminal.settle(1)
    terminal.settle(0.5)
    assert not (terminal.work / "made").exists()
    terminal.type("\x15")
    terminal.settle(0.5)
    terminal.line("touch later; echo al''ive", "alive", 20)
    assert (terminal.work / "later").exists()


@SLOW
@pytest.mark.parametrize("shell", (*BOTH, "fish"))
def test_a_yes_to_the_plain_question_runs_the_line(open_shell, shell):
    terminal = open_shell(shell, PATIENCE[shell])
    os.kill(coprocess_of(terminal), signal.SIGSTOP)
    terminal.line("touch made", PLAIN, 20)
    terminal.type("y")
    terminal.sync()
    assert (terminal.work / "made").exists()


@SLOW
@pytest.mark.parametrize("shell", BOTH)
@pytest.mark.parametrize("kind", GARBAGE)
def test_a_person_is_asked_where_the_guard(open_shell, tmp_path, shell, kind):
    terminal = open_shell(shell, "GUARD_PATIENCE=1")
    fake = program(tmp_path / "fake", GARBAGE[kind])
    terminal.line(f"__guard_python={fake}; __guard_start")
    terminal.line("touch made", PLAIN, 20)
    terminal.type("n")
    terminal.settle(0.5)
    assert not (terminal.work / "made").exists()
    terminal.type("\x15")
    terminal.line("touch made", PLAIN, 20)
    terminal.type("y")
    terminal.settle(1)
    assert (terminal.work / "made").exists()


@SLOW
@pytest.mark.parametrize("shell", (*BOTH, "fish"))
def test_a_person_is_asked_where_the_interpreter_is_gone(open_shell, shell):
    terminal = open_shell(shell, PATIENCE[shell])
    if shell == "fish":
        terminal.line("set -g __guard_python /nonexistent/python; __guard_start")
    else:
        terminal.line("__guard_python=/nonexistent/python; __guard_start")
    terminal.line("touch made", PLAIN, 20)
    terminal.type("n")
    terminal.settle(0.7)
    assert not (terminal.work / "made").exists()


@SLOW
@pytest.mark.parametrize("shell", BOTH)
def test_a_question_that_cannot_be_shown_becomes_a_plain_one(open_shell, shell, tmp_path):
    terminal = open_shell(shell)
    (terminal.work / "notes").write_text("x")
    broken = program(tmp_path / "broken", "#!/bin/sh\nexit 1\n")
    terminal.line(f"__guard_python={broken}")  # the coprocess that runs already still judges
    terminal.line("rm notes", PLAIN, 20)
    terminal.type("\r")
    terminal.settle(0.5)
    assert (terminal.work / "notes").exists()


@SLOW
def test_fish_asks_a_process_of_its_own_while_none_is_beside_it(open_shell):
    terminal = open_shell("fish")
    terminal.line("functions -e __guard_start; function __guard_start; end; set -g __guard_pid 1")
    terminal.line("touch made; echo do''ne", "done", 20)
    assert (terminal.work / "made").exists()
    terminal.line("rm -rf ~", "guard denied", 20)
    assert (terminal.home / "precious").exists()


@SLOW
def test_fish_does_not_wait_where_everything_beside_it_was_killed_at_once(open_shell):
    import subprocess

    terminal = open_shell("fish")
    server = coprocess_of(terminal)
    others = subprocess.run(["pgrep", "-P", str(server)], capture_output=True, text=True).stdout.split()
    for process in (*map(int, others), server):
        os.kill(process, signal.SIGKILL)
    terminal.line("rm -rf ~", "guard denied", 20)
    assert (terminal.home / "precious").exists()
    terminal.settle(0.5)
    terminal.type("\x15")
    terminal.line("touch made; echo do''ne", "done", 20)
    assert (terminal.work / "made").exists()


STRANGE = {
    "QUOTES": "a\"b'c\\d",
    "LINED": "one\ntwo\r\n\tthree",
    "CONTROLS": "".join(map(chr, range(1, 32))) + "\x7f",
    "AMPERSAND": "a&b\\&c*?[x]$(y)`z`!#~",
    "UNICODE": "é你😀\u202e",
    "EMPTY": "",
}


@pytest.mark.parametrize("shell", BOTH)
def test_line_environment_and_directory_arrive_byte_by_byte(open_shell, shell, tmp_path):
    """Control characters, quotes, backslashes, line ends, text that is not UTF-8, and 100 KB of it."""
    log = tmp_path / "log"
    fake = program(tmp_path / "fake", ECHO.format(log=str(log)))
    terminal = open_shell(
        shell, env={**STRANGE, "LATIN": os.fsdecode(b"caf\xe9 \xff"), "LARGE": "x" * 100_000}
    )
    odd = terminal.work / 'a "b"\\ c'
    odd.mkdir()
    terminal.line('cd a*; inner="it\'s"; alias k="echo hi"')
    terminal.line(f"__guard_python={fake}; __guard_start")
    log.write_bytes(b"")
    terminal.line('k "x\\y" $inner \'q\' é; echo do""ne', "done", 30)
    first = log.read_bytes().split(b"\n")[0]
    said = json.loads(first.decode("utf-8", "surrogateescape"))
    assert said["command"] == 'k "x\\y" $inner \'q\' é; echo do""ne'
    assert said["cwd"] == str(odd)
    for name, value in STRANGE.items():
        assert said["env"][name] == value, name
    assert said["env"]["LATIN"] == os.fsdecode(b"caf\xe9 \xff")
    assert len(said["env"]["LARGE"]) == 100_000
    assert "echo" in said["prelude"] and "hi" in said["prelude"] and "inner=" in said["prelude"]
    assert said["shell"] == shell and said["mode"] == "interactive"


def test_a_new_version_of_the_package_is_taken_up_in_the_same_process(tmp_path):
    import shutil
    import subprocess
    import sys
    from pathlib import Path

    package = tmp_path / "guard"
    old = Path(__file__).resolve().parents[2] / "guard"
    shutil.copytree(old, package, ignore=shutil.ignore_patterns("__pycache__"))
    start = f"import sys, runpy; sys.path.insert(0, {str(tmp_path)!r}); runpy.run_module('guard.prompt.coprocess', run_name='__main__')"
    with subprocess.Popen(
        [sys.executable, "-c", start, "0", ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    ) as process:  # fmt: skip
        assert process.stdin and process.stdout

        def asked(number: int):
            line = {
                "id": f"n{number}",
                "tool": "shell",
                "command": "ls",
                "cwd": "/",
                "env": {},
                "shell": "bash",
            }
            process.stdin.write(json.dumps(line).encode() + b"\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        def words() -> bytes:
            return Path(f"/proc/{process.pid}/cmdline").read_bytes()

        assert asked(1) == {"id": "n1", "decision": "allow"}
        before = words()
        (package / "model.py").write_text((package / "model.py").read_text() + "\n")
        assert asked(2) == {"id": "n2", "decision": "allow"}
        assert b"guard.prompt.coprocess" in words() and words() != before
        process.stdin.close()
