"""Processes: on this machine or where ``ssh`` and ``exec`` lead, and whether this session started them.

A process that this session did not start is somebody's: one step up. The port that a pid was looked up
by (``lsof -ti :3000``) counts as its name.
"""

from __future__ import annotations

from guard.findings import Located
from guard.frozen import replace
from guard.model import Target
from guard.targets.elsewhere import surroundings
from guard.targets.host import machine
from guard.targets.made import made_marks, runner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The machine the process runs on; E1 where it is ours and the machine is nobody else's."""
    invocation = runner(effect)
    target = surroundings(invocation, world, config)
    if target is None:
        here = machine(invocation, world, config)
        wide = effect.blast in ("B2", "B3")
        target = here if here.environment >= "E3" or wide else replace(here, environment="E1")
    marks = made_marks(effect, session)
    if not marks and not _made_otherwise(effect, session):
        marks = ("foreign-object",)
    elif not marks:
        marks = ("made-in-session",)
    return Located(
        Target(target.environment, target.identity, target.evidence, target.unresolved),
        effect.recoverability,
        effect.blast,
        marks=marks,
    )


def _made_otherwise(effect: Effect, session: Session) -> bool:
    names = [name.strip() for name in effect.resource.identity.split(",") if name.strip()]
    return bool(names) and all(
        session.made("process", n) or session.made("port", n.removeprefix("port:")) for n in names
    )
