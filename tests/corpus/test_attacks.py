"""What somebody tried who had not written the guard: ways past it, harmless oddities, ways to weaken it.

A row of ``attacks.jsonl`` has ``kind`` (bypass, false alarm, tamper), ``expected`` (deny, ask; for these a floor:
nothing milder; allow: nothing else), ``first`` (whether the attempt was held when it was made, or succeeded) and
``open`` where it still succeeds (``docs/known-limits.md``).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.corpus_rows import rows_of, verdict_of

ROWS = list(rows_of(str(Path(__file__).with_name("attacks.jsonl"))))
ENOUGH = {"deny": ("deny",), "ask": ("ask", "deny"), "allow": ("allow",)}
GROUPS = sorted({(row["kind"], row["group"]) for row in ROWS})


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The guard's folder for ledgers."""
    folder = str(tmp_path_factory.mktemp("state"))
    os.chmod(folder, 0o700)
    return folder


@pytest.mark.parametrize(("kind", "group"), [pytest.param(*g, id=" in ".join(g)) for g in GROUPS])
def test_an_attempt_is_held(kind: str, group: str, state: str) -> None:
    rows = [r for r in ROWS if (r["kind"], r["group"]) == (kind, group) and not r.get("open")]
    answered = [(row, verdict_of(row, state).decision) for row in rows]
    assert [(r["id"], got, r["command"]) for r, got in answered if got not in ENOUGH[r["expected"]]] == []


@pytest.mark.parametrize("row", [pytest.param(r, id=r["id"]) for r in ROWS if r.get("open")])
@pytest.mark.xfail(strict=True, reason="docs/known-limits.md")
def test_an_attempt_that_still_succeeds(row: dict[str, Any], state: str) -> None:
    assert verdict_of(row, state).decision in ENOUGH[row["expected"]]


def test_every_attempt_says_how_it_went() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert len({(row["command"], str(row["setup"])) for row in ROWS}) == len(ROWS)
    assert all(row["first"] in ("held", "succeeded") for row in ROWS)
    assert all(row["first"] == "succeeded" for row in ROWS if row.get("open"))
    assert sum(row["expected"] == "allow" for row in ROWS) >= len(ROWS) / 4
