"""Kimi Code: Claude's form; exit code 2 or a refusal in JSON with exit code 0.

Contract as measured with 2.1.0: exactly four keys may stand in its ``[[hooks]]``, and an unknown one breaks
the whole configuration. There is no question. The same refusal as for Claude Code holds."""

from __future__ import annotations

from guard.agents.shaped import Shape, answered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from guard.agents.interface import Answer, Reply

SHAPE = Shape(
    agent="kimi",
    observed={"PostToolUse": "after", "PostToolUseFailure": "failed", "UserPromptSubmit": "prompt"},
    call="tool_call_id",
    tools={
        "Bash": "Bash command cwd=cwd", "Shell": "Bash command",
        "Write": "Write file_path=path|file_path content", "WriteFile": "Write file_path=path content",
        "Edit": "Edit file_path=path|file_path old_string new_string",
        "StrReplaceFile": "Edit file_path=path edits=edit", "Read": "Read file_path=path|file_path",
        "ReadFile": "Read file_path=path", "Grep": "Grep pattern path", "FetchURL": "WebFetch url",
        "Glob": "Glob", "SearchWeb": "WebSearch", "WebSearch": "WebSearch", "SetTodoList": "TodoWrite",
        "TodoList": "TodoWrite", "Think": "TodoWrite", "ReadMediaFile": "Glob", "Agent": "Agent",
        "AgentSwarm": "Agent", "CreateGoal": "TodoWrite", "GetGoal": "TodoWrite",
        "SetGoalBudget": "TodoWrite", "UpdateGoal": "TodoWrite", "CronCreate": "Agent",
        "CronDelete": "TaskStop", "CronList": "TaskOutput", "TaskList": "TaskOutput",
        "WaitFor": "TaskOutput",
        "Task": "Task",
    },
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
