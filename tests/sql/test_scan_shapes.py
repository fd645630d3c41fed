"""Statements in shapes of their own: templates, labels, brackets, routines that are called, no separators."""

from __future__ import annotations

import pytest

from guard.sql.acts import Act
from guard.sql.scan import Scan, scan, weight
from guard.sql.tokens import HOLE


def acts(text: str, dialect: str) -> list[tuple[str, str]]:
    """Kind and name of what counts."""
    quiet = ("read", "session", "transaction", "create", "call")
    return [(a.kind, a.name) for a in scan(text, dialect) if a.kind not in quiet and not a.rolled_back]


SELF_MADE = "CREATE FUNCTION f() RETURNS void AS 'DELETE FROM t' LANGUAGE sql; "
BODY = "CREATE PROCEDURE p() AS 'BEGIN DELETE FROM t; END' LANGUAGE plpgsql; "
SHAPES = [
    ("SELECT * FROM {{ table }}", "postgres", [("unknown", "")]),
    ("DELETE FROM ${T}", "postgres", [("delete", "$"), ("unknown", "")]),
    ("SELECT '{}'::json", "postgres", []),
    ("SELECT {fn now()}", "mysql", []),
    (SELF_MADE + "SELECT f()", "postgres", [("delete", "t")]),
    (SELF_MADE + "SELECT g()", "postgres", []),
    (SELF_MADE + "SELECT f", "postgres", []),
    (BODY + "CALL p()", "postgres", [("delete", "t")]),
    ("lbl: DELETE FROM t", "mysql", [("delete", "t")]),
    ("(DELETE FROM t)", "postgres", [("delete", "t")]),
    ("((SELECT 1))", "postgres", []),
    ("/", "oracle", []),
    ("12", "postgres", [("unknown", "")]),
    ("frobnicate x", "postgres", [("unknown", "")]),
    ("SELECT 1 DROP TABLE t", "tsql", [("drop", "t")]),
    ("SELECT 1 DROP TABLE t", "mssql", [("drop", "t")]),
    ("SELECT 1 DROP TABLE t", "sqlserver", [("drop", "t")]),
    ("SELECT 1 DROP TABLE t", "postgres", []),
    ("SELECT a.drop FROM t", "tsql", []),
    ("BEGIN; DROP TABLE t; ROLLBACK", "mysql", [("drop", "t")]),
    ("BEGIN; DROP TABLE t; ROLLBACK", "postgres", []),
    ("BEGIN; DELETE FROM t; COMMIT", "postgres", [("delete", "t")]),
    ("SELECT `a`; DROP TABLE t", "", [("drop", "t")]),
]


@pytest.mark.parametrize(("text", "dialect", "expected"), SHAPES)
def test_what_a_shape_of_its_own_does(text: str, dialect: str, expected: list[tuple[str, str]]) -> None:
    assert acts(text, dialect) == expected


def nested(depth: int) -> str:
    """A DROP in so many texts that are executed."""
    text = "DROP TABLE t"
    for _ in range(depth):
        text = "EXECUTE IMMEDIATE '" + text.replace("'", "''") + "'"
    return text


WITH_REASONS = [
    pytest.param("FROBNICATE x", "postgres", "a statement that begins with FROBNICATE", id="an unknown head"),
    pytest.param("x" * 40, "postgres", "a statement that begins with " + "x" * 30, id="a long one"),
    pytest.param("lbl x: SELECT 1", "mysql", "a statement that begins with lbl", id="no label"),
    pytest.param("'a' DROP", "postgres", "a statement that begins with 'a", id="a string"),
    pytest.param(f"{HOLE}x", "postgres", "a statement that begins with ⟨unresolved⟩", id="an unresolved head"),
    pytest.param(f"SELECT {HOLE}", "postgres", "a part of the SQL could not be resolved", id="an unresolved part"),
    pytest.param("SELECT {{ x }}", "postgres", "a template that is filled in later", id="a template"),
    pytest.param("SELECT 'x", "postgres", "a string that does not end", id="a string without end"),
    pytest.param(nested(7), "oracle", "SQL nested too deeply in strings", id="texts in seven texts"),
    pytest.param(
        "WITH a AS (" * 42 + "SELECT 1" + ") SELECT 1" * 42, "postgres", "a statement nested too deeply in others",
        id="statements in 42 statements",
    ),
    pytest.param("SELECT " + "1," * 12_000, "tsql", "what may follow in so long a statement", id="too long a one"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "dialect", "reason"), WITH_REASONS)
def test_the_unknown_says_why(text: str, dialect: str, reason: str) -> None:
    (act,) = [act for act in scan(text, dialect) if act.kind == "unknown" and act.detail == reason]
    assert act.object == "statement"


def test_what_is_unresolved_is_said_besides_what_is_known() -> None:
    assert [a.kind for a in scan(f"DROP TABLE t{HOLE}")] == ["drop", "unknown"]
    assert [a.detail for a in scan("DELETE FROM {{ t }}")] == ["a DELETE without a table"], (
        "one doubt is enough"
    )


def test_texts_in_texts_are_read_to_a_depth() -> None:
    assert [a.kind for a in scan(nested(6), "oracle")] == ["drop"]
    assert [a.kind for a in scan(nested(7), "oracle")] == ["unknown"]


