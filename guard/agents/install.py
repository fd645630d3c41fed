"""Registering the guard with an agent, and taking it back.

What is registered ends in a refusal when the guard cannot answer: an absolute interpreter with ``-I -S``
(no user site, no environment variables of Python, no shim), the absolute path of ``guard/hook.py``, the
agent's own switch where it has one (``onFailure``, ``failClosed``, ``on_failure``, ``strict``), elsewhere
``guard/hook.sh`` around it, and a time-out longer than the guard's own watchdog.

A change is planned as two texts and applied in one rename after a backup; everything else in the file
stays as it is, and taking it back puts the old file back letter by letter."""

from __future__ import annotations

import os
import sys

from guard.agents.catalogue import LOCAL, ORGANISATION, PROJECT, USER
from guard.agents.change import Change, apply, backups, difference, read_text
from guard.agents.forms import is_own
from guard.agents.registrations import (
    EVENTS,
    GATES,
    SCOPES,
    Line,
    forms_of,
    groups,
    settings_path,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.agents.forms import Form

__all__ = (
    "EVENTS", "GATES", "LOCAL", "ORGANISATION", "PROJECT", "SCOPES", "USER", "Change", "apply",
    "command_words", "difference", "groups", "installation", "interpreter", "is_own", "line_for",
    "planned", "removal", "settings_path", "taken_back",
)  # fmt: skip

EXEC_FORM = ("claude-code",)
"""Agents that start words without a shell and have a switch of their own for everything but chatter."""


def interpreter() -> str:
    """The absolute path of a Python that is no shim and no link of a virtual environment."""
    return os.path.realpath(getattr(sys, "_base_executable", "") or sys.executable)


def command_words(agent: str = "claude-code") -> tuple[str, ...]:
    """The words that an agent's hook runs."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if agent in EXEC_FORM:
        return interpreter(), "-I", "-S", os.path.join(package, "hook.py"), agent
    return "/bin/sh", os.path.join(package, "hook.sh"), interpreter(), agent


def line_for(agent: str, path: str, words: tuple[str, ...] | None = None) -> Line:
    """What is registered in a file: a command, or the guard's server where one was chosen for a person's own
    settings (its token belongs into no file that others read)."""
    place = None
    home = os.environ.get("HOME", "")
    if agent == "claude-code" and words is None and home.startswith("/"):
        from guard.agents.loopback_place import place_of

        place = place_of(os.environ) if path == settings_path("user", home, os.getcwd(), agent) else None
    return Line(words or command_words(agent), (place.url, place.token) if place is not None else ("", ""))


def planned(agent: str, path: str, words: tuple[str, ...] | None = None) -> tuple[Change, ...]:
    """What registering with an agent would change, file by file.

    Raises:
        ConfigError: a file is there that cannot be read or changed.
    """
    found = []
    for form in forms_of(agent, path, line_for(agent, path, words)):
        before = read_text(form.path)
        found.append(Change(form.path, before, form.installed(before), form.mode))
    return tuple(found)


def taken_back(agent: str, path: str) -> tuple[Change, ...]:
    """What taking the guard out would change. A file that only the guard made goes; a file that looks as
    the guard left it becomes what it was before, from its backup.

    Raises:
        ConfigError: a file is there that cannot be read or changed.
    """
    changes = tuple(_restored(form) for form in forms_of(agent, path, line_for(agent, path)))
    if agent == "codex":
        from guard.agents.codex_trust import forgotten

        return *changes, forgotten(path)
    return changes


def _restored(form: Form) -> Change:
    before = read_text(form.path)
    if before is None or not form.holds(before):
        return Change(form.path, before, before, form.mode)
    for backup in backups(form.path):
        old = read_text(backup)
        if old is not None and not form.holds(old) and form.installed(old) == before:
            return Change(form.path, before, old, form.mode, backup)
    return Change(form.path, before, form.removed(before), form.mode)


def installation(path: str, words: tuple[str, ...] | None = None) -> Change:
    """What registering with Claude Code would change."""
    return planned("claude-code", path, words)[0]


def removal(path: str) -> Change:
    """What taking the guard out of Claude Code's settings would change."""
    return taken_back("claude-code", path)[0]
