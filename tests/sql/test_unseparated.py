"""Transact-SQL without ``;``: where a statement ends, and which heads belong to the statement before them."""

from __future__ import annotations

import pytest

from guard.sql.scan import scan
from guard.sql.unseparated import by_database, following


def said(text: str, dialect: str = "tsql") -> list[str]:
    """Each act that counts as ``kind name bound``, as often as it is found."""
    quiet = ("read", "session", "transaction", "insert")
    found = [a for a in scan(text, dialect) if a.kind not in quiet and not (a.rolled_back or a.own)]
    return [" ".join(word for word in (a.kind, a.name or a.object, a.bound) if word) for a in found]


BOUNDARIES = [
    pytest.param("SET NOCOUNT ON DELETE FROM users", ["delete users none"], id="behind SET … ON"),
    pytest.param("SELECT 1 DROP TABLE t", ["drop t"], id="a drop behind a read"),
    pytest.param("SELECT 1 TRUNCATE TABLE t", ["truncate t"], id="a truncate"),
    pytest.param("SELECT 1 UPDATE t SET a = 1", ["update t none"], id="an update"),
    pytest.param("SELECT 1 MERGE t USING s ON 1=1 WHEN MATCHED THEN DELETE", ["merge t"], id="a merge"),
    pytest.param("SELECT 1 ALTER TABLE t DROP COLUMN c", ["alter-drop t.c"], id="an alter"),
    pytest.param("SELECT 1 EXEC('DROP TABLE t')", ["drop t"], id="EXEC of a string"),
    pytest.param("SELECT 1 EXECUTE('DROP TABLE t')", ["drop t"], id="EXECUTE of a string"),
    pytest.param("SELECT 1 GRANT CONTROL ON t TO u", ["grant u"], id="a grant"),
    pytest.param("SELECT 1 REVOKE SELECT ON t FROM u", ["grant u"], id="a revoke"),
    pytest.param("SELECT 1 DENY SELECT ON t TO u", ["grant u"], id="a deny"),
    pytest.param("SELECT 1 KILL 5", ["stop 5"], id="a kill"),
    pytest.param("SELECT 1 SHUTDOWN", ["stop server"], id="a shutdown"),
    pytest.param("SELECT 1 RESTORE DATABASE d FROM x", ["restore d"], id="a restore"),
    pytest.param("SELECT 1 DBCC SHRINKDATABASE", ["maintenance server"], id="DBCC"),
    pytest.param("SELECT 1 CREATE LOGIN x WITH PASSWORD = 'a'", ["grant x"], id="a new login"),
    pytest.param("INSERT INTO t VALUES (1) DELETE FROM u", ["delete u none"], id="behind an insert"),
    pytest.param("INSERT INTO t EXEC('DROP TABLE u')", ["drop u"], id="an insert of what a text answers"),
    pytest.param(
        "DROP TABLE a DROP TABLE b DROP TABLE c", ["drop a", "drop b", "drop c"], id="three in a row"
    ),
    pytest.param(
        " ".join(f"DROP TABLE t{n}" for n in range(60)), [f"drop t{n}" for n in range(60)], id="sixty"
    ),
    pytest.param(
        "GRANT SELECT ON t TO u DROP TABLE t", ["grant u", "drop t"], id="behind the name that gets a right"
    ),
    pytest.param("GRANT DELETE, UPDATE ON t TO u", ["grant u"], id="the rights themselves"),
    pytest.param(
        "REVOKE INSERT ON t FROM u DELETE FROM t", ["grant u", "delete t none"], id="FROM ends them too"
    ),
    pytest.param(
        "DENY DELETE ON t TO u UPDATE t SET a = 1", ["grant u", "update t none"], id="DENY has them too"
    ),
    pytest.param("GRANT CREATE TABLE TO u WITH GRANT OPTION", ["grant u"], id="the right to pass it on"),
    pytest.param("GRANT SELECT", ["grant privileges"], id="a grant without anybody"),
    pytest.param(
        "ALTER TABLE t ADD c int DROP TABLE u",
        ["alter t.c", "drop u"],
        id="a drop behind an alter of another",
    ),
    pytest.param(
        "ALTER TABLE t ADD c int DELETE FROM u", ["alter t.c", "delete u none"], id="a delete behind it"
    ),
    pytest.param("ALTER TABLE t DROP COLUMN c", ["alter-drop t.c"], id="the column of an alter"),
    pytest.param("ALTER TABLE t DROP CONSTRAINT c", ["alter t"], id="its constraint"),
    pytest.param("ALTER TABLE t DROP c", ["alter-drop t.c"], id="a name alone"),
    pytest.param("ALTER TABLE t ALTER COLUMN c int", ["alter t"], id="its column's type"),
    pytest.param("ALTER ROLE r DROP MEMBER m", ["grant r"], id="a member of a role"),
    pytest.param("ALTER LOGIN l DROP CREDENTIAL c", ["grant l"], id="a credential of a login"),
    pytest.param("ALTER ASSEMBLY a DROP FILE ALL", ["alter a"], id="a file of an assembly"),
    pytest.param(
        "ALTER PARTITION FUNCTION f() MERGE RANGE (1)", ["alter FUNCTION"], id="two ranges that are made one"
    ),
    pytest.param(
        "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c(d) ON DELETE CASCADE ON UPDATE CASCADE",
        ["alter a.FOREIGN"],
        id="what a foreign key does",
    ),
    pytest.param("CREATE INDEX i ON t (a) DROP TABLE t", ["create i", "drop t"], id="behind a new index"),
    pytest.param("CREATE TABLE t (a int REFERENCES b ON DELETE CASCADE)", ["create t"], id="in parentheses"),
    pytest.param(
        "CREATE SECURITY POLICY p ADD BLOCK PREDICATE f(x) ON t AFTER UPDATE, ADD BLOCK PREDICATE f(x) ON t "
        "BEFORE DELETE",
        ["create p"],
        id="when a policy blocks",
    ),
    pytest.param("CREATE PROC p AS DELETE FROM t", ["create p"], id="the body of a procedure"),
    pytest.param("CREATE OR ALTER PROC p AS DELETE FROM t", ["replace p"], id="that may be there already"),
    pytest.param("ALTER PROCEDURE p AS SELECT 1 DELETE FROM t", ["alter p"], id="of one that is changed"),
    pytest.param(
        "CREATE TRIGGER g ON t FOR DELETE AS DROP TABLE u", ["create g"], id="the body of a trigger"
    ),
    pytest.param(
        "CREATE FUNCTION f() RETURNS int AS BEGIN DELETE FROM t END", ["create f"], id="of a function"
    ),
    pytest.param("CREATE TRIGGER g ON t FOR DELETE AS BEGIN DROP TABLE u END", ["create g"], id="in a block"),
    pytest.param("CREATE VIEW v AS SELECT 1 DROP TABLE t", ["create v"], id="what a view selects"),
    pytest.param("SELECT * FROM a INNER MERGE JOIN b ON a.id = b.id", [], id="a hint for a join"),
    pytest.param("SELECT 1 UNION SELECT 2 OPTION (MERGE UNION)", [], id="a hint for a union"),
    pytest.param(
        "MERGE t USING s ON a = b WHEN MATCHED THEN UPDATE SET a = 1", ["merge t"], id="a merge's own"
    ),
    pytest.param("SELECT a.drop, b.update FROM t", [], id="columns"),
    pytest.param("SELECT 1 AS delete", [], id="another name"),
    pytest.param("EXEC p @a = delete, update", ["call p"], id="words that are handed to a procedure"),
    pytest.param("EXECUTE AS USER = 'x' SELECT 1", ["call AS"], id="in whose name"),
    pytest.param(
        "DECLARE c CURSOR FOR SELECT a FROM t FOR UPDATE OF a", [], id="a cursor that may change rows"
    ),
    pytest.param(
        "DELETE FROM users SELECT * FROM audit WHERE id = 7",
        ["delete users none"],
        id="the WHERE of another read",
    ),
    pytest.param(
        "DELETE FROM users UPDATE t SET a = 1 WHERE id = 7",
        ["delete users none", "update t key"],
        id="the WHERE of another update",
    ),
    pytest.param(
        "DELETE FROM users INSERT INTO log SELECT 1 WHERE id = 7",
        ["delete users none"],
        id="that of an insert",
    ),
    pytest.param(
        "UPDATE users SET a = 1 SELECT 1 WHERE 1 = 2", ["update users none"], id="a WHERE behind an update"
    ),
    pytest.param(
        "DELETE FROM users WHERE id = 7 SELECT @@ROWCOUNT", ["delete users key"], id="its own WHERE"
    ),
    pytest.param(
        "DELETE FROM t WHERE id IN (SELECT id FROM u)",
        ["delete t partial"],
        id="a read in parentheses is its own",
    ),
    pytest.param("SELECT (1) DROP TABLE t", ["drop t"], id="parentheses that are closed"),
    pytest.param("WITH x AS (SELECT 1 a) SELECT * FROM x DROP TABLE t", ["drop t"], id="behind a WITH"),
    pytest.param("WITH x AS (SELECT 1 a) DELETE FROM x", ["delete x none"], id="what a WITH deletes, once"),
]


