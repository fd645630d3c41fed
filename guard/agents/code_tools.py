"""Tools that run code of a language: judged as the command that would run the same code."""

from __future__ import annotations

from guard.errors import ProposalError
from guard.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.agents.shaped import Call


def as_command(call: Call, interpreter: str, shell: str) -> Call:
    """The call of the shell tool that does what a call with ``code`` does.

    Args:
        interpreter: how code is given to the language: ``python3 -c``, ``node -e``.
        shell: the agent's shell tool.

    Raises:
        ProposalError: there is no code in it.
    """
    code = next((call.given[key] for key in ("code", "script", "source") if key in call.given), None)
    if not isinstance(code, str):
        raise ProposalError("it has no code")
    quoted = "'" + code.replace("'", "'\\''") + "'"
    return replace(call, tool=shell, given={"command": f"{interpreter} {quoted}"})
