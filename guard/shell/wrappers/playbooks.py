"""ansible-playbook: the tasks of a playbook that run a command or take a path away, as ad hoc commands.

Caught: ``ansible-playbook -i inventories/production wipe.yml`` with the task ``shell: rm -rf /var/lib/pg``,
or ``file: path=/var/lib/pg state=absent``. Quiet: ``--check``, ``--syntax-check``, ``--list-tasks``, tasks
of other modules: the play asks about its hosts by itself (``programs/ansible.py``). Roles and files that are
included are not opened, and what ``{{ … }}`` comes to is not worked out.

Facts: docs.ansible.com (playbook keywords; ansible.builtin.command, .shell, .raw, .file, .service).
"""

from __future__ import annotations

from guard.model import Hole, Value, known
from guard.programs.options import read_options
from guard.shell.unwrap import RunArgv
from guard.shell.values import shell_quoted
from guard.shell.wrappers.grammar import path_of
from guard.signs.indented import scalars, settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

RUNNING = ("shell", "command", "raw")
SETTING = (
    "file", "service", "systemd", "user", "lvol", "lvg", "filesystem", "mysql_db", "postgresql_db", "zfs",
    "docker_volume",
)  # fmt: skip
"""Modules whose settings say what they take away."""
CARRIED = ("-i", "--inventory", "--inventory-file", "-c", "--connection", "-l", "--limit")
MOST = 60
"""Tasks that are read."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The tasks of the playbooks that are named."""
    from guard.programs.ansible import DRY, VALUED

    options = read_options(invocation.argv[1:], VALUED)
    if options.has(*DRY):
        return
    carried = [w for name, value in options.given if name in CARRIED and value for w in (known(name), value)]
    for operand in options.operands:
        path = path_of(operand, invocation)
        text = world.read(path) if path else None
        for number, (hosts, module, words) in enumerate(_tasks(text or "")):
            if number >= MOST:
                return
            argv = (known("ansible"), _plain(hosts or "all"), *carried, known("-m"), known(module))
            yield RunArgv((*argv, known("-a"), _plain(words)))


def _tasks(text: str) -> Iterator[tuple[str, str, str]]:
    """Hosts, module and arguments of each task."""
    hosts = ""
    for _, key, value, below in settings(text):
        module = key.rsplit(".", 1)[-1]
        if module == "hosts":
            hosts = value
        elif module in (*RUNNING, *SETTING):
            words = value if value[:1] != "{" or value[:2] == "{{" else _in_braces(value, module)
            words = words or _settings("\n".join(below), module)
            if words:
                yield hosts, module, words


def _settings(text: str, module: str) -> str:
    """A module's settings in one line; what ``cmd`` or ``argv`` says where it runs something."""
    pairs = {key: value for _, key, value, _ in settings(text) if value}
    if module in RUNNING:
        words = [value for keys, value in scalars(text) if keys[:1] == ("argv",)]
        return pairs.get("cmd", "") or " ".join(map(shell_quoted, words))
    return " ".join(f"{name}={value}" for name, value in pairs.items())


def _in_braces(value: str, module: str) -> str:
    """``file: {path: /srv/data, state: absent}``, as ``_settings`` gives it."""
    found = [(keys[1:], text) for keys, text in scalars(f"x: {value}")]
    if module not in RUNNING:
        return " ".join(f"{keys[0]}={text}" for keys, text in found if keys)
    words = [text for keys, text in found if keys[:1] == ("argv",)]
    return next((text for keys, text in found if keys == ("cmd",)), "") or " ".join(map(shell_quoted, words))


def _plain(text: str) -> Value:
    """A text with its expressions as holes."""
    parts: list[str | Hole] = []
    for number, piece in enumerate(text.replace("}}", "{{").split("{{")):
        if number % 2:
            parts.append(Hole("{{" + piece + "}}"))
        elif piece:
            parts.append(piece)
    return Value(tuple(parts)) if parts else known("")
