"""Registering the guard with an agent, and taking it back.

What is registered ends in a refusal when the guard cannot answer: an absolute interpreter with ``-I -S``
(no user site, no environment variables of Python, no shim), the absolute path of ``guard/hook.py``,
``onFailure: block`` (Claude Code 2.1.295 and later; older versions ignore it), and a time-out longer than
the guard's own watchdog.

A change is planned as two texts and applied in one rename after a backup; everything else in the file
stays as it is."""

from __future__ import annotations

import os
import sys
import time

from guard.agents.json_edit import Node, appended, parse, with_member, without
from guard.errors import ConfigError, GuardError
from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TIMEOUT = 10
"""Seconds, as the host counts; the guard's own watchdog answers after eight."""
TOOLS = "Bash|Monitor|PowerShell|Write|Edit|MultiEdit|NotebookEdit|Read|Grep|WebFetch"
OBSERVED = TOOLS
EVENTS: tuple[tuple[str, tuple[str | None, ...]], ...] = (
    # a name list and a regular expression cannot stand in one matcher (agents' hook contracts, measured)
    ("PreToolUse", (TOOLS, "mcp__.*")),
    ("PostToolUse", (OBSERVED, "mcp__.*")),
    ("UserPromptSubmit", (None,)),
    ("SessionStart", (None,)),
)
GATES = ("PreToolUse",)
"""Events in which a failure of the hook must stop the call."""


@frozen
class Change:
    """A change of one file, planned and not yet made."""

    path: str
    before: str | None
    """``None`` where the file is new."""
    after: str | None
    """``None`` where the file goes."""

    @property
    def needed(self) -> bool:
        return self.before != self.after


def interpreter() -> str:
    """The absolute path of a Python that is no shim and no link of a virtual environment."""
    return os.path.realpath(getattr(sys, "_base_executable", "") or sys.executable)


def command_words(agent: str = "claude-code") -> tuple[str, ...]:
    """The words that an agent's hook runs."""
    hook = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "hook.py")
    return interpreter(), "-I", "-S", hook, agent


def entry(words: tuple[str, ...], event: str) -> dict[str, Any]:
    """One hook of Claude Code's settings in exec form: no shell reads it."""
    hook: dict[str, Any] = {
        "type": "command",
        "command": words[0],
        "args": list(words[1:]),
        "timeout": TIMEOUT,
    }
    if event in GATES:
        hook["onFailure"] = "block"
    return hook


def groups(words: tuple[str, ...], event: str, matchers: tuple[str | None, ...]) -> list[dict[str, Any]]:
    """The matcher groups of one event."""
    found = []
    for matcher in matchers:
        group: dict[str, Any] = {} if matcher is None else {"matcher": matcher}
        found.append({**group, "hooks": [entry(words, event)]})
    return found


def settings_path(scope: str, home: str, project: str) -> str:
    """The settings file of a scope: ``user``, ``project`` or ``local``.

    Raises:
        GuardError: the scope is not known, or the home directory is not.
    """
    if scope == "user":
        if not home.startswith("/"):
            raise GuardError("there is no home directory to install into", "set HOME")
        return os.path.join(
            os.environ.get("CLAUDE_CONFIG_DIR") or os.path.join(home, ".claude"), "settings.json"
        )
    if scope == "project":
        return os.path.join(project, ".claude", "settings.json")
    if scope == "local":
        return os.path.join(project, ".claude", "settings.local.json")
    raise GuardError(f"there is no scope {scope!r}", "user, project or local")


def installation(path: str, words: tuple[str, ...] | None = None) -> Change:
    """What registering would change: the guard's own entries are replaced, everything else stays.

    Raises:
        ConfigError: the file is there and is no JSON object, or cannot be read.
    """
    before = _read(path)
    text = before if before is not None and before.strip() else "{}\n"
    wanted = {event: groups(words or command_words(), event, matchers) for event, matchers in EVENTS}
    if _own_groups(text, path) == wanted:
        return Change(path, before, before)
    text = _without_own(text, path)
    for event, found in wanted.items():
        for group in found:
            text = _with_group(text, event, group, path)
    return Change(path, before, text)


def removal(path: str) -> Change:
    """What taking the guard out would change; a file that held nothing else goes.

    Raises:
        ConfigError: the file is there and is no JSON object, or cannot be read.
    """
    before = _read(path)
    if before is None:
        return Change(path, None, None)
    after = _without_own(before, path)
    return Change(path, before, None if after.strip() == "{}" and before.strip() != "{}" else after)


