"""A copy of the guard, installed as people have it, so that nobody's edit meanwhile is measured."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PYTHON = os.path.realpath(sys.executable)
"""The interpreter that ``guard install`` registers: the one itself, not a link to it."""


def hook_of(place: str | os.PathLike[str]) -> list[str]:
    """Install the package into a folder of its own and make its bundle; the words that start its hook.

    Raises:
        subprocess.CalledProcessError: it cannot be installed.
    """
    shutil.rmtree(place, ignore_errors=True)
    words = ["install", "-q", "--no-deps", "--no-index", "--no-build-isolation", "--target", os.fspath(place)]
    subprocess.run([sys.executable, "-m", "pip", *words, str(ROOT)], check=True, capture_output=True)
    subprocess.run([PYTHON, "-m", "guard.bundle"], cwd=place, check=True, capture_output=True)
    return [PYTHON, "-I", "-S", os.path.join(place, "guard", "hook.py"), "claude-code"]
