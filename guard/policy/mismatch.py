"""Where the user said the task is, against where an effect lands.

Caught: the prompt said *in staging* and the effect lands in production: asked at least, and the message
says both. Quiet: a task in production that changes production; a task that named no environment; effects
on this machine."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Target

CHANGES = (
    "update",
    "delete",
    "overwrite",
    "truncate",
    "stop",
    "deploy",
    "publish",
    "grant",
    "unprotect",
    "unknown",
)


def mismatch(effect: Effect, target: Target, task: str) -> str:
    """What the task said, where the effect lands elsewhere or where that cannot be told; empty otherwise.

    Args:
        task: the environment that the user named (``staging``).
    """
    if effect.operation not in CHANGES or target.environment < "E3":
        return ""
    if target.environment == "E4":
        return (
            "" if task == "production" else f"the task was said to be in {task}, and this lands in production"
        )
    if (
        effect.place.kind in ("http", "paas", "aws", "gcp", "azure", "kubernetes", "database")
        and task != "production"
    ):
        return f"the task was said to be in {task}, and nothing shows that this is {task}"
    return ""
