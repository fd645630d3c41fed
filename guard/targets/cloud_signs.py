"""From the names of a project, account, application or profile to an environment, with evidence.

The owner's environment map goes first (for any of the names), then the worse of what the words say. A
service without a sign is shared at best: E3.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Evidence
from guard.signs.environments import is_loopback, mapped, sign_of_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.model import Effect, Environment, Value
    from guard.policy.config import Config
    from guard.world import World


@frozen
class Sign:
    """A name that decides where something lands."""

    kind: str
    """As in the environment map: ``project``, ``account``, ``profile``, ``app``, ``environment`` …"""
    name: str
    where: str
    """Where it stood: ``--project``, ``AWS_PROFILE``, ``~/.railway/config.json``."""


def environment_of_signs(
    signs: Sequence[Sign], config: Config, default: Environment, why: str
) -> tuple[Environment, tuple[Evidence, ...]]:
    """The environment of a place by its names.

    Args:
        signs: what is known, the most decisive first.
        config: the owner's map.
        default: what it is where no name says anything.
        why: the reason for the default.
    """
    chain = [Evidence(f"{s.kind} {s.name}", s.where) for s in signs]
    for sign in signs:
        rule = mapped((sign.kind, "any"), sign.name, config)
        if rule is not None:
            return rule.environment, (*chain, Evidence(f"{sign.name} fits {rule.pattern}", rule.origin))
    words: list[tuple[Environment, str]] = []
    for sign in signs:
        found = sign_of_words(sign.name)
        if found is not None:
            words.append(found)
    hosts = [sign.name for sign in signs if sign.kind == "host"]
    if hosts and not words and all(is_loopback(host) for host in hosts):
        return "E1", (*chain, Evidence("loopback", ""))
    if words:
        worst = max(words)
        return worst[0], (*chain, Evidence(f"the word “{worst[1]}” says so", ""))
    return default, (*chain, Evidence(why, ""))


def text_of(value: Value | None) -> str:
    """A hint as text; what could not be resolved as nothing."""
    return "" if value is None or value.text is None else value.text


def variable(effect: Effect, *names: str) -> tuple[str, str]:
    """The first of these environment variables that the program would see: its value and its name."""
    from guard.targets.made import runner

    invocation = runner(effect)
    for name in names:
        found = invocation.variable(name) if invocation is not None else None
        if found is not None and found.value.text:
            return found.value.text, name
    return "", ""


def folders_of(effect: Effect, limit: int = 6) -> tuple[str, ...]:
    """The program's directory and those above it, for link files that are searched upward."""
    from guard.targets.made import runner

    invocation = runner(effect)
    folder = invocation.cwd if invocation is not None else None
    found: list[str] = []
    while folder and len(found) < limit:
        found.append(folder)
        parent = folder.rpartition("/")[0] or "/"
        if parent == folder:
            break
        folder = parent
    return tuple(found)


def home_of(effect: Effect, world: World) -> str:
    """The home directory that the program would see."""
    return variable(effect, "HOME")[0] or world.home


def located(effect: Effect, path: str, home: str) -> str:
    """A path out of a variable as the program would open it: from its home or its directory."""
    if not path or path.startswith("/"):
        return path
    if path.startswith("~/"):
        return f"{home}/{path[2:]}"
    from guard.targets.made import runner

    invocation = runner(effect)
    folder = invocation.cwd if invocation is not None else None
    return f"{folder.rstrip('/')}/{path}" if folder else ""


def json_file(world: World, path: str) -> object:
    """A JSON file's content; ``None`` where it is missing or is not JSON."""
    from guard.wire import loads

    text = world.read(path)
    if text is None:
        return None
    try:
        found: object = loads(text.lstrip("\ufeff"))
    except ValueError:
        return None
    return found


def setting(text: str, section: str, *keys: str) -> str:
    """A value from an ini or simple TOML text: ``key = value`` under ``[section]``; ``""`` for the top."""
    current = ""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith("["):
            current = line.strip("[]").strip().strip("\"'")
            continue
        key, equals, value = line.partition("=")
        if equals and current == section and key.strip() in keys:
            return value.partition(" #")[0].strip().strip("\"'")
    return ""
