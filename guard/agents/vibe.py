"""Mistral Vibe: pre_tool, JSON with exit code 0.

Contract as measured with 3.0.2: a refusal is exit code 0 with ``{"decision": "deny"}``; exit code 2 has no
meaning of its own, and with ``strict = true`` every failure refuses. There is no question.
``run_typescript`` runs code."""

from __future__ import annotations

from guard.agents.code_tools import as_command
from guard.agents.replies import decision
from guard.agents.shaped import Call, Shape, answered, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply

SHELL = "Bash command"
WRITE = "Write file_path=path|file_path content"
EDIT = "Edit file_path=file_path|path new_string=content|new_string old_string"
READ = "Read file_path=path|file_path"


def reads(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """The call; code as the command that would run it. What the code calls fires hooks of its own."""
    kind, calls = read(shape, payload)
    return kind, tuple(
        as_command(call, "node -e", "bash") if call.tool.endswith("run_typescript") else call
        for call in calls
    )


SHAPE = Shape(
    agent="vibe",
    gates=("pre_tool",),
    observed={"post_tool": "after"},
    separator="_",
    tools={
        "bash": SHELL, "file_system.bash": SHELL,
        "write_file": WRITE, "file_system.write_file": WRITE,
        "search_replace": EDIT, "file_system.search_replace": EDIT, "edit": EDIT, "file_system.edit": EDIT,
        "read_file": READ, "file_system.read_file": READ, "read": READ, "file_system.read": READ,
        "grep": "Grep pattern path", "file_system.grep": "Grep pattern path", "todo": "TodoWrite",
        "wait": "TaskOutput", "search_tool_functions": "ToolSearch",
        "unified_harness_scratchpad": "TodoWrite",
        "task": "Task",
        "ask_user_question": "AskUserQuestion",
        "web_search": "WebSearch",
        "web_fetch": "WebFetch url", "skill": "Skill", "exit_plan_mode": "ExitPlanMode",
    },
    deny=decision("deny", code=0),
    reads=reads,
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
