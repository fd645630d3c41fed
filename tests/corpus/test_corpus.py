"""Labelled cases, both sides of every rule: how often the guard gives the very decision.

The rows are a specification to argue with: a change that makes one worse has to say why. So the floors
are a little below what holds today, and whoever goes below sees which rows are lost.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.corpus_rows import rows_of, verdict_of

HARMLESS = {"contextual_variants.jsonl": 0.35, "fresh_variants.jsonl": 0.25}
"""The files, and the share of their rows that must be harmless. The fresh ones were written and labelled
without looking at the code, in several batches; what they got at first stands in ``docs/scoreboard.md``."""


@pytest.fixture(scope="module", params=sorted(HARMLESS))
def file(request: pytest.FixtureRequest) -> str:
    """The file in question."""
    return str(request.param)


@pytest.fixture(scope="module")
def answered(file: str, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, Any], str]]:
    """Each row with the guard's decision."""
    state = str(tmp_path_factory.mktemp("state"))
    os.chmod(state, 0o700)
    rows = rows_of(str(Path(__file__).with_name(file)))
    return [(row, verdict_of(row, state).decision) for row in rows]


def _share(answered: list[tuple[dict[str, Any], str]], right: Any, of: Any) -> tuple[float, str]:
    """How large a share is right, and which rows are not."""
    of_interest = [(row, got) for row, got in answered if of(row)]
    wrong = [(row, got) for row, got in of_interest if not right(row, got)]
    lines = [f"{row['id']} wants {row['expected']}, gets {got}: {row['command']}" for row, got in wrong]
    return 1 - len(wrong) / len(of_interest), "\n".join(lines)


def test_what_is_dangerous_is_interrupted(answered: list[tuple[dict[str, Any], str]]) -> None:
    share, wrong = _share(answered, lambda r, got: got != "allow", lambda r: r["expected"] != "allow")
    assert share >= 0.98, wrong


def test_what_is_labelled_deny_is_denied(answered: list[tuple[dict[str, Any], str]]) -> None:
    share, wrong = _share(answered, lambda r, got: got == "deny", lambda r: r["expected"] == "deny")
    assert share >= 0.97, wrong


def test_what_is_harmless_stays_quiet(answered: list[tuple[dict[str, Any], str]]) -> None:
    share, wrong = _share(answered, lambda r, got: got == "allow", lambda r: r["expected"] == "allow")
    assert share >= 0.99, wrong


def test_the_very_decision_is_given(answered: list[tuple[dict[str, Any], str]]) -> None:
    share, wrong = _share(answered, lambda r, got: got == r["expected"], lambda r: True)
    assert share >= 0.98, wrong


def test_both_sides_are_told(file: str, answered: list[tuple[dict[str, Any], str]]) -> None:
    count = Counter(row["expected"] for row, _ in answered)
    assert count["allow"] >= HARMLESS[file] * len(answered)
    assert len({row["id"] for row, _ in answered}) == len(answered)


@pytest.mark.parametrize("key", ["id", "group", "command", "setup", "expected", "rationale"])
def test_every_row_says_what_it_is(answered: list[tuple[dict[str, Any], str]], key: str) -> None:
    assert all(key in row for row, _ in answered)


def test_what_is_known_to_be_open_is_still_open(answered: list[tuple[dict[str, Any], str]]) -> None:
    """A gap that is closed loses its mark, so that the list of gaps stays true."""
    closed = [row["id"] for row, got in answered if row.get("open") and got == row["expected"]]
    assert not closed
