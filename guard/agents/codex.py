"""OpenAI Codex CLI: PreToolUse in Claude's form, a refusal or nothing.

Contract as measured with 0.169.0. Any unknown key, ``ask`` or a bare ``allow`` makes Codex drop the answer
and run the command, so a refusal is exactly Claude's JSON with exit code 2 and a reason on standard error,
and everything else is silence. ``exec_command`` comes as ``Bash``; what is later typed into a program that
was started with a terminal (``write_stdin``) comes with no hook at all, so a command that would wait for
such input is refused."""

from __future__ import annotations

from guard.agents.shaped import Shape, answered
from guard.agents.typed import waits_for_input

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from guard.agents.interface import Answer, Reply

SHAPE = Shape(
    agent="codex",
    tools={
        "apply_patch": "ApplyPatch patch=command|patch|input",
        "Bash": "Bash command",
        "view_image": "Glob", "update_plan": "TodoWrite", "web_search": "WebSearch",
        "request_user_input": "AskUserQuestion",
        "get_goal": "TodoWrite", "create_goal": "TodoWrite", "update_goal": "TodoWrite",
        "spawn_agent": "Agent", "send_input": "Agent", "close_agent": "TaskStop", "resume_agent": "Agent",
        "wait_agent": "TaskOutput", "list_mcp_resources": "ListMcpResourcesTool",
        "list_mcp_resource_templates": "ListMcpResourcesTool", "read_mcp_resource": "ReadMcpResourceTool",
    },
    observed={"PostToolUse": "after", "UserPromptSubmit": "prompt"},
    doubt=waits_for_input,
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
