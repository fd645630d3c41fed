"""Between BEGIN and ROLLBACK: what is taken back, and what stands all the same."""

from __future__ import annotations

import pytest

from guard.sql.scan import scan


def standing(text: str, dialect: str = "postgres", client: str = "") -> list[str]:
    """The kinds of what is changed for good."""
    quiet = ("read", "session", "transaction", "insert", "create", "client")
    return [a.kind for a in scan(text, dialect, client) if a.kind not in quiet and not a.rolled_back]


TAKEN_BACK = [
    "UPDATE t SET a = 1", "DELETE FROM t", "MERGE INTO t USING s ON a = b WHEN MATCHED THEN DELETE",
    "TRUNCATE t", "DROP TABLE t", "ALTER TABLE t DROP COLUMN c", "ALTER TABLE t ADD c int",
    "ALTER TABLE t RENAME TO u", "GRANT SELECT ON t TO u", "ALTER ROLE r SUPERUSER",
    "CREATE OR REPLACE VIEW v AS SELECT 1", "INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET a = 1",
]  # fmt: skip


@pytest.mark.parametrize("text", TAKEN_BACK)
def test_a_rollback_takes_back(text: str) -> None:
    assert standing(f"BEGIN; {text}; ROLLBACK") == []
    assert standing(f"BEGIN; {text}; COMMIT") != []
    assert standing(f"{text}; ROLLBACK") != []


LASTING = [
    "SELECT pg_terminate_backend(1)", "ALTER SYSTEM SET fsync = off", "COPY t TO '/tmp/x'",
    "COPY t TO PROGRAM 'sh'", "SELECT setval('s', 1)", "SELECT lo_export(1, '/tmp/x')", "SELECT pg_read_file('x')",
]  # fmt: skip


@pytest.mark.parametrize("text", LASTING)
def test_no_rollback_takes_back(text: str) -> None:
    assert standing(f"BEGIN; {text}; ROLLBACK") != []


