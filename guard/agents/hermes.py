"""Hermes Agent: pre_tool_call, a block in JSON.

Contract as measured with 0.19.0: only ``{"action": "block", "message": …}`` stops a call, at any exit code;
exit code 2 alone does not. There is no question. ``process`` types into a running program, ``execute_code``
is Python that may call every tool."""

from __future__ import annotations

from guard.agents.code_tools import as_command
from guard.agents.replies import as_json, encoded
from guard.agents.shaped import Call, Shape, answered, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply


def refused(why: str) -> Reply:
    """A block; later versions are said to look at the exit code as well."""
    return as_json({"action": "block", "message": why}), encoded(why + "\n"), 2


def reads(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """The call; code of Python as the command that would run it."""
    kind, calls = read(shape, payload)
    return kind, tuple(
        as_command(call, "python3 -c", "terminal") if call.tool == "execute_code" else call for call in calls
    )


SHAPE = Shape(
    agent="hermes",
    gates=("pre_tool_call",),
    observed={"post_tool_call": "after"},
    separator="__",
    tools={
        "terminal": "Bash command cwd=workdir",
        "process": {
            "": "action", "write": "TypeIn text=data", "submit": "TypeLine text=data", "*": "BashOutput",
        },
        "write_file": "Write file_path=path content", "read_file": "Read file_path=path",
        "patch": {
            "": "mode", "patch": "ApplyPatch patch",
            "*": "Edit file_path=path old_string new_string",
        },
        "cronjob": {"": "action", "list": "TaskOutput", "pause": "TaskStop", "remove": "TaskStop",
            "*": "Bash command=script",
       },
        "skill_manage": "Skill", "text_to_speech": "TodoWrite",
        "search_files": "Grep pattern path", "web_search": "WebSearch", "todo": "TodoWrite",
        "memory": "TodoWrite", "clarify": "AskUserQuestion", "skills_list": "Skill", "skill_view": "Skill",
        "delegate_task": "Agent", "session_search": "Glob", "vision_analyze": "Glob",
    },
    persistent=True,
    deny=refused,
    reads=reads,
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
