"""One step up, one step down: what changes the table's answer, each with its reason.

A step up turns *allow* into *ask* and *ask* into *deny*. A step down is never taken against a
predicate (``predicates.py``) and never below what an unresolved target demands.
"""

from __future__ import annotations

from guard.model import DECISIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.findings import CredentialUse, Vector
    from guard.model import Decision, Mark

UP: tuple[tuple[Mark, str, str], ...] = (
    # mark, lowest environment from which it counts, reason
    ("backup", "E1", "a backup is the target"),
    ("auto-answered", "E3", "the tool's own question is answered in advance"),
    ("elevated", "E2", "it has elevated rights outside the project"),
    ("ungated-delete", "E1", "the original goes even if the copy failed"),
    ("stronger-retry", "E1", "the same target failed or was refused before, and this is stronger"),
    ("foreign-object", "E1", "it was not made in this session"),
    ("outage", "E4", "it takes production out of service"),
    ("disguised", "E1", "it is written so that a reader does not see what it does"),
)

DOWN: tuple[tuple[Mark, str], ...] = (
    ("made-in-session", "it was made in this session"),
    ("only-if-absent", "it runs only where nothing is there yet"),
    ("remade", "the same text makes it anew"),
    ("derived", "its new content was made from the old"),
    ("rolled-back", "the transaction is rolled back"),
    ("verified-backup", "a verified backup outside the blast radius exists"),
)


SPARED: dict[Mark, tuple[str, ...]] = {"elevated": ("R0", "R1"), "ungated-delete": ("R0",)}
"""Marks that do not count where so little is lost."""


def steps_up(vector: Vector, credential: CredentialUse | None) -> tuple[str, ...]:
    """The reasons to go one step up, one per step.

    Elevated rights do not count for what is undone in minutes: restarting a service with sudo is
    ordinary work. Nor does a delete after a copy of what can be made again.
    """
    marks, lost = vector.marks, vector.recoverability
    reasons = [
        reason
        for mark, floor, reason in UP
        if mark in marks and vector.environment >= floor and lost not in SPARED.get(mark, ())
    ]
    if credential is not None and credential.foreign:
        reasons.append("the credential does not belong to the task")
    return tuple(reasons)


def steps_down(marks: tuple[Mark, ...]) -> tuple[str, ...]:
    """The reasons to go one step down."""
    return tuple(reason for mark, reason in DOWN if mark in marks)


def moved(decision: Decision, steps: int) -> Decision:
    """A decision some steps up (or, negative, down)."""
    place = DECISIONS.index(decision) + steps
    answer: Decision = DECISIONS[max(0, min(place, len(DECISIONS) - 1))]  # type: ignore[assignment]
    return answer
