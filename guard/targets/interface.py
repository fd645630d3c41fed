"""Where an effect lands: a resolver per place, imported when it is met.

A resolver module has one function ``locate(effect, world, session, config) -> Located`` and follows
the tool's own order of precedence, each step with its evidence.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Located
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The target of an effect and what it adds: recoverability, blast, loss, marks."""
    from guard.model import Located, Target

    kind = effect.place.kind
    module = RESOLVERS.get(kind)
    if module is None:
        place = Target("E1", "this machine")
        return Located(place, effect.recoverability, effect.blast)
    resolver = __import__("guard.targets." + module, fromlist=("locate",))
    located: Located = resolver.locate(effect, world, session, config)
    return located


RESOLVERS = {
    "path": "paths",
    "git": "git_repository",
    "git-remote": "git_remote",
    "database": "database",
    "kubernetes": "kubernetes",
    "aws": "aws",
    "gcp": "gcp",
    "azure": "azure",
    "terraform": "terraform",
    "docker": "docker",
    "ssh": "ssh",
    "http": "http",
    "paas": "paas",
    "registry": "registry",
    "process": "process",
    "host": "host",
    "guard": "own",
}
