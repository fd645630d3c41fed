"""Sixteen dialects: no statement that destroys is called a read, and none that reads interrupts."""

from __future__ import annotations

import ast
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from guard.sql.acts import QUIET
from guard.sql.scan import scan

sys.path.insert(0, str(Path(__file__).parent))
from dialect_statements import DIALECTS

if TYPE_CHECKING:
    from collections.abc import Iterator

READ_AS = {"databricks": "spark", "hive": "spark"}
"""Dialects that share the lexer of another."""
LOSES = frozenset((
    "delete", "truncate", "drop", "alter-drop", "merge", "restore", "replace", "unknown", "dynamic", "slot",
))  # fmt: skip
CASES = [
    pytest.param(dialect, line[0], line[2:], id=f"{dialect}: {line[2:]}")
    for dialect, text in DIALECTS.items()
    for line in text.strip().splitlines()
]


def kinds(text: str, dialect: str) -> set[str]:
    return {act.kind for act in scan(text, READ_AS.get(dialect, dialect)) if not act.rolled_back} - QUIET


@pytest.mark.parametrize(("dialect", "wanted", "text"), CASES)
def test_a_statement_is_what_its_manual_says(dialect: str, wanted: str, text: str) -> None:
    found = kinds(text, dialect)
    if wanted == "R":
        assert not found
    elif wanted == "D":
        assert found & LOSES
    else:
        assert found


def test_every_dialect_has_twenty_statements_of_both_sides() -> None:
    assert len(DIALECTS) >= 15
    for dialect, text in DIALECTS.items():
        sides = Counter(line[0] for line in text.strip().splitlines())
        assert sum(sides.values()) >= 20, dialect
        assert sides["R"] >= 6, dialect


# ------------------------------------------------------------------- sqlglot's own tests as fixtures

FIXTURES = {
    "athena": "trino", "bigquery": "bigquery", "clickhouse": "clickhouse", "databricks": "spark",
    "doris": "mysql", "duckdb": "duckdb", "hive": "spark", "mysql": "mysql", "oracle": "oracle",
    "postgres": "postgres", "presto": "trino", "redshift": "redshift", "singlestore": "mysql",
    "snowflake": "snowflake", "spark": "spark", "sqlite": "sqlite", "starrocks": "mysql",
    "teradata": "teradata", "trino": "trino", "tsql": "tsql",
}  # fmt: skip
"""The files ``test_<name>.py`` of sqlglot's source distribution → the lexer here."""


def texts_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.value


@pytest.mark.slow
def test_what_sqlglot_takes_for_destructive_is_never_called_a_read() -> None:
    folder = os.environ.get("GUARD_SQLGLOT_TESTS", "")
    if not folder:
        pytest.skip("needs tests/dialects of sqlglot's source distribution in GUARD_SQLGLOT_TESTS")
    import logging

    import sqlglot
    from sqlglot import exp

    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    destroying = (exp.Delete, exp.Update, exp.Drop, exp.TruncateTable, exp.Merge)
    tally: Counter[str] = Counter()
    hidden: list[str] = []
    for name, dialect in FIXTURES.items():
        for text in texts_of(Path(folder) / f"test_{name}.py"):
            try:
                trees = sqlglot.parse(text, read=name)
            except (sqlglot.errors.SqlglotError, RecursionError, ValueError, TypeError, AttributeError):
                continue
            roots = [tree for tree in trees if tree is not None]
            acts = [n for tree in roots for n in _run(tree, exp) if isinstance(n, destroying)]
            acts = [n for n in acts if not isinstance(n, exp.Merge) or _merge_loses(text)]
            tally[name] += bool(acts)
            if acts and not kinds(text, dialect):
                hidden.append(f"{name}: {text}")
    print(dict(tally), sum(tally.values()))
    assert sum(tally.values()) > 300
    assert hidden == []


def _run(tree: object, exp: object) -> Iterator[object]:
    """The nodes of what is run: what EXPLAIN shows and a definition stores is not."""
    if isinstance(tree, (exp.Describe, exp.Create, exp.Command)):  # type: ignore[attr-defined]
        return
    yield from tree.walk()  # type: ignore[attr-defined]


def _merge_loses(text: str) -> bool:
    """Whether a MERGE does more than add: one that only inserts or does nothing loses nothing."""
    following = [rest.split()[:1] for rest in text.upper().split(" THEN ")[1:]]
    return ["UPDATE"] in following or ["DELETE"] in following
