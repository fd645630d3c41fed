"""SQL that is read in parts: the same acts as of the whole, in bounded memory, whatever the cuts."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guard.model import Proposal, Verdict
from guard.pipeline import judge
from guard.policy.config import Config
from guard.programs import sql_streams
from guard.session.interface import NoSession
from guard.sql import stream
from guard.sql.acts import OF_OWN, QUIET, Act
from guard.sql.scan import scan
from guard.sql.stream import dialect_of_dump, scan_parts
from guard.world import World

DUMP = """-- PostgreSQL database dump
SET statement_timeout = 0;
CREATE TABLE public.users (id integer, name text);
COPY public.users (id, name) FROM stdin;
1\tDROP TABLE a;
2\t\\N
\\.

INSERT INTO public.users (id, name) VALUES (1, 'it''s; DROP TABLE b;'), (2, NULL);
INSERT INTO public.users VALUES (3, 'x') ON CONFLICT DO NOTHING;
/* DROP TABLE c; */ -- DROP TABLE d;
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM e; END $$;
BEGIN; DELETE FROM g; ROLLBACK;
UPDATE h SET a = 'b' WHERE id = 3;
DROP TABLE IF EXISTS i;
DELETE FROM j;
"""
MYSQL = """-- MySQL dump 10.13
/*!40101 SET NAMES utf8 */;
DROP TABLE IF EXISTS `users`;
CREATE TABLE `users` (id int);
LOCK TABLES `users` WRITE;
INSERT INTO `users` VALUES (1,'a\\'; DROP TABLE a; -- '),(2,'b\\\\'),(3,_binary 'c');
UNLOCK TABLES;
DELIMITER ;;
CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW BEGIN DELETE FROM b; END ;;
DELIMITER ;
TRUNCATE c;
"""


def kept(acts: tuple[Act, ...]) -> set[tuple[object, ...]]:
    return {
        (act.kind, act.object, act.name.lower(), act.bound, act.detail)
        for act in acts
        if act.kind not in QUIET and not act.rolled_back and not (act.own and act.kind in OF_OWN)
    }


def cut(text: str, places: list[int]) -> Iterator[str]:
    at = 0
    for place in sorted(places):
        yield text[at:place]
        at = place
    yield text[at:]


@pytest.mark.parametrize(
    ("text", "dialect", "client"), [pytest.param(DUMP, "postgres", "psql", id="PostgreSQL"),
                                    pytest.param(MYSQL, "mysql", "mysql", id="MySQL")],
)  # fmt: skip
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_cuts_change_nothing(text: str, dialect: str, client: str, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=12))
    before, stream.AIM = stream.AIM, data.draw(st.integers(1, 400))
    try:
        assert kept(scan_parts(cut(text, places), dialect, client)) == kept(scan(text, dialect, client))
    finally:
        stream.AIM = before


PIECES = st.sampled_from([
    "SELECT 1;\n", "DROP TABLE a;\n", "INSERT INTO t VALUES (1, 'x;');\n", "INSERT INTO t VALUES (1), (setval('s', 1));\n",
    "DELETE FROM b WHERE id = 1;\n", "COPY t FROM stdin;\n1\tDROP TABLE z;\n\\.\n", "-- DROP TABLE y;\n", "/* ;\n */\n",
    "INSERT INTO t SELECT * FROM u;\n", "DO $$ BEGIN TRUNCATE c; END $$;\n", "\\! true\n", "\n", "INSERT INTO t (a) VALUES ('",
    "');\n", "BEGIN;\n", "ROLLBACK;\n", "COMMIT;\n", "UPDATE d SET a = 1;\n", "'", '"', "$$", "é 'ü';\n", "\\.\n",
    "INSERT INTO t VALUES ('\\'); DROP TABLE q; --');\n",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    parts=st.lists(PIECES, max_size=14),
    size=st.integers(1, 60),
    dialect=st.sampled_from(["postgres", "mysql"]),
)
def test_any_text_comes_to_the_same_in_parts(parts: list[str], size: int, dialect: str) -> None:
    text = "".join(parts)
    client = "psql" if dialect == "postgres" else "mysql"
    before, stream.AIM = stream.AIM, 1
    try:
        chunks = [text[at : at + size] for at in range(0, len(text), size)]
        assert kept(scan_parts(chunks, dialect, client)) >= kept(scan(text, dialect, client))
    finally:
        stream.AIM = before


def test_rows_of_literals_hide_nothing_in_either_way_of_quoting() -> None:
    text = "INSERT INTO t VALUES ('\\'); DROP TABLE x; --');\n"
    assert kept(scan_parts([text], "postgres")) == {("drop", "table", "x", "", "")}
    assert kept(scan_parts([text], "mysql")) == set()


def test_a_function_among_the_rows_is_seen() -> None:
    text = "INSERT INTO t VALUES (1), (lo_unlink(5));\n"
    assert {act.kind for act in scan_parts([text])} == {"delete"}


def test_a_statement_without_an_end_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LONGEST", 10_000)
    found = scan_parts(("x\n" * 5_000 for _ in range(10)), "postgres")
    assert [act.kind for act in found] == ["unknown"]


def test_very_many_different_acts_are_summed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "KEPT", 50)
    found = scan_parts([f"DROP TABLE t{number};\n" for number in range(200)])
    assert len(found) == 51
    assert found[-1].detail == "150 further statements that write"


def test_memory_does_not_grow_with_the_text() -> None:
    row = "1\tsome name DROP TABLE x;\t2026-01-01\n" * 30_000

    def parts() -> Iterator[str]:
        yield "COPY t FROM stdin;\n"
        for _ in range(60):
            yield row
        yield "\\.\nDROP TABLE users;\n"

    tracemalloc.start()
    found = scan_parts(parts())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [act.name for act in found] == ["users"]
    assert peak < 12 * len(row), "the text is 60 rows' length and must not be held"


def test_a_hundred_thousand_statements_are_read() -> None:
    found = scan_parts("UPDATE t SET a = 1 WHERE id = 7;\n" * 1000 for _ in range(100))
    assert kept(found) == {("update", "table", "t", "key", "")}


@pytest.mark.parametrize(
    ("head", "dialect"),
    [("-- PostgreSQL database dump\n", "postgres"), ("-- MySQL dump 10.13", "mysql"), ("SELECT 1", ""),
     ("PRAGMA foreign_keys=OFF;", "sqlite")],
)  # fmt: skip
def test_a_dump_says_whose_it_is(head: str, dialect: str) -> None:
    assert dialect_of_dump(head) == dialect


# -------------------------------------------------------------------------------- through the door


def verdict(folder: Path, command: str, patience: float | None = None) -> Verdict:
    world = World(str(folder))
    world.patience = patience
    env = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
    return judge(Proposal(text=command, cwd=str(folder), env=env), world, NoSession(), Config())


ROWS = "INSERT INTO t VALUES (1, 'some text that is long enough to fill a file');\n" * 70_000
"""More than the 4 MiB that are read at once."""


@pytest.mark.parametrize(
    ("tail", "decision"),
    [
        pytest.param("DROP TABLE users;\n", "deny", id="a drop at the end"),
        pytest.param("SELECT 1;\n", "allow", id="none"),
    ],
)
@pytest.mark.parametrize(
    "command",
    ["psql -h prod-db.acme.com app -f big.sql", "psql -h prod-db.acme.com app < big.sql", "cat big.sql | psql -h prod-db.acme.com app",
     "mysql -h prod-db.acme.com app < big.sql", "pv big.sql | mysql -h prod-db.acme.com app"],
)  # fmt: skip
def test_a_long_file_is_read_to_its_end(tmp_path: Path, command: str, tail: str, decision: str) -> None:
    (tmp_path / "big.sql").write_text(ROWS + tail)
    assert verdict(tmp_path, command).decision == decision


PACKED = [
    pytest.param("zcat d.gz | psql -h prod-db.acme.com app", "d.gz", gzip.compress, id="gzip"),
    pytest.param("gunzip -c d.gz | mysql -h prod-db.acme.com app", "d.gz", gzip.compress, id="gunzip -c"),
    pytest.param("gzip -dc d.gz | psql -h prod-db.acme.com app", "d.gz", gzip.compress, id="gzip -dc"),
    pytest.param("bzcat d.bz2 | psql -h prod-db.acme.com app", "d.bz2", bz2.compress, id="bzip2"),
    pytest.param("xz -dc d.xz | psql -h prod-db.acme.com app", "d.xz", lzma.compress, id="xz"),
]


@pytest.mark.parametrize(("command", "name", "pack"), PACKED)
def test_a_packed_file_is_read(tmp_path: Path, command: str, name: str, pack: object) -> None:
    (tmp_path / name).write_bytes(pack(b"SELECT 1;\nDROP TABLE users;\n"))  # type: ignore[operator]
    answer = verdict(tmp_path, command)
    assert answer.decision == "deny"
    assert "users" in answer.summary
    (tmp_path / name).write_bytes(pack(b"INSERT INTO t VALUES (1);\n"))  # type: ignore[operator]
    assert verdict(tmp_path, command).decision == "allow"


@pytest.mark.parametrize(("command", "name", "pack"), PACKED)
def test_a_second_member_of_a_packed_file_is_read_too(
    tmp_path: Path, command: str, name: str, pack: object
) -> None:
    (tmp_path / name).write_bytes(pack(b"SELECT 1;\n") + pack(b"DROP TABLE users;\n"))  # type: ignore[operator]
    assert "users" in verdict(tmp_path, command).summary


BAD = [
    pytest.param("d.gz", gzip.compress(b"DROP TABLE users;\n" * 500)[:-40] + b"\0" * 32, id="a damaged one"),
    pytest.param("d.gz", b"\x28\xb5\x2f\xfd" + b"\0" * 50, id="packed in another way"),
]


@pytest.mark.parametrize(("name", "data"), BAD)
def test_what_cannot_be_unpacked_asks_and_names_the_file(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    answer = verdict(tmp_path, f"zcat {name} | psql app_dev")
    assert answer.decision == "ask"
    assert name in answer.summary


def test_a_file_that_unpacks_without_end_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_streams, "UNPACKED_LIMIT", 1_000_000)
    (tmp_path / "d.gz").write_bytes(gzip.compress(b"SELECT 1;\n" * 500_000))
    answer = verdict(tmp_path, "zcat d.gz | psql app_dev")
    assert answer.decision == "ask"
    assert "d.gz" in answer.summary


def test_a_hook_that_has_no_time_asks_and_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "big.sql").write_text(ROWS)
    answer = verdict(tmp_path, "psql app_dev -f big.sql", patience=0.0)
    assert answer.decision == "ask"
    assert "big.sql" in answer.summary


def test_a_file_that_is_missing_asks_and_is_named(tmp_path: Path) -> None:
    answer = verdict(tmp_path, "psql app_dev -f nowhere.sql")
    assert answer.decision == "ask"
    assert "nowhere.sql" in answer.summary


def test_a_file_that_changes_while_it_is_read_asks(tmp_path: Path) -> None:
    path = tmp_path / "big.sql"
    path.write_text(ROWS)
    world = World(str(tmp_path))
    world.patience = None

    def changed(name: str, done: int, total: int) -> None:
        with path.open("a") as file:
            file.write("DROP TABLE users;\n")
        world.progress = lambda *_: None

    world.progress = changed
    proposal = Proposal(text="psql app_dev -f big.sql", cwd=str(tmp_path), env={"HOME": str(tmp_path)})
    answer = judge(proposal, world, NoSession(), Config())
    assert answer.decision == "ask"
    assert "changed while it was read" in answer.summary or "users" in answer.summary


def test_progress_is_told_for_a_long_file(tmp_path: Path) -> None:
    (tmp_path / "big.sql").write_text(ROWS)
    world = World(str(tmp_path))
    told: list[tuple[str, int, int]] = []
    world.progress = lambda *said: told.append(said)
    proposal = Proposal(text="psql app_dev -f big.sql", cwd=str(tmp_path), env={"HOME": str(tmp_path)})
    judge(proposal, world, NoSession(), Config())
    assert told[-1][1] == told[-1][2] == len(ROWS)
    assert len(told) >= 4


TEMPLATED = [
    "SELECT * FROM {{ ref('x') }}", "DELETE FROM {{ t }}", "{% if x %} DROP TABLE a {% endif %}", "TRUNCATE ${table}",
    "DELETE FROM %s", "DELETE FROM :table", "#{sql}", "${DROP_SQL}", "{{ config() }} select 1", "UPDATE t SET a = {{ b }}",
]  # fmt: skip


@pytest.mark.parametrize("text", TEMPLATED)
def test_templated_statements_are_unknown(text: str) -> None:
    assert any(act.kind == "unknown" for act in scan(text, ""))


PARAMETERS = ["DELETE FROM t WHERE id = :id", "DELETE FROM t WHERE id = $1", "DELETE FROM t WHERE id = ?",
              "UPDATE t SET a = %s WHERE id = %s", "SELECT {'a': 1}", "SELECT {id:UInt8}"]  # fmt: skip


@pytest.mark.parametrize("text", PARAMETERS)
def test_parameters_are_values(text: str) -> None:
    assert not any(act.kind == "unknown" for act in scan(text, ""))
