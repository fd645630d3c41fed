"""Statements executed on real servers: nothing changes that was not predicted.

Each statement runs on a fresh copy of a small database. What is there before and after (rows, objects, roles,
settings, sequences) is compared with the acts that the scanner named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guard.sql.redis import calls_of, row_of
from guard.sql.scan import scan

if TYPE_CHECKING:
    from servers import MariaDB, Postgres, Redis

QUIET = ("read", "session", "transaction")
ADDING = ("insert", "create")

SETUP = """
CREATE TABLE users (id int PRIMARY KEY, name text, email text);
INSERT INTO users VALUES (1, 'a', 'a@x'), (2, 'b', NULL), (3, 'c', 'c@x');
CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE CASCADE);
INSERT INTO orders VALUES (1, 1), (2, 2);
CREATE TABLE logs (id serial, note text);
INSERT INTO logs (note) VALUES ('x'), ('y');
CREATE VIEW names AS SELECT name FROM users;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM users;
CREATE INDEX by_name ON users (name);
CREATE SCHEMA other; CREATE TABLE other.t (a int); INSERT INTO other.t VALUES (1);
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql AS 'DELETE FROM logs';
CREATE PROCEDURE purge() LANGUAGE sql AS 'DELETE FROM logs';
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER guarded BEFORE INSERT ON logs FOR EACH ROW EXECUTE FUNCTION noop();
"""

SNAPSHOT = """
WITH mine AS (
  SELECT c.*, n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname NOT LIKE 'pg_%' AND n.nspname <> 'information_schema'
)
SELECT 'rows ' || nspname || '.' || relname || ' ' || coalesce((xpath('/row/c/text()', query_to_xml(format(
    'select md5(string_agg(t::text, chr(10) order by t::text)) c from %I.%I t', nspname, relname
  ), true, true, '')))[1]::text, '-')
  FROM mine WHERE relkind IN ('r', 'm')
UNION ALL SELECT 'object ' || relkind::text || ' ' || relname || ' ' || relrowsecurity || ' '
  || relpersistence::text FROM mine
UNION ALL SELECT 'column ' || relname || '.' || a.attname || ' ' || a.atttypid FROM pg_attribute a
  JOIN mine ON mine.oid = a.attrelid WHERE a.attnum > 0 AND NOT a.attisdropped
UNION ALL SELECT 'function ' || proname || ' ' || md5(prosrc) FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname NOT LIKE 'pg_%' AND n.nspname <> 'information_schema'
UNION ALL SELECT 'trigger ' || tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'schema ' || nspname || ' ' || coalesce(nspacl::text, '')
  FROM pg_namespace WHERE nspname NOT LIKE 'pg_t%'
