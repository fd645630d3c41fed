"""PowerShell and cmd are not unfolded: their whole text is handed on as one invocation.

``powershell-text`` and ``cmd-text`` are no programs; ``programs/windows.py`` reads the text behind them.
"""

from __future__ import annotations

from guard.model import Invocation, Span, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.state import State

DIALECTS = ("powershell", "cmd")


def hand_over(machine: Machine, text: str, state: State) -> None:
    """Emit the text as an invocation in the state's directory, environment and wrappers."""
    machine.emit(
        Invocation(
            (known(state.dialect + "-text"), known(text)),
            state.cwd,
            {},
            state.environment,
            via=state.via,
            span=state.span or Span(),
            certainty="may" if machine.doubt else "will",
            gate=machine.gate,
            source=state.source,
        )
    )
