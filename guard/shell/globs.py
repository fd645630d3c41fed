"""Patterns against the files that are there: where they name a program or the list of a loop."""

from __future__ import annotations

from guard.errors import LimitReached
from guard.model import Value, known
from guard.shell.patterns import has_pattern, matches
from guard.shell.state import normal
from guard.shell.values import unescaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.state import State


def names_for(machine: Machine, value: Value, state: State, limit: int) -> list[Value] | None:
    """The paths a pattern stands for here; the word itself where nothing matches (under
    ``nullglob`` none); ``None`` where that
    cannot be found out within the limit."""
    text = value.text
    if not value.glob:
        return [value]
    if text is None or state.elsewhere or not has_pattern(text) or len(state.cwds) > 1:
        return None
    if not text.startswith("/") and state.cwd is None:
        return None
    base = "/" if text.startswith("/") else ""
    components = [c for c in text.split("/") if c]
    folders = [base]
    for index, component in enumerate(components):
        last = index == len(components) - 1
        found: list[str] = []
        for folder in folders:
            if not has_pattern(component):
                found.append(folder + unescaped(component) + ("" if last else "/"))
                continue
            if component == "**" and "globstar" in state.options:
                return None
            try:
                listed = machine.world.list(normal((folder if base else f"{state.cwd}/{folder}") or "/"))
            except LimitReached:  # very many files: any of them
                return None
            for name in listed or ():
                if name.startswith(".") and not component.startswith((".", "\\.")):
                    continue
                fits = matches(component, name)
                if fits is None:
                    return None
                if fits and (last or _directory(machine, state, folder + name)):
                    found.append(folder + name + ("" if last else "/"))
                    if len(found) > limit:
                        return None
        folders = found
    if text.endswith("/"):
        folders = [f + "/" for f in folders if _directory(machine, state, f)]
    elif components and not has_pattern(components[-1]):
        folders = [f for f in folders if machine.world.exists(_absolute(state, f))]
    if state.disk.files or state.disk.stirred:
        return None if state.disk.stirred or _touches(state, folders) else [known(f) for f in folders] or None
    if not folders:
        if "nullglob" in state.options:
            return []
        return [known(unescaped(text))]
    return [known(name) for name in folders]


def _touches(state: State, folders: list[str]) -> bool:
    """Whether a file that this text made or removed may stand among these."""
    return any(not f.startswith("/dev/fd/") for f in state.disk.files)


def _absolute(state: State, path: str) -> str:
    return path if path.startswith("/") else f"{state.cwd}/{path}"


def _directory(machine: Machine, state: State, path: str) -> bool:
    return machine.world.is_directory(_absolute(state, path))
