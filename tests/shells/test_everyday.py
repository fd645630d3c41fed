"""Ordinary work is not disturbed: nothing asked, nothing lost, nothing slower than it must be."""

from __future__ import annotations

import pytest

SLOW = pytest.mark.slow
BOTH = ("bash", "zsh")
ALL = ("bash", "zsh", "fish")
INTERRUPTED = ("guard asks", "guard denied", "guard cannot")


def undisturbed(text: str) -> bool:
    return not any(said in text for said in INTERRUPTED)


LINES = [
    pytest.param(BOTH, "echo \"a b\" 'c' > f; cat f\r", "a b c", id="quotes and a redirection", marks=SLOW),
    pytest.param(BOTH, "for i in 1 2\rdo echo n$i\rdone\r", "n2", id="a loop over lines", marks=SLOW),
    pytest.param(
        BOTH, "cat <<'END'\rrm -rf ~ $x\rEND\r", "rm -rf ~ $x", id="a here-document of destructive words"
    ),
    pytest.param(BOTH, "echo 'one\rtwo'\r", "two", id="a quoted line's end", marks=SLOW),
    pytest.param(BOTH, "sleep 0.1 & wait; echo do''ne\r", "done", id="a job in the background", marks=SLOW),
    pytest.param(BOTH, "(exit 3); echo status $?\r", "status 3", id="the status of the last command"),
    pytest.param(ALL, "echo 'caf\u00e9 \u4f60\u597d'\r", "caf\u00e9", id="letters outside ASCII", marks=SLOW),
    pytest.param(ALL, "echo plain\r", "plain", id="a plain line"),
]


def by_shell(cases):
    for case in cases:
        shells, keys, expected = case.values
        for shell in shells:
            yield pytest.param(shell, keys, expected, id=f"{shell}: {case.id}", marks=case.marks)


@pytest.mark.parametrize(("shell", "keys", "expected"), list(by_shell(LINES)))
def test_runs(shared_shell, shell, keys, expected):
    terminal = shared_shell(shell)
    terminal.sync()
    since = len(terminal.text)
    terminal.type(keys)
    terminal.wait_for("\n" + expected, 20, since)
    terminal.sync()
    assert undisturbed(terminal.text[since:])


def _pasted(shell: str) -> list[str]:
    kinds = (
        "echo line{n} > out{n}", "mkdir -p d{n} && cd d{n} && cd .. && touch out{n}", "true # {n}\ntouch out{n}",
        "grep -c x /etc/passwd > out{n}", "printf '%s\\n' \"rm -rf $HOME\" > out{n}", "ls -la / > out{n}",
        "x{n}=1; touch out$((x{n} + {n} - 1))", "cat <<E > out{n}\nDROP TABLE users;\nE", "touch 'out{n}'",
    )  # fmt: skip
    return [kinds[n % len(kinds)].replace("{n}", str(n)) for n in range(200)]


@pytest.mark.parametrize("shell", BOTH)
def test_two_hundred_pasted_lines_run_without_one_interruption(open_shell, shell):
    terminal = open_shell(shell)
    since = len(terminal.text)
    terminal.type("\r".join(line for line in "\n".join(_pasted(shell)).split("\n")) + "\r")
    terminal.line("echo fin''ished", "finished", 60)
    missing = [n for n in range(200) if not (terminal.work / f"out{n}").exists()]
    assert not missing
    assert undisturbed(terminal.text[since:])


@SLOW
@pytest.mark.parametrize("shell", BOTH)
def test_a_bracketed_paste_of_two_hundred_lines_is_asked_about_once_at_most(open_shell, shell):
    terminal = open_shell(shell)
    since = len(terminal.text)
    terminal.type("\x1b[200~" + "\n".join(f"echo line{n} > out{n}" for n in range(200)) + "\x1b[201~\r")
    terminal.line("echo fin''ished", "finished", 60)
    assert not [n for n in range(200) if not (terminal.work / f"out{n}").exists()]
    assert undisturbed(terminal.text[since:])


@SLOW
@pytest.mark.parametrize("shell", BOTH)
def test_a_failing_line_is_the_persons_own_under_set_u(open_shell, shell):
    terminal = open_shell(shell, "set -u")
    terminal.line("echo al''ive", "alive")
    terminal.line("echo $GUARD_NOT_SET")
    terminal.line("echo still al''ive", "still alive")


@SLOW
def test_a_pipe_that_ends_early_still_ends_its_writer(open_shell):
    terminal = open_shell("bash")
    terminal.line("yes | head -n1; echo ${PIPESTATUS[@]}", "141 0")


@SLOW
@pytest.mark.parametrize("shell", BOTH)
def test_the_persons_own_coprocess_works(open_shell, shell):
    terminal = open_shell(shell)
    terminal.line("coproc cat")
    told = "echo hi >&${COPROC[1]}; read x <&${COPROC[0]}" if shell == "bash" else "print -p hi; read -p x"
    terminal.line(told + "; echo got $x", "got hi")


@SLOW
@pytest.mark.parametrize("shell", BOTH)
def test_the_coprocess_ends_with_its_shell(open_shell, shell):
    import os
    import time

    terminal = open_shell(shell)
    terminal.line("echo P''=$__guard_pid.", "P=", 20)
    process = int(terminal.text.rpartition("P=")[2].partition(".")[0])
    os.kill(process, 0)
    terminal.type("exit\r")
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the coprocess is still there")


@SLOW
def test_a_question_of_a_running_command_is_not_judged(open_shell):
    """``read -e`` uses readline and its keys while a command runs."""
    terminal = open_shell("bash")
    terminal.line("read -e answer")
    terminal.type("rm -rf ~\r")
    terminal.line('echo "got $answer"', "got rm -rf ~")
    assert (terminal.home / "precious").exists()


@SLOW
@pytest.mark.parametrize("shell", BOTH)
def test_works_in_tmux(open_shell, shell, tmp_path):
    import shutil
    import subprocess
    import sys
    import time

    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    home = tmp_path / "inside"
    home.mkdir()
    (home / "precious").write_text("x")
    bare = {"bash": "bash --norc --noprofile -i", "zsh": "zsh -f -i"}[shell]
    socket = str(tmp_path / "tmux")
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "TERM": "xterm", "LANG": "C.UTF-8"}

    def tmux(*words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", socket, *words], env=environment, capture_output=True, text=True, timeout=20
        )
        return done.stdout

    def seen(what: str) -> bool:
        for _ in range(150):
            if what in tmux("capture-pane", "-p", "-t", "x"):
                return True
            time.sleep(0.1)
        return False

    tmux("-f", "/dev/null", "new-session", "-d", "-s", "x", "-x", "120", "-y", "30", "-c", str(home), bare)
    try:
        tmux(
            "send-keys",
            "-t",
            "x",
            f'eval "$({sys.executable} -m guard init {shell})"; echo LOA""DED',
            "Enter",
        )
        assert seen("LOADED")
        tmux("send-keys", "-t", "x", "rm -rf ~", "Enter")
        assert seen("guard denied")
        assert (home / "precious").exists()
    finally:
        tmux("kill-server")
