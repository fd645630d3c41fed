"""The record that a tool keeps in an SQLite file: read as bytes, as SQLite itself wrote it, and believed only so far."""

from __future__ import annotations

import importlib.util
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from guard.model import Proposal, Verdict
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from guard.targets.sqlite_rows import columns_of, rows_of
from guard.world import World
from tests.databases.test_pending_migrations import DROP_COLUMN, project

# --------------------------------------------------------------------------------- reading the file


def made(path: Path, statements: str, rows: list[tuple[object, ...]], page: int, encoding: str) -> None:
    with sqlite3.connect(path) as base:
        base.execute(f"PRAGMA page_size = {page}")
        base.execute(f"PRAGMA encoding = '{encoding}'")
        base.executescript(statements)
        base.executemany(f"INSERT INTO t VALUES ({','.join('?' * 4)})", rows)
    base.close()


def some(seed: int, count: int) -> list[tuple[object, ...]]:
    at = random.Random(seed)

    def value() -> object:
        kind = at.randrange(7)
        if kind == 0:
            return None
        if kind < 4:
            return at.choice((0, 1, -1, 127, -129, 40_000, -9_000_000, 2**40, -(2**62)))
        if kind == 6:
            return at.randbytes(at.randrange(40))
        return "".join(at.choice("ab_ü€𝄞") for _ in range(at.choice((0, 3, 30, 700, 5000))))

    return [(number, value(), value(), value()) for number in range(count)]


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
@pytest.mark.parametrize("page", [512, 4096, 65536])
@pytest.mark.parametrize("count", [0, 1, 900])
def test_the_rows_are_those_that_sqlite_wrote(tmp_path: Path, page: int, encoding: str, count: int) -> None:
    path = tmp_path / "x.db"
    rows = some(page + count, count)
    statements = "CREATE TABLE other (a); CREATE INDEX i ON other (a); CREATE VIEW v AS SELECT 1; CREATE TABLE t (a, \"b c\" TEXT DEFAULT (1), [c], d, UNIQUE (a, d));"  # fmt: skip
    made(path, statements, rows, page, encoding)
    with sqlite3.connect(path) as base:
        written = base.execute('SELECT d, a, "b c" FROM t').fetchall()
    base.close()
    assert rows_of(str(path), "t", ("d", "a", "b c"), World()) == written
    assert rows_of(str(path), "t", ("nothing",), World()) is None
    assert rows_of(str(path), "v", ("a",), World()) is None


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT DEFAULT ('x, y'), CHECK (a > 0))", ["a", "b"]),
        ('CREATE TABLE "t" ("a b" DECIMAL(10, 2) NOT NULL, `c`, [d e], CONSTRAINT k UNIQUE ("a b"))', ["a b", "c", "d e"]),
        ("CREATE TABLE t (primary_key, checked)", ["primary_key", "checked"]),
        ("CREATE TABLE t", []),
    ],
)  # fmt: skip
def test_columns_are_named_as_the_statement_names_them(sql: str, names: list[str]) -> None:
    assert columns_of(sql) == names


def test_what_is_being_written_has_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("CREATE TABLE t (a)")
    base.execute("INSERT INTO t VALUES (1)")
    base.commit()
    assert rows_of(str(path), "t", ("a",), World()) is None
    base.close()
    assert rows_of(str(path), "t", ("a",), World()) == [(1,)]


