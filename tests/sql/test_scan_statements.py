"""What the scanner says about statements: a table per dialect, dangers beside their near misses."""

from __future__ import annotations

import pytest

from guard.sql.scan import scan


def said(text: str, dialect: str = "postgres", client: str = "") -> list[str]:
    """Each act that counts as ``kind object name bound``, short."""
    found = []
    for act in scan(text, dialect, client):
        if act.kind in ("read", "session", "transaction") or act.rolled_back:
            continue
        words = [act.kind, act.name or act.object, act.bound]
        found.append(" ".join(word for word in words if word))
    return found


POSTGRES = [
    pytest.param("SELECT 1", [], id="a query reads"),
    pytest.param("SELECT 'DROP TABLE x'", [], id="SQL in a literal is data"),
    pytest.param("SELECT $$DROP TABLE x; DELETE FROM y$$", [], id="SQL in a dollar-quoted literal is data"),
    pytest.param('SELECT "drop" FROM "delete from"', [], id="keywords as quoted names are names"),
    pytest.param("-- DROP TABLE x\nSELECT 1", [], id="a line comment is nothing"),
    pytest.param("/* a /* nested */ DROP TABLE x */ SELECT 1", [], id="comments nest"),
    pytest.param("SELECT 1 /* x */; DROP TABLE users", ["drop users"], id="a stacked drop is seen"),
    pytest.param("SELECT '\\'; DROP TABLE x; --'", ["drop x"], id="a backslash does not escape"),
    pytest.param("SELECT E'\\'; DROP TABLE x; --'", [], id="in an E string it does"),
    pytest.param("DR/**/OP TABLE users", ["unknown statement"], id="a keyword cut by a comment is unknown"),
    pytest.param(
        "drop table if exists a, b.c cascade", ["drop a", "drop b.c"], id="each dropped table is named"
    ),
    pytest.param("DELETE FROM users", ["delete users none"], id="a delete without WHERE"),
    pytest.param("DELETE FROM users WHERE id = 7", ["delete users key"], id="a delete by key"),
    pytest.param(
        "DELETE FROM users WHERE users.id = $1", ["delete users key"], id="a delete by a key parameter"
    ),
    pytest.param(
        "DELETE FROM users WHERE id IN (1, 2, 3)", ["delete users key"], id="a delete by a few keys"
    ),
    pytest.param(
        "DELETE FROM users WHERE id IN (SELECT id FROM x)", ["delete users partial"], id="by a subquery"
    ),
    pytest.param(
        "DELETE FROM users WHERE id = 7 OR 1=1", ["delete users tautology"], id="OR with a tautology"
    ),
    pytest.param(
        "DELETE FROM users WHERE id = 7 OR name = 'x'", ["delete users partial"], id="OR loses the key"
    ),
    pytest.param("DELETE FROM users WHERE 1=1", ["delete users tautology"], id="1=1"),
    pytest.param("DELETE FROM users WHERE true", ["delete users tautology"], id="true"),
    pytest.param("DELETE FROM users WHERE NOT false", ["delete users tautology"], id="NOT false"),
    pytest.param("DELETE FROM users WHERE ('a' = 'a')", ["delete users tautology"], id="equal literals"),
    pytest.param(
        "DELETE FROM users WHERE name = name", ["delete users tautology"], id="a column equals itself"
    ),
    pytest.param(
        "DELETE FROM users WHERE id IS NOT NULL", ["delete users tautology"], id="a key is never null"
    ),
    pytest.param(
        "DELETE FROM users WHERE email IS NOT NULL", ["delete users partial"], id="another column may be"
    ),
    pytest.param("DELETE FROM users WHERE id > 0", ["delete users tautology"], id="a key above zero"),
    pytest.param("DELETE FROM users WHERE id > 100", ["delete users partial"], id="a key above a hundred"),
    pytest.param(
        "DELETE FROM users WHERE x IS NULL OR x IS NOT NULL", ["delete users tautology"], id="null or not"
    ),
    pytest.param("DELETE FROM s WHERE created_at < now()", ["delete s tautology"], id="made before now"),
    pytest.param("DELETE FROM s WHERE expires_at < now()", ["delete s partial"], id="expired before now"),
    pytest.param(
        "DELETE FROM s WHERE created_at < now() - interval '30 days'",
        ["delete s partial"],
        id="older than a month",
    ),
    pytest.param("DELETE FROM s WHERE name LIKE '%'", ["delete s tautology"], id="LIKE everything"),
    pytest.param("DELETE FROM s WHERE EXISTS (SELECT 1)", ["delete s tautology"], id="EXISTS of a constant"),
    pytest.param("DELETE FROM s USING t WHERE s.id = t.sid", ["delete s partial"], id="a join is not a key"),
    pytest.param("UPDATE users SET email = null", ["update users none"], id="an update without WHERE"),
    pytest.param(
        "UPDATE users SET a = (SELECT 1 WHERE true)", ["update users none"], id="a WHERE inside is no bound"
    ),
    pytest.param("UPDATE users SET email = 'x' WHERE id = 3", ["update users key"], id="an update by key"),
    pytest.param("TRUNCATE a, b", ["truncate a", "truncate b"], id="a truncate of two"),
    pytest.param(
        "WITH x AS (DELETE FROM users RETURNING *) SELECT * FROM x",
        ["delete users none"],
        id="a CTE that deletes",
    ),
    pytest.param(
        "WITH x AS MATERIALIZED (UPDATE u SET a=1 RETURNING 1) SELECT 1",
        ["update u none"],
        id="a CTE that updates",
    ),
    pytest.param("WITH x AS (SELECT 1) SELECT * FROM x", [], id="a CTE that reads"),
    pytest.param("WITH x AS (SELECT 1) DELETE FROM t", ["delete t none"], id="a delete after a CTE"),
    pytest.param(
        "INSERT INTO a WITH d AS (DELETE FROM b RETURNING *) SELECT * FROM d",
        ["insert a", "delete b none"],
        id="an insert from a CTE that deletes",
    ),
    pytest.param("EXPLAIN DELETE FROM users", [], id="EXPLAIN only plans"),
    pytest.param("EXPLAIN ANALYZE DELETE FROM users", ["delete users none"], id="EXPLAIN ANALYZE executes"),
    pytest.param(
        "EXPLAIN (COSTS, ANALYZE true) DELETE FROM users", ["delete users none"], id="in parentheses too"
    ),
    pytest.param("EXPLAIN (ANALYZE false) DELETE FROM users", [], id="unless it is switched off"),
    pytest.param(
        "PREPARE p AS DELETE FROM users; EXECUTE p",
        ["delete users none", "delete users none"],
        id="a prepared statement",
    ),
    pytest.param("EXECUTE p", ["dynamic statement"], id="a statement prepared elsewhere is unknown"),
    pytest.param("DO $$ BEGIN DELETE FROM users; END $$", ["delete users none"], id="a DO body runs"),
    pytest.param("DO $$ BEGIN IF x THEN TRUNCATE t; END IF; END $$", ["truncate t"], id="behind an IF too"),
    pytest.param(
        "DO $$ BEGIN EXECUTE 'DROP ' || 'TABLE t'; END $$", ["drop t"], id="joined literals are read"
    ),
    pytest.param(
        "DO $$ BEGIN EXECUTE 'DROP TABLE ' || t; END $$", ["dynamic statement"], id="a computed text is not"
    ),
    pytest.param("DO $$ BEGIN PERFORM 1; RAISE NOTICE 'x'; END $$", [], id="a harmless DO body"),
    pytest.param(
        "DO LANGUAGE plpython3u $$ import os $$", ["dynamic code"], id="a DO body in another language"
    ),
    pytest.param(
        "CREATE FUNCTION f() RETURNS void AS $$ DELETE FROM users $$ LANGUAGE sql",
        ["create f"],
        id="a function's body is not run by defining it",
    ),
    pytest.param(
        "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC DELETE FROM u; END; SELECT 1",
        ["create f"],
        id="BEGIN ATOMIC is a body",
    ),
    pytest.param(
        "CREATE TRIGGER t BEGIN; DROP TABLE users;",
        ["create t", "drop users"],
        id="BEGIN hides nothing where no body is",
    ),
    pytest.param(
        "CREATE TABLE t (id int); INSERT INTO t VALUES (1)", ["create t", "insert t"], id="making and filling"
    ),
    pytest.param("SELECT * INTO copy FROM users", ["create copy"], id="SELECT INTO makes a table"),
    pytest.param("COPY users TO STDOUT", [], id="COPY out reads"),
    pytest.param("COPY users FROM STDIN", ["insert users"], id="COPY in adds"),
    pytest.param(
        "COPY users FROM stdin;\nDROP TABLE x;\n\\.\nSELECT 1;", ["insert users"], id="COPY data is data"
    ),
    pytest.param("COPY users TO PROGRAM 'sh'", ["copy-program sh"], id="COPY to a program"),
    pytest.param("COPY users TO '/tmp/x'", ["copy-to-file /tmp/x"], id="COPY to a server file"),
    pytest.param(
        "COPY (DELETE FROM u RETURNING *) TO STDOUT", ["delete u none"], id="COPY of a statement that writes"
    ),
    pytest.param("ALTER TABLE u DROP COLUMN email", ["alter-drop u.email"], id="a dropped column"),
    pytest.param("ALTER TABLE u DROP email", ["alter-drop u.email"], id="COLUMN may be left out"),
    pytest.param("ALTER TABLE u DROP CONSTRAINT c", ["alter u"], id="a dropped constraint keeps the rows"),
    pytest.param(
        "ALTER TABLE u ADD COLUMN a int, DROP COLUMN b",
        ["alter u.a", "alter-drop u.b"],
        id="each clause of an ALTER counts",
    ),
    pytest.param("ALTER TABLE u DISABLE ROW LEVEL SECURITY", ["unprotect u"], id="row security off"),
    pytest.param("ALTER TABLE u ENABLE ROW LEVEL SECURITY", ["alter u"], id="row security on"),
    pytest.param("ALTER TABLE u DISABLE TRIGGER ALL", ["unprotect u"], id="triggers off"),
    pytest.param(
        "SET session_replication_role = replica",
        ["unprotect session_replication_role"],
        id="the replication role switches triggers off",
    ),
    pytest.param("SET session_replication_role = DEFAULT", [], id="and on again"),
    pytest.param("SET search_path = x", [], id="an ordinary setting"),
    pytest.param("ALTER SYSTEM SET fsync = off", ["unprotect fsync"], id="fsync off"),
    pytest.param("ALTER SYSTEM SET work_mem = '1GB'", ["settings work_mem"], id="another system setting"),
    pytest.param("SELECT pg_drop_replication_slot('s')", ["slot s"], id="a slot dropped by a query"),
    pytest.param(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity", ["stop function"], id="sessions ended"
    ),
    pytest.param("SELECT setval('s', 1)", ["admin s"], id="a sequence set by a query"),
    pytest.param("SELECT nextval('s')", [], id="a sequence advanced"),
    pytest.param("SELECT lo_unlink(5)", ["delete large object key"], id="a large object removed"),
    pytest.param(
        "SELECT set_config('session_replication_role', 'replica', true)",
        ["unprotect session_replication_role"],
        id="the same protection by a function",
    ),
    pytest.param("SELECT * FROM dblink('c', 'SELECT 1') AS t(a int)", [], id="dblink that reads"),
    pytest.param("SELECT dblink_exec('c', 'DROP TABLE x')", ["execute c"], id="dblink that executes"),
    pytest.param("BEGIN; DELETE FROM u; ROLLBACK", [], id="a transaction that is rolled back"),
    pytest.param("BEGIN; DELETE FROM u; COMMIT; ROLLBACK", ["delete u none"], id="a commit in between"),
    pytest.param(
        "BEGIN; SELECT pg_terminate_backend(1); ROLLBACK", ["stop function"], id="what no rollback undoes"
    ),
    pytest.param("DELETE FROM u; BEGIN; ROLLBACK", ["delete u none"], id="a rollback that comes too late"),
    pytest.param(
        "BEGIN; SAVEPOINT a; DELETE FROM u; ROLLBACK TO a; COMMIT",
        ["delete u none"],
        id="a savepoint is not a promise",
    ),
    pytest.param(
        "CREATE TEMP TABLE t (a int); DROP TABLE t", ["create t", "drop t"], id="made and dropped here"
    ),
    pytest.param(
        "MERGE INTO t USING s ON t.id=s.id WHEN MATCHED THEN DELETE", ["merge t"], id="a merge that deletes"
    ),
    pytest.param("REVOKE ALL ON u FROM app", ["grant app"], id="a revoke"),
    pytest.param("CALL p()", ["call p"], id="a procedure's body is not seen"),
    pytest.param("VACUUM", [], id="a vacuum"),
    pytest.param("VACUUM FULL u", ["exclusive u"], id="a full vacuum locks"),
    pytest.param("FROBNICATE x", ["unknown statement"], id="a head that nobody knows"),
    pytest.param("SELECT 'abc", ["unknown statement"], id="a string that does not end"),
    pytest.param("{{ macro() }}", ["unknown statement"], id="a template"),
    pytest.param("", [], id="nothing at all"),
]


