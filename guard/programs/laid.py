"""What a script of the project leaves open: the effects of it that are not worth a question.

A script that lay on the machine before (``bash scripts/build.sh``, ``make test``, ``npm run lint``, a git
hook) is an ordinary program of the project. What it *names* is judged like everything else. What only its
own run decides, because the word is an argument, the output of a program, a variable of the surroundings,
says nothing: every program deletes and writes such things.

The same words typed directly, or in a script that this text or session wrote or fetched, are asked about.

Caught: ``rm -rf "$HOME"``, ``rm -rf "$X/"*`` where X is known not to be set, ``rm -rf /srv/$1``, ``psql -d
"$DB" -c 'DROP TABLE users'``, ``curl … | sh`` in such a script.
Quiet: ``rm -rf "$1"``, ``rm -rf build/$1``, ``cp "$SRC" "$DEST"``, ``kill "$(cat pid)"``, ``./server & …
pkill server``.

Lost: as the rule says whose effect is left.
Back: as that rule says.
Instead: run the script with its values written out, or its own dry run.

Related: ShellCheck SC2115 (``rm -rf "$X/"`` where X may be empty), SC2086 (a word that is not quoted).
Facts: POSIX.1-2024 XCU 2.6.2 (what an unset variable expands to); the scripts of Debian's packages, measured
by ``tools/measure_scripts.py``.
"""

from __future__ import annotations

from guard.model import Invocation
from guard.shell.producers import NETWORK
from guard.shell.state import normal
from guard.shell.values import GIVEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guard.model import Effect, Event, FileWrite, Value
    from guard.world import World

TEMPORARY = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/")  # noqa: S108
OPEN_PLACES = ("path", "process", "docker", "host", "none")
"""Where a thing that is not known is the script's own affair. What lies on a server is named by the server
that the script names, so it stays."""
OWN = ("credential.borrowed", "variable.code")
"""A token that the project's own script brings is the project's, and so is the code that it loads."""
KEPT_MARKS = ("secret-sent", "network-code", "guard-tampered", "unguarded-agent", "persistence")


def named(
    effects: Iterable[Effect], event: Invocation | FileWrite, world: World, events: tuple[Event, ...] = ()
) -> Iterator[Effect]:
    """The effects whose object the script names.

    Args:
        events: everything that would run, so that what a script stops can be what it has started.
    """
    for effect in effects:
        if not _left_open(effect, event, world) and not _started_here(effect, event, events):
            yield effect


def _started_here(effect: Effect, event: Invocation | FileWrite, events: tuple[Event, ...]) -> bool:
    """``./server & … pkill server``: a script's own program is stopped by its name, where the name is not one
    that half the machine's programs share (``pkill node``)."""
    if effect.operation != "stop" or effect.place.kind != "process" or effect.blast == "B3":
        return False
    names = {word.text for word in getattr(event, "argv", ())[1:]}
    return any(isinstance(e, Invocation) and e.laid and e.program in names for e in events)


def _left_open(effect: Effect, event: Invocation | FileWrite, world: World) -> bool:
    if effect.rule in OWN or (effect.rule == "guard.path" and _has_holes(event)):
        return True
    if any(mark in KEPT_MARKS for mark in effect.marks) or effect.place.kind not in OPEN_PLACES:
        return False
    if _handed_over(effect, event):
        return False
    if effect.operation == "unknown":
        holes = [hole for word in getattr(event, "argv", ()) for hole in word.holes]
        return bool(holes) and not any(p.program in NETWORK for hole in holes for p in hole.producers)
    value = effect.resource.value
    if value is None:
        return "⟨" in effect.resource.identity
    if effect.place.kind != "path":
        if any(p.program == getattr(event, "program", "") for hole in value.holes for p in hole.producers):
            return False  # docker volume rm $(docker volume ls -q): all that there are
        return bool(value.holes) and (not value.prefix or effect.place.kind == "process")
    return _open_path(value, event.cwd, world)


def _handed_over(effect: Effect, event: Invocation | FileWrite) -> bool:
    """Whether what is not known was given to the script: whoever ran it left that open, not the project."""
    values = (*getattr(event, "argv", ()), *((effect.resource.value,) if effect.resource.value else ()))
    return any(hole.why.endswith(GIVEN) for value in values for hole in value.holes)


def _has_holes(event: Invocation | FileWrite) -> bool:
    return any(word.holes for word in getattr(event, "argv", ()))


def _listed(value: Value, cwd: str | None, world: World) -> bool:
    """Whether the hole is filled by a program that only lists what is there (``rm -rf $(ls)``)."""
    if not any(hole.producers for hole in value.holes):
        return False
    from guard.programs.path_operands import operands_of

    found = operands_of(value, cwd, world, False)
    return bool(found.known) and not found.unresolved


def _open_path(value: Value, cwd: str | None, world: World) -> bool:
    """Whether a path is nothing but a hole, or a hole in the project or in a temporary folder."""
    head = value.prefix
    if not value.holes:
        return not head or (cwd is None and not head.startswith(("/", "~")))
    if _listed(value, cwd, world):
        return False
    if not head:
        return True
    if not head.startswith("/"):
        if cwd is None:
            return True
        head = cwd.rstrip("/") + "/" + head
    if any(".." in part for part in value.parts[1:] if isinstance(part, str)):
        return False
    head = normal(head) + head[len(head.rstrip("/")) :]
    project = world.start.rstrip("/") + "/"
    inside = head.startswith(project) and project not in ("/", world.home.rstrip("/") + "/")
    return inside or head.startswith(TEMPORARY)
