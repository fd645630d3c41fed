"""A call of the shell tool as each agent sends it, and what counts as its refusal.

``guard doctor`` fires them through what is registered; the tests hold every adapter to them."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DANGEROUS = "rm -rf /"
HARMLESS = "git status"


def canary(agent: str, command: str, cwd: str = "/") -> dict[str, Any]:
    """A payload of the agent's own form that would run a command."""
    given = {"command": command}
    match agent:
        case "copilot":
            return {"sessionId": "", "timestamp": 0, "cwd": cwd, "toolName": "bash", "toolArgs": given}
        case "cursor":
            return {
                "hook_event_name": "beforeShellExecution", "conversation_id": "", "cursor_version": "1",
                "workspace_roots": [cwd], "command": command, "cwd": cwd,
            }  # fmt: skip
        case "opencode":
            return {"event": "tool.execute.before", "tool": "bash", "args": given, "cwd": cwd, "session": ""}
        case "cline":
            call = {"id": "1", "name": "run_commands", "input": {"commands": [command]}}
            return {"hookName": "tool_call", "taskId": "", "workspaceRoots": [cwd], "tool_call": call}
        case "windsurf":
            info = {"command_line": command, "cwd": cwd}
            return {"agent_action_name": "pre_run_command", "trajectory_id": "", "tool_info": info}
        case "antigravity":
            call = {"name": "run_command", "args": {"CommandLine": command, "Cwd": cwd}}
            return {"toolCall": call, "conversationId": "", "workspacePaths": [cwd]}
        case "vscode":
            return {
                "hookEventName": "PreToolUse", "sessionId": "", "cwd": cwd, "tool_name": "run_in_terminal",
                "tool_input": given, "tool_use_id": "1",
            }  # fmt: skip
        case "goose":
            return {
                "event": "PreToolUse", "session_id": "", "tool_name": "shell", "tool_input": given,
                "working_dir": cwd, "tool_call_id": "1",
            }  # fmt: skip
        case "openhands":
            given = {**given, "is_input": False}  # type: ignore[dict-item]
            return {
                "event_type": "PreToolUse", "session_id": "", "tool_name": "terminal", "tool_input": given,
                "working_dir": cwd,
            }  # fmt: skip
    event, tool = {
        "gemini": ("BeforeTool", "run_shell_command"), "qwen": ("PreToolUse", "run_shell_command"),
        "grok": ("PreToolUse", "run_terminal_command"), "droid": ("PreToolUse", "Execute"),
        "hermes": ("pre_tool_call", "terminal"), "vibe": ("pre_tool", "bash"),
        "kiro": ("PreToolUse", "execute_bash"),
    }.get(agent) or _gate(agent)  # fmt: skip
    return {
        "hook_event_name": event, "session_id": "", "cwd": cwd, "tool_name": tool, "tool_input": given,
    }  # fmt: skip


def _gate(agent: str) -> tuple[str, str]:
    """The first event that its file calls a gate, and its tool for commands."""
    from guard.agents.interface import adapter

    shape = adapter(agent).SHAPE
    tools = (name for name, ours in shape.tools.items() if isinstance(ours, str) and ours.startswith("Bash "))
    return shape.gates[0], next(tools, "Bash")


REFUSALS = (
    ("decision", "deny"), ("decision", "block"), ("permission", "deny"), ("permissionDecision", "deny"),
    ("action", "block"), ("cancel", True),
)  # fmt: skip


def refuses(stdout: str, code: int) -> bool:
    """Whether an answer stops the call, in whichever form."""
    try:
        said = json.loads(stdout or "{}")
    except ValueError:
        return False
    if not isinstance(said, dict):
        return False
    inner = said.get("hookSpecificOutput")
    said = {**said, **inner} if isinstance(inner, dict) else said
    return code == 2 or any(said.get(key) == value for key, value in REFUSALS)
