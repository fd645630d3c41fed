"""The guard itself as a target: its configuration, its hooks, its state, its process.

It stands outside every project, so nothing that reaches it is judged as workspace work; that it is
denied is the policy's predicate (``guard-tampered``), not this file's.
"""

from __future__ import annotations

from guard.findings import Located
from guard.model import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The guard on this machine."""
    recoverability = "R1" if effect.recoverability == "R?" else effect.recoverability
    blast = "B1" if effect.blast == "B?" else effect.blast
    return Located(Target("E2", "the guard"), recoverability, blast)
