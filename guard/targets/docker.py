"""Which container engine, in docker's own order: ``-H`` or ``--context``, ``DOCKER_HOST``,
``DOCKER_CONTEXT``, the context that an earlier command of the same text switched to,
``currentContext`` of ``~/.docker/config.json``, the local socket. podman: ``--url``,
``--connection``, ``CONTAINER_HOST``, ``CONTAINER_CONNECTION``, the default connection.

A unix socket is this machine; ``ssh://`` and ``tcp://`` are judged by their host, a context that cannot
be looked up by its name. What reaches beyond the project (prune, “all”) lands outside it (E2).

Facts: docs.docker.com “Docker contexts”; context metadata lies under the SHA-256 of its name.
"""

from __future__ import annotations

from guard.findings import Located
from guard.model import Evidence, Target, known
from guard.signs.environments import environment_of_words, is_loopback, is_test_name, mapped, worse
from guard.targets.elsewhere import remote, surroundings
from guard.targets.made import made_marks, runner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Invocation, Place, Value
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World

LOCAL_CONTEXTS = (
    "default",
    "desktop-linux",
    "desktop-windows",
    "orbstack",
    "rancher-desktop",
    "podman-machine-default",
    "podman-machine-default-root",
    "rootless",
)


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The engine an effect lands on, whether this session made the object, and which volumes are there."""
    invocation = runner(effect)
    target = target_of(effect.place, invocation, world, config)
    marks = made_marks(effect, session)
    recoverability, loss = effect.recoverability, ""
    evidence: tuple[Evidence, ...] = ()
    if effect.rule == "docker.volume-prune" and target.environment <= "E2":
        names = _volumes(effect.place.tool, invocation, world)
        if names == ():
            recoverability, evidence = "R0", (Evidence("there are no volumes on this machine"),)
        elif names:
            shown = ", ".join(names[:6]) + (" …" if len(names) > 6 else "")
            loss = f"those of the volumes {shown} that nothing uses"
    value = effect.resource.value
    unclear = value is not None and value.text is None and effect.operation == "delete"
    if unclear and value is not None and effect.recoverability in ("R3", "R4") and effect.blast != "B3":
        target = Target(target.environment, target.identity, target.evidence, value.skeleton)
    return Located(target, recoverability, effect.blast, loss, marks, evidence=evidence)


def target_of(place: Place, invocation: Invocation | None, world: World, config: Config) -> Target:
    """The engine that a place names, with the environment it belongs to."""
    around = surroundings(invocation, world, config) if place.tool not in ("exec",) else None
    kind, value, where = _chosen(place, invocation, world)
    if kind == "default":
        target = around or Target("E1", "the local engine")
        return _local(place, target)
    if value is None or value.text is None:
        said = value.skeleton if value is not None else kind
        return Target("E3", said, (Evidence(f"{kind} {said}", where),), f"the {kind} {said}")
    if kind == "host":
        return _of_endpoint(value.text, place, invocation, world, config, where)
    return _of_context(value.text, place, invocation, world, config, where)


def _chosen(place: Place, invocation: Invocation | None, world: World) -> tuple[str, Value | None, str]:
    """host or context or default, its value, and where that was said."""
    podman = "podman" in (place.tool or "")
    for hint in ("host", "context"):
        value = place.hint(hint)
        if value is not None:
            address = _connection(value.text or "", invocation, world) if podman and hint == "context" else ""
            return ("host", known(address), "--connection") if address else (hint, value, "command line")
    names = (
        (("CONTAINER_HOST", "host"), ("CONTAINER_CONNECTION", "context"))
        if podman
        else (("DOCKER_HOST", "host"), ("DOCKER_CONTEXT", "context"))
    ) + (("guard:docker-context", "context"),)
    for name, kind in names:
        variable = invocation.variable(name) if invocation else None
        if variable is not None and variable.value.text != "":
            said = "an earlier switch in this command" if name.startswith("guard:") else name
            return kind, variable.value, said
    if podman:
        remote_one = invocation is not None and any(w in ("--remote", "-r") for w in invocation.words[1:3])
        address = _connection("", invocation, world) if remote_one else ""
        return ("host", known(address), "the default connection") if address else ("default", None, "")
    current = _current(invocation, world)
    if current:
        return "context", known(current), "~/.docker/config.json"
    return "default", None, ""


def _connection(name: str, invocation: Invocation | None, world: World) -> str:
    """The address of one of podman's connections, the default one without a name; empty where unknown."""
    home = invocation.variable("HOME") if invocation else None
    folder = (home.value.text if home else None) or world.home
    document = _document(f"{folder}/.config/containers/podman-connections.json", world)
    listed = document.get("Connection")
    if not isinstance(listed, dict):
        return ""
    one = listed.get("Connections")
    found = one.get(name or listed.get("Default")) if isinstance(one, dict) else None
    address = found.get("URI") if isinstance(found, dict) else None
    return address if isinstance(address, str) else ""


