"""Cline: a file called PreToolUse, one answer for several commands, exit codes ignored.

Contract as measured with 3.0.65: only ``{"cancel": true}`` stops a call, and it ends the turn; the model is
not told. A hook that fails, hangs or prints something else lets the call run. There is no question that
holds in ``--yolo``. ``run_commands`` holds several commands, each judged by itself."""

from __future__ import annotations

from guard.agents.replies import as_json, encoded
from guard.agents.shaped import Call, Shape, answered, directory, json_list, json_object, stray
from guard.errors import ProposalError
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply


SHELLS = ("run_commands", "bash", "execute_command")


def refused(why: str) -> Reply:
    """A refusal; Cline does not look at the exit code."""
    return as_json({"cancel": True, "errorMessage": why}), encoded(why + "\n"), 0


def reads(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """The calls of a payload of the CLI (``tool_call``) or of the editor (``preToolUse``)."""
    name = payload.get("hookName")
    if name not in ("tool_call", "PreToolUse"):
        if isinstance(name, str) and name and stray(name, payload, ("tool_call", "preToolUse")) == "other":
            return "other", ()
        raise ProposalError("it has no hookName")
    cwd, session = _directory(payload), payload.get("taskId")
    who = session if isinstance(session, str) else ""
    call = payload.get("tool_call")
    if isinstance(call, dict):
        tool, given = call.get("name"), call.get("input")
    else:
        older = payload.get("preToolUse")
        if not isinstance(older, dict):
            raise ProposalError("it has no tool_call")
        tool, given = older.get("toolName") or older.get("tool"), older.get("parameters")
    if not isinstance(tool, str) or not tool:
        raise ProposalError("it names no tool")
    if isinstance(given, str):
        given = json_object(given, "input")
    if not isinstance(given, dict):
        raise ProposalError("its input is not an object")
    return "gate", tuple(_split(Call(tool, given, cwd, who)))


def _split(call: Call) -> Iterator[Call]:
    """A call of several commands as one call for each."""
    if call.tool == "use_mcp_tool":
        inner = call.given.get("arguments")
        if isinstance(inner, str):
            inner = json_object(inner, "arguments")
        server, tool = call.given.get("server_name"), call.given.get("tool_name")
        if not isinstance(inner, dict) or not isinstance(server, str) or not isinstance(tool, str):
            raise ProposalError("it names no MCP tool")
        yield replace(call, tool=f"mcp__{server}__{tool}", given=inner)
        return
    if call.tool == "editor" and "command" not in call.given and call.given.get("old_text") is None:
        tool = "editor" if call.given.get("insert_line") is not None else "write_to_file"
        yield replace(call, tool=tool, given={**call.given, "content": call.given.get("new_text")})
        return
    commands = call.given.get("commands")
    if commands is None or (call.tool in SHAPE.tools and call.tool not in SHELLS):
        yield call
        return
    if isinstance(commands, str):
        commands = json_list(commands)
    if not isinstance(commands, list) or not commands:
        raise ProposalError("its commands are no list")
    for command in commands:
        if isinstance(command, dict):
            words = [command.get("command"), *(command.get("args") or ())]
            command = " ".join(w for w in words if isinstance(w, str)) if words[0] else None
        if not isinstance(command, str):
            raise ProposalError("one of its commands is not a text")
        yield replace(call, tool=SHELLS[0], given={"command": command})


def _directory(payload: Mapping[str, Any]) -> str:
    roots = payload.get("workspaceRoots")
    cwd = payload.get("cwd") or (roots[0] if isinstance(roots, list) and roots else None)
    return directory(cwd, "workspaceRoots")


SHAPE = Shape(
    agent="cline",
    separator="__",
    tools={
        "run_commands": "Bash command", "execute_command": "Bash command", "bash": "Bash command",
        "write_to_file": "Write file_path=path|absolutePath content",
        "new_file": "Write file_path=path content",
        "replace_in_file": "Edit file_path=path|absolutePath new_string=diff",
        "editor": {
            "": "command", "create": "Write file_path=path content=file_text", "view": "Read file_path=path",
            "*": "Edit file_path=path old_string=old_str|old_text new_string=new_str|new_text",
        },
        "apply_patch": "ApplyPatch patch=input|patch", "read_file": "Read file_path=path|absolutePath",
        "read_files": "Read[files|paths|file_paths] file_path=path|file_path", "search_files": "Glob",
        "search_codebase": "Glob", "list_files": "LS",
        "list_code_definition_names": "Glob", "fetch_web_content": "WebFetch[requests|urls] url",
        "web_fetch": "WebFetch url",
        "ask_followup_question": "AskUserQuestion", "ask_question": "AskUserQuestion",
        "team_spawn_teammate": "Agent", "team_shutdown_teammate": "Agent", "team_status": "Agent",
        "team_task": "Agent", "team_run_task": "Agent", "team_cancel_run": "Agent",
        "team_list_runs": "Agent", "team_await_runs": "Agent", "team_send_message": "Agent",
        "team_broadcast": "Agent", "team_read_mailbox": "Agent", "team_mission_log": "Agent",
        "team_cleanup": "Agent", "team_create_outcome": "Agent", "team_attach_outcome_fragment": "Agent",
        "team_review_outcome_fragment": "Agent", "team_finalize_outcome": "Agent",
        "team_list_outcomes": "Agent", "attempt_completion": "TodoWrite", "skills": "Skill",
        "plan_mode_respond": "TodoWrite", "new_task": "Task", "spawn_agent": "Agent",
        "submit_and_exit": "TodoWrite",
    },
    deny=refused,
    reads=reads,
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