def test_statements_in_statements_are_read_to_a_depth() -> None:
    def deep(depth: int) -> str:
        return "WITH a AS (" * depth + "DELETE FROM t" + ") SELECT 1" * depth

    assert acts(deep(40), "postgres") == [("delete", "t")]
    assert ("delete", "t") not in acts(deep(41), "postgres")
    assert ("delete", "t") not in acts("SELECT 1; " * 100 + deep(41), "postgres"), (
        "what came before lends no room"
    )
    many = "SELECT 1; " * 100 + "DROP TABLE t"
    assert acts(many, "postgres") == [("drop", "t")], "what comes after is not nested"


TEMPLATES = [
    ("SELECT {{ x }}", True), ("SELECT {% if x %} 1", True), ("SELECT ${x}", True), ("SELECT a${x}", True),
    ("SELECT #{x}", True), ("{x} SELECT", False), ("SELECT {x}", False), ("SELECT % {x}", False),
    ("SELECT 5 % 2", False), ("SELECT { {x}", True), ("SELECT 1 % {x}", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "templated"), TEMPLATES)
def test_braces_that_no_server_reads(text: str, templated: bool) -> None:
    reasons = [a.detail for a in scan(text, "postgres")]
    assert ("a template that is filled in later" in reasons) is templated


def test_each_act_says_where_its_statement_begins() -> None:
    found = scan("SELECT 1; DROP TABLE a; SELECT {{ x }}; DROP TABLE b; FROBNICATE; SELECT 'x")
    assert [(a.kind, a.start) for a in found] == [
        ("read", 0), ("drop", 10), ("read", 24), ("unknown", 24), ("drop", 40), ("unknown", 54), ("read", 66),
        ("unknown", 66),
    ]  # fmt: skip
    assert [a.start for a in scan("SELECT 1; SELECT " + "1," * 12_000, "tsql")] == [0, 10, 10]


OWN = [
    pytest.param("CREATE TABLE t (a int); DROP TABLE t", True, id="made before"),
    pytest.param("CREATE TABLE T (a int); DROP TABLE t", True, id="in other letters"),
    pytest.param("CREATE TABLE IF NOT EXISTS t (a int); DROP TABLE t", False, id="perhaps there before"),
    pytest.param("CREATE TABLE u (a int); DROP TABLE t", False, id="another"),
    pytest.param("DROP TABLE t; CREATE TABLE t (a int)", False, id="made after"),
    pytest.param("DROP TEMPORARY TABLE t", True, id="a temporary one"),
    pytest.param("SELECT 1; DROP TEMPORARY TABLE t", True, id="a temporary one later"),
    pytest.param("BACKUP DATABASE d; PURGE BINARY LOGS TO 'x'", False, id="without names"),
]


@pytest.mark.parametrize(("text", "own"), OWN)
def test_what_a_text_made_is_its_own(text: str, own: bool) -> None:
    assert [a.own for a in scan(text, "mysql") if a.kind == "drop"] == [own]


def test_a_block_that_is_sent_by_a_slash() -> None:
    assert acts("SELECT 1;\n/\n", "") == []
    assert acts("/ x", "") == [("unknown", "")]


@pytest.mark.parametrize(
    ("command", "place"),
    [("\\c", "production"), ("\\connect", "production"), ("\\C", "production"), ("\\i", "")],
)
def test_a_client_that_connects_elsewhere_takes_the_rest_along(command: str, place: str) -> None:
    found = scan(f"{command} production\nDROP TABLE t", "postgres", "psql")
    assert [(a.kind, a.name, a.detail) for a in found] == [
        ("client", command, "production"),
        ("drop", "t", ""),
    ]
    assert dict(found[1].moved).get("dbname", "") == place


def test_only_what_counts_is_said_to_land_somewhere() -> None:
    found = scan("USE production; SELECT 1; CREATE TABLE t (a int); DROP TABLE u", "mysql")
    assert [(a.kind, bool(a.moved)) for a in found] == [
        ("session", False), ("read", False), ("create", False), ("drop", True),
    ]  # fmt: skip


def test_use_is_a_word_like_others_where_it_begins_no_statement() -> None:
    found = scan("SELECT * FROM t USE INDEX (i); DROP TABLE x", "mysql")
    assert [(a.kind, a.moved) for a in found] == [("read", ()), ("drop", ())]


def test_a_text_in_a_text_knows_the_variables_and_files_around_it() -> None:
    text = "DECLARE @s varchar(9) = 'DROP TABLE t'; EXEC('EXEC(@s)')"
    assert acts(text, "tsql") == [("drop", "t")]
    reading = Scan("sqlite")
    reading.attached["live"] = (("path", "app.db"),)
    assert [a.moved for a in reading.inner("DROP TABLE live.t")] == [(("path", "app.db"),)]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((Act("drop"),), 2), ((Act("unknown"),), 1), ((Act("read"), Act("insert")), 0),
        ((Act("drop", rolled_back=True),), 0), ((Act("drop", own=True),), 0), ((Act("grant", own=True),), 2),
        ((Act("drop"), Act("unknown"), Act("delete")), 5), ((), 0),
    ],
)  # fmt: skip
def test_how_much_a_reading_changes(found: tuple[Act, ...], expected: int) -> None:
    assert weight(found) == expected
