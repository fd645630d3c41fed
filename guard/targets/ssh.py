"""Hosts reached by ssh: ``ansible``, ``scp``, ``rsync`` and what runs under ``ssh``.

Hints: ``host`` (``[user@]host``), or for ansible ``inventory``, ``limit`` and ``pattern``, whose words
count, with the hosts in the inventory's file; ``-i localhost,`` and ``-c local`` stay on this machine.
"""

from __future__ import annotations

from guard.findings import Located
from guard.model import Evidence, Target
from guard.signs.environments import environment_of_words, mapped, worse
from guard.targets.elsewhere import remote, surroundings
from guard.targets.made import made_marks, runner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Effect, Environment, Invocation, Place, Value
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The host or the group of hosts."""
    invocation = runner(effect)
    host = effect.place.hint("host")
    if host is not None:
        target = remote(host, invocation, world, config)
    elif effect.place.tool.startswith("ansible"):
        target = inventory(effect.place, invocation, world, config)
    else:
        target = surroundings(invocation, world, config) or Target("E3", "a remote host")
    return Located(target, effect.recoverability, effect.blast, marks=made_marks(effect, session))


def inventory(place: Place, invocation: Invocation | None, world: World, config: Config) -> Target:
    """The hosts that ansible's options name, by the words in them."""
    said = [(name, value) for name, value in place.hints if name in ("inventory", "limit", "pattern")]
    variable = invocation.variable("ANSIBLE_INVENTORY") if invocation else None
    if variable is not None and not any(n == "inventory" for n, _ in said):
        said.append(("inventory", variable.value))
    if not any(n == "inventory" for n, _ in said):
        default = _configured(invocation, world)
        if default:
            from guard.model import known

            said.append(("inventory", known(default)))
    evidence = tuple(Evidence(f"{name} {value.skeleton}", "command line") for name, value in said)
    names = [value.skeleton for _, value in said]
    connection = place.hint("connection")
    if (connection is not None and connection.text == "local") or (
        names
        and all(n.rstrip(",") in ("localhost", "127.0.0.1", "all") for n in names)
        and any(n.rstrip(",") in ("localhost", "127.0.0.1") for n in names)
    ):
        return Target("E2", "this machine", evidence)
    hosts = [host for host in _listed(said, invocation, world) if host]
    for name in (*names, *hosts):
        rule = mapped(("inventory", "host"), name, config)
        if rule is not None:
            return Target(rule.environment, name, evidence)
    words = (environment_of_words(name) for name in (*names, *hosts))
    environment: Environment = worse(*words) or "E3"
    return Target(environment, " ".join(names) or "the inventory's hosts", evidence)


def _listed(said: Sequence[tuple[str, Value]], by: Invocation | None, world: World) -> Iterator[str]:
    """The hosts that the inventory's file names, of the groups that are meant; none where it is a folder."""
    folder = (by.cwd if by else None) or ""
    meant = {v.text for name, v in said if name in ("limit", "pattern") and v.text not in ("all", "*")}
    for name in [value.text or "" for key, value in said if key == "inventory"]:
        path = name if name.startswith("/") else f"{folder}/{name}"
        group = ""
        for line in ((world.read(path) if name and "," not in name else None) or "").splitlines()[:2000]:
            words = line.strip().lstrip("- ").split()
            if not words or words[0][0] in "#;":
                continue
            if words[0][0] == "[":
                group = words[0].strip("[]").partition(":")[0]
            elif not meant or group in meant or words[0] in meant:
                yield words[0].strip(":\"'")
                yield from (word.partition("=")[2] for word in words[1:] if word.startswith("ansible_host="))
                yield from words[1:2] if words[0] == "ansible_host:" else ()


def _configured(invocation: Invocation | None, world: World) -> str:
    """``inventory`` of ``ansible.cfg``: ``ANSIBLE_CONFIG``, the folder, the home, ``/etc/ansible``."""
    variable = invocation.variable("ANSIBLE_CONFIG") if invocation else None
    first = variable.value.text if variable else None
    folder = (invocation.cwd if invocation else None) or "/"
    for path in (first, f"{folder}/ansible.cfg", f"{world.home}/.ansible.cfg", "/etc/ansible/ansible.cfg"):
        text = world.read(path) if path else None
        if text is None:
            continue
        for line in text.splitlines()[:2000]:
            key, equals, value = line.partition("=")
            if equals and key.strip() == "inventory":
                return value.strip()
        return ""
    return ""
