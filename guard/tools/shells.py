"""Tools that run a command line: Bash, Monitor, PowerShell. They go the way of every command line."""

from __future__ import annotations

from guard.errors import ProposalError
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Proposal, Unfolding
    from guard.world import World


def interpret(proposal: Proposal, world: World) -> tuple[Unfolding, tuple[Effect, ...]]:
    """The command of a shell tool, unfolded and interpreted."""
    from guard.programs.foresight import foresee_text

    return foresee_text(as_shell(proposal), world)


def as_shell(proposal: Proposal) -> Proposal:
    """The proposal of a shell tool as the command line that it runs.

    Raises:
        ProposalError: there is no command in it.
    """
    command = proposal.tool_input.get("command")
    if not isinstance(command, str):
        raise ProposalError(f"the call of {proposal.tool_name} has no command in it")
    dialect = "powershell" if proposal.tool_name == "PowerShell" else proposal.dialect or "bash"
    return replace(proposal, tool="shell", text=command, dialect=dialect)
