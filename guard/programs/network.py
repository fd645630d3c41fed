"""Firewalls, routes, kernel settings: what keeps others out, and what keeps the machine reachable.

Caught: ``ufw disable``, ``iptables -F``, ``iptables -P INPUT ACCEPT``, ``nft flush ruleset``, ``setenforce
0``, ``pfctl -d``, ``auditctl -D``, ``ip link set eth0 down``, ``ip route flush table main``.
Quiet: ``iptables -L``, ``ufw status``, ``ip addr``, ``sysctl -a``, ``setenforce 1``, ``nft list ruleset``.

Lost: a protection until somebody notices; over ssh also the way back in.
Back: rules that were saved (``iptables-restore < rules``), else from the configuration files by a restart.
Instead: ``iptables-save > rules`` first, then the one rule that is in the way.

Facts: iptables(8), nft(8), ufw(8), firewall-cmd(1), ip(8), sysctl(8), setenforce(8), auditctl(8), pfctl(8);
ATT&CK T1562.004.
"""

from __future__ import annotations

from guard.model import Place
from guard.programs.subcommands import HELP, Act, effect_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

_OPEN = Act(
    "unprotect",
    "firewall",
    "R1",
    "B3",
    "the rules that keep others out",
    "the firewall lets everything in",
    "iptables-save > rules.before",
    ("protection",),
    ("T1562.004",),
)
_RULE = Act(
    "update", "firewall", "R1", "B1", why="a rule of the firewall changes: {name}", instead="iptables -L -n"
)
_MAC = Act(
    "unprotect",
    "access control",
    "R1",
    "B3",
    "mandatory access control",
    "nothing is enforced from then on",
    "getenforce",
    ("protection",),
    ("T1562.001",),
)
_AUDIT = Act(
    "unprotect",
    "audit",
    "R1",
    "B3",
    "the record of what happens",
    "the audit trail ends",
    "auditctl -l",
    ("protection",),
    ("T1562.001",),
)
_LINK = Act(
    "stop",
    "network",
    "R2",
    "B3",
    "the machine's connection",
    "it may not be reachable afterwards",
    "ip -br addr",
    ("outage",),
    ("T1489",),
)
_KERNEL = Act(
    "update", "kernel setting", "R1", "B2", why="{name} changes until the next boot", instead="sysctl {name}"
)
_WEAKEN = Act(
    "unprotect",
    "kernel setting",
    "R1",
    "B2",
    "a protection of the kernel",
    "{name} is switched off",
    marks=("protection",),
    tags=("T1562",),
)
_LOG = Act(
    "delete",
    "log",
    "R4",
    "B1",
    "the older part of the journal",
    "what happened on the machine is recorded there",
    "journalctl --disk-usage",
    tags=("T1070.002",),
)

