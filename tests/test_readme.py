"""The README shows what the commands really print."""

from __future__ import annotations

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def test_every_transcript_of_the_readme_is_what_the_commands_print():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "transcript.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
