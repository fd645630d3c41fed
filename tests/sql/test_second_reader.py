"""The AST only ever makes the answer graver."""

from __future__ import annotations

import pytest

from guard.sql.parse import second_opinion, unbounded_tables
from guard.sql.scan import scan


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        pytest.param("DELETE FROM t WHERE 1 + 1 = 2", "tautology", id="arithmetic that is true"),
        pytest.param("DELETE FROM t WHERE note = 'x'", "partial", id="a real filter stays partial"),
        pytest.param(
            "UPDATE s.t SET a = 1 WHERE NOT (1 = 2) AND 3 > 2", "tautology", id="a chain of constants"
        ),
        pytest.param(
            "DELETE FROM t WHERE note = 'x' AND (", "partial", id="what cannot be parsed stays as it was"
        ),
    ],
)
def test_it_proves_more_tautologies(text: str, bound: str) -> None:
    acts = second_opinion(text, "postgres", scan(text))
    assert [act.bound for act in acts if act.bound] == [bound]


def test_the_second_reader_says_nothing_by_itself(capfd):
    unbounded_tables("EXPLAIN ANALYZE DELETE FROM a WHERE password = 'correct horse'", "postgres")
    assert capfd.readouterr() == ("", "")