@pytest.mark.parametrize(("text", "expected"), POSTGRES)
def test_postgres(text: str, expected: list[str]) -> None:
    assert said(text) == expected


OTHERS = [
    pytest.param(
        "mysql", "/*!50000 DROP TABLE users */", ["drop users"], id="an executable comment executes"
    ),
    pytest.param("mysql", "/* DROP TABLE users */ SELECT 1", [], id="a plain comment does not"),
    pytest.param("postgres", "/*!50000 DROP TABLE users */ SELECT 1", [], id="nor on another server"),
    pytest.param("mysql", "SELECT 'a\\'; DROP TABLE x; -- '", [], id="mysql escapes by backslash"),
    pytest.param("mysql", "SELECT 1 # ; DROP TABLE x\n", [], id="a hash begins a comment"),
    pytest.param("mysql", "SELECT 1#' \n; DROP TABLE x -- '", ["drop x"], id="right behind a word, too"),
    pytest.param("mysql", "SELECT 1 #a$b ' \n; DROP TABLE x -- '", ["drop x"], id="whatever is in it"),
    pytest.param("mysql", "SELECT 1 AS a#; DROP TABLE x", [], id="and hides what it holds"),
    pytest.param("postgres", "SELECT 1 # 2; DROP TABLE x", ["drop x"], id="elsewhere it is an operator"),
    pytest.param(
        "mysql", "SELECT 1 FROM t_#{x}; DROP TABLE y", ["unknown statement", "drop y"], id="a template"
    ),
    pytest.param("mysql", "SELECT 5--1; DROP TABLE x", ["drop x"], id="two dashes without a blank do not"),
    pytest.param(
        "mysql", 'DELETE FROM t WHERE "a" = "a"', ["delete t tautology"], id="double quotes are strings"
    ),
    pytest.param(
        "mysql", "DELETE a FROM a JOIN b ON a.id=b.id", ["delete a none"], id="a multi-table delete"
    ),
    pytest.param("mysql", "REPLACE INTO t VALUES (1)", ["upsert t"], id="REPLACE overwrites"),
    pytest.param("mysql", "SET GLOBAL read_only = 0", ["unprotect read_only"], id="read_only off"),
    pytest.param("mysql", "SET FOREIGN_KEY_CHECKS = 0", [], id="what every dump sets"),
    pytest.param(
        "mysql", "SET @s='DROP TABLE u'; PREPARE p FROM @s; EXECUTE p", ["drop u", "drop u"], id="dynamic"
    ),
    pytest.param("mysql", "PREPARE p FROM @unknown", ["dynamic statement"], id="dynamic from elsewhere"),
    pytest.param(
        "mysql",
        "BEGIN; DELETE FROM t; DROP TABLE x; ROLLBACK",
        ["delete t none", "drop x"],
        id="DDL commits by itself",
    ),
    pytest.param("mysql", "PURGE BINARY LOGS TO 'x'", ["drop binary logs"], id="the binary log"),
    pytest.param(
        "mysql", "SELECT * FROM t INTO OUTFILE '/tmp/x'", ["copy-to-file /tmp/x"], id="a file on the server"
    ),
    pytest.param(
        "mysql", "SELECT LOAD_FILE('/etc/passwd')", ["reveal /etc/passwd"], id="a file read on the server"
    ),
    pytest.param("mysql", "KILL 5", ["stop 5"], id="a connection killed"),
    pytest.param("mysql", "ANALYZE TABLE t", [], id="statistics"),
    pytest.param("mysql", "ANALYZE DELETE FROM t", ["delete t none"], id="MariaDB's ANALYZE executes"),
    pytest.param(
        "sqlite", "PRAGMA writable_schema=1", ["unprotect writable_schema"], id="the schema made writable"
    ),
    pytest.param("sqlite", "PRAGMA table_info(t)", [], id="a pragma that reads"),
    pytest.param(
        "sqlite",
        "CREATE TRIGGER t AFTER DELETE ON a BEGIN DELETE FROM b; END; SELECT 1",
        ["create t"],
        id="a trigger's body",
    ),
    pytest.param(
        "sqlite", "UPDATE OR REPLACE [users] SET a=1", ["update users none"], id="brackets are names"
    ),
    pytest.param("tsql", "SELECT 1 DROP TABLE users", ["drop users"], id="no separator is needed"),
    pytest.param("tsql", "SELECT [drop table] FROM x", [], id="a bracketed name"),
    pytest.param("tsql", "EXEC sp_executesql N'DROP TABLE x'", ["drop x"], id="sp_executesql"),
    pytest.param("tsql", "EXEC('DROP TABLE x')", ["drop x"], id="EXEC of a string"),
    pytest.param("tsql", "EXEC xp_cmdshell 'dir'", ["execute dir"], id="a program on the server"),
    pytest.param("tsql", "EXEC sp_help", [], id="a procedure that reads"),
    pytest.param("tsql", "EXEC dbo.cleanup", ["call dbo.cleanup"], id="a procedure nobody knows"),
    pytest.param("tsql", "IF 1=1 DELETE FROM t", ["delete t none"], id="behind an IF"),
    pytest.param("tsql", "CREATE PROC p AS DELETE FROM t; DELETE FROM u", ["create p"], id="a body up to GO"),
    pytest.param("oracle", "SELECT q'[it's; DROP TABLE x]' FROM dual", [], id="oracle's own quotes"),
    pytest.param(
        "oracle", "BEGIN EXECUTE IMMEDIATE 'DROP TABLE x'; END;", ["drop x"], id="EXECUTE IMMEDIATE"
    ),
    pytest.param(
        "clickhouse", "ALTER TABLE e DELETE WHERE 1=1", ["delete e tautology"], id="a mutation that deletes"
    ),
    pytest.param(
        "clickhouse", "ALTER TABLE e DROP PARTITION 202001", ["alter-drop e"], id="a dropped partition"
    ),
    pytest.param("clickhouse", "SYSTEM DROP MARK CACHE", ["maintenance server"], id="a cache"),
    pytest.param("snowflake", "CREATE OR REPLACE TABLE t (a int)", ["drop t"], id="a table replaced"),
    pytest.param("snowflake", "REMOVE @stage/x", ["drop @stage"], id="staged files removed"),
    pytest.param("bigquery", "SELECT '''a; DROP TABLE x'''", [], id="strings in triple quotes"),
    pytest.param("spark", "INSERT OVERWRITE TABLE t SELECT 1", ["truncate t"], id="an overwriting insert"),
]


