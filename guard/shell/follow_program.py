"""Which program a name or a path means here: hashed, linked, copied, written or found in a changed PATH."""

from __future__ import annotations

from guard.model import Value, known
from guard.shell.simple import Job
from guard.shell.unwrap import INSTALLED, Opaque, RunFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.shell.machine import Machine
    from guard.shell.state import State
    from guard.shell.unwrap import Inner


def meant(machine: Machine, job: Job, state: State) -> tuple[Job, Inner | None]:
    """The command with the program that is meant, and the script where the program is one."""
    name = job.argv[0].text
    assert name is not None
    hashed = state.hashed.get(name)
    if hashed is not None:
        if hashed.text is None:
            return job, Opaque(f"{name} was hashed to a program that is not known")
        job = job.with_argv([hashed, *job.argv[1:]])
        name = hashed.text
    if "/" not in name:
        found = _in_path(machine, name, state, job.inline.get("PATH"))
        if found is None:
            return job, None
        name = found
    return _by_path(machine, name, job, state)


def _in_path(machine: Machine, name: str, state: State, inline: Value | None) -> str | None:
    """The path of a program where this text decides it: PATH was changed, or a file was made in it."""
    changed = state.variables.get("PATH")
    if changed is None and inline is None and not state.disk.files:
        return _own(machine, name, state)
    cell = state.cell("PATH")
    path = inline if inline is not None else cell.value if cell is not None else None
    if path is None:
        return None
    for folder in path.prefix.split(":") if path.text is None else (path.text or "").split(":"):
        full = (folder or ".") + "/" + name
        if state.file(full) is not None:
            return full
        if (
            (changed is not None or inline is not None)
            and not state.elsewhere
            and folder
            and not (folder + "/").startswith(INSTALLED)
        ):
            place = state.places(full)[0]
            if not place.startswith("?") and machine.world.which(name, place.rsplit("/", 1)[0]):
                return place
    return None


def _own(machine: Machine, name: str, state: State) -> str | None:
    """A program in a folder of PATH that is somebody's own (``~/bin``, ``./scripts``), neither a system's nor
    a tool's (``~/.local/bin``, ``~/.cargo/bin``)."""
    if state.elsewhere:
        return None
    found = machine.own_programs.get(name)
    if found is None:
        search = state.environment.get("PATH", "")
        folders = [
            f for f in search.split(":") if f and not (f + "/").startswith(INSTALLED) and "/." not in f
        ]
        place = machine.world.which(name, ":".join(folders)) if folders else None
        found = machine.own_programs[name] = place or ""
    return found if found.startswith("/") else None


def _by_path(machine: Machine, name: str, job: Job, state: State) -> tuple[Job, Inner | None]:
    for _ in range(8):
        found = state.file(name)
        if found is None:
            break
        if found.same_as:
            name = found.same_as
            job = job.with_argv([known(name), *job.argv[1:]])
            continue
        if found.content is not None:
            return job, RunFile(known(name), "", (known(name), *job.argv[1:]))
        if found.how == "built" or found.gone or found.directory:
            return job, None
        return job, RunFile(known(name), "", (known(name), *job.argv[1:]))
    if state.elsewhere or name.startswith(INSTALLED) or (state.cwd is None and not name.startswith("/")):
        return job, None
    full = state.places(name)[0]
    if machine.world.stat(full) is None:
        fetched = _fetched_folder(full, state)
        return job, Opaque(f"runs {name}, which was fetched in this command") if fetched else None
    from guard.shell.follow import script

    if script(full, machine.world) is None:
        return job, None
    return job, RunFile(known(name), "", (known(name), *job.argv[1:]))


def _fetched_folder(full: str, state: State) -> bool:
    """Whether the path lies in a folder that this text has cloned or unpacked."""
    folder = full
    while "/" in folder[1:]:
        folder = folder.rsplit("/", 1)[0]
        found = state.disk.files.get(folder)
        if folder in state.disk.fetched:
            return True
        if found is not None and found.directory and found.how == "downloaded":
            return True
    return False
