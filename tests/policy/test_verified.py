"""A delete behind a copy that the same text made and read back goes one step down; near misses do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus_rows import verdict_of

GIT = {"branch": "topic", "default_branch": "main", "dirty": [], "tracked": ["src/a.py"],
       "untracked": ["data/", "notes.md", "x/data/", "sub/data/"]}  # fmt: skip


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        pytest.param("tar czf b.tgz data && tar tzf b.tgz >/dev/null && rm -rf data", "allow", id="listed"),
        pytest.param("tar -cf /mnt/b.tar data && tar -df /mnt/b.tar && rm -r data", "allow", id="compared"),
        pytest.param("cp -r data /mnt/b/ && diff -r data /mnt/b/data && rm -rf data", "allow", id="a folder"),
        pytest.param("cp notes.md ../n && cmp notes.md ../n && rm notes.md", "allow", id="a file"),
        pytest.param("zip -r d.zip data && unzip -t d.zip && rm -rf data", "allow", id="tested"),
        pytest.param("cp -r data /mnt/b/ && rm -rf data", "ask", id="nobody looked"),
        pytest.param("diff -r data /mnt/b && rm -rf data", "ask", id="nothing was copied here"),
        pytest.param("cp -r data /mnt/b; diff -r data /mnt/b && rm -rf data", "ask", id="the copy may have failed"),
        pytest.param("cp -r data /mnt/b && diff -r data /mnt/b; rm -rf data", "deny", id="it goes anyway"),
        pytest.param("cp -r data /mnt/b && diff -r data /mnt/b | head && rm -rf data", "ask", id="head's status"),
        pytest.param("cp -r data /mnt/b && diff -r data /mnt/b || true && rm -rf data", "deny", id="ignored"),
        pytest.param("cp -r data /mnt/b && ls /mnt/b && rm -rf data", "ask", id="that it is there"),
        pytest.param("cp -r data data/b && diff -r data data/b && rm -rf data", "ask", id="the copy goes as well"),
        pytest.param("cp -r data /tmp/b && diff -r data /tmp/b && rm -rf data", "ask", id="a place that is emptied"),
        pytest.param("cp -r data b && diff -r data b && rm -rf b && rm -rf data", "ask", id="the copy went before"),
        pytest.param("tar czf b.tgz data && tar tzf o.tgz && rm -rf data", "ask", id="another archive"),
        pytest.param("tar czf b.tgz --exclude=big data && tar tzf b.tgz && rm -rf data", "ask", id="a part"),
        pytest.param("tar xzf b.tgz data && tar tzf b.tgz && rm -rf data", "ask", id="unpacked"),
        pytest.param("cp -rs data b && diff -r data b && rm -rf data", "ask", id="links in place of copies"),
        pytest.param("cp -r x/data b && diff -r x/data b && rm -rf data", "ask", id="another of the name"),
        pytest.param("cp -r data b && diff -r data b && cd sub && rm -rf data", "ask", id="in another folder"),
        pytest.param("cp -r data b && ! diff -r data b && rm -rf data", "deny", id="they differ"),
        pytest.param("cp -r data b && diff -rw data b && rm -rf data", "ask", id="not everything is compared"),
        pytest.param("ssh w 'cp -r data b && diff -r data b' && rm -rf data", "ask", id="on another machine"),
        pytest.param("tar czf b.tgz data && tar tzf b.tgz && rm -rf data notes.md", "ask", id="more than that"),
    ],
)  # fmt: skip
def test_a_copy_that_was_read_back(command: str, decision: str, tmp_path: Path) -> None:
    row = {"id": "verified", "command": command, "setup": {"git": GIT}, "expected": decision}
    assert verdict_of(row, str(tmp_path)).decision == decision


@pytest.mark.parametrize(
    ("host", "decision"),
    [
        pytest.param("localhost", "allow", id="local"),
        pytest.param("prod-db.acme.com", "deny", id="what others use stays as it was"),
    ],
)
def test_a_dump_that_was_read_back(host: str, decision: str, tmp_path: Path) -> None:
    command = "pg_dump -Fc app > b.dump && pg_restore -l b.dump >/dev/null && dropdb app"
    row = {"id": "dump", "command": command, "setup": {"env": {"PGHOST": host}}, "expected": decision}
    assert verdict_of(row, str(tmp_path)).decision == decision
