"""PowerShell and cmd are not unfolded as other shells are: a text for them is a call of them.

``shell/wrappers/windows.py`` reads what such a call runs.
"""

from __future__ import annotations

from guard.model import Span, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.state import State

CALLS = {"powershell": ("powershell", "-Command"), "cmd": ("cmd", "/c")}


def hand_over(machine: Machine, text: str, state: State) -> None:
    """Run the text as the shell of its dialect would, in the state's directory and environment."""
    from guard.shell.external import run_program
    from guard.shell.simple import Job

    argv = [*(known(word) for word in CALLS[state.dialect]), known(text)]
    run_program(machine, Job(argv, {}, state.span or Span(), state.source), state)
