"""A path on another host or in a container: nothing local says what lies there.

Catches ``ssh web1.prod 'rm -rf /var/www/app'``, ``rsync --delete ./rootfs/ root@robot:/``. Quiet:
``ssh build 'rm -rf /tmp/build-4711'``, ``ssh devbox 'rm -rf ~/proj/dist'``: scratch space, and output that is
made again by its name alone. What is lost there no local tool brings back: look first (``ls``), move instead.

Facts: ssh_config(5) (``HostName``), rsync(1) and scp(1) (``[user@]host:path``).
"""

from __future__ import annotations

from guard.findings import Located
from guard.frozen import frozen, replace
from guard.model import Evidence, Invocation, Target
from guard.signs.path_names import kept, names_backup
from guard.signs.path_places import Spot, Surroundings, spot_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Blast, Effect, Environment, Mark, Recoverability
    from guard.policy.config import Config
    from guard.world import World

MANY = ("pdsh", "pssh", "parallel-ssh", "clush", "dsh")
"""Programs whose hosts stand in an option."""
NAMING = ("-w", "-H", "-h", "-g", "-m", "-f")
"""… one of these: hosts, groups, files of hosts."""
HOSTS = (*MANY, "ssh", "slogin", "mosh", "autossh", "sshpass", "rsh", "vagrant",
         "ansible", "salt", "gcloud", "multipass", "lima", "limactl", "teleport")  # fmt: skip
CONTAINERS = ("docker", "podman", "nerdctl", "kubectl", "oc", "k3s", "crictl", "lxc", "incus", "machinectl",
              "docker-compose", "podman-compose", "buildah", "chroot", "systemd-nspawn", "distrobox",
              "toolbox")  # fmt: skip


@frozen
class Elsewhere:
    """Another machine, as far as the command line says which."""

    kind: str
    """``host`` or ``container``."""
    name: str
    wrapper: Invocation | None = None
    """The program that runs things there; ``None`` where the path itself names the host."""


def elsewhere(effect: Effect) -> Elsewhere | None:
    """Where the path lies, if not on this machine."""
    host = effect.place.hint("host")
    if host is not None:
        return Elsewhere("host", host.skeleton)
    by = effect.by
    if by is None or by.cwd is not None:
        return None
    from guard.knowledge.platform_shells import PLATFORMS
    from guard.targets.elsewhere import DEV_STACKS, HOSTED, on_platform

    for wrapper in reversed(by.via):
        if wrapper.program in HOSTED:
            return Elsewhere("host", wrapper.program, wrapper)
        if wrapper.program in PLATFORMS:
            return Elsewhere("host", on_platform(wrapper).identity, wrapper)
        if wrapper.program in HOSTS:
            return Elsewhere("host", _host(wrapper), wrapper)
        if wrapper.program in CONTAINERS or wrapper.program in DEV_STACKS:
            return Elsewhere("container", wrapper.program, wrapper)
    return None


EVERY = ("*", "all")
"""How salt and ansible call every machine that they know."""


def _host(wrapper: Invocation) -> str:
    if wrapper.program in MANY:
        from guard.programs.options import read_options

        options = read_options(wrapper.argv[1:], NAMING, permute=False)
        named = [value.skeleton for name in NAMING for value in options.values(name)]
        return " ".join(named) or "many hosts"
    from guard.targets.elsewhere import ssh_destination

    destination = ssh_destination(wrapper)
    return destination.skeleton if destination is not None else wrapper.program


def locate_elsewhere(effect: Effect, host: Elsewhere, world: World, config: Config) -> Located:
    """The target of an effect on a path of another machine, by its name alone."""
    environment, reason, real = _environment(host, effect, world, config)
    value = effect.resource.value
    text = effect.resource.identity if value is None else value.text
    evidence: tuple[Evidence, ...] = (Evidence(f"{host.kind} {host.name}", reason),)
    if real is not None and real.name not in ("", real.alias):
        evidence += (Evidence(f"{real.alias} is {real.name}", real.where),)
    target = Target(environment, host.name, evidence)
    if text is None or text == "":
        why = value.skeleton if value is not None and value.holes else "an empty word"
        if value is not None and value.prefix.startswith("/tmp/"):  # noqa: S108
            return Located(target, "R0", "B0")
        return Located(Target(environment, host.name, target.evidence, why), "R3", "B?", effect.loss)
    found = _by_name(effect, text, target)
    return replace(found, blast="B3") if host.name in EVERY and found.recoverability != "R0" else found


