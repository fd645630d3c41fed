"""Real shells for the tests of the prompt: one per test module where a case leaves no trace, else a fresh one."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location("shells_terminal", Path(__file__).parent / "terminal.py")
assert _spec and _spec.loader
terminal = importlib.util.module_from_spec(_spec)
sys.modules["shells_terminal"] = terminal
_spec.loader.exec_module(terminal)


@pytest.fixture
def open_shell(tmp_path):
    """Open a guarded shell of its own: ``open_shell("bash", before="set -o vi")``."""
    opened = []

    def opening(shell, before="", env=None):
        if shutil.which(shell) is None:
            pytest.skip(f"{shell} is not installed")
        made = terminal.Terminal(shell, tmp_path / f"home{len(opened)}", env)
        opened.append(made)
        made.load(before)
        (made.home / "precious").write_text("precious")
        return made

    yield opening
    for one in opened:
        one.close()


@pytest.fixture(scope="module")
def shared_shell(tmp_path_factory):
    """A guarded shell that many cases of a module share."""
    opened = {}

    def opening(shell):
        if shutil.which(shell) is None:
            pytest.skip(f"{shell} is not installed")
        if shell not in opened:
            opened[shell] = terminal.Terminal(shell, tmp_path_factory.mktemp(shell)).load()
        (opened[shell].home / "precious").write_text("precious")
        return opened[shell]

    yield opening
    for one in opened.values():
        one.close()