@pytest.mark.parametrize(("text", "expected"), BOUNDARIES)
def test_where_a_statement_ends(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize("dialect", ["tsql", "mssql", "sqlserver", "TSQL", "SqlServer"])
def test_every_name_of_the_server_is_read_alike(dialect: str) -> None:
    assert said("DELETE FROM [a b] DROP TABLE t", dialect) == ["delete a b none", "drop t"]


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite", "oracle"])
def test_other_servers_want_a_separator(dialect: str) -> None:
    assert said("SELECT 1 DROP TABLE t", dialect) == []


UNDER_CONDITIONS = [
    pytest.param("IF 1 = 1 GRANT CONTROL ON DATABASE::d TO u", ["grant u"], id="a grant"),
    pytest.param("IF 1 = 1 SHUTDOWN", ["stop server"], id="a shutdown"),
    pytest.param("WHILE 1 = 1 KILL 5", ["stop 5"], id="in a loop"),
    pytest.param("IF EXISTS (SELECT 1 FROM t) DROP TABLE t", ["drop t"], id="behind parentheses"),
    pytest.param("IF 1 = 1 SELECT 1 DROP TABLE t", ["drop t"], id="behind the statement that is conditional"),
    pytest.param("IF 1 = 1 BEGIN DENY SELECT ON t TO u END", ["grant u"], id="in a block"),
    pytest.param("IF 1 = 1 BEGIN SELECT 1 DROP TABLE t END", ["drop t", "drop t"], id="later in a block"),
    pytest.param("IF 1 = 1 BEGIN GRANT DELETE ON t TO u END", ["grant u"], id="a right in a block"),
    pytest.param(
        "IF 1 = 1 BEGIN EXECUTE sp_executesql N'DROP TABLE t' END", ["drop t"], id="a text in a block"
    ),
    pytest.param("IF 1 = 1 SELECT 1 ELSE DROP TABLE t", ["drop t"], id="behind ELSE"),
    pytest.param("IF 1 = 1 MERGE INTO t USING s ON 1=1 WHEN MATCHED THEN DELETE", ["merge t"], id="a merge"),
    pytest.param("IF 1 = 1 SELECT 1 ELSE PRINT 'x'", [], id="reads on both sides"),
    pytest.param("IF 1 = 1 INSERT INTO t VALUES (1)", [], id="rows that are added"),
    pytest.param("DECLARE @x int DROP TABLE users", ["drop users"], id="behind a declaration"),
    pytest.param("DECLARE @x int = 1 DELETE FROM users", ["delete users none"], id="behind a value"),
    pytest.param("DECLARE @s varchar(9) = 'DROP TABLE t' EXEC(@s)", ["drop t"], id="a text that is declared"),
    pytest.param("DECLARE @s varchar(9) = 'DROP TABLE t'; EXEC(@s)", ["drop t"], id="and executed later"),
    pytest.param("DECLARE @s varchar(9) = 'SELECT 1' EXEC(@s)", [], id="one that reads"),
    pytest.param(
        "DECLARE s varchar = 'SELECT 1'; EXEC(s)", ["dynamic statement"], id="no variable of the server"
    ),
    pytest.param("DECLARE @s = 1; EXEC(@s)", ["dynamic statement"], id="a value that is no text"),
    pytest.param("DECLARE c CURSOR FOR SELECT 1 DROP TABLE t", ["drop t"], id="behind a cursor"),
    pytest.param("DECLARE c CURSOR", [], id="a cursor for nothing"),
]


@pytest.mark.parametrize(("text", "expected"), UNDER_CONDITIONS)
def test_what_is_conditional_counts(text: str, expected: list[str]) -> None:
    assert sorted(set(said(text))) == sorted(set(expected))


PERHAPS_MADE = [
    pytest.param("CREATE TABLE t (a int) DROP TABLE t", True, id="made for certain"),
    pytest.param(
        "IF OBJECT_ID('t') IS NULL CREATE TABLE t (a int); DROP TABLE t", False, id="made under an IF"
    ),
    pytest.param(
        "IF 1 = 1 BEGIN CREATE TABLE t (a int) END; DROP TABLE t", False, id="in a block under an IF"
    ),
    pytest.param(
        "BEGIN TRY CREATE TABLE t (a int) END TRY; DROP TABLE t", True, id="tried: the first is certain"
    ),
    pytest.param("DROP TABLE #t", True, id="a temporary table"),
    pytest.param("DECLARE @t TABLE (a int) DELETE FROM @t", True, id="a variable that holds rows"),
    pytest.param("DROP TABLE ##t", False, id="one that all sessions share"),
    pytest.param("DROP TABLE t", False, id="made by nobody here"),
]


@pytest.mark.parametrize(("text", "own"), PERHAPS_MADE)
def test_what_may_not_have_been_made_is_not_its_own(text: str, own: bool) -> None:
    assert [act.own for act in scan(text, "tsql") if act.kind in ("drop", "delete")] == [own]


def test_staged_files_of_another_server_are_no_variable() -> None:
    assert [act.own for act in scan("REMOVE @stage", "snowflake")] == [False]


ELSEWHERE = [
    pytest.param("PRINT 'a' USE production DROP TABLE t", [("drop", "production")], id="a drop behind USE"),
    pytest.param(
        "DROP TABLE a USE other DROP TABLE b", [("drop", ""), ("drop", "other")], id="not the one before it"
    ),
    pytest.param("use production DROP TABLE t", [("drop", "production")], id="USE comes first"),
    pytest.param("SELECT 1 OPTION (USE HINT ('x')) DROP TABLE t", [("drop", "")], id="a hint"),
    pytest.param("SELECT a.use FROM t DROP TABLE t", [("drop", "")], id="a column"),
    pytest.param(
        "EXEC('USE production; DROP TABLE t')", [("drop", "production")], id="in a text that is executed"
    ),
    pytest.param(
        "USE dev; EXEC('USE production; DROP TABLE t')", [("drop", "production")], id="the inner one counts"
    ),
    pytest.param(
        "USE dev; EXEC('DROP TABLE t')", [("drop", "dev")], id="the outer one where there is no inner"
    ),
]


@pytest.mark.parametrize(("text", "expected"), ELSEWHERE)
def test_use_takes_what_follows_elsewhere(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(a.kind, dict(a.moved).get("dbname", "")) for a in scan(text, "tsql") if a.kind == "drop"]
    assert found == expected


def test_a_text_that_was_cut_off_is_not_called_read() -> None:
    long = "SELECT " + "1," * 12_000 + "1 "
    assert [a.kind for a in scan(long + "DROP TABLE users", "tsql")][-1] == "unknown"
    assert [a.kind for a in scan("SELECT " + "1," * 9_000 + "1 DROP TABLE users", "tsql")] == ["read", "drop"]
    assert [a.kind for a in scan(long, "postgres")] == ["read"]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("A B", 2),
        ("A DROP", 1),
        ("DROP", 1),
        ("A ( DROP ) DROP", 4),
        ("A . DROP B DELETE", 4),
        ("A DROP DELETE", 1),
    ],
)
def test_the_place_of_the_next_statement(text: str, at: int) -> None:
    assert following(text.split()) == at


def test_the_search_goes_on_from_a_place() -> None:
    assert following(["A", "DROP", "B", "DELETE"], 2) == 3


def test_a_text_is_cut_at_use_alone() -> None:
    assert list(by_database(["a", "USE", "b", "(", "USE", ")", "c", "use", "d", "Use", "e"])) == [
        ["a"], ["USE", "b", "(", "USE", ")", "c"], ["use", "d"], ["Use", "e"],
    ]  # fmt: skip
    assert list(by_database(["USE", "b"])) == [["USE", "b"]]
