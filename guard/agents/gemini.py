"""Gemini CLI: BeforeTool, with a decision of its own form.

Contract as measured with 0.61.0: Claude's ``hookSpecificOutput`` is ignored; ``{"decision": "deny"}`` is
honoured at any exit code, and exit code 2 with a text on standard error denies as well. ``ask`` hangs for
ever where nobody is there, so a question becomes a refusal. Time-outs are milliseconds. MCP tools are
``mcp_<server>_<tool>`` with the two halves in ``mcp_context``."""

from __future__ import annotations

from guard.agents.replies import decision
from guard.agents.shaped import Call, Shape, answered, read
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply


def with_mcp_context(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """The call, an MCP tool under its server's name."""
    kind, calls = read(shape, payload)
    context = payload.get("mcp_context")
    if not isinstance(context, dict):
        return kind, calls
    server, tool = context.get("server_name"), context.get("tool_name")
    if not isinstance(server, str) or not isinstance(tool, str):
        return kind, calls
    return kind, tuple(replace(call, tool=f"mcp__{server}__{tool}") for call in calls)


SHAPE = Shape(
    agent="gemini",
    gates=("BeforeTool",),
    observed={"AfterTool": "after", "BeforeAgent": "prompt"},
    tools={
        "run_shell_command": "Bash command cwd=dir_path",
        "write_file": "Write file_path content",
        "replace": "Edit file_path old_string new_string",
        "edit": "Edit file_path old_string new_string",
        "read_file": "Read file_path=file_path|absolute_path|path",
        "search_file_content": "Grep pattern path=dir_path|path",
        "grep_search": "Grep pattern path=dir_path|path",
        "read_many_files": "Read[include|paths] file_path", "glob": "Glob", "list_directory": "LS",
        "web_fetch": "WebSearch",
        "google_web_search": "WebSearch", "save_memory": "TodoWrite", "write_todos": "TodoWrite",
        "update_topic": "TodoWrite", "list_background_processes": "BashOutput",
        "read_background_output": "BashOutput", "invoke_agent": "Agent",
        "activate_skill": "Skill", "ask_user": "AskUserQuestion", "enter_plan_mode": "EnterPlanMode",
        "exit_plan_mode": "ExitPlanMode", "get_internal_docs": "Glob", "codebase_investigator": "Agent",
    },
    deny=decision("deny"),
    reads=with_mcp_context,
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
