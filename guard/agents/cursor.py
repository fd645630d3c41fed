"""Cursor, editor and CLI: one answer for three events.

Contract as measured with the hook engine of @cursor/sdk 1.0.32: ``beforeShellExecution`` and
``beforeMCPExecution`` obey allow, ask and deny; ``preToolUse`` obeys deny only, so a question there becomes
a refusal. Silence is a failure where ``failClosed`` is set, so *no opinion* is ``{}``. Claude's form is
ignored. ``beforeMCPExecution`` carries its arguments as a text of JSON."""

from __future__ import annotations

from guard.agents.replies import as_json
from guard.agents.shaped import Call, Shape, answered, call_of, directory, json_object, stray
from guard.errors import ProposalError
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply
    from guard.agents.shaped import Tools

TOOLS: Tools = {
    "Shell": "Bash command cwd=working_directory|cwd",
    "Write": "Write file_path=file_path|path content=content|contents|file_text",
    "Edit": "Edit file_path=file_path|path old_string new_string",
    "StrReplace": "Edit file_path=path old_string new_string",
    "TabWrite": "Edit file_path=file_path|path edits", "MultiEdit": "Edit file_path=file_path|path edits",
    "EditNotebook": "Edit file_path=target_notebook|file_path|path old_string new_string",
    "ApplyPatch": "ApplyPatch patch=patch|input",
    "Delete": "Delete file_path=file_path|path", "Read": "Read file_path=file_path|path|target_file",
    "Grep": "Grep pattern path", "Glob": "Glob", "LS": "LS", "Task": "Task", "WebFetch": "WebFetch url",
    "WebSearch": "WebSearch", "TodoWrite": "TodoWrite", "ReadLints": "Glob", "SemanticSearch": "Glob",
}  # fmt: skip


def answer_of(word: str, why: str) -> Reply:
    """A decision, told to the person and to the model."""
    return as_json({"permission": word, "user_message": why, "agent_message": why}), b"", 0


def refused(why: str) -> Reply:
    """A refusal; unreadable output would be one too."""
    return answer_of("deny", why)


def asked(why: str) -> Reply:
    """A question, in the events that have one."""
    return answer_of("ask", why)


def reads(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """The call of whichever event it is."""
    event = payload.get("hook_event_name")
    session = payload.get("conversation_id") or payload.get("session_id")
    who = session if isinstance(session, str) else ""
    if event == "beforeShellExecution":
        command = payload.get("command")
        if not isinstance(command, str):
            raise ProposalError("it has no command")
        return "gate", (Call("Shell", {"command": command}, _directory(payload), who),)
    if event == "beforeMCPExecution":
        name, given = payload.get("tool_name"), payload.get("tool_input")
        if not isinstance(name, str) or not name:
            raise ProposalError("it names no tool")
        if isinstance(given, str):
            given = json_object(given, "tool_input")
        if not isinstance(given, dict):
            raise ProposalError("its tool_input is not an object")
        return "gate", (Call(_mcp_name(name), given, _directory(payload), who),)
    if event == "beforeReadFile":
        given = {"file_path": payload.get("file_path")}
        return "gate", (Call("Read", given, _directory(payload), who),)
    if event == "preToolUse":
        name = payload.get("tool_name")
        cwd = _directory(payload)
        call = call_of(shape, {**payload, "cwd": cwd})
        tool = _mcp_name(name) if isinstance(name, str) and name.startswith("MCP") else call.tool
        return "gate", (replace(call, tool=tool, session=who),)
    if isinstance(event, str) and event and stray(event, payload, ("command", "tool_input")) == "other":
        return "other", ()
    if isinstance(event, str) and event:
        cwd = _directory(payload)
        return "gate", (replace(call_of(shape, {**payload, "cwd": cwd}), session=who),)
    raise ProposalError("it has no hook_event_name")


def _directory(payload: Mapping[str, Any]) -> str:
    cwd = payload.get("cwd")
    roots = payload.get("workspace_roots")
    if not cwd and isinstance(roots, list) and roots:
        cwd = roots[0]
    return directory(cwd, "cwd")


def _mcp_name(name: str) -> str:
    if name.startswith("mcp__"):
        return name
    return "mcp__" + name.removeprefix("MCP:").strip().replace(":", "__", 1)


SHAPE = Shape(agent="cursor", tools=TOOLS, allow=(b"{}", b"", 0), deny=refused, ask=asked, reads=reads)
WITHOUT_QUESTIONS = replace(SHAPE, ask=None)


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    asking = isinstance(payload, dict) and payload.get("hook_event_name") in (
        "beforeShellExecution", "beforeMCPExecution",
    )  # fmt: skip
    return answered(SHAPE if asking else WITHOUT_QUESTIONS, payload, answer)
