"""Patterns that zsh alone knows: groups, ranges of numbers, and those of ``extendedglob`` (zshexpn(1))."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

FILES = {"docs/plan.md": "x", "notes.md": "y", "keep": "k", "7": "z"}


def decision(command: str, dialect: str = "zsh") -> str:
    world = RecordedWorld({"files": FILES, "git": {"branch": "f", "untracked": list(FILES)}})
    env = {"HOME": world.home, "PATH": "/usr/bin:/bin", "USER": "u"}
    proposal = Proposal(text=command, cwd=world.start, env=env, dialect=dialect)  # type: ignore[arg-type]
    return judge(proposal, world, NoSession(), Config()).decision


LOSES = [
    "rm -rf (docs|music)", "rm (notes|x).md", "rm -rf do(c|g)s", "rm n(ot|)es.md", "rm <1-20>", "rm *(es).md",
    "setopt extendedglob; rm -rf ^keep", "setopt extended_glob; rm -rf *~keep", "setopt extendedglob; rm 7#",
    "for f in (notes|x).md; do rm $f; done", "set -f; for f in *.md; do rm $f; done",
]  # fmt: skip


@pytest.mark.parametrize("command", LOSES)
def test_what_such_a_pattern_stands_for_counts(command: str) -> None:
    assert decision(command) in ("ask", "deny")


FINE = [
    pytest.param("rm -rf (music|videos)", id="nothing has such a name"),
    pytest.param("rm -rf ^keep", id="without extendedglob it is a name"),
    pytest.param("rm 'notes.md(a|b)'", id="quoted"),
    pytest.param("print -l (docs|music)", id="only shown"),
    pytest.param("setopt extendedglob; ls ^keep; git show HEAD^; echo a#b", id="reading under extendedglob"),
    pytest.param("set -F; for f in *.md; do rm $f; done", id="patterns switched off by zsh's letter"),
    pytest.param("set -o noglob; for f in *.md; do rm $f; done", id="patterns switched off by name"),
    pytest.param("case $x in (a|b) echo 1;; esac", id="the patterns of case"),
]


@pytest.mark.parametrize("command", FINE)
def test_what_loses_nothing_stays_quiet(command: str) -> None:
    assert decision(command) == "allow"
