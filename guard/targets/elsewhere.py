"""What runs under ``ssh``, ``kubectl exec`` or ``docker exec`` does not run on this machine.

``surroundings`` answers where a program runs by the wrappers it runs under, innermost first; the
resolvers of host, process, docker and path ask it before they say “this machine”.

Facts: ssh_config(5) (``ssh_config.py``), rsync(1) and scp(1) for ``[user@]host:path``.
"""

from __future__ import annotations

from guard.model import Evidence, Target, Value
from guard.signs.environments import (
    environment_of_words,
    is_loopback,
    is_private,
    mapped,
    sign_of_host,
    worse,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Environment, Invocation
    from guard.policy.config import Config
    from guard.world import World

_SSH_VALUED = "BbcDEeFIiJLlmOoPpQRSWw"
"""The letters of ssh's options that take a value."""
HOSTED = ("fly", "flyctl", "heroku")
DEV_STACKS = ("ddev", "lando", "sail", "wp-env", "warden")
"""Containers of a site that is developed on this machine."""
OPTIONED = ("ssh", "slogin", "autossh", "scp", "sftp")
"""Programs that take ssh's own options."""


def surroundings(invocation: Invocation | None, world: World, config: Config) -> Target | None:
    """Where a program runs; ``None`` for this machine as it is."""
    if invocation is None or not invocation.via:
        return None
    from guard.knowledge.platform_shells import PLATFORMS

    for depth in range(len(invocation.via) - 1, -1, -1):
        wrapper = invocation.via[depth]
        if wrapper.program in ("ssh", "mosh", "autossh", "slogin"):
            return remote(ssh_destination(wrapper), wrapper, world, config)
        if wrapper.program in ("parallel-ssh", "pssh", "pdsh", "clush", "dsh"):
            return _many(wrapper, world)
        if wrapper.program == "ansible":
            return _hosts(wrapper, world, config)
        if wrapper.program in ("kubectl", "oc", "k"):
            return _cluster(wrapper, world, config)
        if wrapper.program in ("docker", "podman", "nerdctl", "docker-compose", "podman-compose"):
            return _container(wrapper, world, config)
        if wrapper.program in HOSTED:
            return hosted(wrapper, invocation, world)
        if wrapper.program in DEV_STACKS:
            tests = wrapper.program == "wp-env" and any(word.startswith("tests-") for word in wrapper.words)
            said = (Evidence(wrapper.program, "command line"),)
            return Target("E0" if tests else "E1", f"the local {wrapper.program} stack", said)
        if wrapper.program in PLATFORMS and invocation.cwd is None:
            return on_platform(wrapper)
    return None


def on_platform(wrapper: Invocation) -> Target:
    """A machine that a platform's command line reaches, by what its options and its first operand name."""
    from guard.programs.options import read_options
    from guard.shell.wrappers.platforms import way_of

    named: list[str] = []
    way = way_of(wrapper)
    if way is not None:
        options = read_options(_before_dashes(wrapper), way.valued, abbreviate=False)
        named = [value.skeleton for name in way.names for value in options.values(name)]
        own = options.operands[len(way.path) :]
        named += [own[0].skeleton] if own and way.command[0] != "0" else []
    said = " ".join(named)
    where = "/".join((wrapper.program, *named[:1]))
    return Target(
        environment_of_words(said) or "E3", where, (Evidence(said or wrapper.program, "command line"),)
    )


def _before_dashes(wrapper: Invocation) -> tuple[Value, ...]:
    """The words of the tool itself."""
    words = wrapper.argv[1:]
    at = next((at for at, word in enumerate(words) if word.text == "--"), len(words))
    return words[:at]


def hosted(wrapper: Invocation, by: Invocation, world: World) -> Target | None:
    """A machine of a platform's app: what the app or the environment is called."""
    from guard.targets.injected import of_wrapper

    found = of_wrapper(wrapper, by, world)
    if found is None or by.cwd is not None:
        return None
    named = found.named or "a hosted app"
    return Target(environment_of_words(named) or "E3", f"{wrapper.program}/{named}", found.evidence)


def _many(wrapper: Invocation, world: World) -> Target:
    """Every host of a list: what its words say, and what stands in the file that it is read from."""
    words = [word.text or word.skeleton for word in wrapper.argv[1:-1]]
    said = " ".join(words)
    for word in words:
        path = word if word.startswith("/") else f"{wrapper.cwd or ''}/{word}"
        if not word.startswith("-") and world.stat(path) is not None:
            said += " " + (world.read(path) or "")[:20_000]
    return Target(
        environment_of_words(said) or "E3", "many hosts", (Evidence(" ".join(words), "command line"),)
    )


def _cluster(wrapper: Invocation, world: World, config: Config) -> Target:
    from guard.programs.kubernetes import place_of
    from guard.targets.kubernetes import target_of

    return target_of(place_of(wrapper), wrapper, world, config)


def _hosts(wrapper: Invocation, world: World, config: Config) -> Target:
    from guard.programs.ansible import place_of
    from guard.targets.ssh import inventory

    return inventory(place_of(wrapper), wrapper, world, config)


def _container(wrapper: Invocation, world: World, config: Config) -> Target:
    from guard.programs.docker import place_of
    from guard.targets.docker import target_of

    found = target_of(place_of(wrapper), wrapper, world, config)
    return Target(found.environment, f"a container on {found.identity}", found.evidence, found.unresolved)


def ssh_destination(invocation: Invocation) -> Value | None:
    """The destination among the words of an ``ssh`` command; a long option is another program's, without
    a word of its own."""
    words = list(invocation.argv[1:])
    while words:
        word = words.pop(0)
        text = word.prefix
        if text == "--":
            return words[0] if words else None
        if text.startswith("--"):
            continue
        if not text.startswith("-") or len(text) < 2:
            return word
        for index, letter in enumerate(text[1:], 1):
            if letter in _SSH_VALUED:
                if index == len(text) - 1 and words:
                    words.pop(0)
                break
    return None


def remote(destination: Value | None, invocation: Invocation | None, world: World, config: Config) -> Target:
    """The target of ``[user@]host`` (or ``ssh://…``): by the environment map, ``~/.ssh/config``, words."""
    if destination is None or destination.text is None:
        said = destination.skeleton if destination is not None else "the host"
        known_words = environment_of_words(destination.skeleton if destination is not None else "")
        return Target(known_words or "E3", said, (), f"the host {said}")
    name = destination.text.removeprefix("ssh://").split("/", 1)[0]
    address = name.rpartition("@")[2]
    alias = address.rsplit(":", 1)[0] if address.count(":") == 1 else address
    home = invocation.variable("HOME") if invocation else None
    folder = (home.value.text if home else None) or world.home
    from guard.targets.ssh_config import resolve

    as_ssh = invocation if invocation is not None and invocation.program in OPTIONED else None
    host = resolve(alias, as_ssh, folder, world)
    real, jump, where = host.name, host.jump, host.where
    evidence = [Evidence(f"host {alias}", "command line")]
    if real and real != alias:
        evidence.append(Evidence(f"{alias} is {real}", where))
    rule = mapped("host", alias, config) or mapped("host", real, config)
    if rule is not None:
        evidence.append(Evidence(f"{rule.pattern} is {rule.environment} in the environment map", rule.origin))
        return Target(rule.environment, real or alias, tuple(evidence))
    return Target(_of_hosts(alias, real, jump), real or alias, tuple(evidence))


def _of_hosts(alias: str, real: str, jump: str) -> Environment:
    words = worse(environment_of_words(alias), environment_of_words(real), environment_of_words(jump))
    if words == "E4":
        return "E4"
    host = real or alias
    if is_loopback(host):
        return "E1"
    if _personal(alias, real):
        return "E2"
    sign = sign_of_host(host)
    return worse(words, sign[0] if sign and sign[0] in ("E3", "E4") else "E3") or "E3"


_PERSONAL = (
    "devbox", "laptop", "desktop", "workstation", "homelab", "nas", "raspberrypi", "raspberry", "rpi", "pi",
)  # fmt: skip


def _personal(alias: str, real: str) -> bool:
    """A machine of one's own: a name that says so, on a private or unknown address."""
    named = any(word in _PERSONAL for word in alias.lower().replace("_", "-").split("-")) or alias.endswith(
        ".local"
    )
    return named and (
        not real or real == alias or is_private(real) or real.endswith((".local", ".lan", ".home"))
    )