def apply(change: Change) -> str:
    """Make a change. Answers with the backup's path; empty where there was nothing to keep.

    Raises:
        GuardError: the file cannot be written, or was changed since the change was planned.
    """
    if not change.needed:
        return ""
    if _read(change.path) != change.before:
        raise GuardError(f"{change.path} was changed meanwhile", "run the command again")
    try:
        os.makedirs(os.path.dirname(change.path), exist_ok=True)
        backup = _backup(change)
        if change.after is None:
            os.unlink(change.path)
        else:
            _replace(change.path, change.after)
    except OSError as error:
        raise GuardError(f"{change.path} cannot be written ({error.strerror})") from None
    return backup


def difference(change: Change) -> str:
    """The change as a unified diff."""
    import difflib

    before = (change.before or "").splitlines(keepends=True)
    after = (change.after or "").splitlines(keepends=True)
    return "".join(difflib.unified_diff(before, after, change.path, change.path + " (new)"))


def is_own(hook: object) -> bool:
    """Whether a hook of the settings is the guard's: it runs ``guard/hook.py`` or ``guard hook``."""
    if not isinstance(hook, dict):
        return False
    words = [str(hook.get("command", "")), *(str(w) for w in hook.get("args") or ())]
    joined = " ".join(words)
    return joined.endswith(("guard/hook.py claude-code", "guard hook claude-code"))


# ----------------------------------------------------------------------------------- the texts


def _root(text: str, path: str) -> Node:
    try:
        root = parse(text)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error.message}", error.hint) from None
    if not isinstance(root.value, dict):
        raise ConfigError(f"{path} holds no JSON object", "correct the file first, nothing was changed")
    return root


def _own_groups(text: str, path: str) -> dict[str, list[Any]]:
    """The groups of the settings that hold a hook of the guard, by event."""
    hooks = _root(text, path).value.get("hooks")
    found: dict[str, list[Any]] = {}
    for event, listed in hooks.items() if isinstance(hooks, dict) else ():
        for group in listed if isinstance(listed, list) else ():
            inner = group.get("hooks") if isinstance(group, dict) else None
            if isinstance(inner, list) and any(is_own(hook) for hook in inner):
                found.setdefault(event, []).append(group)
    return found


def _with_group(text: str, event: str, group: dict[str, Any], path: str) -> str:
    root = _root(text, path)
    hooks = root.get("hooks")
    if hooks is None:
        return with_member(text, root, "hooks", {event: [group]})
    if not isinstance(hooks.value, dict):
        raise ConfigError(f"{path}: hooks is no object", "correct the file first, nothing was changed")
    groups_node = hooks.get(event)
    if groups_node is None:
        return with_member(text, hooks, event, [group])
    if not isinstance(groups_node.value, list):
        raise ConfigError(f"{path}: hooks.{event} is no list", "correct the file first, nothing was changed")
    return appended(text, groups_node, group)


def _without_own(text: str, path: str) -> str:
    """The text without the guard's hooks, and without the groups, events and the object that they alone
    filled."""
    while True:
        shorter = _one_less(text, path)
        if shorter is None:
            return text
        text = shorter


def _one_less(text: str, path: str) -> str | None:
    root = _root(text, path)
    for place, (key, _, hooks) in enumerate(root.members):
        if key != "hooks" or not isinstance(hooks.value, dict):
            continue
        for event_place, (_, _, event) in enumerate(hooks.members):
            for group_place, group in enumerate(event.elements):
                inner = group.get("hooks")
                if inner is None:
                    continue
                own = [i for i, element in enumerate(inner.elements) if is_own(element.value)]
                if not own:
                    continue
                if len(inner.elements) > 1:
                    return without(text, inner, own[0])
                if len(event.elements) > 1:
                    return without(text, event, group_place)
                if len(hooks.members) > 1:
                    return without(text, hooks, event_place)
                return without(text, root, place)
    return None


# ------------------------------------------------------------------------------------ the files


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read ({error})") from None


def _backup(change: Change) -> str:
    if change.before is None:
        return ""
    stem = f"{change.path}.{time.strftime('%Y%m%d-%H%M%S')}"
    backup, number = f"{stem}.guard-backup", 1
    while os.path.exists(backup):
        number += 1
        backup = f"{stem}-{number}.guard-backup"
    with open(backup, "x", encoding="utf-8") as file:
        os.fchmod(file.fileno(), os.stat(change.path).st_mode & 0o777)
        file.write(change.before)
    return backup


def _replace(path: str, text: str) -> None:
    """Write beside and rename, so that no reader ever sees half a file. A link is followed."""
    path = os.path.realpath(path)
    draft = f"{path}.{os.getpid()}.guard-draft"
    mode = os.stat(path).st_mode & 0o777 if os.path.exists(path) else 0o600
    with open(draft, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
