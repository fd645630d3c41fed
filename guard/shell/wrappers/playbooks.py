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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

RUNNING = ("shell", "command", "raw")
SETTING = ("file", "service", "systemd", "user")
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
        path = operand.text or ""
        path = path if path.startswith("/") else f"{invocation.cwd}/{path}"
        for number, (hosts, module, words) in enumerate(_tasks(world.read(path) or "")):
            if number >= MOST:
                return
            argv = (known("ansible"), _plain(hosts or "all"), *carried, known("-m"), known(module))
            yield RunArgv((*argv, known("-a"), _plain(words)))


def _tasks(text: str) -> Iterator[tuple[str, str, str]]:
    """Hosts, module and arguments of each task, read by indentation."""
    hosts = ""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        bare = line.strip()
        key, colon, value = bare.removeprefix("- ").partition(":")
        module, value = key.strip().rsplit(".", 1)[-1], value.strip()
        if not colon or bare.startswith("#"):
            continue
        if module == "hosts":
            hosts = value.strip("'\"")
        elif module in (*RUNNING, *SETTING):
            depth = len(line) - len(line.lstrip()) + (2 if bare.startswith("- ") else 0)
            below = list(_below(lines[number + 1 :], depth))
            if value in ("|", "|-", ">", ">-"):
                words = ("\n" if value[0] == "|" else " ").join(below)
            elif value:
                words = value[1:-1] if value[0] == value[-1] and value[0] in "'\"" else value
            else:
                words = _settings(below, module)
            if words:
                yield hosts, module, words


def _below(lines: list[str], depth: int) -> Iterator[str]:
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip()) <= depth:
            return
        if line.strip():
            yield line.strip()


def _settings(lines: list[str], module: str) -> str:
    """A module's settings in one line; what ``cmd`` says where it runs something."""
    pairs = {k.strip(): v.strip().strip("'\"") for k, c, v in (line.partition(":") for line in lines) if c}
    if module in RUNNING:
        return pairs.get("cmd", "")
    return " ".join(f"{name}={value}" for name, value in pairs.items() if value)


def _plain(text: str) -> Value:
    """A text with its expressions as holes."""
    parts: list[str | Hole] = []
    for number, piece in enumerate(text.replace("}}", "{{").split("{{")):
        if number % 2:
            parts.append(Hole("{{" + piece + "}}"))
        elif piece:
            parts.append(piece)
    return Value(tuple(parts)) if parts else known("")
