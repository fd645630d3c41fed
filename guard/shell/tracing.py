"""``set -x``: before each command bash and zsh expand and print ``PS4``, and what is substituted in it runs.

Seen: ``PS4='$(rm -rf ~)'; set -x; ls``. Quiet: a prompt without a substitution, or with one that only reads
(``PS4='+ $(date) '``), and ``set -x`` alone. bash manual 5.2 (PS4); zsh does it with ``promptsubst``.
"""

from __future__ import annotations

from guard.model import Hole, known
from guard.shell.values import concatenate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Value
    from guard.shell.machine import Machine
    from guard.shell.state import Descriptor, State


def trace(machine: Machine, state: State, argv: list[Value], before: dict[int, Descriptor]) -> None:
    """Expand the prompt of a shell that traces, once for each prompt and directory, and print the command.

    Args:
        before: the descriptors without the command's own redirections: it is printed ahead of them.
    """
    cell = state.cell("PS4")
    if cell is None or cell.value is None:
        return
    value = cell.value
    if before:
        from guard.shell.messages import traced

        traced(machine, state, value, argv, before)
    if not any(isinstance(part, Hole) or "$(" in part or "`" in part for part in value.parts):
        return
    key = (value.skeleton, state.cwds)
    if key in machine.traced:
        return
    machine.traced.add(key)
    child = state.subshell()
    child.fds = {n: d for n, d in child.fds.items() if n != 1}
    child.options.discard("xtrace")
    quote = known("" if any(isinstance(part, str) and '"' in part for part in value.parts) else '"')
    machine.maybe(lambda: machine.run_text(concatenate([known(": "), quote, value, quote]), child))
