"""A person's own systemd units that a command starts: ``systemctl --user start tidy.service``.

Caught: a unit below ``~/.config/systemd/user`` whose ``ExecStart=`` deletes a folder of the home, started,
restarted, enabled with ``--now``, or through its timer. Quiet: ``systemctl --user cat``, ``status``,
``stop``, and the system's own units, which root wrote.

Facts: systemd.service(5) (``Exec*=`` with their signs), systemd.unit(5) (specifiers, where units lie),
systemd.timer(5) (``Unit=``).
"""

from __future__ import annotations

from guard.model import known
from guard.shell.unwrap import RunText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.world import World

STARTING = ("start", "restart", "try-restart", "reload-or-restart", "isolate")
FOLDERS = (".config/systemd/user", ".local/share/systemd/user")
KEYS = ("ExecStartPre", "ExecStart", "ExecStartPost")
SIGNS = "-@:+!|"
SPECIFIERS = (
    ("%h", "~"), ("%t", "/run/user/1000"), ("%S", "~/.local/state"), ("%C", "~/.cache"), ("%E", "~/.config"),
    ("%T", "/tmp"), ("%%", "%"),  # noqa: S108
)  # fmt: skip
"""What stands for a place in a person's own units."""


def started(invocation: Invocation, world: World) -> Iterator[RunText]:
    """The commands of the units that are started."""
    words = [word.text or "" for word in invocation.argv[1:]]
    plain = [word for word in words if word and not word.startswith("-")]
    acts = plain[:1] and (plain[0] in STARTING or (plain[0] in ("enable", "reenable") and "--now" in words))
    if "--user" not in words or not acts:
        return
    from guard.shell.follow import ON_DISK

    for name in plain[1:]:
        path, text = _unit(name, world)
        for line in text.splitlines():
            key, sign, value = line.strip().partition("=")
            if sign and key.strip() in KEYS and value.strip():
                command = value.strip().lstrip(SIGNS)
                for specifier, place in SPECIFIERS:
                    command = command.replace(specifier, place.replace("~", world.home))
                yield RunText(known(command, ON_DISK), "sh", cwd=known(world.home), source=path)


def _unit(name: str, world: World) -> tuple[str, str]:
    """The file of the service that a name stands for, and its text; empty where there is none."""
    service = name if name.endswith((".service", ".timer")) else f"{name}.service"
    for folder in FOLDERS:
        path = f"{world.home}/{folder}/{service}"
        text = world.read(path)
        if text is None:
            continue
        if not service.endswith(".timer"):
            return path, text
        named = next(
            (line.partition("=")[2].strip() for line in text.splitlines() if line.startswith("Unit=")), ""
        )
        return _unit(named or service.removesuffix(".timer") + ".service", world)
    return "", ""
