"""OpenCode and Kilo: a plugin in their own process starts the guard and throws where it refuses.

Contract as measured with 1.18.33: an exception in ``tool.execute.before`` stops the tool, and its message
reaches the model; there is no question and no time-out, so the plugin gives the guard ten seconds of its
own (``hooks/opencode/guard.js``). The payload is the plugin's: tool, args, cwd, session."""

from __future__ import annotations

from guard.agents.replies import decision
from guard.agents.shaped import Shape, answered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from guard.agents.interface import Answer, Reply

SHAPE = Shape(
    agent="opencode",
    gates=("tool.execute.before",),
    observed={"tool.execute.after": "after", "chat.message": "prompt"},
    event="event",
    tool="tool",
    given="args",
    session="session",
    call="call",
    separator="_",
    tools={
        "bash": "Bash command cwd=workdir",
        "background_process": "Bash command cwd=workdir",
        "write": "Write file_path=filePath content",
        "edit": "Edit file_path=filePath old_string=oldString new_string=newString",
        "multiedit": "Edit file_path=filePath edits",
        "patch": "ApplyPatch patch=patchText", "apply_patch": "ApplyPatch patch=patchText|patch|input",
        "read": "Read file_path=filePath", "grep": "Grep pattern path", "webfetch": "WebFetch url",
        "glob": "Glob", "list": "LS", "task": "Task", "todowrite": "TodoWrite", "todoread": "TodoWrite",
        "skill": "Skill", "question": "AskUserQuestion", "lsp": "Glob", "invalid": "Glob",
        "websearch": "WebSearch",
        "codesearch": "WebSearch", "plan_exit": "ExitPlanMode", "plan_enter": "EnterPlanMode",
    },
    deny=decision("deny"),
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
