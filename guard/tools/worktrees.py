"""ExitWorktree of Claude Code: ``remove`` deletes the session's work tree and its branch.

Caught: ``remove`` with ``discard_changes`` (ask: uncommitted files and commits that are nowhere else go).
Quiet: ``keep``, and ``remove`` without it, which refuses where something would be lost.

Lost: uncommitted files and commits that are nowhere else.
Back: commits by ``git fsck --unreachable`` for some weeks, uncommitted files not at all.
Instead: ``keep``, or ``remove`` without ``discard_changes``.

Facts: the tool's own description, Claude Code 2.1.328.
"""

from __future__ import annotations

from guard.model import Effect, Invocation, Place, Resource, Unfolding, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Proposal
    from guard.world import World


def interpret(proposal: Proposal, world: World) -> tuple[Unfolding, tuple[Effect, ...]]:
    """What leaving the work tree deletes."""
    given = proposal.tool_input
    if given.get("action") == "keep" or not given.get("discard_changes"):
        return Unfolding(), ()
    call = Invocation((known("ExitWorktree"),), proposal.cwd, {}, proposal.env)
    effect = Effect(
        "tool.worktree", "delete", Resource("directory", proposal.cwd, known(proposal.cwd), recursive=True),
        Place("path"), call, "R4", "B1", loss="what was changed and committed in this work tree alone",
        why="discard_changes removes the work tree and its branch with everything that is nowhere else",
        instead="commit and push first, or leave with action keep", tags=("T1485",),
    )  # fmt: skip
    return Unfolding((call,)), (effect,)
