"""Kiro, editor and CLI: PreToolUse, exit code 2.

Contract from its documentation, not run here: exit code 2 stops with standard error shown to the model,
every other code warns and proceeds. There is no question. MCP tools are ``@server/tool``."""

from __future__ import annotations

from guard.agents.replies import by_exit_code
from guard.agents.shaped import Call, Shape, answered, read
from guard.errors import ProposalError
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Answer, Reply

SHELL = "Bash command cwd=working_dir|cwd"
WRITE = {
    "": "command", "create": "Write file_path=path content=file_text|content",
    "*": "Edit file_path=path old_string=old_str new_string=new_str",
}  # fmt: skip


def reads(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """The call; what ``use_aws`` does as the command that does the same, ``@server/tool`` as an MCP tool."""
    kind, calls = read(shape, payload)
    return kind, tuple(_known(call) for call in calls)


def _known(call: Call) -> Call:
    if call.tool in ("use_aws", "aws"):
        words = [call.given.get("service_name"), call.given.get("operation_name")]
        if not all(isinstance(w, str) and w.replace("-", "").replace("_", "").isalnum() for w in words):
            raise ProposalError("it names no AWS operation")
        command = " ".join(["aws", *(str(w) for w in words), *_options(call)])
        return replace(call, tool="execute_bash", given={"command": command})
    return replace(call, tool=call.tool.removeprefix("@")) if call.tool.startswith("@") else call


def _options(call: Call) -> list[str]:
    found = []
    given = call.given.get("parameters")
    for name, value in given.items() if isinstance(given, dict) else ():
        quoted = "'" + str(value).replace("'", "'\\''") + "'"
        found += ["--" + str(name).replace("_", "-"), quoted]
    for name, option in (("region", "--region"), ("profile_name", "--profile")):
        if isinstance(call.given.get(name), str):
            found += [option, "'" + str(call.given[name]).replace("'", "'\\''") + "'"]
    return found


SHAPE = Shape(
    agent="kiro",
    gates=("PreToolUse", "preToolUse"),
    observed={
        "PostToolUse": "after",
        "postToolUse": "after",
        "UserPromptSubmit": "prompt",
        "userPromptSubmit": "prompt",
    },
    separator="/",
    tools={
        "execute_bash": SHELL, "shell": SHELL, "execute_cmd": SHELL,
        "fs_write": WRITE, "write": WRITE, "fs_read": "Read[operations] file_path=path",
        "read": "Read[operations] file_path=path",
        "todo_list": "TodoWrite", "thinking": "TodoWrite",
        "knowledge": "TodoWrite", "introspect": "Glob", "delegate": "Task", "glob": "Glob",
        "grep": "Grep pattern path", "web_fetch": "WebFetch url", "web_search": "WebSearch",
        "use_subagent": "Agent", "subagent": "Agent", "report_issue": "TodoWrite", "code": "Glob",
    },
    deny=by_exit_code,
    reads=reads,
)  # fmt: skip


def handle(payload: Any, answer: Answer) -> Reply:
    """Answer one event."""
    return answered(SHAPE, payload, answer)
