"""GitHub Copilot CLI and cloud agent: ``preToolUse`` in its own form, or ``PreToolUse`` in Claude's.

Contract as measured with 1.0.102: any exit code but 0 refuses, a time-out and unreadable output let the
call run. Standard error does not reach the model, so the reason stands in the JSON, in both forms.
``ask`` is a refusal where nobody is there. ``toolArgs`` may be a text (``apply_patch``, or JSON);
MCP tools are ``server-tool``."""

from __future__ import annotations

from guard.agents.attendance import prompted
from guard.agents.replies import as_json, encoded, hook_output
from guard.agents.shaped import Call, Shape, answered, directory, json_object, read
from guard.errors import ProposalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply


def refused(why: str) -> Reply:
    """A refusal for both forms; the exit code refuses by itself."""
    return _said("deny", why), encoded(why + "\n"), 0


def asked(why: str) -> Reply:
    """A question for both forms."""
    return _said("ask", why), b"", 0


def _said(word: str, why: str) -> bytes:
    return as_json({"permissionDecision": word, "permissionDecisionReason": why, **hook_output(word, why)})


def either(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """A payload in Copilot's own form, or in Claude's."""
    session = payload.get("sessionId")
    who = session if isinstance(session, str) else ""
    if shape.event not in payload and "prompt" in payload and "toolName" not in payload:
        return "prompt", (Call("", {}, "/", who),)
    if "toolName" not in payload or shape.event in payload:
        return read(shape, payload)
    name, given = payload.get("toolName"), payload.get("toolArgs")
    if not isinstance(name, str) or not name:
        raise ProposalError("it names no tool")
    if isinstance(given, str):
        given = {"patch": given} if name == "apply_patch" else json_object(given, "toolArgs")
    if not isinstance(given, dict):
        raise ProposalError("its toolArgs are not an object")
    kind = "after" if "toolResult" in payload else "gate"
    cwd = directory(payload.get("cwd"), "cwd")
    return kind, (Call(name, given, cwd, who),)


SHAPE = Shape(
    agent="copilot",
    gates=("PreToolUse", "preToolUse"),
    observed={"PostToolUse": "after", "UserPromptSubmit": "prompt"},
    separator="-",
    tools={
        "bash": "Bash command", "Bash": "Bash command",
        "powershell": "PowerShell command", "PowerShell": "PowerShell command",
        "write_bash": "TypeIn text=input", "write_powershell": "TypeIn text=input",
        "create": "Write file_path=path content=file_text",
        "edit": "Edit file_path=path old_string=old_str new_string=new_str",
        "Write": "Write file_path=file_path|path content=content|file_text",
        "Edit": "Edit file_path=file_path|path old_string=old_string|old_str new_string=new_string|new_str",
        "str_replace_editor": {
            "": "command", "view": "Read file_path=path", "create": "Write file_path=path content=file_text",
            "*": "Edit file_path=path old_string=old_str new_string=new_str",
        },
        "apply_patch": "ApplyPatch patch=patch|input",
        "view": "Read file_path=path", "Read": "Read file_path=file_path|path",
        "grep": "Grep pattern path", "rg": "Grep pattern path=paths|path", "web_fetch": "WebFetch url",
        "fetch": "WebFetch url",
        "read_bash": "BashOutput", "stop_bash": "KillShell", "list_bash": "BashOutput",
        "read_powershell": "BashOutput", "stop_powershell": "KillShell", "list_powershell": "BashOutput",
        "glob": "Glob", "task": "Task", "update_todo": "TodoWrite", "sql": "TodoWrite",
        "session_store_sql": "TodoWrite", "write_agent": "Agent", "fetch_copilot_cli_documentation": "Glob",
        "report_intent": "TodoWrite",
        "ask_user": "AskUserQuestion", "skill": "Skill", "read_agent": "Task", "list_agents": "Task",
    },
    deny=refused,
    ask=asked,
    unattended=lambda: prompted("copilot"),
    reads=either,
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
