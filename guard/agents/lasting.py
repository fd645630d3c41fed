"""Agents whose shell lives on from call to call: a ``cd``, a variable, a function hold for what comes later,
and the payload still names the directory that the session began in.

Measured: OpenHands 1.16 keeps all of it, Hermes 0.19 the directory and the exported variables. So a command
is judged twice, as the payload has it and after what ran before, and the worse answer counts."""

from __future__ import annotations

from guard.errors import GuardError
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Proposal

LEAVING = (
    "cd", "pushd", "popd", "export", "=", "alias", "function", "()", "source", ". ", "set ", "unset", "shopt",
    "declare", "typeset", "readonly", "read ", "trap", "exec", "hash", "enable",
)  # fmt: skip
"""What a command holds that leaves something behind in its shell."""
MOST = 60
"""Commands that are read again."""


def as_it_stands(proposal: Proposal) -> tuple[Proposal, ...]:
    """The proposal, and where something ran before, also as the shell stands now."""
    from guard.agents.memory import SHELL_TOOLS, ledger_of

    if proposal.tool_name not in SHELL_TOOLS or not proposal.session:
        return (proposal,)
    try:
        ledger = ledger_of(proposal.session)
        ran = ledger.commands() if ledger is not None else ()
    except GuardError:
        return (proposal,)  # the service finds the same trouble, and asks
    before = [one.text for one in ran if any(word in one.text for word in LEAVING)][-MOST:]
    return (proposal, replace(proposal, prelude="\0".join(before))) if before else (proposal,)
