"""An agent's tool call → what would run and what it would do. A module per kind of tool, imported when it
is met.

The shell tools go the way of every command line; the file tools become writes and reads of a path; MCP
tools are read by the verb of their name and by what they carry (SQL, GraphQL, a command, a path). A tool
that nobody knows is treated by its arguments, never by its own description."""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Unfolding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from guard.model import Effect, Proposal
    from guard.world import World

TOOLS: dict[str, str] = {
    "Bash": "shells", "Monitor": "shells", "PowerShell": "shells", "BashOutput": "quiet",
    "KillShell": "quiet", "TypeIn": "typed", "TypeLine": "typed",
    "Write": "files", "Edit": "files", "MultiEdit": "files", "NotebookEdit": "files", "Delete": "files",
    "ApplyPatch": "patches",
    "Read": "reads", "Grep": "reads", "Glob": "quiet", "LS": "quiet", "NotebookRead": "reads",
    "WebFetch": "web", "WebSearch": "web", "TodoWrite": "quiet", "Agent": "quiet", "Task": "quiet",
    "ToolSearch": "quiet", "ExitPlanMode": "quiet", "EnterPlanMode": "quiet", "AskUserQuestion": "quiet",
    "Skill": "quiet", "ListMcpResourcesTool": "quiet", "ReadMcpResourceTool": "quiet", "TaskOutput": "quiet",
    "TaskStop": "quiet", "SlashCommand": "quiet", "ExitWorktree": "worktrees", "EnterWorktree": "quiet",
    "Workflow": "quiet", "CronCreate": "quiet", "CronDelete": "quiet", "CronList": "quiet",
    "ScheduleWakeup": "quiet", "SendMessage": "quiet", "ListAgents": "quiet", "ReportFindings": "quiet",
    "TaskCreate": "quiet", "TaskUpdate": "quiet", "TaskGet": "quiet", "TaskList": "quiet",
    "KillBash": "quiet", "LSP": "quiet",
}  # fmt: skip


def interpret_tool(proposal: Proposal, world: World) -> tuple[Unfolding, tuple[Effect, ...]]:
    """What a tool call would run, and its effects.

    Raises:
        GuardError: the call lacks what the tool cannot do without, or has it in a wrong type.
    """
    module = TOOLS.get(proposal.tool_name)
    if module is None:
        proposal, module = _by_arguments(proposal)
    if module == "quiet":
        return Unfolding(), ()
    rules = __import__("guard.tools." + module, fromlist=("interpret",))
    answer: tuple[Unfolding, tuple[Effect, ...]] = rules.interpret(proposal, world)
    return answer


COMMANDS = ("command", "cmd", "commandline", "shellcommand", "bashcommand", "clicommand")
PLACES = ("filepath", "path", "targetfile", "file", "filename", "absolutepath", "notebookpath")
CONTENTS = ("content", "contents", "newstring", "codecontent", "filetext", "newcontent", "newstr", "newtext",
            "codeedit", "code", "replacement", "insert", "inserttext", "text", "patchcontent")  # fmt: skip
PATCHES = ("patch", "input", "patchtext", "diff")
"""How arguments are called that run or write, capitals and underscores aside."""
FILES = ("file", "files", "path", "dir", "directory", "folder")


def _by_arguments(proposal: Proposal) -> tuple[Proposal, str]:
    """A tool that nobody knows, as what its arguments are called."""
    if proposal.tool_name.startswith("mcp__"):
        return proposal, "mcp"
    given = {str(name).replace("_", "").lower(): value for name, value in proposal.tool_input.items()}
    if (
        isinstance(given.get("command"), str) and given["command"] in EDITOR
    ):  # one tool with a verb: view, create, str_replace …
        return _edited(proposal, given)
    command = next((v for name in COMMANDS if isinstance(v := given.get(name), (str, list)) and v), None)
    if command is not None:
        return replace(proposal, tool_input={**proposal.tool_input, "command": command}), "shells"
    patch = next((v for name in PATCHES if isinstance(v := given.get(name), str)), "")
    if "*** Begin Patch" in patch:
        return replace(proposal, tool_input={"patch": patch}), "patches"
    path = next((v for name in PLACES if isinstance(v := given.get(name), str)), None)
    if path is not None and _deletes_a_file(proposal.tool_name):
        return replace(proposal, tool_name="Delete", tool_input={"file_path": path}), "files"
    text = next((v for name in CONTENTS if isinstance(v := given.get(name), str)), None)
    if path is not None and text is not None:
        return replace(proposal, tool_input={"file_path": path, "new_string": text}), "files"
    return proposal, "mcp"


def _deletes_a_file(name: str) -> bool:
    """Whether a tool without a server is called after deleting files: ``delete_file``, ``removeFile``."""
    from guard.knowledge.verbs import reading_of

    reading = reading_of(name)
    return reading.operation == "delete" and any(noun in FILES for noun in reading.nouns)


EDITOR = {"view": "Read", "create": "Write", "write": "Write", "str_replace": "Edit", "insert": "Edit",
          "undo_edit": "", "delete": "Delete"}  # fmt: skip
"""The verbs of editors that are one tool (``str_replace_editor``), and the tool each of them is."""


def _edited(proposal: Proposal, given: Mapping[str, object]) -> tuple[Proposal, str]:
    """An editor's call as the call of the tool that does the same."""
    name = EDITOR[str(given["command"])]
    if not name:
        return proposal, "quiet"
    asked = {str(key): value for key, value in proposal.tool_input.items() if key != "command"}
    if name == "Write":
        asked["content"] = next((v for key in CONTENTS if isinstance(v := given.get(key), str)), "")
    path = next((v for key in PLACES if isinstance(v := given.get(key), str)), None)
    if path is not None:
        asked["file_path"] = path
    return replace(proposal, tool_name=name, tool_input=asked), TOOLS[name]
