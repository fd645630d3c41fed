"""Where the user said the task is, against where an effect lands.

Caught: the prompt said *in staging* and the effect lands in production: asked at least, and the message
says both. Quiet: a task in production that changes production; a task that named no environment; effects
on this machine."""

from __future__ import annotations

from guard.policy.predicates import CHANGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Target

COUNTING = (*CHANGES, "publish", "unknown")
"""Operations of which it matters where they land."""
REMOTE = ("http", "paas", "aws", "gcp", "azure", "kubernetes", "database")
"""Kinds of places that are production where nothing shows otherwise."""


def mismatch(effect: Effect, target: Target, task: str) -> str:
    """What the task said, where the effect lands elsewhere or where that cannot be told; empty otherwise.

    Args:
        task: the environment that the user named (``staging``).
    """
    if effect.operation not in COUNTING or task == "production":
        return ""
    if target.environment == "E4":
        return f"the task was said to be in {task}, and this lands in production"
    if target.environment == "E3" and effect.place.kind in REMOTE:
        return f"the task was said to be in {task}, and nothing shows that this is {task}"
    return ""
