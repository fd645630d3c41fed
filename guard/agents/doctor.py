"""Does the guard stand in the way, as registered? A live canary through the very command line of the
settings.

Nothing here asks our own import: what the agent would start is started, with a payload as the agent would
send it, and the answer is read as the agent would read it."""

from __future__ import annotations

import json
import os
import shlex
import subprocess

from guard.agents.canaries import DANGEROUS, HARMLESS, canary, refuses
from guard.agents.catalogue import ABOUT, LOCAL, ORGANISATION, PROJECT, USER, found_agents
from guard.agents.change import read_text
from guard.agents.forms import JsonHooks, is_own
from guard.agents.install import GATES, line_for, settings_path
from guard.agents.registrations import forms_of
from guard.errors import GuardError
from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from guard.agents.forms import Form

PATIENCE = 12
"""Seconds given to a canary."""


@frozen
class Check:
    """One question of the doctor and its answer."""

    what: str
    ok: bool
    detail: str = ""
    advice: str = ""


def examine(home: str, project: str, agent: str = "claude-code") -> tuple[Check, ...]:
    """Everything that the doctor asks about an agent, in order."""
    return tuple(_examined(home, project, agent))


def present(home: str, project: str) -> tuple[str, ...]:
    """The agents worth a question: found on this machine, or with the guard registered in this project."""
    found = found_agents(home, os.environ)
    there = [agent for agent in ABOUT if any(_registered(agent, home, project))]
    return tuple(agent for agent in ABOUT if agent in found or agent in there)


# ------------------------------------------------------------------------------ what is registered


def registered_in(agent: str, home: str, project: str) -> tuple[str, ...]:
    """The files in which the guard is registered with an agent; nothing is started."""
    return tuple(dict.fromkeys(path for path, _, _ in _registered(agent, home, project)))


def _places(agent: str, home: str, project: str) -> Iterator[str]:
    for scope, table in (
        ("user", USER),
        ("project", PROJECT),
        ("local", LOCAL),
        ("organisation", ORGANISATION),
    ):
        if agent in table and (scope != "user" or home.startswith("/")):
            yield settings_path(scope, home, project, agent)


def _registered(agent: str, home: str, project: str) -> Iterator[tuple[str, Form, str]]:
    """Each file with the guard in it: its path, its form, its text."""
    for path in _places(agent, home, project):
        for form in forms_of(agent, path, line_for(agent, path)):
            try:
                text = read_text(form.path)
                if text is not None and form.holds(text):
                    yield form.path, form, text
            except GuardError:
                continue


def _examined(home: str, project: str, agent: str) -> Iterator[Check]:
    yield from _switches(home, project, agent)
    found = list(_registered(agent, home, project))
    where = ", ".join(path for path, _, _ in found)
    yield Check("registered", bool(found), where or "nowhere", "" if found else f"guard install {agent}")
    for path, form, text in found:
        whole = form.installed(text) == text
        yield Check(
            f"{path} holds what this installation registers", whole, "" if whole else "it differs",
            "" if whole else f"guard install {agent}",
        )  # fmt: skip
    if agent == "claude-code":
        yield from _closed(found)
        if any(hook.get("type") == "http" for _, _, text in found for hook in _entries(json.loads(text))):
            from guard.agents.loopback_doctor import served

            yield from (Check(*answer) for answer in served(os.environ))
    commands = [words for _, form, text in found for words in _commands(form, text)]
    for words in dict.fromkeys(commands):
        yield from canaries(words, agent)
    if agent == "codex" and found:
        yield _trusted(home, project)
    yield _version(agent)
    for sentence in ABOUT[agent].gaps:
        yield Check("not covered", True, sentence)


def _switches(home: str, project: str, agent: str) -> Iterator[Check]:
    """What an agent's own settings say about hooks."""
    for path in dict.fromkeys((*_places(agent, home, project), *_others(agent, home, project))):
        if not path.endswith(".json"):
            continue
        settings, trouble = _settings(path)
        if trouble:
            yield Check(f"{path} can be read", False, trouble, "one broken entry can drop the whole file")
        disabled = settings.get("disableAllHooks") is True
        inner = settings.get("hooksConfig")
        if disabled or (isinstance(inner, dict) and inner.get("enabled") is False):
            name = "disableAllHooks is true" if disabled else "hooksConfig.enabled is false"
            yield Check(f"{path} leaves hooks on", False, name, f"remove it from {path}")
    managed, _ = _settings(ORGANISATION.get(agent, ""))
    if managed.get("allowManagedHooksOnly") is True:
        yield Check(
            "managed settings leave hooks on", False, "the organisation's settings switch user hooks off"
        )


def _others(agent: str, home: str, project: str) -> Iterator[str]:
    if agent == "copilot":
        yield os.path.join(home, ".copilot", "settings.json")
        yield os.path.join(project, ".github", "copilot", "settings.json")
        yield os.path.join(project, ".github", "copilot", "settings.local.json")


