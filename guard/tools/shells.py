"""Tools that run a command line: Bash, Monitor, PowerShell. They go the way of every command line."""

from __future__ import annotations

from guard.errors import ProposalError
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Proposal, Unfolding
    from guard.world import World


def interpret(proposal: Proposal, world: World) -> tuple[Unfolding, tuple[Effect, ...]]:
    """The command of a shell tool, unfolded and interpreted: as it stands, and with the variables that the
    call names beside it, of which nobody knows whether the tool sets them."""
    from guard.programs.foresight import foresee_text

    plain = as_shell(proposal)
    found = foresee_text(plain, world)
    if not proposal.tool_input.get("env"):
        return found
    unfolding, effects = foresee_text(replace(plain, text=_variables(proposal) + plain.text), world)
    return replace(unfolding, events=found[0].events + unfolding.events), found[1] + effects


def as_shell(proposal: Proposal) -> Proposal:
    """The proposal of a shell tool as the command line that it runs.

    Raises:
        ProposalError: there is no command in it.
    """
    command = proposal.tool_input.get("command")
    if isinstance(command, list):
        command = _words(command)
    if command is None and _listens(proposal):
        command = ""
    if not isinstance(command, str):
        raise ProposalError(f"the call of {proposal.tool_name} has no command in it")
    dialect = "powershell" if proposal.tool_name == "PowerShell" else proposal.dialect or "bash"
    return replace(proposal, tool="shell", text=command, dialect=dialect)


def _words(command: list[object]) -> str | None:
    """A command that is given word by word."""
    from guard.shell.values import shell_quoted

    words = [word for word in command if isinstance(word, str)]
    return " ".join(map(shell_quoted, words)) if len(words) == len(command) and words else None


def _listens(proposal: Proposal) -> bool:
    """Whether it is a Monitor of a socket, which runs nothing."""
    return proposal.tool_name == "Monitor" and isinstance(proposal.tool_input.get("ws"), dict)


def _variables(proposal: Proposal) -> str:
    """The variables that the call names, as a shell would be told of them.

    Raises:
        ProposalError: they are no names and texts.
    """
    from guard.shell.values import shell_quoted

    given = proposal.tool_input["env"]
    if not isinstance(given, dict) or not all(
        name.isidentifier() and isinstance(value, str) for name, value in given.items()
    ):
        raise ProposalError(f"the env of {proposal.tool_name} does not map names to texts")
    return "".join(f"export {name}={shell_quoted(value)}\n" for name, value in given.items())
