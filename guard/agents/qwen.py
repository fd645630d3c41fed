"""Qwen Code: Claude's form, Gemini's tools.

Contract as measured with 0.24.4: JSON is ignored with exit code 2, where standard error counts, so a
refusal says both. ``ask`` is refused where nobody is there. ``updatedInput`` is not implemented. The hook
that is configured last overrides an earlier refusal, so the guard's stands last. Time-outs are
milliseconds."""

from __future__ import annotations

from guard.agents.attendance import prompted
from guard.agents.replies import question
from guard.agents.shaped import Call, Shape, answered, json_object, read
from guard.errors import ProposalError
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply


def unwrapped(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """The call; ``tool_call`` as the tool that it names."""
    kind, calls = read(shape, payload)
    return kind, tuple(_inner(call) for call in calls)


def _inner(call: Call) -> Call:
    name, given = call.given.get("name"), call.given.get("arguments")
    if call.tool != "tool_call":
        return call
    if isinstance(given, str):
        given = json_object(given, "arguments")
    if not isinstance(name, str) or not isinstance(given, dict):
        raise ProposalError("it names no tool")
    return replace(call, tool=name, given=given)


SHAPE = Shape(
    agent="qwen",
    observed={"PostToolUse": "after", "UserPromptSubmit": "prompt"},
    tools={
        "run_shell_command": "Bash command cwd=directory",
        "write_file": "Write file_path content",
        "edit": "Edit file_path old_string new_string",
        "replace": "Edit file_path old_string new_string",
        "notebook_edit": "NotebookEdit notebook_path new_source",
        "read_file": "Read file_path=file_path|absolute_path|path",
        "grep_search": "Grep pattern path", "search_file_content": "Grep pattern path",
        "read_many_files": "Read[include|paths] file_path", "glob": "Glob", "list_directory": "LS",
        "web_fetch": "WebFetch url",
        "web_search": "WebSearch", "save_memory": "TodoWrite", "todo_write": "TodoWrite", "task": "Task",
        "list_agents": "Task", "get_goal": "TodoWrite", "update_goal": "TodoWrite",
        "tool_search": "ToolSearch",
        "agent": "Agent", "skill": "Skill", "exit_plan_mode": "ExitPlanMode",
        "ask_user_question": "AskUserQuestion",
    },
    ask=question,
    unattended=lambda: prompted("qwen"),
    reads=unwrapped,
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
