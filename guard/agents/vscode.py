"""VS Code's Copilot Chat: Claude's form, both spellings of its fields, every tool.

Contract from its documentation, not run here (a preview that moves): Claude's ``hookSpecificOutput`` with
allow, ask and deny, or exit code 2; matchers are ignored, so the guard sees every tool. Every failure but
exit code 2 lets the call run."""

from __future__ import annotations

from guard.agents.replies import question
from guard.agents.shaped import Call, Shape, answered, read
from guard.errors import ProposalError
from guard.frozen import replace
from guard.shell.values import shell_quoted

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
        server, _, tool = call.tool[4:].partition("_")
        return (replace(call, tool=f"mcp__{server}__{tool or server}"),)
    if call.tool == "run_vscode_command":
        return (_command(call),)
    if call.tool == "install_extension":
        words = {"command": f"code --install-extension {shell_quoted(str(call.given.get('id')))}"}
        return (replace(call, tool="run_in_terminal", given=words),)
    if call.tool == "create_and_run_task":
        return (replace(call, tool="run_in_terminal", given={"command": _task(call.given.get("task"))}),)
    if call.tool != "multi_replace_string_in_file":
        return (call,)
    edits = call.given.get("replacements")
    if not isinstance(edits, list) or not all(isinstance(e, dict) for e in edits):
        raise ProposalError("its replacements are no list of objects")
    return tuple(replace(call, tool="replace_string_in_file", given=edit) for edit in edits)


def _command(call: Call) -> Call:
    """A command of the editor: what is typed into a terminal, or what its name says (``git.cleanAll``)."""
    name, given = call.given.get("commandId"), call.given.get("args")
    if not isinstance(name, str) or not name:
        raise ProposalError("it names no command")
    first = given[0] if isinstance(given, list) and given else given
    first = first if isinstance(first, dict) else {}
    if "sendSequence" in name:
        return replace(call, tool="send_to_terminal", given={"text": first.get("text")})
    return replace(call, tool=name.replace(".", "_"), given=first)


def _task(task: object) -> str:
    """The command line of a task: its command with its arguments."""
    command, words = (task.get("command"), task.get("args")) if isinstance(task, dict) else (None, None)
    if not isinstance(command, str) or not all(isinstance(word, str) for word in words or ()):
        raise ProposalError("its task names no command")
    return " ".join((command, *(words or ())))


SHAPE = Shape(
    agent="vscode",
    observed={"PostToolUse": "after", "UserPromptSubmit": "prompt"},
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
        "terminal_last_command": "Glob", "terminal_selection": "Glob",
        "run_task": "Task", "get_task_output": "TaskOutput", "run_tests": "Task", "runTests": "Task",
        "run_notebook_cell": "Task", "read_notebook_cell_output": "Glob", "github_repo": "WebSearch",
        "copilot_getNotebookSummary": "Glob", "create_new_jupyter_notebook": "TodoWrite",
        "create_new_workspace": "TodoWrite", "memory": "TodoWrite", "open_simple_browser": "WebFetch url",
        "list_code_usages": "Glob", "get_project_setup_info": "Glob", "get_vscode_api": "Glob",
        "get_search_view_results": "Glob", "test_search": "Glob", "read_project_structure": "Glob",
        "search_workspace_symbols": "Glob", "get_doc_info": "Glob",
        "vscode_get_confirmation": "AskUserQuestion",
    },
    ask=question,
    reads=reads,
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
