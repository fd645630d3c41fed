"""The only copy goes although what should have copied it need not have succeeded; the copy itself may go."""

from __future__ import annotations

import pytest

from guard import Proposal, check

LINES = [
    pytest.param("cp -r data /mnt/b; rm -rf data", "deny", id="a copy whose success nobody asks for"),
    pytest.param("cp -r data /mnt/b && rm -rf data", "ask", id="the same after its success"),
    pytest.param("cp data/notes data/notes.bak && rm -rf data", "deny", id="a copy in what goes"),
    pytest.param("tar czf data/b.tgz data/notes && rm -rf data", "deny", id="an archive in what goes"),
    pytest.param("cp data/notes kept && rm -rf data", "ask", id="a copy beside what goes"),
    pytest.param("rm -rf data && cp other/a other/b", "ask", id="a copy in another folder, afterwards"),
    pytest.param("tar -czf /mnt/b.tgz data; rm -rf data", "deny", id="an archive, by an option's value"),
    pytest.param("tar czf /mnt/b.tgz data; rm -rf data", "deny", id="an archive, by old-style letters"),
    pytest.param("zip -r /mnt/b.zip data; rm -rf data", "deny", id="an archive, by the first word"),
    pytest.param("tar cf t.tar data; rm t.tar", "allow", id="the archive goes, its source stays"),
    pytest.param("zip -r t.zip data; rm t.zip", "allow", id="the same with zip"),
    pytest.param("pg_dump -f t.sql app_dev; rm t.sql", "allow", id="the dump goes, the database stays"),
]


@pytest.mark.parametrize(("text", "decision"), LINES)
def test_an_original_after_its_copy(text, decision, tmp_path):
    work = tmp_path / "home" / "work"
    (work / "data").mkdir(parents=True)
    (work / "data" / "notes").write_text("x")
    env = {"HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"}
    assert check(Proposal(text=text, cwd=str(work), env=env), env).decision == decision
