"""Patterns against the files that are there: where they name a program or the list of a loop."""

from __future__ import annotations

from guard.errors import LimitReached
from guard.model import Value, known
from guard.shell.patterns import has_group, has_pattern, matches
from guard.shell.state import normal
from guard.shell.values import unescaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.state import State


HIDDEN = frozenset(("dotglob", "globdots"))
"""Options under which a pattern fits names that begin with a dot."""
OTHERWISE = frozenset(("nocaseglob", "failglob"))
"""Options under which a pattern comes to other names than these, or the command does not run."""


def names_for(machine: Machine, value: Value, state: State, limit: int) -> list[Value] | None:
    """The paths a pattern stands for here; the word itself where nothing matches (under ``nullglob`` none);
    ``None`` where that cannot be found out within the limit."""
    text = value.text
    if text is None or not has_pattern(text):
        return None
    if has_group(text) and not state.reads_groups:
        return None
    if "noglob" in state.options:
        return [known(unescaped(text))]
    if not _looks_here(state, text):
        return None
    try:
        found = _matching(machine, text, state, limit)
    except LimitReached:  # very many files: any of them
        return None
    if found == []:
        return [] if "nullglob" in state.options else [known(unescaped(text))]
    return [known(name) for name in found] if found is not None else None


def _looks_here(state: State, text: str) -> bool:
    """Whether what lies on this machine now says what the pattern will come to."""
    if state.elsewhere or len(state.cwds) > 1 or (state.cwd is None and not text.startswith("/")):
        return False
    if state.disk.stirred or any(not path.startswith("/dev/fd/") for path in state.disk.files):
        return False  # a file that this text made or removed may stand among them
    if "globstar" in state.options and "**" in text.split("/"):
        return False
    return OTHERWISE.isdisjoint(state.options) and state.cell("GLOBIGNORE") is None


def _matching(machine: Machine, text: str, state: State, limit: int) -> list[str] | None:
    """The paths that fit; ``None`` where they are too many, or a pattern is not decided.

    Raises:
        LimitReached: a directory holds too much.
    """
    components = [c for c in text.split("/") if c]
    folders = ["/" if text.startswith("/") else ""]
    hidden = not HIDDEN.isdisjoint(state.options)
    for index, component in enumerate(components):
        last = index == len(components) - 1
        found: list[str] = []
        for folder in folders:
            if not has_pattern(component):
                found.append(folder + unescaped(component) + ("" if last else "/"))
                continue
            for name in machine.world.list(normal(_absolute(state, folder))) or ():
                if name.startswith(".") and not hidden and not component.startswith((".", "\\.")):
                    continue
                fits = matches(component, name)
                if fits is None or len(found) > limit:
                    return None
                if fits and (last or _directory(machine, state, folder + name)):
                    found.append(folder + name + ("" if last else "/"))
        folders = found
    if text.endswith("/"):
        folders = [f + "/" for f in folders if _directory(machine, state, f)]
    elif not has_pattern(components[-1]):
        folders = [f for f in folders if machine.world.stat(_absolute(state, f)) is not None]
    return folders if len(folders) <= limit else None


def _absolute(state: State, path: str) -> str:
    return path if path.startswith("/") else f"{state.cwd}/{path}"


def _directory(machine: Machine, state: State, path: str) -> bool:
    return machine.world.is_directory(_absolute(state, path))
