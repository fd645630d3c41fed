"""Where an effect lands: a resolver per place, imported when it is met.

A resolver module has one function ``locate(effect, world, session, config) -> Located`` and follows
the tool's own order of precedence, each step with its evidence.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.findings import Located
    from guard.model import Effect
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The target of an effect and what it adds: recoverability, blast, loss, marks."""
    from guard.findings import Located
    from guard.model import Target

    kind = effect.place.kind
    if kind == "none":
        return Located(Target("E1", "this machine"), effect.recoverability, effect.blast)
    resolver = __import__("guard.targets." + FILES.get(kind, kind), fromlist=("locate",))
    located: Located = resolver.locate(effect, world, session, config)
    return located


FILES = {"path": "paths", "git": "git_repository", "git-remote": "git_remote", "guard": "own"}
"""Places whose file is not called like them."""
