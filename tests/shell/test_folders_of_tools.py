"""A cache that the tool itself names, and what only looks like it."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.corpus_rows import world_of

SETUP = {"git": {"remotes": {"origin": "git@x:a/b.git"}}, "files": {"~/notes/a.md": "x\n"}}


def decision(command: str, files: dict[str, str] | None = None) -> str:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    setup = {**SETUP, "files": {**SETUP["files"], **(files or {})}}
    return judge(proposal, world_of(setup), NoSession(), Config()).decision


@pytest.mark.parametrize(
    "command",
    [
        "rm -rf $(go env GOCACHE)/fuzz",
        'rm -rf "$(go env GOMODCACHE)"',
        "rm -rf $(npm config get cache)/_logs",
        "rm -rf $(pip cache dir)",
        "XDG_CACHE_HOME=~/.cache; rm -rf $(go env GOCACHE)",
    ],
)
def test_the_cache_of_a_tool_is_made_again(command: str) -> None:
    assert decision(command) == "allow"


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("rm -rf $(go env GOROOT)", {}),
        ("GOCACHE=~/notes; rm -rf $(go env GOCACHE)", {}),
        ("rm -rf $(go env GOCACHE)/../../notes", {}),
        ("GOCACHE=$(cat x); rm -rf $(go env GOCACHE)", {}),
        ("rm -rf $(go env GOCACHE)", {"~/.config/go/env": "GOCACHE=/home/u/notes\n"}),
        ("rm -rf $(npm config get cache)", {".npmrc": "cache=/home/u/notes\n"}),
    ],
)
def test_another_folder_is_asked_about(command: str, files: dict[str, str]) -> None:
    assert decision(command, files) != "allow"
