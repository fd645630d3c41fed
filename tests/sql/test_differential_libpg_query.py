"""The scanner against PostgreSQL's own parser: its regression suite, and texts that are made to mislead.

Needs ``pglast`` (libpg_query; never shipped). The suite's ``.sql`` files are looked for in
``GUARD_POSTGRES_REGRESS`` (``test/sql/postgres_regress`` of libpg_query, or ``src/test/regress/sql`` of
PostgreSQL); ``pytest -s`` prints the table of classes and of differences.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from postgres_oracle import CLASSES, OPAQUE, danger, said

if TYPE_CHECKING:
    from collections.abc import Iterator

pglast = pytest.importorskip("pglast", reason="needs pglast, PostgreSQL's own parser")


def statements(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*.sql")):
        text = file.read_text(errors="replace")
        try:
            yield from pglast.split(text)
        except pglast.Error:
            yield from text.split(";\n")


@pytest.mark.slow
def test_the_regression_suite_falls_into_the_same_classes() -> None:
    folder = os.environ.get("GUARD_POSTGRES_REGRESS", "")
    if not folder:
        pytest.skip("needs the regression suite in GUARD_POSTGRES_REGRESS")
    total = 0
    wanted_of: Counter[str] = Counter()
    found_of: Counter[str] = Counter()
    differences: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], str] = {}
    hidden: list[str] = []
    for statement in statements(Path(folder)):
        try:
            trees = pglast.parse_sql(statement)
        except pglast.Error:
            continue
        if len(trees) != 1:
            continue
        total += 1
        wanted = danger(trees[0].stmt)
        got = wanted if type(trees[0].stmt).__name__ in OPAQUE else said(statement)
        for name in wanted or {"none of these"}:
            wanted_of[name] += 1
            found_of[name] += name in got or (name == "none of these" and not got)
        if wanted != got:
            key = (", ".join(sorted(wanted)) or "nothing", ", ".join(sorted(got)) or "nothing")
            differences[key] += 1
            examples.setdefault(key, " ".join(statement.split())[:80])
        if wanted and not got:
            hidden.append(statement)
    for name in (*CLASSES, "none of these"):
        print(f"| {name} | {wanted_of[name]} | {found_of[name]} |")
    for (wanted_text, got_text), count in differences.most_common():
        print(f"| {count} | {wanted_text} | {got_text} | {examples[wanted_text, got_text]} |")
    agreed = total - sum(differences.values())
    print(f"{agreed} of {total} statements in the same classes: {100 * agreed / total:.3f} %")
    assert total > 30_000
    assert hidden == []
    assert agreed / total >= 0.998, differences


TRIVIA = st.sampled_from([
    " ", " ", "\n", "\t", " /* ; */ ", " /* /* DROP TABLE x; */ ' */ ", " -- DROP TABLE x;\n", "/**/", " --'\n", " /*$$*/ ",
    "\r\n", "\f",
])  # fmt: skip
VALUES = st.sampled_from([
    "1", "'x'", "'it''s; DELETE FROM y'", "'\\'", "E'\\'; DROP TABLE y; --'", "$$; DROP TABLE y; $$", "$a$ $$ ' $a$", "NULL",
    '"drop table"', "U&'\\0041'", "N'--'", "B'01'", "X'0F'", "'/*'", "'*/'", "'--'", "$1", "'{{ t }}'", "'%s'", "'é\u00a0'",
    "(SELECT 1)", "ARRAY['a;b']", "'a' 'b'"[:3], "1::text", "-1", "'a'\n'b'",
])  # fmt: skip
NAMES = st.sampled_from(
    ["t", '"t"', "s.t", '"a;b"', '"a""b"', "délétion", 'U&"t"', "only_t", '"delete from"']
)
SHAPES = st.sampled_from([
    "SELECT {v}", "SELECT {v} FROM {n} WHERE a = {v}", "DELETE FROM {n}", "DELETE FROM {n} WHERE a = {v}", "TRUNCATE {n}",
    "DROP TABLE {n}", "UPDATE {n} SET a = {v}", "UPDATE {n} SET a = {v} WHERE b = {v}", "INSERT INTO {n} VALUES ( {v} , {v} )",
    "WITH x AS ( DELETE FROM {n} RETURNING * ) SELECT {v} FROM x", "WITH x AS ( SELECT {v} ) DELETE FROM {n}",
    "WITH x AS ( SELECT {v} ) , y AS ( UPDATE {n} SET a = {v} RETURNING 1 ) SELECT 1 FROM x", "EXPLAIN DELETE FROM {n}",
    "EXPLAIN ANALYZE DELETE FROM {n} WHERE a = {v}", "EXPLAIN ( ANALYZE , VERBOSE ) UPDATE {n} SET a = {v}", "EXPLAIN ( COSTS ) TRUNCATE {n}",
    "PREPARE p AS DELETE FROM {n}", "PREPARE p ( int ) AS SELECT {v}", "COPY ( DELETE FROM {n} RETURNING * ) TO STDOUT",
    "COPY {n} TO PROGRAM 'sh'", "COPY {n} TO '/tmp/x'", "COPY {n} FROM '/tmp/x'", "COPY ( SELECT {v} ) TO STDOUT", "TABLE {n}", "VALUES ( {v} )",
    "SELECT {v} INTO {n}", "CREATE TABLE {n} AS SELECT {v}", "CREATE VIEW {n} AS SELECT {v} AS a", "DECLARE c CURSOR FOR SELECT {v}",
    "MERGE INTO {n} USING u ON a = {v} WHEN MATCHED THEN DELETE", "ALTER TABLE {n} DROP COLUMN a", "ALTER TABLE {n} ADD COLUMN a int DEFAULT {v}",
    "ALTER TABLE {n} DISABLE TRIGGER ALL", "GRANT SELECT ON {n} TO x", "REVOKE ALL ON {n} FROM x", "SET session_replication_role = replica",
    "SELECT {v} UNION ALL SELECT {v}", "( SELECT {v} )", "( ( SELECT {v} ) ) LIMIT 1", "SELECT * FROM ( SELECT {v} ) AS q", "BEGIN", "COMMIT",
    "CREATE FUNCTION f ( ) RETURNS void LANGUAGE sql AS $f$ DELETE FROM z; $f$", "CREATE FUNCTION f ( ) RETURNS void BEGIN ATOMIC DELETE FROM z ; END",
    "CREATE RULE r AS ON DELETE TO {n} DO INSTEAD NOTHING", "DROP SCHEMA s CASCADE", "REINDEX TABLE {n}", "LOCK TABLE {n}", "SELECT {v} FOR UPDATE",
    "INSERT INTO {n} WITH d AS ( DELETE FROM z RETURNING 1 ) SELECT * FROM d", "INSERT INTO {n} VALUES ( {v} ) ON CONFLICT DO NOTHING",
    "CREATE SCHEMA s CREATE TABLE t ( a int )", "IMPORT FOREIGN SCHEMA s FROM SERVER x INTO y", "DROP OWNED BY x", "CREATE USER x",
])  # fmt: skip


@st.composite
def scripts(draw: st.DrawFn) -> str:
    """One to four statements, with everything between their words that may stand there."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        words = draw(SHAPES).split(" ")
        filled = [draw(VALUES) if w == "{v}" else draw(NAMES) if w == "{n}" else w for w in words]
        cased = [w.lower() if draw(st.booleans()) and w.isupper() else w for w in filled]
        parts.append("".join(word + draw(TRIVIA) for word in cased))
    return draw(TRIVIA) + ";".join(parts) + draw(st.sampled_from(["", ";", " ; ;", "; --", ";/* x */"]))


@pytest.mark.parametrize("runs", [400, pytest.param(20_000, marks=pytest.mark.slow)])
def test_no_text_that_the_parser_takes_hides_a_write(runs: int) -> None:
    seen = Counter[bool]()

    @settings(max_examples=runs, deadline=None, derandomize=True, database=None)
    @given(scripts())
    def holds(text: str) -> None:
        try:
            trees = pglast.parse_sql(text)
        except (pglast.Error, UnicodeError, ValueError):
            return
        wanted = set().union(*(danger(tree.stmt) for tree in trees))
        seen[bool(wanted)] += 1
        got = said(text)
        assert "unknown" in got or wanted <= got, (text, wanted, got)

    holds()
    print(f"{sum(seen.values())} of {runs} texts taken by the parser, {seen[True]} of them write")
    assert seen[True] > runs // 5, "the texts are too wild for the parser to take any"
