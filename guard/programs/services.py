"""Services and the machine itself: stop, disable, mask, reboot.

Caught: ``ssh prod-db-1 sudo systemctl stop postgresql``, ``systemctl disable --now auditd`` (a watchman is
switched off), ``shutdown -h now``, ``init 6``, ``pm2 kill``.
Quiet: ``systemctl status ssh``, ``systemctl is-active ssh``, ``systemctl list-units``, ``systemctl
daemon-reload``, ``systemctl start ssh``, ``shutdown -c``, ``service x status``; on this machine also
``systemctl stop postgresql``, which a start brings back.

Lost: what a service held in memory; a reboot ends every process of everybody.
Back: a ``start``, an ``enable``, an ``unmask``; after a shutdown somebody has to switch the machine on.
Instead: ``systemctl reload``, ``systemctl restart`` of the one service in its maintenance time.

Facts: systemctl(1), shutdown(8), launchctl(1), supervisord and pm2 documentation; ATT&CK T1489, T1562.001.
"""

from __future__ import annotations

from guard.model import Place, known
from guard.programs.options import Options, read_options
from guard.programs.subcommands import HELP, Act, effect_of, word_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation, Value
    from guard.world import World

WATCHMEN = word_set(
    "auditd falco falcon-sensor crowdstrike clamav-daemon clamav-freshclam fail2ban ufw firewalld "
    "nftables iptables apparmor rsyslog syslog syslog-ng systemd-journald osqueryd wazuh-agent "
    "auditbeat filebeat sshguard aide crowdsec mdatp sentinelone sentinelagent cbdaemon suricata "
    "snort selinux-autorelabel unattended-upgrades"
)
"""Services that protect or record."""

_DOWN = Act(
    "stop",
    "service",
    "R1",
    "B1",
    "the running service {name}",
    "it is down until it is started again",
    "systemctl status {name}",
    ("outage",),
    ("T1489",),
)
_AGAIN = Act(
    "stop", "service", "R1", "B1", "what {name} is doing now", "it is down for a moment",
    "systemctl status {name}", tags=("T1489",),
)  # fmt: skip
_FORGET = Act(
    "delete",
    "service",
    "R2",
    "B1",
    "the running service {name} and its entry",
    instead="pm2 save",
    marks=("outage",),
)
_IMAGE = Act(
    "delete",
    "container",
    "R4",
    "B2",
    "the image {name} with its file system",
    instead="machinectl list-images",
    tags=("T1485",),
)
_OFF = Act(
    "update",
    "service",
    "R1",
    "B1",
    why="{name} does not come back after the next boot",
    instead="systemctl status {name}",
)
_EDIT = Act("update", "service", "R1", "B1", why="how {name} runs is changed")
_BLIND = Act(
    "unprotect",
    "service",
    "R1",
    "B2",
    "what {name} protects or records",
    "a watchman is switched off",
    "systemctl status {name}",
    ("protection",),
    ("T1562.001",),
)
_POWER = Act(
    "stop",
    "machine",
    "R2",
    "B3",
    "every running process on the machine and what it had not saved",
    "the whole machine goes down",
    "systemctl list-jobs",
    ("outage",),
    ("T1529",),
)
_LEVEL = Act(
    "stop", "machine", "R2", "B3", "every service that the target {name} does not name", marks=("outage",)
)
_AGENT = Act(
    "update", "service", "R1", "B1", why="{name} is started now and at every login", marks=("persistence",)
)

