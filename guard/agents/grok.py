"""Grok Build: Claude's form with both spellings of every field.

Contract as measured with 1.0.41: exit code 2 refuses even without a word, a refusal in JSON counts at any
exit code. ``ask`` runs under ``--always-approve``, which the payload does not show, so a question becomes a
refusal. The default time-out is five seconds, so ten are registered. MCP tools are ``server__tool`` with
the real arguments inside ``tool_input``."""

from __future__ import annotations

from guard.agents.shaped import Call, Shape, answered, read
from guard.errors import ProposalError
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply


def unpacked(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """The call, an MCP tool with the arguments it gets."""
    if payload.get("toolInputTruncated") is True and payload.get(shape.event) in shape.gates:
        raise ProposalError("its arguments are cut short")
    kind, calls = read(shape, payload)
    return kind, tuple(_inner(call) for call in calls)


def _inner(call: Call) -> Call:
    """The arguments that an MCP tool gets; where they stand in a file, nobody has seen them."""
    if any(call.given.get(key) is not None for key in ("tool_input_file", "file")) and _is_mcp(call):
        raise ProposalError("its arguments stand in a file")
    given, name = call.given.get("tool_input"), call.given.get("tool_name")
    if isinstance(name, str) and isinstance(given, dict):
        return replace(call, given=given, tool=name if call.tool == "use_tool" else call.tool)
    return call


def _is_mcp(call: Call) -> bool:
    return call.tool == "use_tool" or "__" in call.tool


SHAPE = Shape(
    agent="grok",
    observed={"PostToolUse": "after", "PostToolUseFailure": "failed", "UserPromptSubmit": "prompt"},
    separator="__",
    tools={
        "run_terminal_command": "Bash command", "run_terminal_cmd": "Bash command",
        "monitor": "Monitor command", "Bash": "Bash command",
        "write": "Write file_path content=content|contents",
        "write_file": "Write file_path=file_path|path content",
        "search_replace": "Edit file_path old_string new_string",
        "edit": "Edit file_path old_string new_string", "hashline_edit": "Edit file_path=file_path|path",
        "apply_patch": "ApplyPatch patch=patch|input",
        "delete_file": "Delete file_path=file_path|target_file|path",
        "read_file": "Read file_path=file_path|target_file|path", "grep": "Grep pattern path",
        "web_fetch": "WebFetch url", "web_search": "WebSearch", "list_dir": "LS", "glob": "Glob",
        "todo_write": "TodoWrite", "task": "Task", "spawn_subagent": "Agent", "kill_task": "TaskStop",
        "kill_command_or_subagent": "TaskStop", "get_command_or_subagent_output": "TaskOutput",
        "scheduler_list": "TaskOutput", "scheduler_delete": "TaskStop", "scheduler_create": "Agent",
        "enter_plan_mode": "EnterPlanMode", "exit_plan_mode": "ExitPlanMode",
        "ask_user_question": "AskUserQuestion", "send_feedback": "TodoWrite", "image_gen": "Glob",
        "image_edit": "Glob", "image_to_video": "Glob", "reference_to_video": "Glob",
        "get_task_output": "TaskOutput", "workflow": "Agent", "search_tool": "ToolSearch", "skill": "Skill",
    },
    reads=unpacked,
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
