"""Statement by statement what the scanner says: ``statements_and_acts.txt``, a row each."""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.sql.scan import scan

ROWS = [
    tuple(part.strip() for part in (row.partition("|")[0], *row.partition("|")[2].rsplit("→", 1)))
    for row in Path(__file__).with_name("statements_and_acts.txt").read_text(encoding="utf-8").splitlines()
    if not row.startswith("#")
]


def said(text: str, dialect: str) -> str:
    """Each act: its kind, object, name, bound and detail, and whether it cascades or is the text's own."""
    acts = []
    for act in scan(text, dialect):
        words = [act.kind, act.object, act.name, act.bound, act.detail]
        words += ["cascade" if act.cascade else "", "own" if act.own else ""]
        acts.append(" ".join(word for word in words if word))
    return "; ".join(acts)


@pytest.mark.parametrize(("dialect", "text", "acts"), [pytest.param(*r, id=f"{r[0]}: {r[1]}") for r in ROWS])
def test_what_a_statement_does(dialect: str, text: str, acts: str) -> None:
    assert said(text, dialect) == acts


def test_every_row_is_there_once() -> None:
    assert len({row[:2] for row in ROWS}) == len(ROWS) > 180
