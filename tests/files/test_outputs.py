"""Files that are there and that a program is told to write: secrets, data, and what a download falls on."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

SETUP = {
    "files": {"server.key": "x", ".env": "A=1", ".env.local": "A=1", ".env.v": "# Created by Vercel CLI\nA=1"},
    "git": {
        "branch": "f", "tracked": ["docs/a.md"], "untracked": ["notes.md", "a.pdf", "app"],
        "ignored": ["server.key", ".env", ".env.local", ".env.v"],
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("openssl genrsa -out server.key 2048", "ask"),
        ("openssl genrsa -out new.key 2048", "allow"),
        ("openssl enc -d -aes256 -in secrets.enc -out .env", "ask"),
        ("vercel env pull .env.local -y", "ask"),
        ("vercel env pull .env.local", "allow"),
        ("vercel env pull .env.v -y", "allow"),
        ("aws s3 cp s3://b/notes.md notes.md", "ask"),
        ("gsutil cp gs://b/notes.md .", "ask"),
        ("aws s3 cp s3://b/x.md x.md", "allow"),
        ("aws s3 cp s3://b/a.md docs/a.md", "allow"),
        ("pandoc a.md -o a.pdf", "allow"),
        ("gcc -o app main.c", "allow"),
    ],
)
def test_what_is_written_over(command: str, expected: str) -> None:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    assert judge(proposal, RecordedWorld(SETUP), NoSession(), Config()).decision == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("rsync docs/a.md notes.md", "ask"),
        ("rsync docs/a.md new.md", "allow"),
        ("rsync -a notes.md docs/", "allow"),
        ("rsync --ignore-existing docs/a.md notes.md", "allow"),
    ],
)
def test_what_rsync_puts_on_a_file(command: str, expected: str) -> None:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    assert judge(proposal, RecordedWorld(SETUP), NoSession(), Config()).decision == expected
