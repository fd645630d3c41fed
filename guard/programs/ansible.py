"""ansible: one line, every host of the pattern.

Caught: ``ansible all -b -m file -a 'path=/var/lib/pg state=absent'``, ``ansible web -m reboot``,
``ansible-playbook -i inventories/production site.yml``.
Quiet: ``ansible all -m ping``, ``ansible all -m setup``, ``ansible-playbook --check site.yml``,
``ansible-playbook --syntax-check site.yml``, ``--list-hosts``, ``ansible-galaxy install -r
requirements.yml``, ``ansible-inventory --list``, ``ansible-lint site.yml``, and everything on ``localhost``.

Lost: the path or the service on every host of the pattern.
Back: nothing local brings it back; each host's own backup does.
Instead: ``--check --diff`` shows what would change, ``--limit`` keeps it to one host first.

Related: ansible-lint ``command-instead-of-module`` and ``risky-shell-pipe`` look at how a task is written,
not at what it takes away.
Facts: docs.ansible.com (ad hoc commands, the file, service and user modules, command line tools).
"""

from __future__ import annotations

from guard.model import Place
from guard.programs.options import Options, read_options
from guard.programs.subcommands import Act, effect_of, hints_of, word_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Blast, Effect, Invocation, Mark
    from guard.world import World

VALUED = word_set(
    "-i --inventory --inventory-file -l --limit -m --module-name -a --args -e --extra-vars -u "
    "--user -f --forks -c --connection -t --tags --skip-tags --become-user --become-method "
    "--vault-password-file --vault-id --private-key --key-file -T --timeout -M --module-path -P "
    "--poll -B --background --start-at-task --playbook-dir --ssh-common-args --ssh-extra-args -o"
) - {"-o"}
DRY = (
    "-C",
    "--check",
    "--syntax-check",
    "--list-hosts",
    "--list-tasks",
    "--list-tags",
    "--help",
    "-h",
    "--version",
)

_READS = word_set(
    "ping setup debug stat gather_facts assert find slurp getent service_facts package_facts "
    "command shell raw script win_ping wait_for uri set_fact fetch listen_ports_facts"
)
"""Modules that change nothing, or whose command is judged on its own."""

_HOLDING = word_set("file win_file lvol lvg filesystem mysql_db postgresql_db zfs docker_volume")
"""Modules whose ``state=absent`` takes data away."""
_ABSENT = Act(
    "delete",
    "path",
    "R4",
    "B1",
    "{name} on every host of the pattern",
    "state=absent deletes, directories with all they hold",
    "ansible … --check --diff",
    tags=("T1485",),
)
_REMOVED = Act(
    "delete", "object", "R2", "B1", "{name} on every host of the pattern", instead="ansible … --check"
)
_DOWN = Act(
    "stop", "service", "R1", "B2", "{name} on every host of the pattern", marks=("outage",), tags=("T1489",)
)
_REBOOT = Act(
    "stop",
    "machine",
    "R2",
    "B2",
    "every host of the pattern, at the same time",
    marks=("outage",),
    tags=("T1529",),
)
_CHANGE = Act(
    "update",
    "hosts",
    "R2",
    "B2",
    why="every host of the pattern is changed: {name}",
    instead="ansible … --check --diff",
)
_PLAY = Act(
    "deploy",
    "playbook",
    "R2",
    "B2",
    why="the playbook changes the hosts of its inventory",
    instead="ansible-playbook --check --diff …",
)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What an ansible command does to its hosts."""
    options = read_options(invocation.argv[1:], VALUED)
    program = invocation.program
    if options.has(*DRY):
        return
    if program == "ansible-playbook":
        yield effect_of(
            "ansible.playbook",
            _PLAY,
            ", ".join(v.skeleton for v in options.operands),
            _place(options),
            invocation,
        )
    elif program == "ansible-pull":
        yield effect_of("ansible.pull", _PLAY, "", Place("host", program), invocation)
    elif program == "ansible":
        yield from _ad_hoc(invocation, options)


def _place(options: Options, *, pattern: bool = False) -> Place:
    hints = hints_of(
        options,
        {
            "inventory": ("-i", "--inventory", "--inventory-file"),
            "limit": ("-l", "--limit"),
            "connection": ("-c", "--connection"),
        },
    )
    if pattern and options.operands:
        hints += (("pattern", options.operands[0]),)
    return Place("ssh", "ansible", hints)


def place_of(invocation: Invocation) -> Place:
    """The hosts that an ad hoc command names, for what it runs there."""
    return _place(read_options(invocation.argv[1:], VALUED), pattern=True)


def _ad_hoc(invocation: Invocation, options: Options) -> Iterator[Effect]:
    module = options.value("-m", "--module-name")
    name = (module.text if module is not None else "command") or "?"
    name = name.rsplit(".", 1)[-1]
    if name in _READS:
        return
    arguments = options.value("-a", "--args")
    said = arguments.skeleton if arguments is not None else ""
    act, what = _act(name, said)
    blast: Blast | None = "B3" if _everybody(options) and act.operation in ("delete", "stop") else None
    marks: tuple[Mark, ...] = ("elevated",) if options.has("-b", "--become", "-K") else ()
    yield effect_of(
        f"ansible.{name}", act, what, _place(options, pattern=True), invocation, marks=marks, blast=blast
    )


def _act(module: str, said: str) -> tuple[Act, str]:
    settings = dict(
        part.split("=", 1) for part in said.replace("'", "").replace('"', "").split() if "=" in part
    )
    what = settings.get("path") or settings.get("dest") or settings.get("name") or module
    state = settings.get("state", "")
    if module == "reboot" or module == "win_reboot":
        return _REBOOT, what
    if state in ("absent", "removed", "purged"):
        return _ABSENT if module in _HOLDING else _REMOVED, what
    if state in ("stopped", "restarted", "reloaded"):
        return _DOWN, what
    return _CHANGE, what


def _everybody(options: Options) -> bool:
    limit = options.value("-l", "--limit")
    return limit is None and any(v.text in ("all", "*") for v in options.operands[:1])