_PROTECTIVE = (
    "kernel.randomize_va_space=0",
    "kernel.yama.ptrace_scope=0",
    "kernel.kptr_restrict=0",
    "kernel.dmesg_restrict=0",
    "fs.protected_symlinks=0",
    "fs.protected_hardlinks=0",
    "net.ipv4.conf.all.rp_filter=0",
    "kernel.modules_disabled=0",
    "kernel.unprivileged_bpf_disabled=0",
    "net.ipv4.tcp_syncookies=0",
)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a network, firewall or kernel tool changes."""
    words = tuple(v.skeleton for v in invocation.argv[1:])
    if any(h in words for h in HELP if h != "-h"):
        return
    act = _PROGRAMS[invocation.program](words)
    if act is not None:
        said = " ".join(w for w in words if not w.startswith("-"))[:80] or invocation.program
        yield effect_of(
            f"network.{invocation.program}", act, said, Place("host", invocation.program), invocation
        )


def _iptables(words: tuple[str, ...]) -> Act | None:
    if _has(
        words, "-L", "--list", "-S", "--list-rules", "-C", "--check", "-nL", "-vL", "-nvL", "-vnL", "-Ln"
    ):
        return None
    if _has(words, "-F", "--flush", "-X", "--delete-chain"):
        return _OPEN
    if _has(words, "-P", "--policy"):
        return _OPEN if "ACCEPT" in words and "OUTPUT" not in words else _LINK if "DROP" in words else _RULE
    return _RULE if words else None


def _restore(words: tuple[str, ...]) -> Act | None:
    return None if _has(words, "-t", "--test") else _RULE


def _nft(words: tuple[str, ...]) -> Act | None:
    verb = next((w for w in words if not w.startswith("-")), "")
    if _has(words, "-c", "--check") or verb in ("list", "describe", "monitor", "get", ""):
        return None
    if verb in ("flush", "destroy") or (verb == "delete" and _has(words, "table", "chain")):
        return _OPEN
    return _RULE


def _ufw(words: tuple[str, ...]) -> Act | None:
    if "--dry-run" in words:
        return None
    verb = next((w for w in words if not w.startswith("-")), "")
    if (
        verb in ("disable", "reset")
        or words[:3] == ("default", "allow", "incoming")
        or words[:2] == ("default", "allow")
    ):
        return _OPEN
    return None if verb in ("status", "show", "version", "app", "") else _RULE


def _firewall_cmd(words: tuple[str, ...]) -> Act | None:
    text = " ".join(words)
    if "--panic-on" in words:
        return _LINK
    if "--set-default-zone=trusted" in words or "--set-target=ACCEPT" in words:
        return _OPEN
    return (
        _RULE
        if any(
            w.startswith(("--add", "--remove", "--set", "--new", "--delete", "--change"))
            for w in text.split()
        )
        else None
    )


def _pfctl(words: tuple[str, ...]) -> Act | None:
    if _has(words, "-d", "-F", "-Fa"):
        return _OPEN
    return _RULE if _has(words, "-f", "-e", "-k", "-K") and not _has(words, "-n", "-nf") else None


_IP = (
    "link",
    "l",
    "route",
    "r",
    "ro",
    "addr",
    "a",
    "address",
    "rule",
    "neigh",
    "tunnel",
    "tuntap",
    "xfrm",
    "netns",
)


def _ip(words: tuple[str, ...]) -> Act | None:
    plain = [w for w in words if not w.startswith("-")]
    if not plain or plain[0] not in _IP:
        return None
    if plain[0] in ("netns",):
        return _RULE if plain[1:2] in (["delete"], ["del"]) else None
    if "down" in plain or plain[1:2] in (["delete"], ["del"], ["flush"], ["d"], ["f"]):
        return _LINK
    return None


def _ifconfig(words: tuple[str, ...]) -> Act | None:
    return _LINK if "down" in words or _has(words, "delete") else None


def _always_link(words: tuple[str, ...]) -> Act | None:
    return _LINK if words else None


def _nmcli(words: tuple[str, ...]) -> Act | None:
    return _LINK if _has(words, "down", "delete", "del", "disconnect", "off") else None


def _route(words: tuple[str, ...]) -> Act | None:
    return _LINK if _has(words, "del", "delete", "flush", "-f") else None


def _vpn(words: tuple[str, ...]) -> Act | None:
    return _LINK if _has(words, "down", "logout", "disconnect") else None


def _setenforce(words: tuple[str, ...]) -> Act | None:
    return _MAC if not words or words[0].lower() not in ("1", "enforcing") else None


def _apparmor(words: tuple[str, ...]) -> Act | None:
    return _MAC


def _spctl(words: tuple[str, ...]) -> Act | None:
    return _MAC if _has(words, "--master-disable", "--global-disable", "disable", "clear") else None


def _fdesetup(words: tuple[str, ...]) -> Act | None:
    return _MAC if _has(words, "disable") else None


def _auditctl(words: tuple[str, ...]) -> Act | None:
    if "-D" in words or ("-e" in words and words[words.index("-e") + 1 : words.index("-e") + 2] == ("0",)):
        return _AUDIT
    return _RULE if _has(words, "-d", "-W") else None


def _sysctl(words: tuple[str, ...]) -> Act | None:
    settings = [w.replace(" ", "") for w in words if "=" in w and not w.startswith("-")]
    if any(setting in _PROTECTIVE for setting in settings):
        return _WEAKEN
    return _KERNEL if settings or _has(words, "-p", "--load", "--system") else None


def _journalctl(words: tuple[str, ...]) -> Act | None:
    return _LOG if any(w.startswith("--vacuum") for w in words) else None


def _dmesg(words: tuple[str, ...]) -> Act | None:
    return _LOG if _has(words, "-C", "--clear", "-c", "--read-clear") else None


def _modules(words: tuple[str, ...]) -> Act | None:
    return (
        Act(
            "update", "kernel module", "R1", "B2", why="a module of the kernel is loaded or taken out: {name}"
        )
        if words
        else None
    )


def _has(words: tuple[str, ...], *wanted: str) -> bool:
    return any(word in wanted for word in words)


_PROGRAMS: dict[str, Callable[[tuple[str, ...]], Act | None]] = {
    "iptables": _iptables,
    "ip6tables": _iptables,
    "iptables-legacy": _iptables,
    "iptables-nft": _iptables,
    "ebtables": _iptables,
    "arptables": _iptables,
    "iptables-restore": _restore,
    "ip6tables-restore": _restore,
    "nft": _nft,
    "ufw": _ufw,
    "firewall-cmd": _firewall_cmd,
    "pfctl": _pfctl,
    "ip": _ip,
    "ifconfig": _ifconfig,
    "ifdown": _always_link,
    "nmcli": _nmcli,
    "route": _route,
    "wg-quick": _vpn,
    "tailscale": _vpn,
    "setenforce": _setenforce,
    "aa-teardown": _apparmor,
    "aa-disable": _apparmor,
    "aa-complain": _apparmor,
    "spctl": _spctl,
    "csrutil": _fdesetup,
    "fdesetup": _fdesetup,
    "auditctl": _auditctl,
    "sysctl": _sysctl,
    "journalctl": _journalctl,
    "dmesg": _dmesg,
    "modprobe": _modules,
    "insmod": _modules,
    "rmmod": _modules,
}
