"""Linting as the command line does it, in a directory of its own, and what came of it as plain lines."""

from __future__ import annotations

import json
import pathlib

import pytest
from click.testing import CliRunner, Result

from guard.cli.main import cli

CASES = pathlib.Path(__file__).parent / "cases"


class Linter:
    """``guard lint`` in a directory."""

    def __init__(self, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        monkeypatch.chdir(folder)
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            monkeypatch.setenv(name, str(folder / ".none"))

    def write(self, name: str, text: str | bytes) -> pathlib.Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(cli, ["lint", *words], catch_exceptions=False)

    def report(self, *words: str) -> dict:
        return json.loads(self.run("--format", "json", *words).stdout)

    def rules(self, *words: str) -> list[str]:
        return [f"{f['path']}:{f['line']} {f['rule']}" for f in self.report(*words)["findings"]]


@pytest.fixture
def linter(tmp_path, monkeypatch):
    return Linter(tmp_path, monkeypatch)
