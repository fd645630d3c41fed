"""Older and newer shells than the machine's own, built from their sources by ``build_versions.sh``.

Skipped where ``GUARD_TEST_SHELLS`` names no folder with them. bash 3.2 may also be named by ``GUARD_BASH32``, or be
the machine's own (macOS).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

terminal = sys.modules["shells_terminal"]
BUILT = Path(os.environ.get("GUARD_TEST_SHELLS", "/nonexistent"))
pytestmark = pytest.mark.slow
ONE_GATE = ["3.2", "4.3"]
BASHES = [*ONE_GATE, "4.4", "5.0", "5.1", "5.3"]
ZSHES = ["5.8"]
SHELLS = [*(pytest.param("bash", v, id=f"bash {v}") for v in BASHES),
          *(pytest.param("zsh", v, id=f"zsh {v}") for v in ZSHES)]  # fmt: skip


def place(shell: str, version: str) -> str:
    """Where a version lies; the test is skipped where it is nowhere."""
    if version == "3.2":
        for path in (os.environ.get("GUARD_BASH32", ""), str(BUILT / "bash-3.2"), "/bin/bash"):
            if os.access(path, os.X_OK):
                done = subprocess.run([path, "--version"], capture_output=True, text=True)
                if "version 3.2" in done.stdout:
                    return path
        pytest.skip("neither GUARD_BASH32 nor GUARD_TEST_SHELLS (build_versions.sh) names a bash 3.2")
    path = str(BUILT / f"bash-{version}" if shell == "bash" else BUILT / f"zsh-{version}" / "bin" / "zsh")
    if not os.access(path, os.X_OK):
        pytest.skip(f"GUARD_TEST_SHELLS names no folder with {shell} {version} (build_versions.sh)")
    return path


@pytest.fixture
def older(tmp_path):
    """Open a guarded shell of a version, or skip."""
    opened = []

    def opening(shell, version, before=""):
        words = [place(shell, version), *terminal.BARE[shell][1:]]
        made = terminal.Terminal(shell, tmp_path / "home", words=words)
        opened.append(made)
        made.load(before)
        (made.home / "precious").write_text("precious")
        return made

    yield opening
    for one in opened:
        one.close()


def refused(shell, keys):
    shell.sync()
    since = len(shell.text)
    shell.type(keys)
    shell.wait_for("guard denied", 30, since)
    shell.settle(0.3)
    shell.type("\x03")
    shell.sync()
    assert (shell.home / "precious").exists()


@pytest.mark.parametrize(("shell", "version"), SHELLS)
def test_both_gates_block(shell, version, older):
    opened = older(shell, version)
    opened.line("k() { rm -rf ~; }; alias j='rm -rf'")
    for keys in ("rm -rf ~\r", "k\r", "j ~\r", "for d in ~; do\rrm -rf $d\rdone\r", "rm -rf ~\n"):
        refused(opened, keys)
    if version in ONE_GATE:
        return
    opened.line("bind '\"\\C-xq\": accept-line'" if shell == "bash" else "bindkey '^Xq' .accept-line")
    refused(opened, "rm -rf ~\x18q")


@pytest.mark.parametrize(("shell", "version"), SHELLS)
@pytest.mark.parametrize("setting", ["set -e", "set -u"])
def test_strict_shells_live_on(shell, version, setting, older):
    opened = older(shell, version, setting)
    refused(opened, "rm -rf ~\r")
    opened.line("echo al''ive $((1 + 1))", "alive 2")


@pytest.mark.parametrize(("shell", "version"), SHELLS)
def test_ordinary_lines_are_let_through(shell, version, older):
    opened = older(shell, version)
    since = len(opened.text)
    opened.type("\r".join(f"echo line{n} >out{n}" for n in range(60)) + "\r")
    opened.line("echo fin''ished", "finished", 60)
    assert not [n for n in range(60) if not (opened.work / f"out{n}").exists()]
    opened.line("a=(1 2); echo ${#a[@]} | sed 's/2/two/'", "two")
    opened.line("cat <<E\rrm -rf ~\rE", "rm -rf ~")
    assert not any(said in opened.text[since:] for said in ("guard asks", "guard denied", "guard cannot"))


@pytest.mark.parametrize(("shell", "version"), SHELLS)
def test_a_killed_coprocess_is_replaced(shell, version, older):
    opened = older(shell, version)
    opened.line("echo P''=$__guard_pid.", "P=", 20)
    os.kill(int(opened.text.rpartition("P=")[2].partition(".")[0]), signal.SIGKILL)
    refused(opened, "rm -rf ~\r")
    opened.line("echo al''ive", "alive")


@pytest.mark.parametrize(("shell", "version"), SHELLS)
def test_settings_and_the_last_status_stay_the_persons_own(shell, version, older):
    opened = older(shell, version)
    opened.line("touch a1 a2; echo $- >before")
    opened.line("(exit 3)")
    opened.line("echo st''atus $?", "status 3")
    opened.line("echo a*; echo $- >after", "a1 a2")
    assert (opened.work / "before").read_text() == (opened.work / "after").read_text()
    opened.line("set -u; echo $-", "u")
    opened.line("echo $- | grep -c u | sed s/1/kept/", "kept")


@pytest.mark.parametrize("version", ONE_GATE)
def test_a_bash_without_ps0_says_so_and_has_the_first_gate(version, older):
    opened = older("bash", version)
    assert "has no PS0; only Enter is guarded" in opened.text
    assert "identifier" not in opened.text and "not found" not in opened.text
    refused(opened, "rm -rf ~\r")
    opened.line("echo al''ive", "alive")
    assert "identifier" not in opened.text and "not found" not in opened.text


LINES_OF_3 = [
    pytest.param("echo 'one\rtwo'\r", "\none\ntwo\n", id="a quoted text over two lines"),
    pytest.param("case x in\rx) echo C''C;;\resac\r", "\nCC\n", id="a case over three lines"),
    pytest.param("a=(1\r2)\recho ${#a[@]} val''ues\r", "\n2 values\n", id="an array over two lines"),
    pytest.param("echo $(\recho in''side)\r", "\ninside\n", id="a command substitution over two lines"),
    pytest.param("f() {\recho f''f\r}\rf\r", "\nff\n", id="a function over three lines"),
    pytest.param("cat <<'E'\rrm -rf ~ 'x\rE\recho af''ter\r", "\nrm -rf ~ 'x\n", id="a here-document that is shown"),
    pytest.param("echo $((1 <<\r2)) shif''ted\r", "", id="a shift over two lines asks"),
    pytest.param("echo 'a\\b\"c' \"$HOME\" \\\\ '#'\r", "\na\\b\"c ", id="quotes, backslashes and a number sign"),
    pytest.param("\r\r\recho emp''ty\r", "\nempty\n", id="empty lines"),
    pytest.param("ls x\x01echo \x05y\r", "\nls xy\n", id="an edited line"),
    pytest.param("fa''lse\recho st''=$?\r", "\nst=1\n", id="the last status"),
    pytest.param("set -o vi\recho in''sert\recho norm''al\x1b\r", "\nnormal\n", id="vi mode"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "printed"), LINES_OF_3)
def test_bash_3_2_runs_what_is_typed(keys, printed, older):
    opened = older("bash", "3.2")
    since = len(opened.text)
    opened.type(keys)
    if printed:
        opened.wait_for(printed, 30, since)
        opened.sync()
        assert not any(said in opened.text[since:] for said in ("guard asks", "guard denied", "guard cannot"))
    else:
        opened.wait_for("[y/N]", 30, since)
        opened.type("n")
        opened.settle(0.5)
    opened.sync()


DENIED_BY_3 = [
    pytest.param("rm -rf ~\x0f", "", id="C-o"),
    pytest.param("echo 'a\rb'; rm -rf ~\r", "", id="behind a quoted text over two lines"),
    pytest.param("rm -rf \\\r~\r", "", id="over a continuation line"),
    pytest.param("\x12rf ~\r", "history -s 'rm -rf ~'", id="found with C-r"),
    pytest.param("rm -rf ~\x1b\r", "set -o vi", id="vi's command mode"),
    pytest.param("cat <<E; rm -rf ~\r", "", id="beside a here-document"),
    pytest.param("k ~\r", "alias k='rm -rf'", id="an alias"),
    pytest.param("!rm\r", "history -s 'rm -rf ~'", id="history expansion"),
    pytest.param("rm -rf $gone\r", "gone=~", id="a variable that is not exported"),
    pytest.param("rm -rf ~\r", "PROMPT_COMMAND=", id="PROMPT_COMMAND emptied"),
]


@pytest.mark.parametrize(("keys", "before"), DENIED_BY_3)
def test_bash_3_2_does_not_run(keys, before, older):
    opened = older("bash", "3.2")
    if before:
        opened.line(before)
    refused(opened, keys)
    opened.line("echo al''ive", "alive")


def test_bash_3_2_asks_before_a_here_document_that_it_cannot_show(older):
    opened = older("bash", "3.2")
    opened.line("bash <<E", "[y/N]", 30)
    assert "cannot show it the lines of a here-document" in opened.text
    opened.type("n")
    opened.settle(0.5)
    opened.sync()
    opened.line("bash <<E", "[y/N]", 30)
    opened.type("y")
    opened.settle(0.5)
    opened.line("echo in''ner")
    opened.line("E", "inner")
    refused(opened, "rm -rf ~\r")


def test_bash_3_2_keeps_its_history_as_it_was_typed(older):
    opened = older("bash", "3.2")
    opened.line("echo fir''st", "first")
    opened.line("echo sec''ond", "second")
    opened.line("history 3 | sed 's/^ *[0-9]* */: /'", ": echo fir''st")
    assert ": echo sec''ond" in opened.settle()
    since = len(opened.text)
    opened.type("\x10\x10\x10\r")  # three lines up
    opened.wait_for("\nfirst", 20, since)


def test_bash_3_2_runs_the_safer_command_instead(older):
    opened = older("bash", "3.2")
    opened.line(
        "git init -q; git config user.email a; git config user.name a; echo a >f; git add f; git commit -qm f; echo b >f"
    )
    opened.sync(40)
    opened.line("git checkout f", "No, cancel", 30)
    opened.answer("s")
    opened.sync()
    assert (opened.work / "f").read_text() == "a\n"
    opened.line("git stash list | wc -l", "1")
