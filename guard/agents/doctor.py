"""Does the guard stand in the way, as registered? A live canary through the very command line of the
settings.

Nothing here asks our own import: what the agent would start is started, with a payload as the agent would
send it, and the answer is read as the agent would read it."""

from __future__ import annotations

import json
import os
import subprocess

from guard.agents.install import EVENTS, GATES, command_words, is_own, settings_path
from guard.errors import GuardError
from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

PATIENCE = 12
"""Seconds given to a canary."""
TESTED = "2.1.328"
"""The version of Claude Code with which every statement was last seen."""

DANGEROUS = "rm -rf /"
HARMLESS = "git status"


@frozen
class Check:
    """One question of the doctor and its answer."""

    what: str
    ok: bool
    detail: str = ""
    advice: str = ""


def examine(home: str, project: str) -> tuple[Check, ...]:
    """Everything that the doctor asks about Claude Code, in order."""
    return tuple(_examined(home, project))


def _examined(home: str, project: str) -> Iterator[Check]:
    found: list[tuple[str, str, dict[str, Any]]] = []
    for scope in ("user", "project", "local"):
        path = settings_path(scope, home, project)
        settings, trouble = _settings(path)
        if trouble:
            yield Check(
                f"{path} can be read",
                False,
                trouble,
                "one broken entry makes Claude Code drop the whole file",
            )
        if settings.get("disableAllHooks") is True:
            yield Check(f"{path} leaves hooks on", False, "disableAllHooks is true", f"remove it from {path}")
        found += [(path, event, hook) for event, hook in _own(settings)]
    managed, _ = _settings("/etc/claude-code/managed-settings.json")
    if managed.get("disableAllHooks") is True or managed.get("allowManagedHooksOnly") is True:
        yield Check(
            "managed settings leave hooks on", False, "the organisation's settings switch user hooks off"
        )
    registered = {event for _, event, _ in found}
    missing = [event for event, _ in EVENTS if event not in registered]
    yield Check(
        "registered", not missing, ", ".join(sorted({path for path, _, _ in found})) or "nowhere",
        "" if not missing else f"guard install claude-code (missing: {', '.join(missing)})",
    )  # fmt: skip
    for path, event, hook in found:
        if event in GATES and hook.get("onFailure") != "block":
            yield Check(
                f"{event} fails closed", False, f"no onFailure in {path}", "guard install claude-code"
            )
    words = _words(found)
    if words:
        yield from canaries(words)
        if words != command_words():
            yield Check(
                "this installation is the registered one", False, " ".join(words), "guard install claude-code"
            )
    yield _version()
    for sentence in NOT_COVERED:
        yield Check("not covered", True, sentence)


NOT_COVERED = (
    "claude --bare and claude --setting-sources without user do not load user hooks; starting them is denied",
    "a hook that prints anything but its answer lets the call run; the guard never does that",
    "Claude Code before 2.1.295 ignores onFailure: there a killed or missing interpreter lets the call run",
)


def canaries(words: tuple[str, ...]) -> Iterator[Check]:
    """A dangerous and a harmless call through the registered command line."""
    program = words[0]
    if not os.access(program, os.X_OK):
        yield Check("the interpreter is there", False, program, "guard install claude-code")
        return
    code, out, err = fire(words, DANGEROUS)
    refused = code == 2 and '"deny"' in out and bool(err.strip())
    yield Check(
        "fires and blocks",
        refused,
        f"exit {code}: {(err or out).strip()[:120]}",
        "" if refused else "see above",
    )
    code, out, err = fire(words, HARMLESS)
    quiet = code == 0 and not out.strip()
    yield Check(
        "lets ordinary commands pass", quiet, "" if quiet else f"exit {code}: {(out or err).strip()[:200]}"
    )


def fire(words: tuple[str, ...], command: str) -> tuple[int, str, str]:
    """Run a registered command line on a payload: exit code, standard output, standard error."""
    payload = {
        "hook_event_name": "PreToolUse", "session_id": "", "cwd": "/", "permission_mode": "default",
        "tool_name": "Bash", "tool_input": {"command": command, "description": "guard doctor"},
    }  # fmt: skip
    try:
        done = subprocess.run(
            words, input=json.dumps(payload), capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return -1, "", f"no answer within {PATIENCE} s"
    except OSError as error:
        return -1, "", str(error)
    return done.returncode, done.stdout, done.stderr


def _settings(path: str) -> tuple[dict[str, Any], str]:
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    except FileNotFoundError:
        return {}, ""
    except (OSError, ValueError) as error:
        return {}, str(error)
    return (found, "") if isinstance(found, dict) else ({}, "it holds no JSON object")


def _own(settings: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    hooks = settings.get("hooks")
    for event, groups in hooks.items() if isinstance(hooks, dict) else ():
        for group in groups if isinstance(groups, list) else ():
            for hook in group.get("hooks", ()) if isinstance(group, dict) else ():
                if is_own(hook):
                    yield event, hook


def _words(found: list[tuple[str, str, dict[str, Any]]]) -> tuple[str, ...]:
    for _, event, hook in found:
        if event in GATES:
            return (str(hook.get("command", "")), *(str(w) for w in hook.get("args") or ()))
    return ()


def _version() -> Check:
    import shutil

    program = shutil.which("claude")
    if program is None:
        return Check("version", True, f"claude is not on PATH; tested with {TESTED}")
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GuardError(f"{program} --version does not answer ({error})") from None
    return Check("version", True, f"{done.stdout.strip()}; tested with {TESTED}")
