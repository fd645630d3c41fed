"""OpenHands CLI: Claude's layout, its own names of fields.

Contract as measured with 1.16.0: exit code 2, ``{"decision": "deny"}`` or ``{"continue": false}`` stop a
call; everything else lets it run. There is no question. ``terminal`` with ``is_input`` types into a running
program; ``file_editor`` has a ``command`` that is no command line."""

from __future__ import annotations

from guard.agents.replies import decision
from guard.agents.shaped import Call, Shape, answered, read
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply

EDITOR = {
    "": "command", "view": "Read file_path=path", "create": "Write file_path=path content=file_text",
    "*": "Edit file_path=path old_string=old_str new_string=new_str",
}  # fmt: skip


def reads(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """The call; what is sent to a program that is running already as a line that is typed."""
    kind, calls = read(shape, payload)
    return kind, tuple(
        replace(call, tool="terminal input") if call.given.get("is_input") is True else call for call in calls
    )


SHAPE = Shape(
    agent="openhands",
    observed={"PostToolUse": "after", "UserPromptSubmit": "prompt"},
    event="event_type",
    cwd="working_dir",
    tools={
        "terminal input": "TypeLine text=command", "terminal": "Bash command", "execute_bash": "Bash command",
        "file_editor": EDITOR, "str_replace_editor": EDITOR, "apply_patch": "ApplyPatch patch=patch|input",
        "task_tracker": "TodoWrite", "finish": "TodoWrite", "think": "TodoWrite", "delegate": "Task",
        "grep": "Grep pattern path", "glob": "Glob", "task": "Task",
    },
    persistent=True,
    reads=reads,
    deny=decision("deny"),
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
