"""An endpoint, and the name of an environment, as E0–E4.

Loopback is local only where nothing says otherwise: a tunnel that the session opened, or a database
whose name says *production*, takes the worse. A test database on loopback is thrown away (E0); the same
name on a remote is still a remote (E3).
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Evidence
from guard.signs.environments import (
    SERVICES,
    TEST_NAMES,
    UNIDENTIFIED,
    environment_of_words,
    is_loopback,
    is_test_name,
    mapped,
    sign_of_host,
    words_of,
    worse,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Environment, Invocation, Value
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.targets.dsn import Endpoint
    from guard.world import World

DEFAULT_PORTS = {"postgres": "5432", "mysql": "3306", "redis": "6379", "mongodb": "27017", "tsql": "1433"}
_LOCAL_NAMES = frozenset(("dev", "devel", "develop", "development", "local", "localhost", "default"))
_PREVIEW = ("pr-", "pr_", "preview", "review-", "branch-", "mr-")


@frozen
class Found:
    """What a tool's own order of precedence came to."""

    endpoint: Endpoint | None = None
    named: str = ""
    """The environment that a flag, a variable or a link names: ``production``, ``test``."""
    evidence: tuple[Evidence, ...] = ()
    unresolved: str = ""
    printed: Value | None = None
    """The connection string, where other programs print it (``fetched.py`` asks who keeps it)."""


def environment_of_name(name: str) -> Environment | None:
    """What the name of an environment stands for: ``test`` is thrown away, ``development`` is local,
    a preview (``pr-17``) goes with its branch."""
    low = name.strip().lower()
    if not low:
        return None
    sign = environment_of_words(low)
    if sign == "E4":
        return "E4"
    words = words_of(low)
    if any(word in TEST_NAMES for word in words):
        return "E0"
    if low.startswith(_PREVIEW) or any(word in _LOCAL_NAMES for word in words):
        return "E1"
    return sign or "E3"


def environment_of_endpoint(
    endpoint: Endpoint, by: Invocation | None, session: Session, config: Config, world: World
) -> tuple[Environment, tuple[Evidence, ...]]:
    """The environment of an endpoint and the reasons; of several hosts the worst."""
    if endpoint.memory:
        return "E0", (Evidence("the database lives in memory"),)
    rule = mapped("database", endpoint.database, config) or mapped("database", endpoint.identity, config)
    for host in endpoint.hosts:
        rule = mapped("host", host, config) or rule
    if rule is not None:
        said = Evidence(f"{rule.pattern} is {rule.environment} in the environment map", rule.origin)
        return rule.environment, (said,)
    worst: Environment = "E0"
    reasons: list[Evidence] = []
    for host in endpoint.hosts or ("",):
        environment, reason = _of_host(host, endpoint, by, session, world)
        reasons.append(Evidence(f"{host or 'no host'}: {reason}"))
        worst = worse(worst, environment) or worst
    for what, name in (("database", endpoint.database), ("user", endpoint.user)):
        if environment_of_words(name) == "E4" and worst != "E4":
            worst = "E4"
            reasons.append(Evidence(f"the {what} is called {name}"))
    local = any(word in _LOCAL_NAMES for word in words_of(endpoint.database))
    if worst == "E1" and not local and environment_of_words(endpoint.database) == "E3":
        return "E3", (*reasons, Evidence(f"the database is called {endpoint.database}"))
    return worst, tuple(reasons)


def _of_host(
    host: str, endpoint: Endpoint, by: Invocation | None, session: Session, world: World
) -> tuple[Environment, str]:
    if is_beside(host, by):
        return "E0" if is_test_name(endpoint.database) else "E1", "a service of the same compose file"
    local = not host or host.startswith(("/", "@")) or is_loopback(host)
    if not local:
        sign = sign_of_host(host)
        if sign is None:
            return "E3", UNIDENTIFIED
        if sign[0] == "E1" and is_test_name(endpoint.database):
            return "E0", f"{sign[1]}, a test database"
        return sign
    tunnel = _tunnel(endpoint, by, session)
    where = _far_end(tunnel, world) if tunnel else "E1"
    if where != "E1":
        return where or "E3", f"a tunnel was opened in this session: {tunnel[:80]}"
    if host and is_loopback(host):
        from guard.targets.tunnels import listening

        open_one = listening(endpoint.port or DEFAULT_PORTS.get(endpoint.engine, ""), world)
        if open_one:
            return environment_of_words(open_one) or "E3", f"a tunnel listens there: {open_one[:80]}"
        port = endpoint.port or DEFAULT_PORTS.get(endpoint.engine, "")
        if port and session.made("container-port", port):
            return "E0", f"loopback, a container of this session at port {port}"
    near = "loopback" if host and is_loopback(host) else "local socket"
    if is_test_name(endpoint.database):
        return "E0", f"{near}, a test database"
    if by is not None and _in_ci(by):
        return "E0", f"{near}, on a CI runner"
    return "E1", near


def is_beside(host: str, by: Invocation | None) -> bool:
    """Whether the host is a container beside the one that the program runs in."""
    named = by.variable(SERVICES) if by is not None else None
    return named is not None and host in (named.value.text or "").split()


def _in_ci(by: Invocation) -> bool:
    found = by.variable("CI")
    return found is not None and (found.value.text or "").lower() in ("true", "1", "yes")


def _far_end(tunnel: str, world: World) -> Environment | None:
    """Where a tunnel leads, by its words, or by the context that kubectl would use."""
    said = environment_of_words(tunnel)
    if said is not None or "port-forward" not in tunnel or "--context" in tunnel:
        return said
    from guard.targets.kubeconfig import read_kubeconfig
    from guard.targets.kubernetes import is_local

    name = read_kubeconfig([f"{world.home}/.kube/config"], world).current
    return "E1" if is_local(name) else environment_of_words(name)


def _tunnel(endpoint: Endpoint, by: Invocation | None, session: Session) -> str:
    port = endpoint.port or DEFAULT_PORTS.get(endpoint.engine, "")
    from guard.programs.switches import TUNNELS, opens_tunnel

    opened = by.variable(TUNNELS) if by is not None else None
    for line in (opened.value.text or "").splitlines() if opened is not None and port else ():
        if any(word == port or f"{port}:" in word or word.endswith(f"={port}") for word in line.split()):
            return line
    for ran in session.commands():
        if port and port in ran.text and ran.exit_code in (None, 0) and opens_tunnel(ran.text):
            return ran.text
    return ""
