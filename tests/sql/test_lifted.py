"""What a text takes away ahead of the loss that it would have kept from happening, and what only looks so."""

from __future__ import annotations

import pytest

from guard import check
from guard.model import Proposal
from guard.sql.scan import scan
from guard.sql.stream import scan_parts

LIFTED = (
    ("postgres", "BEGIN READ ONLY; SET TRANSACTION READ WRITE; DELETE FROM t; COMMIT"),
    ("postgres", "START TRANSACTION READ ONLY; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE; TRUNCATE t"),
    ("postgres", "SET TRANSACTION READ WRITE; DELETE FROM t"),
    ("postgres", "SET transaction_read_only = off; DELETE FROM t"),
    ("postgres", "SET default_transaction_read_only = on; SET default_transaction_read_only = off; DROP TABLE t"),
    ("mysql", "SET SESSION TRANSACTION READ ONLY; SET SESSION TRANSACTION READ WRITE; DELETE FROM t"),
    ("postgres", "SELECT 1; COMMIT; DELETE FROM t"),
    ("postgres", "END; BEGIN; UPDATE t SET a = 1; COMMIT"),
    ("postgres", "ROLLBACK; DROP SCHEMA public CASCADE"),
    ("sqlite", "PRAGMA writable_schema=1; DELETE FROM sqlite_master"),
    ("postgres", "ALTER TABLE t DISABLE TRIGGER ALL; TRUNCATE t"),
    ("mysql", "SET GLOBAL general_log = OFF; DROP TABLE t"),
)  # fmt: skip
NOT = (
    ("postgres", "BEGIN READ ONLY; SELECT 1; COMMIT"),
    ("postgres", "BEGIN READ ONLY; SELECT 1; COMMIT; BEGIN; DELETE FROM t; COMMIT"),
    ("postgres", "BEGIN READ WRITE; DELETE FROM t; COMMIT"),
    ("postgres", "BEGIN; SET TRANSACTION READ WRITE; DELETE FROM t; COMMIT"),
    ("postgres", "BEGIN; DELETE FROM t; COMMIT; DELETE FROM u"),
    ("postgres", "DELETE FROM t; COMMIT; DELETE FROM u"),
    ("mysql", "INSERT INTO t VALUES (1), (2);\nCOMMIT;\nDELETE FROM t;"),
    ("oracle", "SELECT 1 FROM dual; COMMIT; DELETE FROM t"),
    ("postgres", "SELECT 1; COMMIT; SELECT 2"),
    ("postgres", "SELECT 1; COMMIT; DELETE FROM t WHERE id = 5"),
    ("postgres", "COMMIT; DROP INDEX CONCURRENTLY i; BEGIN"),
    ("postgres", "SET default_transaction_read_only = off; DROP TABLE t"),
    ("sqlite", "PRAGMA writable_schema=1; SELECT 1"),
    ("postgres", "DELETE FROM t; ALTER TABLE t DISABLE TRIGGER ALL"),
    ("postgres", "SET session_replication_role = replica; TRUNCATE t; SET session_replication_role = origin"),
    ("postgres", "CREATE TABLE t (a int); ALTER TABLE t DISABLE TRIGGER ALL; DROP TABLE t"),
)


def _ahead(dialect: str, text: str) -> list[str]:
    return [act.name for act in scan(text, dialect) if act.ahead]


@pytest.mark.parametrize(("dialect", "text"), [pytest.param(*row, id=row[1]) for row in LIFTED])
def test_a_protection_goes_ahead_of_a_loss(dialect: str, text: str) -> None:
    assert _ahead(dialect, text)
    assert any(act.ahead for act in scan_parts([text], dialect))


@pytest.mark.parametrize(("dialect", "text"), [pytest.param(*row, id=row[1]) for row in NOT])
def test_nothing_that_was_protected_is_lost(dialect: str, text: str) -> None:
    assert not _ahead(dialect, text)
    assert not any(act.ahead for act in scan_parts([text], dialect))


HIDDEN = (
    ("mysql -e '/*!50000 DROP TABLE users */'", True),
    ("mysql -e '/*!40101 SET NAMES utf8 */; DROP TABLE users'", False),
    ("mysql -e \"SET @s='DROP TABLE users'; PREPARE p FROM @s; EXECUTE p\"", True),
    ("mysql -e \"PREPARE p FROM 'DROP TABLE users'; EXECUTE p\"", False),
    ("mysql -e 'DROP TABLE users -- an old one'", False),
)


@pytest.mark.parametrize(("command", "hidden"), HIDDEN)
def test_a_statement_is_hidden_from_its_reader(command: str, hidden: bool) -> None:
    env = {"HOME": "/home/nobody-is-here", "PATH": "/usr/bin:/bin"}
    verdict = check(Proposal(text=command, dialect="bash", cwd="/", env=env))
    assert verdict.decision == ("deny" if hidden else "ask")
    assert any("disguised" in finding.vector.marks for finding in verdict.findings) is hidden
