"""What is written where, for each agent: the one source of the installer and of the files in ``hooks/``.

Facts: each agent's hook documentation and the measurements behind ``docs/agents.md``: matchers, time-outs
(seconds for most, milliseconds for Gemini and Qwen), the switches that make a failed hook refuse, and which
of two conflicting hooks wins (the last on Qwen, the first on Droid)."""

from __future__ import annotations

import json
import os

from guard.agents.catalogue import LOCAL, ORGANISATION, PROJECT, USER
from guard.agents.forms import Block, JsonHooks, OwnFile
from guard.errors import GuardError
from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

    from guard.agents.forms import Form

TIMEOUT = 10
"""Seconds, as the host counts; the guard's own watchdog answers after eight."""


@frozen
class Line:
    """What an agent runs: as words where no shell reads it, and as one closed line for a shell."""

    words: tuple[str, ...]
    http: tuple[str, str] = ("", "")
    """The address of the guard's server and what it wants to be told, where calls are judged there."""

    @property
    def shell(self) -> str:
        """For a shell: where not even the wrapper can be started, the exit code refuses."""
        return self.plain + " || exit 2"

    @property
    def plain(self) -> str:
        """For agents that split words without a shell."""
        return " ".join(quoted(word) for word in self.words)


def quoted(word: str) -> str:
    """A word as every POSIX shell, and fish, reads it."""
    if word and all(c.isalnum() or c in "/._-+=:@%" for c in word):
        return word
    return "'" + word.replace("'", "'\\''") + "'"


# --------------------------------------------------------------------------------- Claude's own form

TOOLS = "Bash|Monitor|PowerShell|Write|Edit|MultiEdit|NotebookEdit|Read|Grep|WebFetch"
"""Tools of which the ledger keeps something; every tool is judged, one that a later version adds as well."""
EVENTS: tuple[tuple[str, tuple[str | None, ...]], ...] = (
    # a name list and a regular expression cannot stand in one matcher (agents' hook contracts, measured)
    ("PreToolUse", ("*",)),
    ("PostToolUse", (TOOLS, "mcp__.*")),
    ("UserPromptSubmit", (None,)),
    ("SessionStart", (None,)),
)
GATES = ("PreToolUse",)
"""Events in which a failure of the hook must stop the call."""


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
    """The matcher groups of one event of Claude Code."""
    found = []
    for matcher in matchers:
        group: dict[str, Any] = {} if matcher is None else {"matcher": matcher}
        found.append({**group, "hooks": [entry(words, event)]})
    return found


def _claude_code(path: str, line: Line) -> tuple[Form, ...]:
    if line.http[0]:
        return (JsonHooks(path, _served(line)),)
    return (JsonHooks(path, {event: groups(line.words, event, matchers) for event, matchers in EVENTS}),)


def _served(line: Line) -> dict[str, list[dict[str, Any]]]:
    """Calls are judged by the guard's server, and processes see to it that it is there."""
    url, token = line.http
    hook = {
        "type": "http", "url": url, "headers": {"Authorization": f"Bearer {token}"}, "timeout": TIMEOUT,
        "onFailure": "block",
    }  # fmt: skip
    words = (*line.words[:-1], "claude-code-http")
    found: dict[str, list[dict[str, Any]]] = {}
    for event, matchers in (*EVENTS, ("Stop", (None,))):
        if event in ("PreToolUse", "PostToolUse"):
            found[event] = [{"matcher": matcher, "hooks": [hook]} for matcher in matchers]
        else:
            found[event] = groups(words, event, matchers)
    missed = {"type": "command", "command": "/bin/sh", "args": ["-c", MISSED, *words], "timeout": TIMEOUT}
    found["PostToolBatch"] = [{"hooks": [missed]}]
    return found


MISSED = (
    'said=$(cat); case $said in *"hook error"*|*"guard\'s server was started"*) '
    'printf %s "$said" | "$0" "$@";; esac'
)
"""After each round of calls: where one was stopped because no server answered, or one that does not know the
conversation, the hook sees to the server, and the next call is judged. What reads along is a shell, for a
millisecond."""


# ------------------------------------------------------------------------------- those who followed it


def _grouped(
    line: Line, matcher: str | None, events: tuple[str, ...], timeout: int = TIMEOUT, **more: Any
) -> dict[str, list[dict[str, Any]]]:
    """Events in Claude's layout with one hook each, the first of them the gate."""
    found: dict[str, list[dict[str, Any]]] = {}
    for place, event in enumerate(events):
        group: dict[str, Any] = {} if matcher is None or place > 1 else {"matcher": matcher}
        hook = {"type": "command", "command": line.shell, "timeout": timeout}
        found[event] = [{**group, "hooks": [{**more, **hook}]}]
    return found