@pytest.mark.parametrize(("dialect", "text", "expected"), OTHERS)
def test_other_dialects(dialect: str, text: str, expected: list[str]) -> None:
    assert said(text, dialect) == expected


CLIENTS = [
    pytest.param("psql", "postgres", "\\! rm -rf x", ["client \\!"], id="psql runs a program"),
    pytest.param("psql", "postgres", "SELECT 1 \\gexec", ["client \\gexec"], id="psql executes an answer"),
    pytest.param("psql", "postgres", "SELECT 1 \\; DROP TABLE x", ["drop x"], id="psql's own separator"),
    pytest.param(
        "psql",
        "postgres",
        "BEGIN; DELETE FROM u; \\c other\nROLLBACK;",
        ["delete u none", "client \\c"],
        id="a new connection keeps what was done",
    ),
    pytest.param(
        "psql",
        "postgres",
        "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1; \\g\nDROP TABLE x; DROP TABLE y;",
        ["create f", "client \\g", "drop x", "drop y"],
        id="what is sent ends a body that has no END",
    ),
    pytest.param("mysql", "mysql", "source x.sql", ["client \\i"], id="mysql reads a file"),
    pytest.param("mysql", "mysql", "system ls", ["client \\!"], id="mysql runs a program"),
    pytest.param(
        "mysql",
        "mysql",
        "DELIMITER //\nCREATE PROCEDURE p() BEGIN DELETE FROM t; END//\nDELIMITER ;\n",
        ["create p"],
        id="a body between delimiters",
    ),
    pytest.param(
        "mysql",
        "mysql",
        "DELIMITER //\nDELETE FROM a; DELETE FROM b//\n",
        ["delete a none", "delete b none"],
        id="a delimiter hides no statement",
    ),
    pytest.param("sqlite", "sqlite", ".shell ls", ["client \\!"], id="sqlite3 runs a program"),
    pytest.param("sqlite", "sqlite", ".tables", [], id="sqlite3 lists tables"),
    pytest.param("sqlcmd", "tsql", "SELECT 1\nGO\nDROP TABLE x\nGO\n", ["drop x"], id="GO ends a batch"),
]


