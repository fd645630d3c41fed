"""A shell that asks the guard first, for programs without hooks (Aider and the like).

``guard shim aider`` starts the program with three things changed: ``SHELL`` is a script that judges what
``-c``, a file or standard input would run and then starts the real shell; a folder at the head of ``PATH``
has the same script as ``bash``, ``sh`` and ``zsh``; ``BASH_ENV`` is a file that asks before a ``bash -c``
that was started by its full path.

Its limits: a program that starts ``/bin/sh`` by its full path (``system(3)``, ``subprocess`` with
``shell=True``), or a program without a shell, is not asked; neither is what is typed into an interactive
shell, and a program that clears its environment. It is an obstacle, not a boundary."""

from __future__ import annotations

import os
import sys

from guard.agents.registrations import quoted
from guard.errors import GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SHELLS = ("bash", "sh", "zsh")


def written(folder: str) -> str:
    """Write the scripts below the guard's own state; answers with their folder.

    Raises:
        GuardError: they cannot be written, or there is no shell to start.
    """
    place = os.path.join(folder, "shim")
    words = " ".join((quoted(sys.executable), "-I", "-m", "guard"))
    try:
        os.makedirs(place, mode=0o700, exist_ok=True)
        for shell in SHELLS:
            real = _real(shell, place)
            if real:
                text = _template("shim.sh").replace("GUARD check", words + " check")
                text = text.replace("REAL", quoted(real)).replace("NAME", shell)
                _write(os.path.join(place, shell), text)
        _write(os.path.join(place, "bash_env"), _template("shim_env.sh").replace("PLACE", quoted(place)))
    except OSError as error:
        raise GuardError(f"{place} cannot be written ({error.strerror})") from None
    return place


def _template(name: str) -> str:
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name), encoding="utf-8") as file:
        return file.read()


def environment(place: str, env: Mapping[str, str]) -> dict[str, str]:
    """The environment in which a program asks the guard before its shells run anything."""
    shell = os.path.basename(env.get("SHELL", "bash"))
    chosen = shell if shell in SHELLS and os.path.exists(os.path.join(place, shell)) else "bash"
    return {
        **env,
        "SHELL": os.path.join(place, chosen),
        "BASH_ENV": os.path.join(place, "bash_env"),
        "PATH": place + os.pathsep + env.get("PATH", "/usr/bin:/bin"),
    }


def _real(shell: str, place: str) -> str:
    for folder in ("/bin", "/usr/bin", *os.environ.get("PATH", "").split(os.pathsep)):
        found = os.path.join(folder, shell)
        if folder != place and folder.startswith("/") and os.access(found, os.X_OK):
            return found
    return ""


def _write(path: str, text: str) -> None:
    draft = f"{path}.{os.getpid()}.draft"
    with open(draft, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o700)
        file.write(text)
    os.replace(draft, path)
