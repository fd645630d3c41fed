"""What a line makes itself, folders above included, is nothing that is lost when it takes it away again."""

from __future__ import annotations

import pytest

from guard import Proposal, check

LINES = [
    pytest.param("mkdir -p a/b; rm -r a", "allow", id="the folder above what was made"),
    pytest.param("mkdir -p ./a/b && rm -rf a", "allow", id="written otherwise"),
    pytest.param("mkdir -p ab/c; rm -r a", "ask", id="a name that only begins so"),
    pytest.param("rm -r a; mkdir -p a/b", "ask", id="made afterwards"),
    pytest.param("mkdir -p kept/b; rm -r kept", "ask", id="a folder that was there before"),
]


@pytest.mark.parametrize(("text", "decision"), LINES)
def test_what_mkdir_made_above(text, decision, tmp_path):
    home = tmp_path / "home"
    work = home / "work"
    (work / "kept").mkdir(parents=True)
    (work / "kept" / "notes").write_text("x")
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    assert check(Proposal(text=text, cwd=str(work), env=env), env).decision == decision
