"""Older and newer shells than the machine's own, built from their sources by ``build_versions.sh``.

Skipped where ``GUARD_TEST_SHELLS`` names no folder with them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

terminal = sys.modules["shells_terminal"]
BUILT = Path(os.environ.get("GUARD_TEST_SHELLS", "/nonexistent"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not BUILT.is_dir(), reason="GUARD_TEST_SHELLS names no folder of shells (build_versions.sh)"),
]  # fmt: skip
BASHES = ["4.4", "5.0", "5.1", "5.3"]
ZSHES = ["5.8"]
SHELLS = [*(pytest.param("bash", v, id=f"bash {v}") for v in BASHES),
          *(pytest.param("zsh", v, id=f"zsh {v}") for v in ZSHES)]  # fmt: skip


@pytest.fixture
def older(tmp_path):
    """Open a guarded shell of a version, or skip."""
    opened = []

    def opening(shell, version, before=""):
        path = BUILT / f"bash-{version}" if shell == "bash" else BUILT / f"zsh-{version}" / "bin" / "zsh"
        if not os.access(path, os.X_OK):
            pytest.skip(f"{shell} {version} was not built")
        words = [str(path), *terminal.BARE[shell][1:]]
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
    opened.line("kill -KILL $__guard_pid")
    refused(opened, "rm -rf ~\r")
    opened.line("echo al''ive", "alive")


def test_a_bash_without_ps0_says_so_and_has_the_first_gate(older):
    opened = older("bash", "4.3")
    assert "has no PS0; only Enter is guarded" in opened.text
    refused(opened, "rm -rf ~\r")
    opened.line("echo al''ive", "alive")
