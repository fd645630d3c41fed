"""The real Claude Code driven against the fake model of ``fake_model.py``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.clients.fake_model import Messages, listening

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / ".clients" / "claude-code" / "node_modules" / "@anthropic-ai"


@pytest.fixture
def model():
    """The fake model, listening on loopback."""
    with listening() as script:
        yield script


@dataclass
class Client:
    """Claude Code in a home of its own, with a fresh repository to work in."""

    program: Path
    home: Path
    project: Path
    model: Messages

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "SHELL": "/bin/bash",
            "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{self.model.port}",
            "ANTHROPIC_API_KEY": "x" * 24,
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
            "IS_SANDBOX": "1",
            "ENABLE_TOOL_SEARCH": "false",
            "NO_PROXY": "127.0.0.1",
        }

    def guard(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The command ``guard`` in this home."""
        return subprocess.run(
            [sys.executable, "-m", "guard", *words],
            env={**self.environment, "PYTHONPATH": str(ROOT)},
            cwd=self.project,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )

    def run(
        self, *turns: tuple[str, dict[str, Any]], prompt: str = "go", options: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """One headless conversation in which the model calls these tools in order."""
        self.model.turns = list(turns)
        self.model.requests.clear()
        permissive = options or ("--dangerously-skip-permissions",)
        return subprocess.run(
            [str(self.program), "-p", prompt, *permissive],
            env=self.environment,
            cwd=self.project,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def settings(self) -> dict[str, Any]:
        return json.loads((self.home / ".claude" / "settings.json").read_text())

    def rewrite(self, settings: dict[str, Any]) -> None:
        (self.home / ".claude" / "settings.json").write_text(json.dumps(settings))


@pytest.fixture
def claude(tmp_path: Path, model: Messages) -> Client:
    """The real client with the guard installed as a person would install it."""
    programs = sorted(CLIENTS.glob("claude-code-linux-*/claude"))
    if not programs:
        pytest.skip("Claude Code is not installed: make clients")
    home, project = tmp_path / "home", tmp_path / "home" / "proj"
    project.mkdir(parents=True)
    subprocess.run(
        ["git", "init", "-q", "-b", "main", str(project)], check=True, env={"PATH": os.environ["PATH"]}
    )
    client = Client(programs[0], home, project, model)
    client.guard("install", "claude-code", "--yes")
    return client
