"""SQL that a library or an MCP server proposes, and that a person asks about: dialect, DSN, both sides."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from guard.cli.check import check
from guard.cli.explain import explain

PROD = "prod-db.acme.com/app"
CASES = [
    pytest.param("DELETE FROM users", "", f"postgres://a@{PROD}", "deny", id="every row of production"),
    pytest.param("SELECT * FROM users", "", f"postgres://a@{PROD}", "allow", id="a read of production"),
    pytest.param("DELETE FROM users WHERE id = 7", "", f"postgres://a@{PROD}", "ask", id="one row of production"),
    pytest.param("DROP TABLE users", "", "postgres://localhost/app_test", "allow", id="a test database"),
    pytest.param("DROP TABLE users", "", "sqlite:///:memory:", "allow", id="in memory"),
    pytest.param("DROP TABLE users", "", "", "ask", id="no DSN"),
    pytest.param("SELECT 'a\\'; DROP TABLE x; -- '", "", f"mysql://a@{PROD}", "allow", id="the DSN says MySQL: a string"),
    pytest.param("SELECT 'a\\'; DROP TABLE x; -- '", "", f"postgres://a@{PROD}", "deny", id="the DSN says PostgreSQL: a drop"),
    pytest.param("SELECT 'a\\'; DROP TABLE x; -- '", "mysql", f"postgres://a@{PROD}", "allow", id="the dialect goes first"),
    pytest.param("SELECT 1 DROP TABLE x", "tsql", f"mssql://a@{PROD}", "deny", id="Transact-SQL without separators"),
    pytest.param("USE app_production; DELETE FROM users", "mysql", "mysql://localhost/app_test", "deny", id="a switch"),
    pytest.param("TRUNCATE ks.users", "cql", f"cassandra://{PROD}", "deny", id="CQL"),
    pytest.param("{{ drop }}", "", f"postgres://a@{PROD}", "ask", id="a template"),
    pytest.param("DELETE FROM users WHERE 'x", "", "postgres://localhost/app_dev", "ask", id="a quote that does not end"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "dialect", "dsn", "decision"), CASES)
def test_check_answers(tmp_path: Path, sql: str, dialect: str, dsn: str, decision: str) -> None:
    words = [
        "--sql",
        sql,
        "--dsn",
        dsn,
        *(("--dialect", dialect) if dialect else ()),
        "--json",
        "--cwd",
        str(tmp_path),
    ]
    done = CliRunner().invoke(check, words, env={"HOME": str(tmp_path)})
    assert json.loads(done.output)["decision"] == decision, done.output
    assert done.exit_code == {"allow": 0, "ask": 10, "deny": 20}[decision]


def test_batch_answers_the_same(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"id": str(n), "tool": "sql", "sql": sql, "dialect": dialect, "dsn": dsn, "cwd": str(tmp_path)}
        )
        for n, (sql, dialect, dsn, _) in enumerate(case.values for case in CASES)
    ]
    done = subprocess.run(
        [sys.executable, "-m", "guard", "batch"], input="\n".join(lines), text=True, capture_output=True,
        timeout=120, check=True, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    answers = [json.loads(line)["decision"] for line in done.stdout.splitlines()]
    assert answers == [case.values[3] for case in CASES]


def test_a_dsn_without_sql_is_a_usage_error() -> None:
    assert CliRunner().invoke(check, ["ls", "--dsn", "x"]).exit_code == 2


def test_explain_takes_them_too(tmp_path: Path) -> None:
    words = ["--sql", "DROP TABLE x", "--dsn", f"mysql://a@{PROD}", "--dialect", "mysql"]
    done = CliRunner().invoke(explain, words, env={"HOME": str(tmp_path)})
    assert "production" in done.output
