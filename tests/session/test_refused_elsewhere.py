"""What was refused stays refused where a container does it, and nothing else does."""

from __future__ import annotations

import pytest

from tests.corpus_rows import verdict_of


@pytest.mark.parametrize(
    ("denied", "command", "decision"),
    [
        ("docker volume rm pgdata", "docker run --rm -v pgdata:/d alpine sh -c 'rm -rf /d/*'", "deny"),
        ("docker volume rm pgdata", "docker run --rm -v other:/d alpine sh -c 'rm -rf /d/*'", "ask"),
        ("docker volume rm pgdata", "docker run --rm -v pgdata:/d alpine ls /d", "allow"),
        ("docker volume rm pgdata", "docker run --rm alpine rm -rf /d", "allow"),
    ],
)
def test_another_way_to_the_same_volume(denied: str, command: str, decision: str, tmp_path: object) -> None:
    volumes = {"pgdata": "2026-04-02", "other": "2026-04-02"}
    setup = {"docker": {"volumes": volumes}, "session": {"denied": [denied]}}
    assert (
        verdict_of({"id": "refused", "command": command, "setup": setup}, str(tmp_path)).decision == decision
    )