def _by_name(effect: Effect, text: str, target: Target) -> Located:
    path, contents = _without_star(text)
    spot = _spot(path)
    fatal = spot.fatal if effect.resource.recursive or path.startswith("/dev/") else ""
    identity = f"{target.identity}:{text}"
    environment: Environment = max(target.environment, spot.environment) if fatal else target.environment
    if spot.environment == "E4" and target.environment >= "E3":
        environment = "E4"
    place = Target(environment, identity, target.evidence)
    if fatal and not (contents and spot.what.startswith("below")):
        return Located(place, "R4", "B3", f"{fatal} on {target.identity}", ("root-home-device",))
    if (
        spot.environment == "E0"
        or spot.cache
        or kept(path.rsplit("/", 1)[-1]) == "generated"
        or _is_output(path)
    ):
        return Located(place, "R0", "B0", text)
    act = effect.place.hint("act")
    gone = effect.operation in ("delete", "truncate") or (act is not None and act.text == "delete")
    recoverability: Recoverability = effect.recoverability
    if recoverability == "R?":
        recoverability = "R4" if gone else "R3"
    if act is not None and act.text in ("append", "move", "create") and effect.recoverability == "R?":
        recoverability = "R1"
    marks: tuple[Mark, ...] = ("backup",) if gone and names_backup(path) else ()
    return Located(place, recoverability, _blast(effect), f"{text} on {target.identity}", marks,
                   f"ls -la {text}")  # fmt: skip


def _blast(effect: Effect) -> Blast:
    if effect.blast != "B?":
        return effect.blast
    return "B1" if effect.resource.recursive else "B0"


def _without_star(text: str) -> tuple[str, bool]:
    folder, _, last = text.rstrip("/").rpartition("/")
    if last and not last.strip("*"):
        return (folder or "/") if text.startswith("/") or folder else ".", True
    return text.rstrip("/") or "/", False


_REMOTE_HOME = "/home/⟨user⟩"


def _spot(path: str) -> Spot:
    """Where it lies by its name, with ``~`` as a home of its own."""
    from os.path import normpath

    if path == "~" or path.startswith("~/"):
        path = _REMOTE_HOME + path[1:]
    elif not path.startswith("/"):
        path = _REMOTE_HOME + "/" + path
    around = Surroundings(_REMOTE_HOME, "", "", ("/tmp", "/var/tmp"))  # noqa: S108
    return spot_of(normpath(path), around)


def _is_output(path: str) -> bool:
    """``dist`` and the like below somebody's home: not where a web server takes its pages from."""
    if path.startswith("/") and not path.startswith(("/home/", "/Users/", "/root/")):
        return False
    return kept(path.rsplit("/", 1)[-1]) == "output" and "/" in path


def _environment(
    host: Elsewhere, effect: Effect, world: World, config: Config
) -> tuple[Environment, str, Resolved | None]:
    if host.kind == "container":
        return "E3", "inside a container", None
    from guard.signs.environments import UNIDENTIFIED, mapped, sign_of_host

    chosen = _chosen(host, effect, world, config)
    if chosen is not None:
        return chosen.environment, "; ".join(link.what for link in chosen.evidence), None
    real = _resolved(host, effect, world)
    for candidate in (real.alias, real.name):
        rule = mapped("host", candidate, config)
        if rule is not None:
            return rule.environment, f"{rule.origin}: host {rule.pattern}", real
    signs = [sign for sign in map(sign_of_host, (real.alias, real.name, real.jump)) if sign]
    environment, why = max(signs, default=("E3", UNIDENTIFIED))
    return environment, why, real


def _chosen(host: Elsewhere, effect: Effect, world: World, config: Config) -> Target | None:
    """The app of a platform, or the hosts of ansible's inventory: what the wrapper's own options, variables
    and files choose."""
    from guard.knowledge.platform_shells import PLATFORMS
    from guard.targets.elsewhere import HOSTED, hosted, on_platform

    wrapper = host.wrapper
    if wrapper is None or wrapper.program not in (*HOSTED, *PLATFORMS, "ansible"):
        return None
    if wrapper.program in PLATFORMS:
        return on_platform(wrapper)
    if wrapper.program in HOSTED:
        return hosted(wrapper, effect.by, world) if isinstance(effect.by, Invocation) else None
    from guard.programs.ansible import place_of
    from guard.targets.ssh import inventory

    hosts = inventory(place_of(wrapper), wrapper, world, config)
    said = hosts.evidence or (Evidence("the inventory's hosts"),)
    return replace(hosts, environment=max(hosts.environment, "E3"), evidence=said)


@frozen
class Resolved:
    """A host as it was written, and as ssh would understand it."""

    alias: str
    name: str = ""
    jump: str = ""
    where: str = ""


def _resolved(host: Elsewhere, effect: Effect, world: World) -> Resolved:
    """What ssh makes of the name, by its options and its configuration."""
    from guard.targets.elsewhere import OPTIONED
    from guard.targets.ssh_config import resolve

    address = host.name.removeprefix("ssh://").split("/", 1)[0].rsplit("@", 1)[-1]
    alias = address.split(":")[0]
    by = host.wrapper or effect.by
    as_ssh = by if isinstance(by, Invocation) and by.program in OPTIONED else None
    found = resolve(alias, as_ssh, world.home, world)
    return Resolved(alias, found.name, found.jump, found.where)
