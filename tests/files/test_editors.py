"""Editors that are told what to do: the file that they save is the file that is changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.model import Verdict

FILES = {"notes.txt": "mine", "src/a.py": "x = 1\n", "~/list.txt": "mine"}
GIT = {"branch": "topic", "tracked": ["src/a.py"], "untracked": ["notes.txt"]}


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        ("ex -sc '%d|x' notes.txt", "ask"),
        ("ed -s notes.txt <<< $'1,$d\\nw\\nq'", "ask"),
        ("vim -es -c '%d' -c wq notes.txt", "ask"),
        ("vim -es '+normal ggdG' +wq ~/list.txt", "deny"),
        ("printf '%%d\\nwq\\n' | ex -s notes.txt", "ask"),
        ("nvim -u NONE -es -c 'g/./d' -c x notes.txt", "ask"),
        ("ex -sc 'g/^$/d|x' src/a.py", "allow"),
        ("vim notes.txt", "allow"),
        ("vim +10 notes.txt", "allow"),
        ("vim -es -c '%p' -c q notes.txt", "allow"),
        ("ed -s notes.txt <<< '1p'", "allow"),
        ("ex -sc '%d|q!' notes.txt", "allow"),
        ("ex -sc '%s/1/2/|x' src/a.py", "allow"),
        ("ed -s src/a.py <<< $'/x/d\\nw\\nq'", "allow"),
        ("nvim --headless '+Lazy! sync' +qa", "allow"),
    ],
)
def test_what_an_editor_saves(command: str, decision: str, judged: Callable[..., Verdict]) -> None:
    assert judged(command, files=FILES, git=GIT).decision == decision
