"""The README shows what the commands really print."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    "tool",
    [
        pytest.param(["transcript.py"], id="every transcript is what the commands print"),
        pytest.param(["picture.py", "--check"], id="the picture is drawn from what the hook answers"),
    ],
)
def test_the_readme_is_true(tool):
    program, *words = tool
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / program), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