UNION ALL SELECT 'role ' || rolname || ' ' || rolsuper FROM pg_roles
UNION ALL SELECT 'setting ' || setdatabase || setrole || setconfig::text FROM pg_db_role_setting
UNION ALL SELECT 'acl ' || relname || ' ' || relacl::text FROM mine WHERE relacl IS NOT NULL
UNION ALL SELECT 'sequence ' || sequencename || ' ' || coalesce(last_value, 0) FROM pg_sequences
UNION ALL SELECT 'large ' || oid FROM pg_largeobject_metadata
UNION ALL SELECT 'file ' || name || setting FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf'
ORDER BY 1
"""

POSTGRES = [
    "SELECT 1",
    "SELECT * FROM users",
    "TABLE users",
    "VALUES (1)",
    "SELECT 'DROP TABLE users'",
    "EXPLAIN DELETE FROM users",
    "EXPLAIN ANALYZE DELETE FROM users WHERE id = 1",
    "EXPLAIN (ANALYZE) UPDATE users SET name = 'z'",
    "DELETE FROM logs",
    "DELETE FROM users WHERE id = 1",
    "DELETE FROM users WHERE 1 = 1",
    "DELETE FROM logs WHERE note = 'x'",
    "UPDATE users SET name = 'q'",
    "UPDATE users SET name = 'q' WHERE id = 2",
    "INSERT INTO logs (note) VALUES ('z')",
    "INSERT INTO users VALUES (1, 'n', NULL) ON CONFLICT (id) DO UPDATE SET name = 'n'",
    "INSERT INTO users VALUES (1, 'n', NULL) ON CONFLICT DO NOTHING",
    "TRUNCATE logs",
    "TRUNCATE users CASCADE",
    "TRUNCATE users",
    "DROP TABLE logs",
    "DROP TABLE IF EXISTS nope",
    "DROP TABLE users CASCADE",
    "DROP VIEW names",
    "DROP MATERIALIZED VIEW counted",
    "DROP INDEX by_name",
    "DROP SCHEMA other CASCADE",
    "DROP SCHEMA other",
    "DROP FUNCTION wipe()",
    "DROP TRIGGER guarded ON logs",
    "ALTER TABLE users DROP COLUMN email",
    "ALTER TABLE users ADD COLUMN age int",
    "ALTER TABLE users RENAME TO people",
    "ALTER TABLE users ALTER COLUMN name TYPE varchar(1)",
    "ALTER TABLE logs ALTER COLUMN note TYPE varchar(9)",
    "ALTER TABLE users DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE logs DISABLE TRIGGER ALL",
    "ALTER TABLE logs SET UNLOGGED",
    "ALTER SYSTEM SET work_mem = '5MB'",
    "ALTER SYSTEM RESET ALL",
    "SET work_mem = '6MB'",
    "RESET ALL",
    "WITH d AS (DELETE FROM logs RETURNING *) SELECT count(*) FROM d",
    "WITH d AS (SELECT 1) DELETE FROM orders",
    "WITH d AS (SELECT 1) SELECT * FROM d",
    "INSERT INTO logs (note) WITH d AS (DELETE FROM orders RETURNING id) SELECT id::text FROM d",
    "DO $$ BEGIN DELETE FROM logs; END $$",
    "DO $$ BEGIN EXECUTE 'DELETE FROM ' || 'logs'; END $$",
    "DO $$ DECLARE t text := 'logs'; BEGIN EXECUTE 'DROP TABLE ' || t; END $$",
    "DO $$ BEGIN PERFORM 1; END $$",
    "DO $$ DECLARE r record; BEGIN FOR r IN SELECT id FROM users LOOP DELETE FROM orders WHERE "
    "user_id = r.id; END LOOP; END $$",
    "DO $$ DECLARE r record; BEGIN FOR r IN DELETE FROM logs RETURNING * LOOP END LOOP; END $$",
    "PREPARE p AS DELETE FROM logs; EXECUTE p",
    "PREPARE p AS SELECT 1; EXECUTE p",
    "CALL purge()",
    "SELECT setval('logs_id_seq', 99)",
    "SELECT currval('logs_id_seq')",
    "BEGIN; DELETE FROM logs; ROLLBACK",
    "BEGIN; DELETE FROM logs; COMMIT",
    "BEGIN; DROP TABLE logs; ROLLBACK; SELECT 1",
    "BEGIN; DELETE FROM logs; COMMIT; ROLLBACK",
    "BEGIN; SAVEPOINT s; DELETE FROM logs; ROLLBACK TO s; COMMIT",
    "BEGIN READ ONLY; SET TRANSACTION READ WRITE; DELETE FROM orders; COMMIT",
    "SELECT 1; DELETE FROM logs",
    "SELECT 1 \\; DELETE FROM logs;",
    "SELECT 'DELETE FROM logs' \\gexec\n",
    "\\set t logs\nTRUNCATE :t;",
    "COPY users TO STDOUT",
    "COPY logs (note) FROM STDIN;\nhello\n\\.\n",
    "COPY (DELETE FROM logs RETURNING *) TO STDOUT",
    "SELECT * INTO copied FROM users",
    "CREATE TABLE fresh (a int)",
    "CREATE TABLE copied AS SELECT * FROM users",
    "CREATE OR REPLACE VIEW names AS SELECT name FROM users WHERE false",
    "CREATE OR REPLACE FUNCTION wipe() RETURNS void LANGUAGE sql AS 'SELECT'",
    "REFRESH MATERIALIZED VIEW counted",
    "VACUUM users",
    "ANALYZE users",
    "REINDEX TABLE users",
    "CLUSTER users USING by_name",
    "GRANT SELECT ON users TO PUBLIC",
    "REVOKE ALL ON users FROM PUBLIC",
    "COMMENT ON TABLE users IS 'x'",
    "LOCK TABLE users",
    "MERGE INTO users u USING orders o ON u.id = o.user_id WHEN MATCHED THEN DELETE",
    "MERGE INTO users u USING orders o ON u.id = o.user_id WHEN MATCHED THEN UPDATE SET name = 'm'",
    "SELECT lo_create(77)",
    "SELECT lo_unlink(lo_create(78))",
    "ALTER DATABASE postgres SET work_mem = '7MB'",
    "DELETE FROM users USING orders WHERE users.id = orders.user_id",
    "UPDATE users SET name = 'j' FROM orders WHERE users.id = orders.user_id",
    "DELETE FROM ONLY logs WHERE true",
    "DECLARE c CURSOR WITH HOLD FOR SELECT 1",
    "NOTIFY x",
    "CHECKPOINT",
    "DISCARD ALL",
    "SELECT nextval('logs_id_seq')",
    "/* x /* y */ DELETE FROM logs */ SELECT 1",
    "SELECT E'\\'; DELETE FROM logs; --'",
    "SELECT '\\'; DELETE FROM logs; --'",
    "SELECT $a$; DELETE FROM logs; $a$",
    'DELETE FROM "logs"',
    "delete\nfrom\tlogs",
    "DELETE/**/FROM/**/logs",
    "DR/**/OP TABLE logs",
    "ALTER SEQUENCE logs_id_seq RESTART",
    "CREATE RULE r AS ON DELETE TO logs DO INSTEAD NOTHING",
    "DROP OWNED BY CURRENT_USER",
]


RESET = """
DROP OWNED BY CURRENT_USER CASCADE;
DROP SCHEMA IF EXISTS other CASCADE; DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public;
SELECT count(lo_unlink(oid)) FROM pg_largeobject_metadata \\g /dev/null
ALTER SYSTEM RESET ALL;
ALTER DATABASE postgres RESET ALL;
SET client_min_messages = error;
"""


def spread(statements: list[str]) -> list[object]:
    """Every third statement in an ordinary run, all of them in a slow one."""
    return [s if n % 3 == 0 else pytest.param(s, marks=pytest.mark.slow) for n, s in enumerate(statements)]


@pytest.mark.parametrize("statement", spread(POSTGRES))
def test_postgres_changes_nothing_that_was_not_predicted(postgres: Postgres, statement: str) -> None:
    before = postgres.psql(RESET + SETUP + SNAPSHOT.strip() + ";").splitlines()
    assert len(before) > 30
    postgres.psql(statement if statement.endswith(("\n", ";")) else statement + ";")
    after = postgres.psql(SNAPSHOT).splitlines()
    _compare(statement, "postgres", "psql", before, after)


def _compare(statement: str, dialect: str, client: str, before: list[str], after: list[str]) -> None:
    substituted = statement.replace(":t;", "logs;")
    acts = [a for a in scan(substituted, dialect, client) if a.kind not in QUIET and not a.rolled_back]
    gone = [line for line in before if line not in after]
    new = [line for line in after if line not in before]
    if statement.startswith("SELECT nextval"):
        gone, new = [], []
    strong = [a.kind for a in acts if a.kind not in ADDING]
    if gone and not all(line.startswith(("rows", "sequence")) and _grown(line, new, acts) for line in gone):
        assert strong, f"was there before and was not predicted to change: {gone}"
    if new:
        assert acts or all(line.startswith("large") for line in new), f"is new and was not predicted: {new}"


def _grown(line: str, new: list[str], acts: list[object]) -> bool:
    """A table that was only added to (a row, a column) has another digest."""
    return any(
        getattr(act, "kind", "") == "insert"
        or (getattr(act, "kind", "") == "create" and getattr(act, "object", "") == "column")
        for act in acts
    )


MARIADB = [
    "SELECT 1",
    "DELETE FROM logs",
    "DELETE FROM users WHERE id = 1",
    "UPDATE users SET name = 'z'",
    "TRUNCATE logs",
    "DROP TABLE logs",
    "/*!50000 DROP TABLE logs */",
    "/*! DELETE FROM logs */",
    "/*M! DELETE FROM logs */",
    "/* DELETE FROM logs */ SELECT 1",
    "SET @s = 'DELETE FROM logs'; PREPARE p FROM @s; EXECUTE p",
    "EXECUTE IMMEDIATE 'DELETE FROM logs'",
    "SELECT 'a\\'; DELETE FROM logs; -- '",
    'SELECT "; DELETE FROM logs; "',
    "SELECT 1 # ; DELETE FROM logs\n",
    "SELECT 5--1; DELETE FROM logs",
    "SELECT 5 -- 1; DELETE FROM logs\n",
    "REPLACE INTO users VALUES (1, 'r')",
    "INSERT INTO users VALUES (9, 'n')",
    "INSERT INTO users VALUES (1, 'n') ON DUPLICATE KEY UPDATE name = 'n'",
    "ANALYZE DELETE FROM logs",
    "EXPLAIN DELETE FROM logs",
    "ANALYZE TABLE logs",
    "OPTIMIZE TABLE logs",
    "START TRANSACTION; DELETE FROM logs; ROLLBACK",
    "BEGIN; DELETE FROM logs; CREATE TABLE x (a int); ROLLBACK",
    "DELIMITER //\nCREATE PROCEDURE q() BEGIN DELETE FROM logs; END//\nDELIMITER ;\n",
    "DELIMITER //\nDELETE FROM logs; SELECT 1//\nDELIMITER ;\n",
    "CALL purge()",
    "ALTER TABLE users DROP COLUMN name",
    "RENAME TABLE logs TO l2",
    "DROP VIEW names",
    "DELETE u FROM users u JOIN logs l ON l.id = u.id",
    "UPDATE users u JOIN logs l ON l.id = u.id SET u.name = 'j'",
    "DELETE FROM `logs`",
    "WITH c AS (SELECT 1) SELECT * FROM c",
    "SHOW TABLES",
    "DO SLEEP(0)",
    "HANDLER logs OPEN",
    "CREATE OR REPLACE TABLE logs (a int)",
    "LOCK TABLES logs READ",
    "DELETE FROM logs WHERE 1 LIMIT 1",
    "BEGIN NOT ATOMIC DELETE FROM logs; END",
    "ALTER TABLE logs AUTO_INCREMENT = 50",
    "SELECT * FROM users; DELETE FROM logs \\g",
]
MY_SETUP = """
CREATE TABLE users (id int PRIMARY KEY, name text); INSERT INTO users VALUES (1, 'a'), (2, 'b');
CREATE TABLE logs (id int AUTO_INCREMENT PRIMARY KEY, note text); INSERT INTO logs (note) VALUES ('x'), ('y');
CREATE VIEW names AS SELECT name FROM users; CREATE PROCEDURE purge() DELETE FROM logs;
"""
MY_SNAPSHOT = """
SELECT CONCAT('column ', table_name, '.', column_name, ' ', column_type)
  FROM information_schema.columns WHERE table_schema = DATABASE();
