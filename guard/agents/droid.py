"""Factory Droid: Claude's form, with tools of its own.

Contract as measured with 0.215.0: exit code 2 refuses, Claude's JSON counts at any exit code, the older
``decision: block`` does not. ``ask`` runs in ``droid exec``, which the payload does not show, so a
question becomes a refusal. The first hook that decides wins, so the guard's stands first."""

from __future__ import annotations

from guard.agents.shaped import Shape, answered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from guard.agents.interface import Answer, Reply

SHAPE = Shape(
    agent="droid",
    observed={"PostToolUse": "after", "UserPromptSubmit": "prompt"},
    separator="___",
    tools={
        "Execute": "Bash command",
        "Create": "Write file_path content",
        "Edit": "Edit file_path old_string=old_str|old_string new_string=new_str|new_string",
        "MultiEdit": "Edit file_path edits=edits|changes",
        "ApplyPatch": "ApplyPatch patch=input|patch",
        "Read": "Read file_path", "Grep": "Grep pattern path", "FetchUrl": "WebFetch url",
        "Glob": "Glob", "LS": "LS", "WebSearch": "WebSearch", "TodoWrite": "TodoWrite", "Task": "Task",
        "Skill": "Skill", "ExitSpecMode": "ExitPlanMode", "AskUser": "AskUserQuestion",
    },
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