SHAPES = [
    pytest.param("postgres", "BEGIN; BEGIN; DELETE FROM t; ROLLBACK", [], id="a second BEGIN opens nothing"),
    pytest.param("postgres", "BEGIN; DELETE FROM t; BEGIN; ROLLBACK", [], id="nor does it end anything"),
    pytest.param("mysql", "BEGIN; DELETE FROM t; BEGIN; ROLLBACK", ["delete"], id="in MySQL it commits"),
    pytest.param(
        "mariadb", "BEGIN; DELETE FROM t; START TRANSACTION; ROLLBACK", ["delete"], id="and in MariaDB"
    ),
    pytest.param(
        "mysql", "BEGIN; DELETE FROM t; BEGIN; DELETE FROM u; ROLLBACK", ["delete"], id="the first stands alone"
    ),
    pytest.param("mysql", "BEGIN; DELETE FROM t; SET autocommit = 1; ROLLBACK", ["delete"], id="autocommit"),
    pytest.param("mysql", "BEGIN; DELETE FROM t; SET @@autocommit = 1; ROLLBACK", ["delete"], id="by its other name"),
    pytest.param("mysql", "BEGIN; DELETE FROM t; SET names = 1; ROLLBACK", [], id="another setting"),
    pytest.param("mysql", "BEGIN; DELETE FROM t; LOCK TABLES a READ; ROLLBACK", ["delete"], id="LOCK TABLES"),
    pytest.param("mariadb", "BEGIN; DELETE FROM t; LOCK TABLES a READ; ROLLBACK", ["delete"], id="MariaDB's"),
    pytest.param(
        "mysql", "BEGIN; DELETE FROM t; LOCK TABLES a WRITE; ROLLBACK", ["delete", "exclusive"], id="for writing"
    ),
    pytest.param("postgres", "BEGIN; DELETE FROM t; LOCK TABLE a IN SHARE MODE; ROLLBACK", [], id="PostgreSQL's"),
    pytest.param("mysql", "BEGIN; DELETE FROM t; OPTIMIZE TABLE t; ROLLBACK", ["delete", "exclusive"], id="OPTIMIZE"),
    pytest.param("mysql", "BEGIN; DELETE FROM t; FLUSH LOGS; ROLLBACK", ["delete", "maintenance"], id="FLUSH"),
    pytest.param("mysql", "BEGIN; DELETE FROM t; STOP REPLICA; ROLLBACK", ["delete", "stop"], id="STOP REPLICA"),
    pytest.param("mysql", "BEGIN; DELETE FROM t; CREATE TABLE x (a int); ROLLBACK", ["delete"], id="a new table"),
    pytest.param("oracle", "DELETE FROM t; DROP TABLE x; ROLLBACK", ["delete", "drop"], id="Oracle's DDL"),
    pytest.param("snowflake", "BEGIN; DELETE FROM t; DROP TABLE x; ROLLBACK", ["delete", "drop"], id="Snowflake's"),
    pytest.param(
        "redshift", "BEGIN; DELETE FROM t; TRUNCATE x; ROLLBACK", ["delete", "truncate"], id="Redshift's TRUNCATE"
    ),
    pytest.param("redshift", "BEGIN; DELETE FROM t; DROP TABLE x; ROLLBACK", [], id="but not its DROP"),
    pytest.param("sqlite", "BEGIN; DROP TABLE x; ROLLBACK", [], id="SQLite takes DDL back"),
    pytest.param("MySQL", "BEGIN; DROP TABLE t; ROLLBACK", ["drop"], id="however the server is written"),
    pytest.param("tsql", "BEGIN TRAN; DELETE FROM t COMMIT; BEGIN TRAN; ROLLBACK", ["delete"], id="a bare COMMIT"),
    pytest.param("tsql", "BEGIN TRAN; DELETE FROM t; ROLLBACK", [], id="Transact-SQL's own"),
    pytest.param("tsql", "DELETE FROM t IF @@ERROR <> 0 ROLLBACK", ["delete"], id="a rollback that may not come"),
    pytest.param("tsql", "BEGIN TRAN; DELETE FROM t; IF 1=1 ROLLBACK; COMMIT", ["delete"], id="nor here"),
    pytest.param(
        "tsql", "BEGIN TRAN; DELETE FROM t; IF 1=1 BEGIN COMMIT END; ROLLBACK", ["delete"], id="a commit that may"
    ),
    pytest.param("tsql", "BEGIN TRAN; DELETE FROM t; IF 1=1 COMMIT; ROLLBACK", ["delete"], id="without a block"),
    pytest.param("postgres", "BEGIN; DELETE FROM t; END; ROLLBACK", ["delete"], id="END commits"),
    pytest.param("postgres", "BEGIN; DELETE FROM t; SET TRANSACTION READ ONLY; COMMIT", ["delete"], id="a mode"),
    pytest.param("postgres", "BEGIN; DELETE FROM t; ABORT", [], id="ABORT rolls back"),
    pytest.param("postgres", "START TRANSACTION; DELETE FROM t; ROLLBACK", [], id="START TRANSACTION begins"),
    pytest.param("postgres", "BEGIN; DELETE FROM t; ROLLBACK; DELETE FROM u", ["delete"], id="what comes after"),
    pytest.param("postgres", "BEGIN; ROLLBACK; DELETE FROM t; ROLLBACK", ["delete"], id="a second rollback"),
    pytest.param("postgres", "BEGIN; DELETE FROM t", ["delete"], id="one that is left open"),
    pytest.param("postgres", "BEGIN; DELETE FROM t; FROBNICATE; ROLLBACK", ["delete", "unknown"], id="the unknown"),
    pytest.param("postgres", "BEGIN; DELETE FROM t; CALL p(); ROLLBACK", ["delete", "call"], id="a procedure"),
    pytest.param("postgres", "BEGIN; DELETE FROM t; EXECUTE x; ROLLBACK", ["delete", "dynamic"], id="the dynamic"),
    pytest.param(
        "postgres", "BEGIN; DELETE FROM t; SELECT dblink_exec('c', 'COMMIT'); ROLLBACK", ["delete", "execute"],
        id="another session",
    ),
    pytest.param(
        "postgres", "BEGIN; DELETE FROM t; PREPARE TRANSACTION 'x'; ROLLBACK", ["delete"], id="a prepared one"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text", "expected"), SHAPES)
def test_what_stands(dialect: str, text: str, expected: list[str]) -> None:
    assert standing(text, dialect) == expected


def test_a_client_that_does_something_of_its_own_lets_it_stand() -> None:
    assert standing("BEGIN; DELETE FROM t;\n\\! true\nROLLBACK", "postgres", "psql") == ["delete"]


DDL = [
    "TRUNCATE x", "DROP TABLE x", "ALTER TABLE x DROP COLUMN c", "ALTER TABLE x ADD c int", "RENAME TABLE x TO y",
    "GRANT SELECT ON x TO u", "ALTER USER u SUPERUSER", "CREATE OR REPLACE VIEW v AS SELECT 1",
    "CREATE TABLE x (a int)",
]  # fmt: skip


@pytest.mark.parametrize("dialect", ["mysql", "mariadb", "snowflake"])
@pytest.mark.parametrize("text", DDL)
def test_a_definition_commits_what_was_before_it(dialect: str, text: str) -> None:
    assert "delete" in standing(f"BEGIN TRANSACTION; DELETE FROM t; {text}; ROLLBACK", dialect)
    assert "delete" not in standing(f"BEGIN TRANSACTION; DELETE FROM t; {text}; ROLLBACK", "postgres")


UNKNOWN_SERVER = [
    pytest.param("BEGIN; DROP TABLE t; ROLLBACK", ["drop"], id="one of the servers commits at a DROP"),
    pytest.param("BEGIN; DELETE FROM t; ROLLBACK", [], id="both take a DELETE back"),
    pytest.param("SELECT 5--1; DROP TABLE x", ["drop"], id="a minus of a minus"),
    pytest.param("-- DROP TABLE x\nSELECT 1", [], id="a comment"),
    pytest.param("/* /* */ DROP TABLE x /* */ */", ["drop"], id="a comment that nests on one of them"),
    pytest.param("/* DROP TABLE x */ SELECT 1", [], id="a comment on both"),
    pytest.param("/*! DROP TABLE x */ SELECT 1", ["drop"], id="one that is executed"),
    pytest.param("SELECT '\\'; DROP TABLE x; --'", ["drop"], id="a backslash that escapes nothing"),
    pytest.param("SELECT 1 # 'x'; DROP TABLE x;\n", ["drop"], id="an operator, not a comment"),
    pytest.param('SELECT "\\"; DROP TABLE x; -- "', ["drop"], id="a name, not a string"),
    pytest.param("SELECT '\\'' ; DROP TABLE a; -- '\n; DROP TABLE b", ["drop", "drop"], id="more on the other"),
    pytest.param("DELETE FROM \"users\" WHERE \"id\" = 7", ["delete"], id="one that is alike on both, once"),
    pytest.param("SELECT $$; DROP TABLE x; $$", [], id="dollars, which nobody but PostgreSQL writes"),
    pytest.param(
        'EXECUTE IMMEDIATE "DROP TABLE x; DROP TABLE y"', ["drop", "drop"], id="a text in double quotes"
    ),
    pytest.param("SELECT `a`; DROP TABLE x", ["drop"], id="names in backticks"),
    pytest.param("CREATE TABLE a (b int); DROP TABLE a; SELECT '\\'", ["drop", "unknown"], id="what is its own"),
    pytest.param("FROBNICATE '\\'; DROP TABLE x; -- '", ["unknown", "drop"], id="a loss counts more than a doubt"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), UNKNOWN_SERVER)
def test_of_an_unknown_server_the_worse_reading_counts(text: str, expected: list[str]) -> None:
    assert standing(text, "") == expected
