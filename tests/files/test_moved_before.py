"""What a text deletes under the name that it gave it before is judged as what lies there now."""

from __future__ import annotations

import pytest

from tests.corpus_rows import verdict_of

GIT = {
    "branch": "feature/x", "default_branch": "main", "dirty": ["src/app.py"],
    "untracked": ["notes.md", "data/", "trash/old.txt"], "ignored": ["dist/"], "tracked": ["lib/a.py"],
}  # fmt: skip


def decided(command: str, tmp_path: object) -> str:
    row = {"id": "moved", "command": command, "setup": {"git": GIT}, "expected": "ask"}
    return verdict_of(row, str(tmp_path)).decision


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        pytest.param("mv data data.old; rm -rf data.old", "ask", id="a folder under its new name"),
        pytest.param("mv notes.md old.md && rm old.md", "ask", id="a file under its new name"),
        pytest.param("mv notes.md a && mv a b && rm b", "ask", id="moved twice"),
        pytest.param(
            "mkdir bin2 && mv data bin2 && rm -rf bin2", "ask", id="with the folder it was moved into"
        ),
        pytest.param("mv data bin2/ && rm -rf bin2/data", "ask", id="inside the folder it was moved into"),
        pytest.param("mv *.md bin2/ && rm -rf bin2/*", "ask", id="a pattern of files"),
        pytest.param("mv -t bin2 notes.md && rm -rf bin2", "ask", id="the folder named first"),
        pytest.param("mv data d2 && cd d2 && rm -rf *", "ask", id="from inside"),
        pytest.param("mv notes.md b; : > b", "ask", id="emptied by the shell"),
        pytest.param(
            "git mv src/app.py src/b.py && rm -f src/b.py", "ask", id="moved by git, with changes in it"
        ),
        pytest.param("mv src s && rm -rf s", "ask", id="tracked, with changes in it"),
        pytest.param("mv ~/Documents d && rm -rf d", "deny", id="a folder of the home"),
        pytest.param("mv dist dist.old && rm -rf dist.old", "allow", id="near miss: output"),
        pytest.param("mv lib lib.old && rm -rf lib.old", "allow", id="near miss: git holds it"),
        pytest.param("cp -r data data.bak && rm -rf data.bak", "allow", id="near miss: the original stays"),
        pytest.param(
            "touch a.tmp && mv a.tmp b.tmp && rm b.tmp", "allow", id="near miss: made in the same text"
        ),
        pytest.param("mv data data.old && rm -rf dist", "allow", id="near miss: something else is deleted"),
        pytest.param(
            "mv notes.md n.md && cat n.md && rm -f dist/n.md", "allow", id="near miss: another name"
        ),
        pytest.param(
            "rm -rf data.old; mv data data.old", "allow", id="near miss: deleted before it is moved"
        ),
    ],
)
def test_what_was_moved_before_is_what_goes(command: str, decision: str, tmp_path: object) -> None:
    assert decided(command, tmp_path) == decision
