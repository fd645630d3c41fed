"""Patches in the envelope ``*** Begin Patch``: one call that adds, changes, moves and deletes files.

Caught and quiet as for the file tools, file by file. A patch in which no file can be found is a question.

Facts: the envelope as Codex, Copilot, OpenCode and Droid send it (``*** Add File: p``, ``*** Update File:
p``, ``*** Move to: p``, ``*** Delete File: p``; lines with ``+`` are new, with ``-`` old)."""

from __future__ import annotations

from guard.errors import ProposalError
from guard.frozen import replace
from guard.model import Unfolding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Event, Proposal
    from guard.world import World

HEADS = {"*** Add File:": "Write", "*** Update File:": "Edit", "*** Delete File:": "Delete"}
MOVE = "*** Move to:"


def interpret(proposal: Proposal, world: World) -> tuple[Unfolding, tuple[Effect, ...]]:
    """The writes that a patch would do."""
    from guard.tools.files import interpret as files

    patch = proposal.tool_input.get("patch")
    if not isinstance(patch, str):
        raise ProposalError(f"the call of {proposal.tool_name} has no patch in it")
    events: list[Event] = []
    effects: list[Effect] = []
    for name, given in _files(patch):
        unfolding, found = files(replace(proposal, tool_name=name, tool_input=given), world)
        events += unfolding.events
        effects += found
    if not events:
        raise ProposalError("the patch names no file")
    return Unfolding(tuple(events)), tuple(effects)


def _files(patch: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each file of the patch as a call of a file tool."""
    tool, path, moved = "", "", ""
    new: list[str] = []
    old: list[str] = []
    for line in (*patch.split("\n"), "*** End Patch"):
        head = next((h for h in HEADS if line.startswith(h)), "")
        if line.startswith(MOVE):
            moved = line[len(MOVE) :].strip()
        elif head or line.startswith("*** End Patch"):
            if path:
                yield from _calls(tool, path, moved, "\n".join(new), "\n".join(old))
            tool, path, moved = HEADS.get(head, ""), line[len(head) :].strip() if head else "", ""
            new, old = [], []
        elif line.startswith("+"):
            new.append(line[1:])
        elif line.startswith("-"):
            old.append(line[1:])


def _calls(tool: str, path: str, moved: str, new: str, old: str) -> Iterator[tuple[str, dict[str, str]]]:
    if tool == "Delete":
        yield "Delete", {"file_path": path}
    elif tool == "Write":
        yield "Write", {"file_path": path, "content": new}
    else:
        yield "Edit", {"file_path": path, "old_string": old, "new_string": new}
        if moved:
            yield "Write", {"file_path": moved, "content": new}
            yield "Delete", {"file_path": path}
