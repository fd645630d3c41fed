"""Files that a command of the session made, and files that were there before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.model import Proposal
from guard.service import Guard
from guard.session import recorders
from guard.session.ledger import Ledger


class Conversation:
    """A conversation in a project of a home of its own, with the hooks before and after each command."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / "work"
        self.folder.mkdir()
        self.guard = Guard({"HOME": str(home)})

    def decision(self, text: str) -> str:
        return self.guard.answer(self._proposal(text)).decision

    def run(self, text: str, writes: str = "", code: int = 0) -> None:
        self.guard.answer(self._proposal(text))
        if writes:
            (self.folder / writes).write_text("new")
        ledger = Ledger(self.guard.state, "s")
        recorders.record_ran(ledger, self._proposal(text), "", code)

    def _proposal(self, text: str) -> Proposal:
        return Proposal(text=text, cwd=str(self.folder), env={"HOME": str(self.home)}, session="s")


@pytest.fixture
def conversation(tmp_path: Path) -> Conversation:
    return Conversation(tmp_path)


@pytest.mark.parametrize(
    "command",
    [
        "cat > probe.py <<'E'\nprint(1)\nE",
        "python3 gen.py > probe.py",
        "cp README.md probe.py",
        "curl -fsSL https://example.com/x.py -o probe.py",
        "echo 'x = 1' | tee probe.py",
    ],
)
def test_what_the_session_made_may_go(conversation: Conversation, command: str) -> None:
    (conversation.folder / "README.md").write_text("readme")
    (conversation.folder / "gen.py").write_text("print(1)")
    conversation.run(command, writes="probe.py")
    assert conversation.decision("rm probe.py") == "allow"


def test_what_was_there_before_stays_somebody_elses(conversation: Conversation) -> None:
    (conversation.folder / "notes.md").write_text("mine")
    conversation.run("echo hi >> notes.md", writes="notes.md")
    conversation.run("echo hi > notes.md", writes="notes.md")
    assert conversation.decision("rm notes.md") == "ask"


def test_a_command_that_failed_has_made_nothing(conversation: Conversation) -> None:
    conversation.run("python3 gen.py > out.csv", writes="out.csv", code=1)
    assert conversation.decision("rm out.csv") == "ask"


def test_a_command_that_never_ran_has_made_nothing(conversation: Conversation) -> None:
    assert conversation.decision("echo hi > later.md") == "allow"
    (conversation.folder / "later.md").write_text("a person's own")
    assert conversation.decision("rm later.md") == "ask"
