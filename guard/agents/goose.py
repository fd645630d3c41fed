"""Goose: PreToolUse with an ``event`` and a ``working_dir``.

Contract as measured with 1.52.0: ``{"decision": "block"}`` at any exit code, or exit code 2 with standard
error, refuses; nothing else does. Where ``on_failure: block`` is set, ``{}`` refuses and silence passes, so
*no opinion* is silence. There is no question. The shell tool is ``shell``, in older versions
``developer__shell``; MCP tools are ``server__tool``."""

from __future__ import annotations

from guard.agents.replies import decision
from guard.agents.shaped import Shape, answered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from guard.agents.interface import Answer, Reply

SHELL = "Bash command"
EDITOR = {
    "": "command", "view": "Read file_path=path", "write": "Write file_path=path content=file_text",
    "*": "Edit file_path=path old_string=old_str new_string=new_str",
}  # fmt: skip
CHANGE = "Edit file_path=path|file_path old_string=before|old_str new_string=after|new_str"
SHAPE = Shape(
    agent="goose",
    observed={"PostToolUse": "after", "PostToolUseFailure": "failed", "UserPromptSubmit": "prompt"},
    event="event",
    cwd="working_dir",
    call="tool_call_id",
    separator="__",
    tools={
        "shell": SHELL, "developer__shell": SHELL,
        "text_editor": EDITOR, "developer__text_editor": EDITOR,
        "write": "Write file_path=path|file_path content",
        "developer__write": "Write file_path=path|file_path content",
        "edit": CHANGE,
        "developer__edit": CHANGE,
        "tree": "LS", "developer__tree": "LS", "read_image": "Glob",
        "platform__manage_schedule": "Bash command=recipe_path",
        "todo__todo_write": "TodoWrite", "todo_write": "TodoWrite", "delegate": "Task", "analyze": "Glob",
        "load_skill": "Skill", "apps__list_apps": "Glob", "load": "Skill",
    },
    deny=decision("block"),
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