_SYSTEMCTL: dict[str, Act | None] = {
    **dict.fromkeys(("stop", "kill", "freeze"), _DOWN),
    **dict.fromkeys(("restart", "try-restart", "reload-or-restart", "try-reload-or-restart"), _AGAIN),
    **dict.fromkeys(("disable", "mask", "reenable", "revert", "unmask", "preset"), _OFF),
    **dict.fromkeys(("edit", "set-property", "set-default", "set-environment", "import-environment"), _EDIT),
    **dict.fromkeys(
        (
            "poweroff",
            "reboot",
            "halt",
            "kexec",
            "rescue",
            "emergency",
            "soft-reboot",
            "exit",
            "switch-root",
            "suspend",
            "hibernate",
            "hybrid-sleep",
            "suspend-then-hibernate",
        ),
        _POWER,
    ),
    "isolate": _LEVEL,
    "default": _LEVEL,
    "preset-all": _LEVEL,
}
_SIMPLE: dict[str, dict[str, Act]] = {
    "supervisorctl": dict.fromkeys(("stop", "shutdown", "reload", "update", "remove"), _DOWN)
    | {"restart": _AGAIN},
    "pm2": dict.fromkeys(("delete", "del", "kill"), _FORGET)
    | dict.fromkeys(("stop", "unstartup"), _DOWN)
    | dict.fromkeys(("restart", "reload"), _AGAIN),
    "initctl": {"stop": _DOWN, "restart": _AGAIN},
    "sv": dict.fromkeys(("stop", "down", "exit", "kill", "d"), _DOWN) | {"restart": _AGAIN},
    "rc-service": {},
    "service": {},
    "invoke-rc.d": {},
    "rc-update": {"del": _OFF, "delete": _OFF},
    "update-rc.d": {},
    "chkconfig": {},
    "launchctl": {
        **dict.fromkeys(("stop", "unload", "bootout", "remove", "kill", "disable"), _DOWN),
        **dict.fromkeys(("load", "bootstrap", "enable", "submit"), _AGENT),
        "reboot": _POWER,
        "config": _EDIT,
    },
    "loginctl": dict.fromkeys(
        ("terminate-session", "terminate-user", "kill-session", "kill-user", "terminate-seat"), _DOWN
    )
    | dict.fromkeys(("poweroff", "reboot", "suspend"), _POWER),
    "machinectl": dict.fromkeys(("poweroff", "reboot", "terminate", "kill", "stop"), _DOWN)
    | {"remove": _IMAGE, "clean": _IMAGE},
}
_NAME_FIRST = ("service", "rc-service", "invoke-rc.d", "update-rc.d", "chkconfig")
_VALUED = word_set(
    "-H --host -M --machine -t --type -p --property -s --signal --root -n --lines -o --output "
    "--state --job-mode --kill-whom --kill-who -c -u"
)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a service manager or a power command does."""
    program = invocation.program
    options = read_options(invocation.argv[1:], _VALUED if program not in _POWER_COMMANDS else ())
    if program in _POWER_COMMANDS:
        yield from _power(invocation, options)
    elif not options.has(*(h for h in HELP if h != "-h")):
        yield from _service(invocation, options)


def _service(invocation: Invocation, options: Options) -> Iterator[Effect]:
    program, words = invocation.program, options.operands
    if not words:
        return
    name_first = program in _NAME_FIRST
    verb = words[1] if name_first and len(words) > 1 else words[0]
    names = words[:1] if name_first else words[1:]
    act = _row(program, verb)
    if act is None:
        return
    host = options.value("-H", "--host")
    hints: tuple[tuple[str, Value], ...] = (("host", host),) if host is not None else ()
    if options.has("--user"):
        hints += (("own", known("yes")),)
    place = Place("host", program, hints)
    if act in (_POWER, _LEVEL) or not names:
        said = "the machine" if act is _POWER else names[0].skeleton if names else "every service"
        yield effect_of("service." + (verb.text or "unknown"), act, said, place, invocation)
        return
    for word in names:
        blind = (
            _is_watchman(word)
            and act in (_DOWN, _OFF)
            and verb.text not in ("restart", "reenable", "unmask", "preset")
        )
        yield effect_of(
            "service." + (verb.text or "unknown"),
            _BLIND if blind else act,
            word.skeleton,
            place,
            invocation,
            value=word,
        )


def _row(program: str, verb: Value) -> Act | None:
    if verb.text is None:
        return Act(
            "unknown", "service", why=f"what is done to the service could not be resolved: {verb.skeleton}"
        )
    if program == "systemctl":
        return _SYSTEMCTL.get(verb.text)
    if program in _NAME_FIRST:
        if verb.text in ("stop", "restart", "force-reload", "kill"):
            return _DOWN
        return _OFF if verb.text in ("disable", "remove", "off") else None
    return _SIMPLE.get(program, {}).get(verb.text)


def _is_watchman(word: Value) -> bool:
    name = (word.text or "").removesuffix(".service").removesuffix(".socket").split("@")[0].lower()
    return name in WATCHMEN or name.startswith(("falco", "wazuh", "osquery", "sentinel"))


# ------------------------------------------------------------------------------------ power

_POWER_COMMANDS = word_set("shutdown reboot halt poweroff init telinit")


def _power(invocation: Invocation, options: Options) -> Iterator[Effect]:
    program = invocation.program
    if options.has("--help", "--version", "-k", "-c", "-w", "--wtmp-only", "--show"):
        return
    if program in ("init", "telinit"):
        level = options.operands[0].text if options.operands else "q"
        if level is not None and level not in ("0", "6", "1", "s", "S"):
            return
    elif program == "shutdown" and not options.operands and not options.given:
        pass
    yield effect_of("service.power", _POWER, "the machine", Place("host", program), invocation)