def test_a_table_without_row_ids_has_no_answer(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as base:
        base.execute("CREATE TABLE t (a PRIMARY KEY) WITHOUT  ROWID")
    base.close()
    assert rows_of(str(tmp_path / "x.db"), "t", ("a",), World()) is None


def test_damage_anywhere_is_an_answer_or_none(tmp_path: Path) -> None:
    """Bytes that are changed, cut off, or lead in a circle raise nothing and do not go on for ever."""
    path = tmp_path / "x.db"
    made(path, "CREATE TABLE t (a, b, c, d)", some(1, 300), 512, "UTF-8")
    whole = path.read_bytes()
    at = random.Random(7)
    for turn in range(400):
        data = bytearray(whole)
        for _ in range(at.randrange(1, 6)):
            data[at.randrange(len(data))] = at.randrange(256)
        path.write_bytes(bytes(data[: at.randrange(len(data))] if turn % 5 == 0 else data))
        found = rows_of(str(path), "t", ("a",), World())
        assert found is None or isinstance(found, list)


# ------------------------------------------------------------------------- what follows from it


def verdict(folder: Path, command: str, **env: str) -> Verdict:
    home = str(folder.parent)
    around = {"HOME": home, "PATH": "/usr/bin:/bin", **env}
    return judge(Proposal(text=command, cwd=str(folder), env=around), World(home), NoSession(), Config())


def recorded(folder: Path, database: str, statements: str) -> None:
    path = folder / database
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as base:
        base.executescript(statements)
    base.close()


RB = "class B < ActiveRecord::Migration[7.1]\n  def change\n    remove_column :users, :email\n  end\nend"
ALEMBIC = "from alembic import op\nrevision = '{0}'\ndown_revision = {1}\ndef upgrade():\n    op.drop_column('users', 'email')\n"
PRISMA = 'datasource db {\n  provider = "sqlite"\n  url = env("DATABASE_URL")\n}\n'
URL = "sqlite:///dev.db"
TOOLS = [
    pytest.param("npx prisma migrate deploy", {"prisma/schema.prisma": PRISMA, "prisma/migrations/2_b/migration.sql": DROP_COLUMN}, "file:./dev.db", "prisma/dev.db",
                 "CREATE TABLE _prisma_migrations (id TEXT PRIMARY KEY, migration_name TEXT, finished_at DATETIME, rolled_back_at DATETIME);",
                 "INSERT INTO _prisma_migrations VALUES ('x', '2_b', {0}, NULL);", ("1700000000", "NULL"), id="prisma"),
    pytest.param("alembic upgrade head", {"alembic/versions/b.py": ALEMBIC.format("b", "'a'"), "alembic.ini": f"[alembic]\nsqlalchemy.url = {URL}\n"}, URL, "dev.db",
                 "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);", "INSERT INTO alembic_version VALUES ({0});", ("'b'", "'a'"), id="alembic"),
    pytest.param("alembic upgrade head", {"alembic/versions/b.py": ALEMBIC.format("b", "'a'"), "alembic/versions/c.py": "revision = 'c'\ndown_revision = 'b'\n", "alembic.ini": f"[alembic]\nsqlalchemy.url = {URL}\n"}, URL, "dev.db",
                 "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);", "INSERT INTO alembic_version VALUES ({0});", ("'c'", "'a'"), id="alembic, a later revision"),
    pytest.param("bin/rails db:migrate", {"db/migrate/2_b.rb": RB, "bin/rails": ""}, "sqlite3:dev.db", "dev.db",
                 "CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY);", "INSERT INTO schema_migrations VALUES ({0});", ("'2'", "'20'"), id="rails"),
    pytest.param("dbmate up", {"db/migrations/2_b.sql": "-- migrate:up\n" + DROP_COLUMN}, "sqlite:dev.db", "dev.db",
                 "CREATE TABLE schema_migrations (version varchar(128) primary key);", "INSERT INTO schema_migrations VALUES ({0});", ("'2'", "'1'"), id="dbmate"),
    pytest.param("sqlx migrate run", {"migrations/2_b.sql": DROP_COLUMN}, "sqlite:dev.db", "dev.db",
                 "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT, success BOOLEAN);", "INSERT INTO _sqlx_migrations VALUES (2, 'b', {0});", ("1", "0"), id="sqlx"),
    pytest.param("npx knex migrate:latest", {"migrations/2_b.js": "exports.up = k => k.schema.alterTable('users', t => { t.dropColumn('email') })"}, URL, "dev.db",
                 "CREATE TABLE knex_migrations (id integer not null primary key autoincrement, name varchar(255), batch integer);", "INSERT INTO knex_migrations VALUES (1, {0}, 1);", ("'2_b.js'", "'2_a.js'"), id="knex"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "files", "url", "database", "table", "row", "values"), TOOLS)
def test_a_new_file_that_was_applied_here_interrupts_nobody(
    tmp_path: Path, command: str, files: dict[str, str], url: str, database: str, table: str, row: str, values: tuple[str, str]
) -> None:  # fmt: skip
    folder = project(tmp_path, {}, files)
    recorded(folder, database, table)
    assert verdict(folder, command, DATABASE_URL=url).decision == "ask", "it is in no record"
    recorded(folder, database, row.format(values[0]))
    answer = verdict(folder, command, DATABASE_URL=url)
    assert answer.decision == "allow", answer.summary


@pytest.mark.parametrize(("command", "files", "url", "database", "table", "row", "values"), TOOLS)
def test_another_row_or_one_that_failed_changes_nothing(
    tmp_path: Path, command: str, files: dict[str, str], url: str, database: str, table: str, row: str, values: tuple[str, str]
) -> None:  # fmt: skip
    folder = project(tmp_path, {}, files)
    recorded(folder, database, table + row.format(values[1]))
    assert verdict(folder, command, DATABASE_URL=url).decision == "ask"


@pytest.mark.skipif(importlib.util.find_spec("django") is None, reason="needs django (the dev extra)")
def test_django_itself_writes_what_is_read(tmp_path: Path) -> None:
    """The real tool makes the record: before it ran the migration asks, behind it nothing does."""
    operations = "from django.db import migrations, models\nclass Migration(migrations.Migration):\n    dependencies = {0}\n    operations = [{1}]\n"
    make = "migrations.CreateModel(name='Users', fields=[('id', models.AutoField(primary_key=True)), ('email', models.TextField())])"
    files = {
        "manage.py": "import os, sys\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_settings')\n"
        "from django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n",
        "site_settings.py": "from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent\nINSTALLED_APPS = ['shop']\n"
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': BASE_DIR / 'db.sqlite3'}}\nSECRET_KEY = 'x'\n",
        "shop/__init__.py": "", "shop/migrations/__init__.py": "",
        "shop/migrations/0001_a.py": operations.format("[]", make),
        "shop/migrations/0002_b.py": operations.format("[('shop', '0001_a')]", "migrations.RemoveField(model_name='users', name='email')"),
    }  # fmt: skip
    folder = project(tmp_path, {}, files)
    first = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run([*first, "shop", "0001"], cwd=folder, check=True, timeout=120)
    assert verdict(folder, "python manage.py migrate").decision == "ask"
    subprocess.run(first, cwd=folder, check=True, timeout=120)
    answer = verdict(folder, "python manage.py migrate")
    assert answer.decision == "allow", answer.summary
