"""VS Code's Copilot Chat: Claude's form, both spellings of its fields, every tool.

Contract from its documentation, not run here (a preview that moves): Claude's ``hookSpecificOutput`` with
allow, ask and deny, or exit code 2; matchers are ignored, so the guard sees every tool. Every failure but
exit code 2 lets the call run."""

from __future__ import annotations

from guard.agents.replies import question
from guard.agents.shaped import Call, Shape, answered, read
from guard.errors import ProposalError
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply

EDIT = "Edit file_path=filePath old_string=oldString new_string=newString"


def reads(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """The call; several replacements as one call for each, an MCP tool under its server's name."""
    both = {"hook_event_name": payload.get("hookEventName"), "session_id": payload.get("sessionId")}
    kind, calls = read(shape, {**{k: v for k, v in both.items() if v is not None}, **payload})
    return kind, tuple(inner for call in calls for inner in _each(call))


def _each(call: Call) -> tuple[Call, ...]:
    if call.tool.startswith("mcp_") and not call.tool.startswith("mcp__"):
        return (replace(call, tool=call.tool[4:]),)
    if call.tool == "create_and_run_task":
        return (replace(call, tool="run_in_terminal", given={"command": _task(call.given.get("task"))}),)
    if call.tool != "multi_replace_string_in_file":
        return (call,)
    edits = call.given.get("replacements")
    if not isinstance(edits, list) or not all(isinstance(e, dict) for e in edits):
        raise ProposalError("its replacements are no list of objects")
    return tuple(replace(call, tool="replace_string_in_file", given=edit) for edit in edits)


def _task(task: object) -> str:
    """The command line of a task: its command with its arguments."""
    command, words = (task.get("command"), task.get("args")) if isinstance(task, dict) else (None, None)
    if not isinstance(command, str) or not all(isinstance(word, str) for word in words or ()):
        raise ProposalError("its task names no command")
    return " ".join((command, *(words or ())))


SHAPE = Shape(
    agent="vscode",
    observed={"PostToolUse": "after", "UserPromptSubmit": "prompt"},
    separator="_",
    tools={
        "run_in_terminal": "Bash command", "runTerminalCommand": "Bash command",
        "runInTerminal": "Bash command",
        "send_to_terminal": "TypeIn text=command|input|text",
        "create_file": "Write file_path=filePath content", "createFile": "Write file_path=filePath content",
        "replace_string_in_file": EDIT, "editFiles": EDIT,
        "insert_edit_into_file": "Edit file_path=filePath new_string=code",
        "edit_notebook_file": "Edit file_path=filePath new_string=newCode",
        "apply_patch": "ApplyPatch patch=input|patch", "read_file": "Read file_path=filePath",
        "readFile": "Read file_path=filePath", "create_directory": "Glob", "file_search": "Glob",
        "grep_search": "Glob", "semantic_search": "Glob", "list_dir": "LS", "get_errors": "Glob",
        "get_terminal_output": "BashOutput", "kill_terminal": "KillShell", "manage_todo_list": "TodoWrite",
        "runSubagent": "Agent", "fetch_webpage": "WebFetch[urls] url", "get_changed_files": "Glob",
        "test_failure": "Glob",
        "terminal_last_command": "Glob", "terminal_selection": "Glob", "run_task": "Bash command",
    },
    ask=question,
    reads=reads,
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
