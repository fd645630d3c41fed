"""The scanner against PostgreSQL's own parser on PostgreSQL's own regression suite.

Needs ``pglast`` (libpg_query; never shipped) and the suite's ``.sql`` files in ``GUARD_POSTGRES_REGRESS``
(``test/sql/postgres_regress`` of libpg_query, or ``src/test/regress/sql`` of PostgreSQL).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from guard.sql.acts import QUIET
from guard.sql.scan import scan

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITES = {
    "InsertStmt": "insert",
    "UpdateStmt": "update",
    "DeleteStmt": "delete",
    "MergeStmt": "merge",
    "TruncateStmt": "truncate",
    "DropStmt": "drop",
    "DropdbStmt": "drop",
    "DropRoleStmt": "drop",
    "DropOwnedStmt": "drop",
    "DropTableSpaceStmt": "drop",
    "DropSubscriptionStmt": "drop",
    "DropUserMappingStmt": "drop",
}
DEFINES = ("RuleStmt", "CreateFunctionStmt", "ViewStmt", "CreateTrigStmt")


def nodes(node: Any) -> Iterator[Any]:
    """A tree's nodes, without what a definition only stores and EXPLAIN only plans."""
    if isinstance(node, tuple):
        for item in node:
            yield from nodes(item)
        return
    if not hasattr(node, "__slots__") or type(node).__name__ in DEFINES:
        return
    if type(node).__name__ == "ExplainStmt" and not _analyzes(node):
        return
    yield node
    for name in node:
        yield from nodes(getattr(node, name, None))


def _analyzes(node: Any) -> bool:
    off = ("false", "off", "0")
    return any(
        option.defname == "analyze"
        and not (option.arg is not None and str(getattr(option.arg, "sval", "on")).lower() in off)
        for option in node.options or ()
    )


def danger(tree: Any) -> set[str]:
    found = set()
    for node in nodes(tree):
        kind = WRITES.get(type(node).__name__)
        if kind in ("update", "delete") and node.whereClause is None:
            kind += "-none"
        if kind == "merge" and all(
            clause.commandType.name in ("CMD_INSERT", "CMD_NOTHING") for clause in node.mergeWhenClauses
        ):
            kind = "insert"
        if kind:
            found.add(kind)
    return found


def said(statement: str) -> set[str]:
    return {a.kind + ("-none" if a.bound == "none" else "") for a in scan(statement, "postgres")}


@pytest.mark.slow
def test_no_write_passes_as_a_read_on_the_regression_suite() -> None:
    pglast = pytest.importorskip("pglast", reason="needs pglast, PostgreSQL's own parser")
    folder = os.environ.get("GUARD_POSTGRES_REGRESS", "")
    files = sorted(Path(folder).glob("*.sql")) if folder else []
    if not files:
        pytest.skip("needs the regression suite in GUARD_POSTGRES_REGRESS")
    total, different, hidden = 0, [], []
    for file in files:
        text = file.read_text(errors="replace")
        try:
            statements = pglast.split(text)
        except pglast.Error:
            statements = text.split(";\n")
        for statement in statements:
            try:
                trees = pglast.parse_sql(statement)
            except pglast.Error:
                continue
            if len(trees) != 1:
                continue
            total += 1
            wanted, got = danger(trees[0].stmt), said(statement)
            if {"upsert"} & got:
                got.add("insert")
            if not wanted <= got or "unknown" in got:
                different.append(statement)
            if wanted and got <= QUIET - {"insert"}:
                hidden.append(statement)
    assert total > 30_000
    assert hidden == []
    assert len(different) / total <= 0.002, different[:20]
