"""The same question to a real tool and to the guard: where would this land?"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from guard.findings import Finding
from guard.model import Evidence, Proposal, Target
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from guard.world import World

PATIENCE = 60
"""Seconds after which a tool counts as stuck."""


def needed(program: str, package: str) -> str:
    """The program's path, or a skip that names what brings it."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"needs {program} ({package})")
    return found


class Ground:
    """A home, a directory in it, and an environment, for the tool and the guard alike."""

    def __init__(self, root: Path) -> None:
        self.home = root
        self.folder = root / "app"
        self.folder.mkdir()
        self.env = {"HOME": str(root), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}

    def write(self, files: dict[str, str]) -> None:
        """Files, those that begin with ``~/`` in the home, the others in the directory."""
        for name, text in files.items():
            path = self.home / name[2:] if name.startswith("~/") else self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def told(self, *words: str, env: dict[str, str] | None = None, error: bool = False) -> str:
        """What the tool prints; its errors with ``error``."""
        done = subprocess.run(
            words, cwd=self.folder, env={**self.env, **(env or {})}, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert error or done.returncode == 0, done.stderr
        return (done.stdout + done.stderr if error else done.stdout).strip()

    def finding(self, command: str, env: dict[str, str] | None = None) -> Finding:
        """The worst that the guard finds in a command here."""
        world = World(str(self.home), start=str(self.folder))
        proposal = Proposal(text=command, cwd=str(self.folder), env={**self.env, **(env or {})})
        found = judge(proposal, world, NoSession(), Config()).findings
        assert found, f"nothing was found in {command}"
        return found[0]

    def target(self, command: str, env: dict[str, str] | None = None) -> Target:
        """Where the guard says that it lands."""
        return self.finding(command, env).target


def said(evidence: tuple[Evidence, ...], what: str) -> str:
    """The last link of the chain that begins with a word, without it: ``context prod`` → ``prod``."""
    found = ""
    for link in evidence:
        if link.what.startswith(what + " "):
            found = link.what[len(what) + 1 :]
    return found
