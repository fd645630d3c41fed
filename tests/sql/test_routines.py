"""Functions and procedures that the same text makes: read where they are called, not where they are made."""

from __future__ import annotations

import pytest

from guard.sql.scan import scan


def said(text: str, dialect: str = "postgres") -> list[str]:
    """Each act that counts as ``kind name bound``, calls left out."""
    quiet = ("read", "session", "transaction", "insert", "create", "call")
    found = [a for a in scan(text, dialect) if a.kind not in quiet and not a.rolled_back]
    return [" ".join(word for word in (a.kind, a.name, a.bound) if word) for a in found]


F = "CREATE FUNCTION f() RETURNS void AS 'DELETE FROM t' LANGUAGE sql; "
CALLED = [
    pytest.param("", "f", False, id="it is made alone"),
    pytest.param("SELECT f()", "f", True, id="in a SELECT"),
    pytest.param('SELECT "f"()', "f", True, id="by its quoted name"),
    pytest.param("SELECT F()", "f", True, id="in capitals"),
    pytest.param("SELECT public.f()", "public.f", True, id="with its schema"),
    pytest.param("SELECT f()", "public.f", True, id="without it"),
    pytest.param("SELECT g()", "f", False, id="another one"),
    pytest.param("SELECT f", "f", False, id="a column of that name"),
    pytest.param("INSERT INTO x SELECT f()", "f", True, id="in an INSERT"),
    pytest.param("INSERT INTO f (a) VALUES (1)", "f", False, id="a table of that name"),
    pytest.param("UPDATE x SET a = f() WHERE id = 1", "f", True, id="in an UPDATE"),
    pytest.param("EXPLAIN SELECT f()", "f", False, id="in a plan"),
    pytest.param("EXPLAIN ANALYZE SELECT f()", "f", True, id="in a plan that is carried out"),
    pytest.param("DO $$ BEGIN PERFORM f(); END $$", "f", True, id="in a block"),
    pytest.param("DO $$ BEGIN x := f(); END $$", "f", True, id="as a value in a block"),
    pytest.param("DO $$ BEGIN x := g(); END $$", "f", False, id="another one in a block"),
    pytest.param("WITH x AS (SELECT f()) SELECT 1", "f", True, id="in a CTE"),
    pytest.param("CALL f()", "f", True, id="as a procedure"),
    pytest.param("DROP FUNCTION f()", "f", False, id="it is dropped"),
    pytest.param("COMMENT ON FUNCTION f() IS 'x'", "f", False, id="it is described"),
]


@pytest.mark.parametrize(("text", "name", "deletes"), CALLED)
def test_where_a_call_counts(text: str, name: str, deletes: bool) -> None:
    found = said(F.replace("f()", f"{name}()") + text)
    assert ("delete t none" in found) is deletes


BODIES = [
    pytest.param(
        "postgres", "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$DELETE FROM t$$", id="in dollars"
    ),
    pytest.param(
        "postgres",
        "CREATE FUNCTION f() RETURNS int AS 'BEGIN DELETE FROM t; END' LANGUAGE plpgsql",
        id="a block",
    ),
    pytest.param(
        "postgres",
        "CREATE FUNCTION f() RETURNS int AS ' declare a int; begin DELETE FROM t; end' LANGUAGE plpgsql",
        id="with declarations",
    ),
    pytest.param(
        "postgres",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC DELETE FROM t; SELECT 1; END",
        id="BEGIN ATOMIC",
    ),
    pytest.param(
        "postgres",
        "CREATE FUNCTION f(a text DEFAULT 'SELECT a text that is longer than the body') RETURNS void "
        "AS 'DELETE FROM t' LANGUAGE sql",
        id="beside a longer text",
    ),
    pytest.param(
        "postgres",
        "CREATE FUNCTION f() RETURNS SETOF t AS 'BEGIN RETURN QUERY DELETE FROM t RETURNING *; END' LANGUAGE plpgsql",
        id="an answer that deletes",
    ),
    pytest.param(
        "postgres",
        "CREATE FUNCTION f() RETURNS void AS 'DELETE FROM t' LANGUAGE sql; "
        "CREATE FUNCTION f(a int) RETURNS void AS 'SELECT 1' LANGUAGE sql",
        id="another of the same name is made later",
    ),
    pytest.param(
        "postgres",
        "CREATE FUNCTION f() RETURNS void AS 'SELECT g(); SELECT f()' LANGUAGE sql; "
        "CREATE FUNCTION g() RETURNS void AS 'DELETE FROM t' LANGUAGE sql",
        id="through another one, and itself",
    ),
    pytest.param(
        "mysql", "CREATE FUNCTION f() RETURNS INT BEGIN DELETE FROM t; RETURN 1; END", id="MySQL's block"
    ),
    pytest.param(
        "mysql", "CREATE FUNCTION f() BEGIN INSERT INTO a VALUES (1); DELETE FROM t; END", id="its second"
    ),
    pytest.param("mysql", "CREATE FUNCTION f() RETURNS INT DELETE FROM t", id="MySQL's single statement"),
    pytest.param("tsql", "CREATE FUNCTION f() AS DELETE FROM t\nGO\n", id="Transact-SQL's single statement"),
]


