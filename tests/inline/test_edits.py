"""Code that reads a file and writes it again edits it; code that only writes it replaces it."""

from __future__ import annotations

import subprocess

import pytest

from guard.model import Proposal
from guard.service import check


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("python3 - <<'E'\np='a.py'\ns=open(p).read().replace('x','y')\nopen(p,'w').write(s)\nE", "allow", id="read and written again"),
        pytest.param("python3 -c \"from pathlib import Path; p=Path('a.py'); p.write_text(p.read_text().upper())\"", "allow", id="the same with a path object"),
        pytest.param("python3 -c \"open('a.py','w').write('x')\"", "ask", id="written and never read"),
        pytest.param("python3 -c \"s=open('b.py').read(); open('a.py','w').write(s)\"", "ask", id="another file was read"),
        pytest.param("python3 -c \"open('a.py','w').write(open('a.py').read())\"", "ask", id="emptied before it is read"),
        pytest.param("awk '{print}' a.py > t && mv t a.py", "allow", id="what was made of a file replaces it"),
        pytest.param("awk '{print}' a.py > t; mv t a.py", "ask", id="even if making it failed"),
        pytest.param("echo x > t && mv t a.py", "ask", id="something else replaces it"),
        pytest.param("test -f a.py || cp b.py a.py", "allow", id="copied only where it is missing"),
        pytest.param("[ ! -f a.py ] && cp b.py a.py", "allow", id="the same the other way round"),
        pytest.param("[ -f a.py ] && cp b.py a.py", "ask", id="copied only where it is there"),
        pytest.param("test -f b.py || cp b.py a.py", "ask", id="another file is looked at"),
    ],
)  # fmt: skip
def test_an_edit_is_no_loss(command, expected, tmp_path):
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    work = tmp_path / "work"
    work.mkdir()
    (work / "a.py").write_text("first\n")
    (work / "b.py").write_text("other\n")
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *words], cwd=work, check=True, env=env)
    (work / "a.py").write_text("changed\n")
    assert check(Proposal(text=command, cwd=str(work), env=env), env).decision == expected
