"""A file that is removed and packed again in the same text."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.corpus_rows import world_of

SETUP = {
    "git": {
        "tracked": ["src/a.c"],
        "ignored": ["app.zip", "dump.sql"],
        "remotes": {"origin": "git@x:a/b.git"},
    }
}


def decision(command: str) -> str:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    return judge(proposal, world_of(SETUP), NoSession(), Config()).decision


@pytest.mark.parametrize(
    "command",
    [
        "tar -cf app.zip src",
        "git archive --format=zip -o app.zip HEAD",
        "rm -f app.zip && zip -r app.zip src",
        "rm -f ./app.zip; zip -qr app.zip src -x '*.map'",
    ],
)
def test_what_is_packed_anew_is_quiet(command: str) -> None:
    assert decision(command) == "allow"


@pytest.mark.parametrize(
    "command",
    [
        "rm -f app.zip",
        "rm -f app.zip && zip -r other.zip src",
        "rm -f app.zip || zip -r app.zip src",
        "rm -f app.zip && cd src && zip -r app.zip .",
        "zip -r app.zip src && rm -f app.zip",
        "cp src/a.c app.zip",
        "tar -cf dump.sql src",
        "rm -f dump.sql && zip -r dump.sql src",
    ],
)
def test_what_is_not_is_asked_about(command: str) -> None:
    assert decision(command) == "ask"
