"""Words that are taken to pieces so that a reader does not see them, and words that only have quotes."""

from __future__ import annotations

import pytest

from guard import check
from guard.model import Proposal
from guard.shell.disguise import spliced

APART = (
    ("r''m -rf x", "rm"), ("'r'm x", "rm"), ('r"m" x', "rm"), ("r\\m x", "rm"), ("$'\\x72m' x", "rm"),
    ("$'\\162\\155' x", "rm"), ("/bin/r''m x", "rm"), ("curl -X 'DE'LETE u", "DELETE"),
    ("curl -X D\"EL\"ETE u", "DELETE"), ("git pu'sh' -f", "push"), ("r$'m' x", "rm"), ("a; (d'd' x)", "dd"),
    ("$'r\\u006d' x", "rm"),
)  # fmt: skip
WHOLE = (
    "'rm' x", '"rm" x', "\\rm x", 'git commit -m"message"', "make -C'dir'", '"$dir"name', "echo 'it'\\''s'",
    '"a b"c', "a='b'c", "--x='b'c", "grep 'a\\nb' f", "echo $'a\\nb'", "echo $'caf\\xc3\\xa9 x'", "rm -rf './'build",
    "sed s/'a'/b/ f", "echo \"don't\"", "", "'", "\\", "$'", "x=$(a 'b')", "-p'word'",
)  # fmt: skip


@pytest.mark.parametrize(("text", "word"), [pytest.param(*row, id=row[0]) for row in APART])
def test_a_word_is_taken_to_pieces(text: str, word: str) -> None:
    assert word in spliced(text)


@pytest.mark.parametrize("text", WHOLE)
def test_quotes_that_are_no_disguise(text: str) -> None:
    assert spliced(text) == []


ANSWERS = (
    ("curl -X DELETE https://api.x/v1/a", "ask"), ("curl -X 'DE'LETE https://api.x/v1/a", "deny"),
    ("curl -X 'DELETE' https://api.x/v1/a", "ask"), ("bash -c \"curl -X 'DE'LETE https://api.x/v1/a\"", "deny"),
    ("e'ch'o hello", "allow"), ("gi't' status", "allow"),
    ("echo 'DE'LETE; curl -X DELETE https://api.x/v1/a", "ask"),
)  # fmt: skip


@pytest.mark.parametrize(("command", "decision"), ANSWERS)
def test_a_disguise_moves_what_asks_already(command: str, decision: str) -> None:
    env = {"HOME": "/home/nobody-is-here", "PATH": "/usr/bin:/bin"}
    assert check(Proposal(text=command, dialect="bash", cwd="/tmp", env=env)).decision == decision