SELECT CONCAT('object ', table_name, ' ', table_type)
  FROM information_schema.tables WHERE table_schema = DATABASE();
SELECT CONCAT('routine ', routine_name) FROM information_schema.routines WHERE routine_schema = DATABASE();
SELECT CONCAT('rows logs ', COUNT(*), COALESCE(GROUP_CONCAT(note), '')) FROM logs;
SELECT CONCAT('rows users ', COUNT(*), COALESCE(GROUP_CONCAT(name), '')) FROM users;
"""


@pytest.mark.parametrize("statement", spread(MARIADB))
def test_mariadb_changes_nothing_that_was_not_predicted(mariadb: MariaDB, statement: str) -> None:
    fresh = "DROP DATABASE IF EXISTS t; CREATE DATABASE t; USE t;"
    before = mariadb.sql(fresh + MY_SETUP + MY_SNAPSHOT).splitlines()
    assert len(before) > 7
    mariadb.sql(statement if statement.endswith("\n") else statement + ";", "t")
    _compare(statement, "mysql", "mysql", before, mariadb.sql(MY_SNAPSHOT, "t").splitlines())


REDIS = [
    "GET a",
    "SET c 3",
    "DEL a",
    "UNLINK a b",
    "FLUSHALL",
    "flushdb async",
    "RENAME a b",
    "EXPIRE a 100",
    "LTRIM l 5 6",
    "SREM s x",
    "HDEL h f",
    "KEYS *",
    "INFO",
    "CONFIG GET maxmemory",
    "CONFIG SET maxmemory 1gb",
    "SCRIPT FLUSH",
    "SPOP s",
    "GETDEL a",
    "XTRIM x MAXLEN 0",
    "LLEN l",
    "TYPE a",
    "COPY a z",
    "SWAPDB 0 1",
    "DBSIZE",
    "MOVE a 1",
    "ZREMRANGEBYRANK z 0 -1",
    "SMOVE s s2 x",
]


@pytest.mark.parametrize("command", REDIS)
def test_redis_removes_nothing_that_was_not_predicted(redis: Redis, command: str) -> None:
    redis.cli("FLUSHALL")
    for words in (
        "SET a 1",
        "SET b 2",
        "RPUSH l 1 2 3",
        "SADD s x y",
        "HSET h f 1 g 2",
        "XADD x * f 1",
        "ZADD z 1 m 2 n",
    ):
        redis.cli(*words.split())
    before = _keys(redis)
    redis.cli(*command.split())
    gone = before - _keys(redis)
    _, row = row_of(command.split())
    assert not gone or row is not None, f"removed without being predicted: {gone}"


LISTING = """
local out = {}
for _, k in ipairs(redis.call('KEYS', '*')) do
  out[#out + 1] = k .. ':' .. redis.sha1hex(redis.call('DUMP', k) or '')
end
return out
"""


def _keys(redis: Redis) -> set[str]:
    return set(redis.cli("EVAL", LISTING, "0").splitlines())


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param("return redis.call('FLUSHALL')", ["FLUSHALL"], id="a literal command"),
        pytest.param("return redis.call('GET', KEYS[1])", ["GET"], id="a read"),
        pytest.param("return redis.call(ARGV[1])", None, id="a computed command"),
        pytest.param("local f = redis.call return f('FLUSHALL')", None, id="the function under another name"),
        pytest.param("return redis.call('FLU'..'SHALL')", None, id="a command put together"),
    ],
)
def test_what_a_lua_script_calls(script: str, expected: list[str] | None) -> None:
    found = calls_of(script)
    assert (None if found is None else [call[0] for call in found]) == expected
