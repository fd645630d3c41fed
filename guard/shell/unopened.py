"""Redirections that may fail: the file to be read is not there, or the folder of the one to be written.
Then the command does not run (bash manual 3.6), and what stands behind it finds everything as it was:

    { cd build; } < list; rm -rf *
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Value
    from guard.shell.machine import Machine
    from guard.shell.state import State

SPECIAL = ("?", "/dev/", "/proc/")
"""A place that is not known, and files that are none."""


def may_not_open(machine: Machine, target: Value, state: State, reads: bool) -> bool:
    """Whether a file of a known name may not be opened, as far as this text and the machine tell.

    Args:
        reads: it has to be there; else its folder has to.
    """
    path = target.text
    if path == "":
        return True
    if path is None or state.elsewhere or not machine.world.is_directory("/"):
        return False
    return any(_lacks(machine, place, path, state, reads) for place in state.places(path))


def _lacks(machine: Machine, place: str, path: str, state: State, reads: bool) -> bool:
    if place.startswith(SPECIAL):
        return False
    made = state.disk.files.get(place)
    if made is not None:
        return made.gone and reads
    if reads:
        return not machine.world.exists(place)
    folder = place.rpartition("/")[0] or "/"
    if folder in state.cwds:
        return False
    made = state.disk.files.get(folder)
    if made is not None:
        return made.gone or not made.directory or bool(made.producers)
    return not machine.world.is_directory(folder)
