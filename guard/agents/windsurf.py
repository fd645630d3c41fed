"""Windsurf Cascade: an event for each kind of tool, exit code 2.

Contract from its documentation, not run here: ``pre_run_command``, ``pre_write_code``, ``pre_read_code``,
``pre_mcp_tool_use`` carry ``tool_info``; exit code 2 stops with standard error shown, every other code
proceeds. There is no question."""

from __future__ import annotations

import os

from guard.agents.replies import by_exit_code
from guard.agents.shaped import Call, Shape, answered, directory, stray
from guard.errors import ProposalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply

EVENTS = {
    "pre_run_command": "run", "pre_write_code": "write", "pre_read_code": "read",
    "pre_mcp_tool_use": "mcp",
}  # fmt: skip


def reads(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """The call of whichever event it is."""
    event = payload.get("agent_action_name")
    if not isinstance(event, str) or not event:
        raise ProposalError("it has no agent_action_name")
    if event not in EVENTS and stray(event, payload, ("tool_info",)) == "other":
        return "other", ()
    given = payload.get("tool_info")
    if not isinstance(given, dict):
        raise ProposalError("its tool_info is not an object")
    session = payload.get("trajectory_id")
    cwd = given.get("cwd") or _folder(given.get("file_path")) or os.getcwd()
    tool = EVENTS.get(event, event)
    if tool == "mcp":
        server, name = given.get("mcp_server_name"), given.get("mcp_tool_name")
        inner = given.get("mcp_tool_arguments")
        if not isinstance(inner, dict) or not isinstance(server, str) or not isinstance(name, str):
            raise ProposalError("it names no MCP tool")
        tool, given = f"mcp__{server}__{name}", inner
    who = session if isinstance(session, str) else ""
    return "gate", (Call(tool, given, directory(cwd, "cwd"), who),)


def _folder(path: object) -> str:
    return path.rsplit("/", 1)[0] or "/" if isinstance(path, str) and path.startswith("/") else ""


SHAPE = Shape(
    agent="windsurf",
    tools={"run": "Bash command=command_line", "write": "Edit file_path edits", "read": "Read file_path", },
    deny=by_exit_code, reads=reads,
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
