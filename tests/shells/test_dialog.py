"""The question in a real shell: what a person answers is what happens."""

from __future__ import annotations

import subprocess

import pytest

SLOW = pytest.mark.slow
BOTH = ("bash", "zsh")


def changed_file(terminal):
    """A tracked file with a change in it, in a new repository."""
    script = "git init -q . && echo a >f && git add f && git -c user.name=a -c user.email=b commit -qm x; echo b >f"
    subprocess.run(
        ["sh", "-c", script],
        cwd=terminal.work,
        check=True,
        env={"HOME": "/nonexistent", "PATH": "/usr/bin:/bin"},
    )
    return terminal.work / "f"


ANSWERS = [
    pytest.param("\x1b", "b\n", id="Esc", marks=SLOW),
    pytest.param("r", "a\n", id="run once"),
    pytest.param("s", "a\n", id="the safer command", marks=SLOW),
    pytest.param("\r", "b\n", id="Enter", marks=SLOW),
    pytest.param("\x03", "b\n", id="Ctrl-C", marks=SLOW),
    pytest.param("\x04", "b\n", id="end of file", marks=SLOW),
]


@pytest.mark.parametrize(("key", "after"), ANSWERS)
@pytest.mark.parametrize("shell", ["bash", "zsh", pytest.param("fish", marks=SLOW)])
def test_answer(open_shell, shell, key, after):
    terminal = open_shell(shell)
    file = changed_file(terminal)
    terminal.line("git reset --hard", "No, cancel", 20)
    terminal.answer(key)
    terminal.settle(0.5)
    terminal.sync()
    assert file.read_text() == after
    if key == "s":
        done = subprocess.run(["git", "stash", "list"], cwd=terminal.work, capture_output=True, text=True)
        assert "stash@{0}" in done.stdout


@SLOW
@pytest.mark.parametrize("shell", BOTH)
def test_no_puts_the_line_into_the_history_and_edit_leaves_it_in_the_editor(open_shell, shell):
    terminal = open_shell(shell)
    file = changed_file(terminal)
    terminal.line("git reset --hard", "No, cancel", 20)
    terminal.answer("c")
    terminal.line("echo emp''ty", "empty")
    terminal.type("\x1b[A\x1b[A")
    terminal.line("", "No, cancel", 20)
    terminal.answer("e")
    terminal.type("\x01echo ed''ited ")
    terminal.line("", "edited git reset --hard")
    assert file.read_text() == "b\n"


@SLOW
@pytest.mark.parametrize("shell", BOTH)
def test_what_is_typed_ahead_is_no_answer(open_shell, shell):
    terminal = open_shell(shell)
    file = changed_file(terminal)
    since = len(terminal.text)
    terminal.type("git reset --hard\r")
    terminal.type("ry")
    terminal.wait_for("No, cancel", 20, since)
    terminal.settle(0.5)
    assert file.read_text() == "b\n"
    terminal.answer("\x1b")
    assert file.read_text() == "b\n"


@SLOW
@pytest.mark.parametrize("shell", BOTH)
def test_time_out_is_no(open_shell, shell):
    terminal = open_shell(shell, "export GUARD_ASK_SECONDS=2")
    file = changed_file(terminal)
    terminal.line("git reset --hard", "No, cancel", 20)
    terminal.wait_for("not run", 10)
    terminal.sync()
    assert file.read_text() == "b\n"


@SLOW
@pytest.mark.parametrize("shell", BOTH)
def test_a_terminal_that_knows_only_lines_asks_by_line(open_shell, shell):
    terminal = open_shell(shell, "export TERM=dumb")
    file = changed_file(terminal)
    terminal.line("git reset --hard", "anything else is no", 20)
    terminal.type("run\r")
    terminal.wait_for("you let it run once", 10)
    terminal.settle(1)
    assert file.read_text() == "a\n"