def _closed(found: list[tuple[str, Form, str]]) -> Iterator[Check]:
    for path, _, text in found:
        for event, hook in _own_hooks(json.loads(text).get("hooks")):
            if event in GATES and hook.get("onFailure") != "block":
                yield Check(
                    f"{event} fails closed", False, f"no onFailure in {path}", "guard install claude-code"
                )


def _trusted(home: str, project: str) -> Check:
    """Codex skips a hook that nobody trusted, without a word."""
    import shutil

    from guard.agents.codex_trust import untrusted

    what, advice = "trusted by Codex", "guard install codex, or start codex and trust the hooks with /hooks"
    program = shutil.which("codex")
    if program is not None:
        try:
            left = untrusted(program, project, os.environ)
        except GuardError as error:
            return Check(what, False, error.message, advice)
        return Check(what, not left, ", ".join(left), advice if left else "")
    folder = os.environ.get("CODEX_HOME") or os.path.join(home, ".codex")
    text = read_text(os.path.join(folder, "config.toml")) or ""
    trusted = "hooks.json:pre_tool_use:" in text and "trusted_hash" in text
    return Check(
        what, trusted, "" if trusted else "no trusted_hash in config.toml", "" if trusted else advice
    )


# ---------------------------------------------------------------------------------- the canaries


def _commands(form: Form, text: str) -> Iterator[tuple[str, ...]]:
    """The command lines of the guard in a registered file, as words that can be started."""
    if isinstance(form, JsonHooks) or form.path.endswith(".json"):
        for hook in _entries(json.loads(text)):
            line = hook.get("command") or hook.get("bash")
            if isinstance(line, str) and isinstance(hook.get("args"), list):
                if hook["args"][:1] != ["-c"]:  # that one looks after the server and judges nothing
                    yield line, *(str(word) for word in hook["args"])
            elif isinstance(line, str):
                yield "/bin/sh", "-c", line
    elif form.path.endswith(".js"):
        list_of_words = text.partition("const GUARD = ")[2].partition("\n")[0]
        yield tuple(json.loads(list_of_words))
    elif form.path.endswith(".sh"):
        yield (form.path,)
    else:
        for line in text.splitlines():
            key, sign, value = line.strip().lstrip("- ").replace(": ", "=", 1).partition("=")
            if sign and key.strip() == "command" and is_own(value):
                yield "/bin/sh", "-c", json.loads(value.strip())


def _entries(value: object) -> Iterator[dict[str, Any]]:
    """Every hook of the guard, wherever it stands in a JSON value."""
    if isinstance(value, dict):
        if is_own({k: v for k, v in value.items() if k != "action"}):
            yield value
        for inner in value.values():
            yield from _entries(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _entries(inner)


def _own_hooks(hooks: object) -> Iterator[tuple[str, dict[str, Any]]]:
    for event, groups in hooks.items() if isinstance(hooks, dict) else ():
        for hook in _entries(groups):
            yield event, hook


def canaries(words: tuple[str, ...], agent: str = "claude-code") -> Iterator[Check]:
    """A dangerous and a harmless call through a registered command line."""
    program = words[0]
    if not os.access(program, os.X_OK):
        yield Check("the interpreter is there", False, program, f"guard install {agent}")
        return
    code, out, err = fire(words, DANGEROUS, agent)
    refused = refuses(out, code) and bool((out + err).strip()) and "no answer" not in err
    yield Check("fires and blocks", refused, f"exit {code}: {(err or out).strip()[:120]}")
    code, out, err = fire(words, HARMLESS, agent)
    quiet = code == 0 and not refuses(out, code) and (not out.strip() or out.strip().startswith("{"))
    yield Check(
        "lets ordinary commands pass", quiet, "" if quiet else f"exit {code}: {(out or err).strip()[:200]}"
    )


def fire(words: tuple[str, ...], command: str, agent: str = "claude-code") -> tuple[int, str, str]:
    """Run a registered command line on a payload: exit code, standard output, standard error."""
    try:
        done = subprocess.run(
            words, input=json.dumps(canary(agent, command)), capture_output=True, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return -1, "", f"no answer within {PATIENCE} s"
    except OSError as error:
        return -1, "", str(error)
    return done.returncode, done.stdout, done.stderr


def _settings(path: str) -> tuple[dict[str, Any], str]:
    from guard.agents.json_edit import bare

    try:
        text = read_text(path) if path else None
        found = json.loads(bare(text)) if text and text.strip() else {}
    except (GuardError, ValueError) as error:
        return {}, str(error)
    return (found, "") if isinstance(found, dict) else ({}, "it holds no JSON object")


def _version(agent: str) -> Check:
    import shutil

    about = ABOUT[agent]
    tested = f"tested with {about.tested}" if about.tested else "never tested with the real agent"
    program = next(filter(None, (shutil.which(name) for name in about.programs)), None)
    if program is None:
        return Check("version", True, f"{about.programs[0]} is not on PATH; {tested}")
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)
        said = (done.stdout.strip().splitlines() or [""])[0]
    except (OSError, subprocess.TimeoutExpired) as error:
        said = f"{shlex.quote(program)} --version does not answer ({error})"
    return Check("version", True, f"{said}; {tested}")