@pytest.mark.parametrize(("dialect", "made"), BODIES)
def test_every_way_of_writing_a_body_is_read(dialect: str, made: str) -> None:
    client = "sqlcmd" if dialect == "tsql" else ""
    assert not [a for a in scan(made, dialect, client) if a.kind == "delete"]
    found = scan(made + "; SELECT f()", dialect, client)
    assert [(a.name, a.bound) for a in found if a.kind == "delete"] == [("t", "none")]


@pytest.mark.parametrize(
    "made",
    [
        pytest.param("CREATE FUNCTION f() RETURNS int AS 'SELECT 1' LANGUAGE sql", id="a read"),
        pytest.param("CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1", id="an expression"),
        pytest.param(
            "CREATE FUNCTION f() RETURNS int AS 'BEGIN RETURN 1; END' LANGUAGE plpgsql", id="a block"
        ),
        pytest.param(
            "CREATE FUNCTION f() AS ' begin x := 1; y := 2; RETURN x; end' LANGUAGE plpgsql", id="values"
        ),
        pytest.param(
            "CREATE FUNCTION f() AS 'DECLARE x int; BEGIN x := 1; y := 2; END'", id="declared values"
        ),
        pytest.param("CREATE FUNCTION f() RETURNS int AS '' LANGUAGE sql", id="nothing"),
    ],
)
def test_a_body_that_reads_is_quiet(made: str) -> None:
    assert said(made + "; SELECT f()") == []


def test_of_a_body_only_what_counts_is_told() -> None:
    made = "CREATE FUNCTION f() AS 'SELECT 1; INSERT INTO a VALUES (1); DELETE FROM t' LANGUAGE sql; "
    assert [a.kind for a in scan(made + "SELECT f()")] == ["create", "delete"]


def test_a_call_that_is_taken_back_does_not_use_up_the_next() -> None:
    assert said(F + "BEGIN; SELECT f(); ROLLBACK") == []
    assert said(F + "BEGIN; SELECT f(); ROLLBACK; SELECT f()") == ["delete t none"]


def test_a_procedure_by_its_name_alone() -> None:
    text = "CREATE PROC p AS DELETE FROM t\nGO\nEXEC dbo.p @a = 1"
    assert [(a.kind, a.name) for a in scan(text, "tsql", "sqlcmd") if a.kind not in ("create", "read")] == [
        ("call", "dbo.p"), ("delete", "t"),
    ]  # fmt: skip
    made = "CREATE PROCEDURE p() DELETE FROM t; "
    assert [a.kind for a in scan(made + "CALL p", "mysql")] == ["create", "call", "delete"]
    assert [a.kind for a in scan(made + "CALL q", "mysql")] == ["create", "call"]
    assert [a.kind for a in scan("CALL setval('s', 1)")] == ["admin"]


def test_routines_that_call_each_other_many_times_have_an_end() -> None:
    made = [f"CREATE FUNCTION f{n}() AS 'SELECT {', '.join([f'f{n + 1}()'] * 30)}';" for n in range(30)]
    text = "".join(made) + "CREATE FUNCTION f4() AS 'DELETE FROM t'; SELECT f0()"
    assert "delete" in {a.kind for a in scan(text)}
    assert said("".join(made) + "SELECT f0()") == ["unknown"]