def _folder(invocation: Invocation | None, world: World) -> str:
    for name in ("DOCKER_CONFIG", "HOME"):
        variable = invocation.variable(name) if invocation else None
        text = variable.value.text if variable else None
        if text:
            return text if name == "DOCKER_CONFIG" else f"{text.rstrip('/')}/.docker"
    return f"{world.home}/.docker"


def _document(path: str, world: World) -> dict[str, object]:
    from guard.wire import object_in

    return object_in(world.read(path))


def _current(invocation: Invocation | None, world: World) -> str:
    name = _document(f"{_folder(invocation, world)}/config.json", world).get("currentContext")
    return name if isinstance(name, str) and name != "default" else ""


def _of_context(
    name: str, place: Place, invocation: Invocation | None, world: World, config: Config, where: str
) -> Target:
    evidence = (Evidence(f"context {name}", where),)
    rule = mapped("context", name, config) or mapped("host", name, config)
    if rule is not None:
        return Target(rule.environment, name, evidence)
    if name in LOCAL_CONTEXTS or name.startswith(("colima", "lima")):
        return _local(place, Target("E1", "the local engine", evidence))
    from hashlib import sha256

    meta = f"{_folder(invocation, world)}/contexts/meta/{sha256(name.encode()).hexdigest()}/meta.json"
    endpoints = _document(meta, world).get("Endpoints")
    docker = endpoints.get("docker") if isinstance(endpoints, dict) else None
    host = docker.get("Host") if isinstance(docker, dict) else None
    if isinstance(host, str) and host:
        found = _of_endpoint(host, place, invocation, world, config, f"context {name}")
        words = environment_of_words(name)
        return Target(
            worse(found.environment, words) or "E3", f"{name} ({found.identity})", evidence + found.evidence
        )
    return Target(environment_of_words(name) or "E3", name, evidence)


def _of_endpoint(
    endpoint: str, place: Place, invocation: Invocation | None, world: World, config: Config, where: str
) -> Target:
    scheme, _, rest = endpoint.partition("://")
    evidence = (Evidence(f"engine {endpoint}", where),)
    if scheme in ("unix", "npipe", "fd") or endpoint.startswith("/"):
        return _local(place, Target("E1", "the local engine", evidence))
    host = (rest or scheme).split("/", 1)[0].rsplit("@", 1)[-1].split(":", 1)[0]
    if is_loopback(host):
        return _local(place, Target("E1", "the local engine", evidence))
    found = remote(known((rest or scheme).split("/", 1)[0]), invocation, world, config)
    return Target(found.environment, found.identity, evidence + found.evidence, found.unresolved)


def _local(place: Place, target: Target) -> Target:
    """This machine: what the compose files and the project are named for, and what reaches beyond them."""
    said = " ".join(v.skeleton for n, v in place.hints if n in ("file", "project", "env-file", "directory"))
    if said:
        words = environment_of_words(said)
        if words == "E4":
            return Target(worse(words, target.environment) or "E4", said, target.evidence)
        if target.environment == "E1" and is_test_name(said):
            return Target("E0", said, (*target.evidence, Evidence(f"{said} is named for tests")))
    if place.hint("host-wide") is not None and target.environment == "E1":
        return Target("E2", "the local engine", target.evidence)
    return target


def _volumes(tool: str, invocation: Invocation | None, world: World) -> tuple[str, ...] | None:
    """The volumes on this machine; ``None`` where their folder cannot be read."""
    variable = invocation.variable("HOME") if invocation else None
    home = ((variable.value.text if variable else None) or world.home).rstrip("/")
    rootless = "containers/storage" if "podman" in tool else "docker"
    roots = [f"{home}/.local/share/{rootless}/volumes"]
    roots.append("/var/lib/containers/storage/volumes" if "podman" in tool else "/var/lib/docker/volumes")
    found: tuple[str, ...] | None = None
    for root in roots:
        names = world.list(root)
        if names is not None:
            found = (found or ()) + tuple(n for n in names if n not in ("metadata.db", "backingFsBlockDev"))
    return found
