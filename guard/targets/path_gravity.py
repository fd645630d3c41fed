"""Of the paths that one word stands for the gravest, told with how many more are lost like it.

``rm *.db`` over two files that nothing holds: *c.db, which git does not track, and 1 more like it*.
"""

from __future__ import annotations

from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.findings import Located

NAMED = 4
"""Paths that the way out names one by one."""


def worst_of(judged: Sequence[Located]) -> Located:
    """The gravest, which stands for all of them; more than one thing is a greater loss than one."""
    worst = max(judged, key=gravity)
    if len(judged) > 1 and worst.blast == "B0":
        worst = replace(worst, blast="B1")
    alike = [
        other
        for other in judged
        if other.loss and other.recoverability == worst.recoverability
        and other.target.environment == worst.target.environment
    ]  # fmt: skip
    if not worst.loss or len(alike) < 2:
        return worst
    return replace(
        worst, loss=f"{worst.loss}, and {len(alike) - 1} more like it", instead=_for_all(worst, alike)
    )


def _for_all(worst: Located, alike: Sequence[Located]) -> str:
    """The way out for every one of them: ``git stash push -- 'a' 'b'``; of very many the first only."""
    head, dashes, _ = worst.instead.partition(" -- ")
    ways = [other.instead.partition(" -- ") for other in alike]
    if not dashes or len(ways) > NAMED or any(way[:2] != (head, dashes) for way in ways):
        return worst.instead
    return head + dashes + " ".join(dict.fromkeys(way[2] for way in ways))


def gravity(located: Located) -> tuple[bool, bool, bool, str, str, str]:
    """The order among the members of one word."""
    environment, recoverability = located.target.environment, located.recoverability
    hard = any(mark in ("root-home-device", "guard-tampered", "protection") for mark in located.marks)
    lost = recoverability in ("R3", "R4", "R?")
    shared = (recoverability == "R2" and environment >= "E2") or (
        recoverability == "R1" and environment >= "E3"
    )
    return (
        hard and environment != "E0", lost and environment != "E0", shared, environment, recoverability,
        located.blast,
    )  # fmt: skip
