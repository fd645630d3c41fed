"""Which remote a push reaches, and how grave a change of it is.

A path on this machine is as near as the path; a host is shared (E3) unless its name or the remote's says
production. An example: ``origin`` → ``git@github.com:acme/proj.git`` → E3. A near miss: ``origin`` →
``/tmp/remote.git`` → E0, a test's own remote.

Facts: gitremote-helpers(7), git-push(1) (GIT URLS).
"""

from __future__ import annotations

import os

from guard.findings import Located
from guard.model import Evidence, Target
from guard.signs.path_places import spot_of, surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Environment
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The remote's environment; what is lost there the act itself has said."""
    remote, url = (_hint(effect, name) for name in ("remote", "url"))
    environment, why = _environment(effect, remote, url, world, config)
    identity = f"{remote} ({url})" if url and url != remote else remote or url
    unresolved = (
        ""
        if effect.resource.identity and "could not be resolved" not in effect.resource.identity
        else ("the branch that is pushed")
    )
    if effect.rule == "git.remote-foreign":
        environment = "E1"
    target = Target(
        environment, identity, (Evidence(f"{remote} leads to {url or 'nothing known'}", why),), unresolved
    )
    return Located(target, effect.recoverability, effect.blast, effect.loss, (), effect.instead)


def _hint(effect: Effect, name: str) -> str:
    value = effect.place.hint(name)
    return "" if value is None else value.skeleton


def _environment(
    effect: Effect, remote: str, url: str, world: World, config: Config
) -> tuple[Environment, str]:
    from guard.signs.environments import environment_of_words, is_loopback, mapped

    directory = _hint(effect, "directory") or "/"
    path = _local_path(url, directory, world)
    if path is not None:
        spot = spot_of(world.realpath(path), surroundings(directory, world, {}))
        return spot.environment, f"a path of this machine, {spot.what}"
    host = _host(url)
    rule = mapped(("host", "remote"), host, config) or mapped("remote", remote, config)
    if rule is not None:
        return rule.environment, f"{rule.origin}: {rule.pattern}"
    if host and is_loopback(host):
        return "E1", "loopback"
    if effect.operation == "deploy":
        words = environment_of_words(f"{remote} {url} {effect.why}")
        return ("E4", "its name says production") if words == "E4" else ("E3", "a deployment target")
    return "E3", "shared with others" if url else "a remote that is not configured here"


def _local_path(url: str, directory: str, world: World) -> str | None:
    if url.startswith("file://"):
        return url[7:]
    if url.startswith("~/"):
        return world.home + url[1:]
    if url.startswith(("/", "./", "../")) or url in (".", ".."):
        return os.path.normpath(os.path.join(directory, url))
    return None


def _host(url: str) -> str:
    if "://" in url:
        return url.partition("://")[2].partition("/")[0].rpartition("@")[2].split(":")[0]
    return url.partition(":")[0].rpartition("@")[2] if ":" in url else ""
