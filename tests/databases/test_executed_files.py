"""Statements executed on databases that are files, sqlite3 and DuckDB: what changed was predicted.

Nothing that was there may change without a prediction that takes something, and nothing predicted as a read may
change anything: rows, objects, or files beside the database.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from guard.sql.acts import QUIET
from guard.sql.scan import scan

ADDING = frozenset(("insert", "create", "copy-to-file", "client"))
SETUP = """
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT);
INSERT INTO users VALUES (1, 'a', 'a@x'), (2, 'b', 'b@x');
CREATE TABLE logs (id INTEGER PRIMARY KEY, note TEXT);
INSERT INTO logs VALUES (1, 'x'), (2, 'y'), (3, 'z');
CREATE VIEW names AS SELECT name FROM users;
CREATE INDEX by_name ON users (name);
"""
BOTH = [
    "SELECT 1", "SELECT * FROM users", "VALUES (1), (2)", "SELECT 'DROP TABLE users'", "EXPLAIN DELETE FROM users",
    "DELETE FROM logs", "DELETE FROM logs WHERE id = 1", "DELETE FROM logs WHERE 1 = 1", "DELETE FROM logs WHERE note = 'x'",
    "UPDATE users SET name = 'q'", "UPDATE users SET name = 'q' WHERE id = 2", "INSERT INTO logs VALUES (9, 'n')",
    "INSERT OR REPLACE INTO logs VALUES (1, 'n')", "INSERT INTO logs VALUES (1, 'n') ON CONFLICT (id) DO UPDATE SET note = 'm'",
    "INSERT INTO logs VALUES (1, 'n') ON CONFLICT DO NOTHING", "DROP TABLE logs", "DROP TABLE IF EXISTS nope", "DROP VIEW names",
    "DROP INDEX by_name", "ALTER TABLE logs DROP COLUMN note", "ALTER TABLE users ADD COLUMN age INTEGER", "ALTER TABLE logs RENAME TO l2",
    "ALTER TABLE logs RENAME COLUMN note TO n2", "WITH d AS (SELECT 1) DELETE FROM logs", "WITH d AS (SELECT 1) SELECT * FROM d",
    "BEGIN; DELETE FROM logs; ROLLBACK", "BEGIN; DELETE FROM logs; COMMIT", "BEGIN; DROP TABLE logs; ROLLBACK", "SELECT 1; DELETE FROM logs",
    "CREATE TABLE fresh (a INTEGER)", "CREATE TABLE copied AS SELECT * FROM users", "CREATE TEMP TABLE t (a INTEGER); DROP TABLE t",
    "/* DELETE FROM logs */ SELECT 1", "SELECT 1 -- ; DELETE FROM logs", "SELECT '\\'; DELETE FROM logs; --'", 'DELETE FROM "logs"',
    "DELETE/**/FROM/**/logs", "DR/**/OP TABLE logs", "VACUUM", "ANALYZE", "CREATE VIEW v2 AS SELECT 1",
    "ATTACH 'other.db' AS o; SELECT * FROM o.things", "ATTACH 'other.db' AS o; DELETE FROM o.things", "ATTACH 'other.db' AS o; DROP TABLE o.things",
]  # fmt: skip
SQLITE = [
    *BOTH, "REPLACE INTO logs VALUES (1, 'r')", "UPDATE OR IGNORE users SET id = 1", "DELETE FROM [logs]", "DELETE FROM `logs`",
    "PRAGMA table_info(users)", "PRAGMA user_version = 7", "PRAGMA foreign_keys = OFF", "REINDEX", "CREATE TRIGGER g AFTER INSERT ON logs BEGIN DELETE FROM users; END",
    "CREATE TRIGGER g AFTER INSERT ON logs BEGIN DELETE FROM users; END; INSERT INTO logs VALUES (7, 'x')", "DELETE FROM logs LIMIT 1",
    "SAVEPOINT s; DELETE FROM logs; ROLLBACK TO s; RELEASE s", "SELECT 1 \n.tables", ".dump", ".shell rm other.db", ".output out.txt\nSELECT 1;",
    ".once out.txt\nSELECT 1;", ".read wipe.sql", ".open other.db\nDELETE FROM things;", ".save saved.db", ".import rows.csv logs", ".quit\nDROP TABLE logs;",
    "EXPLAIN QUERY PLAN DELETE FROM logs", "DELETE FROM logs RETURNING id", "SELECT writefile('out.txt', 'x')", "SELECT load_extension('x')",
]  # fmt: skip
DUCKDB = [
    *BOTH, "FROM users", "TRUNCATE logs", "DROP SCHEMA IF EXISTS nope CASCADE", "CREATE OR REPLACE TABLE logs (a INTEGER)", "CREATE OR REPLACE VIEW names AS SELECT 1",
    "EXPLAIN ANALYZE DELETE FROM logs", "DELETE FROM logs USING users WHERE logs.id = users.id", "COPY users TO 'out.csv'", "COPY logs FROM 'rows.csv'",
    "PREPARE p AS DELETE FROM logs; EXECUTE p", "PREPARE p AS SELECT 1; EXECUTE p", "DESCRIBE users", "SUMMARIZE users", "SHOW TABLES", "PIVOT logs ON note USING count(*)",
    "SELECT $$; DELETE FROM logs; $$", "CHECKPOINT", "SET threads = 1", "EXPORT DATABASE 'exported'", "INSERT INTO logs BY NAME SELECT 9 AS id, 'x' AS note",
    "UPDATE users SET name = l.note FROM logs l WHERE l.id = users.id", "CREATE MACRO m(a) AS a + 1", "CREATE SEQUENCE s", "USE main", "CALL pragma_version()",
    "DELETE FROM main.logs", "ATTACH 'other.db' AS o; USE o; DELETE FROM things", "ATTACH 'other.db'; DELETE FROM other.things", "CREATE OR REPLACE TABLE fresh AS SELECT 1 AS a",
]  # fmt: skip


def folder_of(tmp_path: Path) -> set[str]:
    """Every file beside the databases by its content."""
    return {
        f"file {path.relative_to(tmp_path)} {hashlib.sha1(path.read_bytes()).hexdigest()}"
        for path in tmp_path.rglob("*")
        if path.is_file() and not path.name.endswith((".db", ".wal", "-journal", ".tmp"))
    }  # fmt: skip


def compare(statement: str, dialect: str, client: str, before: set[str], after: set[str]) -> None:
    acts = [a for a in scan(statement, dialect, client) if a.kind not in QUIET and not a.rolled_back]
    gone, new = before - after, after - before
    strong = [
        a.kind for a in acts if a.kind not in ADDING or (a.kind == "client" and a.name in CLIENT_WRITES)
    ]
    if any(not line.startswith(GROWN) for line in gone) and not strong:
        raise AssertionError(f"was there and was not predicted to change: {gone}")
    if new and not any(
        a.kind not in ("read", "session", "transaction") for a in scan(statement, dialect, client)
    ):
        raise AssertionError(f"is new and was not predicted: {new}")


GROWN = ("length ", "columns ")
"""What changes where something is only added."""
CLIENT_WRITES = ("\\!", "\\i", "\\o", "\\save", "\\import", "\\restore")
"""Lines of a client that its own module judges."""


def tables(rows: list[tuple[str, str]], all_of: object) -> set[str]:
    found = set()
    for name, sql in rows:
        if name == "sqlite_stat1":  # what ANALYZE counts
            continue
        found.add(f"object {name}")
        found.add(f"columns {name} {sql}")
        found.update(all_of(name))  # type: ignore[operator]
    return found


def spread(statements: list[str]) -> list[object]:
    """Every second statement in an ordinary run, all of them in a slow one."""
    return [
        pytest.param(s, marks=pytest.mark.xfail(reason="a trigger's body is not laid on what fires it"))
        if s in KNOWN
        else s if n % 2 == 0 else pytest.param(s, marks=pytest.mark.slow)
        for n, s in enumerate(statements)
    ]  # fmt: skip


KNOWN = (
    "CREATE TRIGGER g AFTER INSERT ON logs BEGIN DELETE FROM users; END; INSERT INTO logs VALUES (7, 'x')",
)
"""Known limits, strict."""


# -------------------------------------------------------------------------------------- sqlite3


def sqlite_state(tmp_path: Path) -> set[str]:
    found = folder_of(tmp_path)
    for file in ("main.db", "other.db"):
        if not (tmp_path / file).exists():
            continue
        with sqlite3.connect(tmp_path / file) as link:
            rows = link.execute("SELECT name, coalesce(sql, '') FROM sqlite_master").fetchall()

            def all_of(name: str, link: sqlite3.Connection = link, file: str = file) -> set[str]:
                try:
                    return {f"row {file} {name} {row}" for row in link.execute(f'SELECT * FROM "{name}"')}
                except sqlite3.Error:
                    return set()

            found |= {
                f"{file} {line}" if line.startswith("object") else line for line in tables(rows, all_of)
            }
        link.close()
    return found


@pytest.mark.parametrize("statement", spread(SQLITE))
def test_sqlite_changes_nothing_that_was_not_predicted(tmp_path: Path, statement: str) -> None:
    if shutil.which("sqlite3") is None:
        pytest.skip("needs the program sqlite3")
    for file, text in (
        ("main.db", SETUP),
        ("other.db", "CREATE TABLE things (a); INSERT INTO things VALUES (1);"),
    ):
        with sqlite3.connect(tmp_path / file) as link:
            link.executescript(text)
        link.close()
    (tmp_path / "rows.csv").write_text("11,p\n")
    (tmp_path / "wipe.sql").write_text("DELETE FROM logs;\n")
    before = sqlite_state(tmp_path)
    assert len(before) > 15
    text = statement if statement.endswith("\n") else statement + ("\n" if statement[:1] == "." else ";\n")
    subprocess.run(
        ["sqlite3", "main.db"],
        input=text,
        text=True,
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=60,
    )
    compare(text, "sqlite", "sqlite", before, sqlite_state(tmp_path))


# --------------------------------------------------------------------------------------- DuckDB


def duckdb_state(tmp_path: Path) -> set[str]:
    import duckdb

    found = folder_of(tmp_path)
    for file in ("main.db", "other.db"):
        link = duckdb.connect(str(tmp_path / file))
        rows = link.execute("SELECT table_name, table_type FROM information_schema.tables").fetchall()
        rows += link.execute("SELECT sequence_name, '' FROM duckdb_sequences()").fetchall()
        rows += link.execute("SELECT index_name, '' FROM duckdb_indexes()").fetchall()
        columns = link.execute(
            "SELECT table_name || '.' || column_name, '' FROM information_schema.columns"
        ).fetchall()

        def all_of(name: str, link: object = link, file: str = file) -> set[str]:
            try:
                return {
                    f"row {file} {name} {row}" for row in link.execute(f'SELECT * FROM "{name}"').fetchall()
                }  # type: ignore[attr-defined]
            except duckdb.Error:
                return set()

        found |= {
            f"{file} {line}" if line.startswith("object") else line for line in tables(rows + columns, all_of)
        }
        link.close()
    return found


@pytest.mark.parametrize("statement", spread(DUCKDB))
def test_duckdb_changes_nothing_that_was_not_predicted(tmp_path: Path, statement: str) -> None:
    duckdb = pytest.importorskip("duckdb", reason="needs the package duckdb")
    for file, text in (
        ("main.db", SETUP),
        ("other.db", "CREATE TABLE things (a INT); INSERT INTO things VALUES (1);"),
    ):
        link = duckdb.connect(str(tmp_path / file))
        link.execute(text)
        link.close()
    (tmp_path / "rows.csv").write_text("id,note\n11,p\n")
    before = duckdb_state(tmp_path)
    assert len(before) > 15
    link = duckdb.connect(str(tmp_path / "main.db"))
    link.execute(f"SET file_search_path = '{tmp_path}'")
    for name in ("out.csv", "rows.csv", "other.db", "exported"):
        statement = statement.replace(f"'{name}'", f"'{tmp_path}/{name}'")
    with contextlib.suppress(duckdb.Error):
        link.execute(statement)
    link.close()
    compare(statement, "duckdb", "", before, duckdb_state(tmp_path))
