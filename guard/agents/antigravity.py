"""Antigravity, editor and ``agy``: PreToolUse with a ``toolCall``; an answer is required.

Contract from its documentation and from other adapters, not run here: a missing or unreadable answer stops
the call, so *no opinion* is ``{"decision": "allow"}``, which leaves the agent's own prompt in place. ``ask``
does nothing under ``always-proceed``, which the payload does not show, so a question becomes a refusal.
``manage_task`` with ``send_input`` types into a running program."""

from __future__ import annotations

from guard.agents.replies import as_json
from guard.agents.shaped import Call, Shape, answered, directory
from guard.errors import ProposalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply


def refused(why: str) -> Reply:
    """A refusal with exit code 0: what cannot be read would be one too."""
    return as_json({"decision": "deny", "reason": why}), b"", 0


def reads(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """The call in a ``toolCall``."""
    call = payload.get("toolCall")
    if not isinstance(call, dict):
        raise ProposalError("it has no toolCall")
    tool, given = call.get("name"), call.get("args")
    if not isinstance(tool, str) or not tool:
        raise ProposalError("it names no tool")
    if not isinstance(given, dict):
        raise ProposalError("its args are not an object")
    roots, session = payload.get("workspacePaths"), payload.get("conversationId")
    root = roots[0] if isinstance(roots, list) and roots else given.get("Cwd")
    if tool == "call_mcp_tool":
        server, name, inner = given.get("ServerName"), given.get("ToolName"), given.get("Arguments")
        if not isinstance(inner, dict) or not isinstance(server, str) or not isinstance(name, str):
            raise ProposalError("it names no MCP tool")
        tool, given = f"mcp__{server}__{name}", inner
    who = session if isinstance(session, str) else ""
    return "gate", (Call(tool, given, directory(root, "workspacePaths"), who),)


CHUNK = "Edit file_path=TargetFile old_string=TargetContent new_string=ReplacementContent"
SHAPE = Shape(
    agent="antigravity",
    separator="__",
    tools={
        "run_command": "Bash command=CommandLine cwd=Cwd",
        "write_to_file": "Write file_path=TargetFile content=CodeContent",
        "replace_file_content": CHUNK,
        "multi_replace_file_content": "Edit file_path=TargetFile edits=ReplacementChunks",
        "manage_task": {"": "Action", "send_input": "TypeIn text=Input", "*": "TaskOutput"},
        "view_file": "Read file_path=AbsolutePath", "read_url_content": "WebFetch url=Url",
        "grep_search": "Glob", "find_by_name": "Glob", "list_dir": "LS", "search_web": "WebSearch",
        "command_status": "BashOutput", "codebase_search": "Glob", "view_file_outline": "Glob",
        "task_boundary": "TodoWrite", "notify_user": "AskUserQuestion",
    },
    allow=(b'{"decision": "allow"}', b"", 0),
    deny=refused,
    reads=reads,
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