SEEN = ("PreToolUse", "PostToolUse", "UserPromptSubmit")


def _codex(path: str, line: Line) -> tuple[Form, ...]:
    return (JsonHooks(path, _grouped(line, ".*", SEEN)),)


def _gemini(path: str, line: Line) -> tuple[Form, ...]:
    events = ("BeforeTool", "AfterTool", "BeforeAgent")
    return (JsonHooks(path, _grouped(line, ".*", events, TIMEOUT * 1000, name="guard")),)


def _qwen(path: str, line: Line) -> tuple[Form, ...]:
    return (JsonHooks(path, _grouped(line, "*", SEEN, TIMEOUT * 1000, name="guard")),)


def _droid(path: str, line: Line) -> tuple[Form, ...]:
    under = () if path.endswith("hooks.json") else ("hooks",)
    return (JsonHooks(path, _grouped(line, "*", SEEN), under=under, first=True),)


def _followed(path: str, line: Line) -> tuple[Form, ...]:
    return (JsonHooks(path, _grouped(line, "*", SEEN)),)


def _antigravity(path: str, line: Line) -> tuple[Form, ...]:
    tools = (
        "run_command|write_to_file|replace_file_content|multi_replace_file_content|view_file|manage_task|"
        "call_mcp_tool|read_url_content"
    )
    return (JsonHooks(path, _grouped(line, tools, ("PreToolUse",)), under=("guard",)),)


def _grok(path: str, line: Line) -> tuple[Form, ...]:
    return (_own_json(path, {"hooks": _grouped(line, None, SEEN)}),)


def _goose(path: str, line: Line) -> tuple[Form, ...]:
    folder = os.path.dirname(os.path.dirname(path))
    plugin = {"name": "guard", "version": "0.1.0", "description": "Stops what cannot be undone"}
    events = _grouped(line, None, SEEN)
    events["PreToolUse"][0]["hooks"][0]["on_failure"] = "block"
    return _own_json(os.path.join(folder, "plugin.json"), plugin), _own_json(path, {"hooks": events})


# ------------------------------------------------------------------------------------ flat lists


def _copilot(path: str, line: Line) -> tuple[Form, ...]:
    hook = {"type": "command", "bash": line.shell, "timeoutSec": TIMEOUT}
    events = {name: [hook] for name in ("preToolUse", "postToolUse", "userPromptSubmitted")}
    return (_own_json(path, {"version": 1, "hooks": events}),)


def _vscode(path: str, line: Line) -> tuple[Form, ...]:
    hook = {"type": "command", "command": line.shell, "timeout": TIMEOUT}
    return (_own_json(path, {"hooks": {"PreToolUse": [hook]}}),)


def _cursor(path: str, line: Line) -> tuple[Form, ...]:
    hook = {"command": line.shell, "timeout": TIMEOUT, "failClosed": True}
    files = {
        **hook,
        "matcher": "Write|Edit|StrReplace|Delete|Read|TabWrite|MultiEdit|EditNotebook|ApplyPatch",
    }
    events: dict[str, list[dict[str, Any]]] = {
        "beforeShellExecution": [hook], "beforeMCPExecution": [hook], "preToolUse": [files],
    }  # fmt: skip
    return (JsonHooks(path, events, beside={"version": 1}),)


def _windsurf(path: str, line: Line) -> tuple[Form, ...]:
    hook = {"command": line.shell, "show_output": True}
    names = ("pre_run_command", "pre_write_code", "pre_read_code", "pre_mcp_tool_use")
    return (JsonHooks(path, {name: [hook] for name in names}),)


def _kiro(path: str, line: Line) -> tuple[Form, ...]:
    action = {"type": "command", "command": line.shell}
    hook = {
        "name": "guard", "trigger": "PreToolUse", "matcher": "*", "action": action, "timeout": TIMEOUT,
        "enabled": True,
    }  # fmt: skip
    return (_own_json(path, {"version": "v1", "hooks": [hook]}),)


# ------------------------------------------------------------------------------- TOML, YAML, code


def _kimi(path: str, line: Line) -> tuple[Form, ...]:
    # exactly these keys: any other breaks the whole configuration
    command = f"command = {json.dumps(line.shell)}\ntimeout = {TIMEOUT}\n"
    text = "".join(
        f'[[hooks]]\nevent = "{event}"\n' + ('matcher = ".*"\n' if "Tool" in event else "") + command
        for event in SEEN
    )
    return (Block(path, text, ("hooks =", "hooks=", "[hooks]")),)