@pytest.mark.parametrize(("client", "dialect", "text", "expected"), CLIENTS)
def test_lines_of_a_client(client: str, dialect: str, text: str, expected: list[str]) -> None:
    assert said(text, dialect, client) == expected


def test_a_database_switched_to_is_remembered() -> None:
    (act,) = [act for act in scan("USE production; DROP TABLE x", "mysql") if act.kind == "drop"]
    assert act.moved == (("dbname", "production"),)


def test_an_object_made_by_the_same_text_is_its_own() -> None:
    act = scan("CREATE TABLE t (a int); DROP TABLE t")[-1]
    assert act.own


def test_if_not_exists_proves_nothing() -> None:
    act = scan("CREATE TABLE IF NOT EXISTS t (a int); DROP TABLE t")[-1]
    assert not act.own


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(" * 10_000, id="ten thousand parentheses"),
        pytest.param("SELECT " + "'" * 9_999, id="quotes without end"),
        pytest.param("/*" * 5_000, id="comments without end"),
        pytest.param("\x00\x01\xff" * 500, id="binary"),
        pytest.param("SELECT 1;" * 20_000, id="twenty thousand statements"),
        pytest.param("WITH a AS (" * 300, id="deep CTEs"),
        pytest.param("EXECUTE IMMEDIATE 'EXECUTE IMMEDIATE ''" * 50, id="texts in texts"),
        pytest.param("DELETE FROM t WHERE " + "(" * 200 + "1=1" + ")" * 200, id="deep conditions"),
        pytest.param("$a$" * 1001, id="dollar quotes"),
        pytest.param("\\" * 3000, id="backslashes"),
    ],
)
@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite", "tsql", "oracle", "bigquery"])
def test_any_text_gets_an_answer(text: str, dialect: str) -> None:
    assert isinstance(scan(text, dialect, {"postgres": "psql", "mysql": "mysql"}.get(dialect, "")), tuple)
