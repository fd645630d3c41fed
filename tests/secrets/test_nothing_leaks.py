"""A secret in a proposal stands in no answer, no explanation and no file that the guard keeps.

``leaking_commands.txt`` has one proposal per line; ``{S}``, ``{GH}`` and ``{SK}`` stand for a plain secret, a
token of GitHub's form and one of Stripe's, and ``¶`` for the end of a line. None was ever anybody's.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from guard.batch import verdict_as_dict
from guard.cli.explain import told
from guard.credentials.redaction import redact
from guard.model import Proposal
from guard.service import Guard
from guard.wire import dumps

SECRETS = {
    "{S}": "Zq8XwV3nT7pLk2Rs9Yb4" + "Hc6D",
    "{GH}": "ghp_" + "aB3dE5gH7jK9mN1pQ3rS5tU7vW9xY1zA3bC5",
    "{SK}": "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dcQ",
}
LINES = Path(__file__).with_name("leaking_commands.txt").read_text(encoding="utf-8").splitlines()


def filled(line: str) -> str:
    """The proposal of a line."""
    for short, secret in SECRETS.items():
        line = line.replace(short, secret)
    return line.replace("¶", "\n")


@pytest.mark.parametrize("line", LINES)
def test_a_secret_is_neither_told_nor_kept(line: str, tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "MY_TOKEN": SECRETS["{S}"]}
    work = tmp_path / "work"
    work.mkdir()
    proposal = Proposal(text=filled(line), cwd=str(work), env=env, session="s", agent="claude-code")
    verdict = Guard(env).answer(proposal)
    said = dumps(verdict_as_dict(verdict)) + "\n".join(redact(line) for line in told(verdict))
    kept = [
        (Path(folder) / name).read_text(encoding="utf-8", errors="replace")
        for folder, _, names in os.walk(tmp_path / ".local")
        for name in names
    ]
    assert [secret for secret in SECRETS.values() if any(secret in text for text in (said, *kept))] == []
