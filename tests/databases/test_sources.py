"""Where statements come from, and where they land after a switch: both sides of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from guard.world import World

P = "psql -h prod-db.acme.com app"
FILES = {"reads.sql": "SELECT 1;\n", "drops.sql": "DROP TABLE users;\n", "reads.js": "db.users.find()\n",
         "drops.js": "db.dropDatabase()\n", "a.db": "x", "wipe.lua": "return redis.call('FLUSHALL')\n"}  # fmt: skip

CASES = [
    # ------------------------------------------------------- a file that the same text writes
    pytest.param(f"echo 'DROP TABLE users' > reads.sql && {P} -f reads.sql", "deny", id="written before it is read"),
    pytest.param(f"echo 'SELECT 2' > new.sql && {P} -f new.sql", "allow", id="a new file that reads"),
    pytest.param(f"echo 'DROP TABLE users' >> reads.sql && {P} -f reads.sql", "deny", id="added to"),
    pytest.param(f"cp drops.sql reads.sql && {P} -f reads.sql", "deny", id="copied over"),
    pytest.param(f"cp reads.sql new.sql && {P} -f new.sql", "allow", id="a copy of what reads"),
    pytest.param(f"mv drops.sql x.sql; {P} < x.sql", "deny", id="moved to another name"),
    pytest.param(f"sed -i s/a/b/ reads.sql && {P} -f reads.sql", "ask", id="edited in place"),
    pytest.param(f"sed -n 1,5p reads.sql && {P} -f reads.sql", "allow", id="looked at by sed"),
    pytest.param(f"curl -s https://x.io/a.sql -o reads.sql && {P} -f reads.sql", "deny", id="fetched over it"),
    pytest.param(f"git checkout main -- reads.sql && {P} -f reads.sql", "ask", id="taken from another branch"),
    pytest.param(f"git diff reads.sql && {P} -f reads.sql", "allow", id="looked at by git"),
    pytest.param(f"cat reads.sql; wc -l reads.sql; {P} -f reads.sql", "allow", id="looked at"),
    pytest.param("echo 'db.dropDatabase()' > reads.js && mongosh mongodb://prod-db.acme.com/app reads.js", "deny", id="a script for mongosh"),
    pytest.param("mongosh mongodb://prod-db.acme.com/app reads.js", "allow", id="a script that reads"),
    pytest.param("redis-cli -h prod-cache.acme.com --eval wipe.lua", "deny", id="a Lua script that empties"),
    # ------------------------------------------------------- another place in the middle
    pytest.param("psql -h localhost app_test -c '\\c app_production' -c 'DROP TABLE x'", "deny", id="options share a session"),
    pytest.param("psql -h localhost app_test -c '\\c app_production' -f drops.sql", "deny", id="a file after a switch"),
    pytest.param("psql -h localhost app_test -c '\\conninfo' -c 'DROP TABLE x'", "allow", id="what is no switch"),
    pytest.param("printf '\\\\c app_production\\n\\\\i drops.sql\\n' | psql -h localhost app_test", "deny", id="an include after a switch"),
    pytest.param("psql -h localhost app_test -c '\\c - - prod-db.acme.com' -c 'DROP TABLE x'", "deny", id="another host alone"),
    pytest.param("psql -h localhost app_test -c '\\c \"host=prod-db.acme.com dbname=app\"' -c 'DROP TABLE x'", "deny", id="a conninfo"),
    pytest.param("mysql app_test -e 'use app_production; delete from users'", "deny", id="use"),
    pytest.param("mysql app_test -e 'delete from app_production.users'", "deny", id="a qualified name"),
    pytest.param("mysql app_test -e 'delete from other_test.users'", "allow", id="a qualified name of another test"),
    pytest.param("mysql app_test -e 'alter table users drop column email'", "allow", id="a column is no database"),
    pytest.param("psql -h localhost postgres -c 'DROP DATABASE app_test'", "allow", id="the dropped database is the place"),
    pytest.param("psql -h localhost app_test -c 'DROP DATABASE app_production'", "deny", id="on the other side too"),
    pytest.param("sqlcmd -S localhost -d app_test -Q 'USE Production; DELETE FROM Users'", "deny", id="USE of sqlcmd"),
    pytest.param("sqlcmd -S localhost -d app_test -Q 'DELETE FROM production.dbo.Users'", "deny", id="three parts"),
    pytest.param("sqlite3 :memory: \"ATTACH 'a.db' AS x; DELETE FROM users\"", "ask", id="a bare name may be the attached file's"),
    pytest.param("sqlite3 :memory: \"ATTACH 'a.db' AS x; CREATE TABLE t(a); DELETE FROM t\"", "allow", id="one that the text made is not"),
    pytest.param("sqlite3 :memory: '.open a.db' 'DROP TABLE users'", "ask", id="words share a session"),
    pytest.param("printf '.open a.db\\nDROP TABLE users;\\n' | sqlite3 :memory:", "ask", id=".open"),
    pytest.param("duckdb -c \"ATTACH 'a.db' AS w (TYPE sqlite); USE w; DROP TABLE users\"", "ask", id="USE of an alias"),
    # ------------------------------------------------------- here and there
    pytest.param("docker exec -i db psql -U postgres app < drops.sql", "ask", id="a file of this machine for a container"),
    pytest.param("docker exec -i db psql -U postgres app < reads.sql", "allow", id="one that reads"),
    pytest.param("docker exec db psql -U postgres app -f reads.sql", "ask", id="a file of the container"),
    pytest.param("ssh prod-db.acme.com psql app < drops.sql", "deny", id="over ssh"),
    pytest.param("ssh prod-db.acme.com psql app < reads.sql", "allow", id="over ssh, reads"),
    pytest.param("ssh prod-db.acme.com 'psql app < reads.sql'", "ask", id="a file of the other machine"),
    # ------------------------------------------------------- dumps that go on
    pytest.param(f"pg_dump app | {P}", "ask", id="a dump that adds"),
    pytest.param(f"pg_dump -c app | {P}", "deny", id="a dump that drops first"),
    pytest.param("pg_dump app | psql app_dev", "allow", id="a dump into a local database"),
    pytest.param("mysqldump app | mysql app_dev", "ask", id="mysqldump drops by itself"),
    pytest.param("mysqldump --skip-add-drop-table app | mysql app_dev", "allow", id="unless it is told not to"),
    pytest.param("pg_restore --clean a.dump | psql app_dev", "ask", id="pg_restore as a filter"),
    pytest.param("sqlite3 a.db .dump | sqlite3 new.db", "allow", id="a dump of SQLite"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "decision"), CASES)
def test_statements_are_judged_where_they_land(tmp_path: Path, command: str, decision: str) -> None:
    home = tmp_path / "home"
    project = home / "proj"
    project.mkdir(parents=True)
    for name, text in FILES.items():
        (project / name).write_text(text)
    proposal = Proposal(text=command, cwd=str(project), env={"HOME": str(home), "PATH": "/usr/bin:/bin"})
    answer = judge(proposal, World(str(home), start=str(project)), NoSession(), Config())
    assert answer.decision == decision, answer.summary
