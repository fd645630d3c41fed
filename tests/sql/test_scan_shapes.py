"""Statements in shapes of their own: templates, labels, brackets, routines that are called, no separators."""

from __future__ import annotations

import pytest

from guard.sql.scan import scan


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
