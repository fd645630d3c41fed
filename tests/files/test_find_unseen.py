"""``find … -delete`` from a place that is not there now: away from home and project a disk may be mounted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.model import Verdict


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        ("find /mnt/backup -name '*.dump' -mtime +30 -delete", "deny"),
        ("find /srv/uploads -name '*.tmp' -delete", "ask"),
        ("find /mnt/backup -name '*.dump' -mtime +30 -print", "allow"),
        ("find /tmp/run-1 -name '*.tmp' -delete", "allow"),
        ("find out -name '*.o' -delete", "allow"),
        ("find ~/.cache/none -name '*.tmp' -delete", "allow"),
    ],
)
def test_what_cannot_be_seen_is_not_taken_for_empty(
    command: str, decision: str, judged: Callable[..., Verdict]
) -> None:
    assert judged(command).decision == decision


def test_where_it_is_seen_the_files_decide(judged: Callable[..., Verdict]) -> None:
    command = "find /srv/uploads -name '*.csv' -delete"
    assert judged(command, files={"/srv/uploads/a.txt": "x"}).decision == "allow"
    assert judged(command, files={"/srv/uploads/a.csv": "x"}).decision == "ask"