def _vibe(path: str, line: Line) -> tuple[Form, ...]:
    command = f"timeout = {TIMEOUT}.0\ncommand = {json.dumps(line.shell)}\n"
    gate = '[[hooks]]\nname = "guard"\ntype = "pre_tool"\nmatch = "*"\nstrict = true\n' + command
    after = '[[hooks]]\nname = "guard-after"\ntype = "post_tool"\nmatch = "*"\n' + command
    return (Block(path, gate + after, ("hooks =", "hooks=", "[hooks]")),)


def _hermes(path: str, line: Line) -> tuple[Form, ...]:
    # no shell reads the command and exit codes are not looked at, so a shell is started that says it in JSON
    says = _said(line, '{"action":"block","message":"%s"}').replace("\ncase", "; case").replace("\n", " ")
    command = json.dumps("/bin/sh -c " + quoted(says))
    text = "hooks:\n" + "".join(
        f"  {event}:\n    - command: {command}\n      timeout: {TIMEOUT}\n"
        for event in ("pre_tool_call", "post_tool_call")
    )
    return (Block(path, text, ("hooks:", "hooks :", '"hooks"', "'hooks'", "---", "...", "{")),)


def _cline(path: str, line: Line) -> tuple[Form, ...]:
    says = _said(line, '{"cancel":true,"errorMessage":"%s"}')
    text = f"#!/bin/sh\n# Asks the guard before every tool of Cline; made by guard install.\n{says}\n"
    return (OwnFile(path, text, 0o755),)


def _said(line: Line, refusal: str) -> str:
    """Lines for agents that look at no exit code: what the guard says, or else a refusal."""
    refused = refusal.replace("%s", "guard: no answer, so it is refused; guard doctor says more")
    return (
        f'answer=$({line.plain})\ncase "$?:$answer" in 0: | *:"{{"*"}}") printf "%s\\n" "$answer" ;;\n'
        f"*) printf '%s\\n' '{refused}' ;; esac"
    )


def _opencode(path: str, line: Line) -> tuple[Form, ...]:
    template = os.path.join(os.path.dirname(os.path.abspath(__file__)), "opencode.js")
    with open(template, encoding="utf-8") as file:
        text = file.read()
    return (OwnFile(path, text.replace('["guard", "hook", "opencode"]', json.dumps(list(line.words)))),)


def _own_json(path: str, content: dict[str, Any]) -> Form:
    return OwnFile(path, json.dumps(content, indent=2) + "\n")


# --------------------------------------------------------------------------------------- places

FORMS: dict[str, Callable[[str, Line], tuple[Form, ...]]] = {
    "claude-code": _claude_code, "codex": _codex, "gemini": _gemini, "copilot": _copilot, "cursor": _cursor,
    "opencode": _opencode, "qwen": _qwen, "droid": _droid, "grok": _grok, "goose": _goose, "cline": _cline,
    "kimi": _kimi, "hermes": _hermes, "vibe": _vibe, "windsurf": _windsurf, "kiro": _kiro, "vscode": _vscode,
    "antigravity": _antigravity,
}  # fmt: skip
"""Agents with a layout of their own; the others have that of Claude Code (``_followed``)."""

SCOPES = ("user", "project", "local", "organisation")


def settings_path(scope: str, home: str, project: str, agent: str = "claude-code") -> str:
    """The file in which an agent registers hooks, for a scope.

    Raises:
        GuardError: the agent has no such scope, or the home directory is not known.
    """
    if scope == "user" and agent in USER:
        variable, folder, name = USER[agent]
        moved = os.environ.get(variable, "") if variable else ""
        if not moved and not home.startswith("/"):
            raise GuardError("there is no home directory to install into", "set HOME")
        return os.path.join(moved or os.path.join(home, folder), name)
    inside = {"project": PROJECT, "local": LOCAL}.get(scope, {}).get(agent)
    if inside is not None:
        return os.path.join(project, inside)
    if scope == "organisation" and agent in ORGANISATION:
        return ORGANISATION[agent]
    tables: tuple[tuple[str, Collection[str]], ...] = (
        ("user", USER), ("project", PROJECT), ("local", LOCAL), ("organisation", ORGANISATION),
    )  # fmt: skip
    has = [scope for scope, table in tables if agent in table]
    raise GuardError(f"{agent} has no scope {scope!r}", " or ".join(has))


def forms_of(agent: str, path: str, line: Line) -> tuple[Form, ...]:
    """The files that register the guard with an agent."""
    return FORMS.get(agent, _followed)(path, line)
