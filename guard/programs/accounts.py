"""Users, groups, passwords, sudo: who may get in, and as whom.

Caught: ``userdel -r alice``, ``usermod -aG sudo bob``, ``passwd -d root``, ``chpasswd``, ``visudo``,
``gpasswd -a bob docker``, ``dscl . -delete /Users/alice``.
Quiet: ``id``, ``passwd -S alice``, ``visudo -c``, ``chage -l alice``, ``groups``.

Lost: an account with its home (``-r``), or a door that stays open.
Back: the account is made again, its home only from a backup; a group or password is set back by hand.
Instead: ``usermod -L alice`` locks an account and keeps everything.

Facts: userdel(8), usermod(8), passwd(1), gpasswd(1), visudo(8), sysadminctl and dscl (macOS); ATT&CK T1098,
T1136, T1531.
"""

from __future__ import annotations

from guard.model import Place
from guard.programs.options import Options, read_options
from guard.programs.subcommands import HELP, Act, effect_of, names_of, word_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

POWERFUL = (
    "sudo",
    "wheel",
    "root",
    "admin",
    "docker",
    "lxd",
    "libvirt",
    "disk",
    "adm",
    "shadow",
    "kvm",
    "podman",
    "staff",
)
"""Groups whose members can become root or read what only root should."""
_VALUED = word_set(
    "-G --groups -g --gid -u --uid -d --home --home-dir -s --shell -c --comment -p --password -e "
    "--expiredate -f --inactive -l --login -k --skel -a --add -M --members -A -n -x -R --ingroup "
    "--gecos"
)

_GONE = Act(
    "delete",
    "account",
    "R3",
    "B2",
    "the account {name}",
    "its files are left without an owner, its sessions end",
    "usermod -L {name}",
    tags=("T1531",),
)
_GONE_HOME = Act(
    "delete",
    "account",
    "R4",
    "B2",
    "the account {name} with its home and mail",
    "-r deletes the home directory",
    "usermod -L {name}",
    tags=("T1531", "T1485"),
)
_GROUP_GONE = Act("delete", "group", "R2", "B1", "the group {name}")
_NEW = Act("grant", "account", "R1", "B1", why="the account {name} is made", tags=("T1136.001",))
_CHANGED = Act("update", "account", "R1", "B1", why="the account {name} is changed")
_LOCKED = Act("update", "account", "R1", "B1", why="{name} cannot log in from then on", tags=("T1531",))
_POWER = Act(
    "grant", "account", "R2", "B3", why="{name} gets rights like root's", instead="id {name}", tags=("T1098",)
)
_ROOT = Act(
    "grant", "account", "R3", "B3", why="{name} could become root", instead="id {name}", tags=("T1098",)
)
ROOT_GROUPS = ("sudo", "wheel", "root", "admin")
_PASSWORD = Act(
    "grant",
    "password",
    "R3",
    "B2",
    "the password of {name}",
    "the old one cannot be brought back",
    tags=("T1098",),
)
_NO_PASSWORD = Act(
    "unprotect",
    "password",
    "R1",
    "B2",
    "the password of {name}",
    "anybody can log in without one",
    marks=("protection",),
    tags=("T1098",),
)
_SUDO = Act(
    "grant",
    "sudo rules",
    "R2",
    "B3",
    why="who may become root is changed",
    instead="visudo -c",
    tags=("T1548.003",),
)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What an account tool does."""
    program = invocation.program
    valued = _VALUED - _SWITCHES.get(program, frozenset())
    options = read_options(invocation.argv[1:], valued, single_dash=program == "dscl")
    if options.has(*(h for h in HELP if h != "-h")):
        return
    found = _act(program, options)
    if found is not None:
        name = names_of(options.operands) or "this user"
        yield effect_of(f"account.{program}", found, name, Place("host", program), invocation)


_SWITCHES: dict[str, frozenset[str]] = {
    "passwd": word_set("-d -l -u -e -S -a -k -s"),
    "usermod": frozenset(("-a", "--append", "-A")),
    "userdel": frozenset(("-f",)),
    "chage": frozenset(("-l",)),
    "gpasswd": frozenset(("-r", "-R")),
    "visudo": frozenset(("-c", "-s", "-x")),
    "groupadd": frozenset(("-f",)),
    "useradd": frozenset(("-M",)),
}


def _act(program: str, options: Options) -> Act | None:
    if program in ("userdel", "deluser"):
        return _GONE_HOME if options.has("-r", "--remove", "--remove-home", "--remove-all-files") else _GONE
    if program in ("groupdel", "delgroup"):
        return _GROUP_GONE
    if program in ("useradd", "adduser", "newusers"):
        return _POWER if _powerful(options) else _NEW
    if program in ("usermod", "gpasswd", "groupmems"):
        return _modified(options)
    if program == "passwd":
        return _passwd(options)
    if program == "chage":
        return None if options.has("-l", "--list") else _CHANGED
    if program == "visudo":
        return None if options.has("-c", "--check", "-x") else _SUDO
    return {
        "chpasswd": _PASSWORD,
        "chgpasswd": _PASSWORD,
        "vipw": _SUDO,
        "vigr": _SUDO,
        "groupadd": _CHANGED,
        "groupmod": _CHANGED,
        "addgroup": _CHANGED,
        "chsh": _CHANGED,
        "chfn": None,
        "pwconv": _CHANGED,
        "pwunconv": _NO_PASSWORD,
        "dscl": _dscl(options),
        "sysadminctl": _sysadminctl(options),
        "dseditgroup": _CHANGED,
    }.get(program)


def _powerful(options: Options, powerful: tuple[str, ...] = POWERFUL) -> bool:
    groups = options.values("-G", "--groups", "-g", "--gid", "--ingroup", "-a", "--add")
    names = {part for value in groups for part in value.skeleton.split(",")}
    names |= {value.skeleton for value in options.operands}
    uid = options.value("-u", "--uid")
    return bool(names & set(powerful)) or (uid is not None and uid.text == "0")


def _modified(options: Options) -> Act:
    if _powerful(options):
        return _ROOT if _powerful(options, ROOT_GROUPS) else _POWER
    if options.has("-L", "--lock", "-e", "--expiredate"):
        return _LOCKED
    return _PASSWORD if options.has("-p", "--password") else _CHANGED


def _passwd(options: Options) -> Act | None:
    if options.has("-S", "--status", "-a"):
        return None
    if options.has("-d", "--delete"):
        return _NO_PASSWORD
    return _LOCKED if options.has("-l", "--lock", "-e", "--expire") else _PASSWORD


def _dscl(options: Options) -> Act | None:
    """Its command stands behind the data source, with one dash or without."""
    said = {name.lstrip("-") for name, _ in options.given} | {v.text or "" for v in options.operands}
    if "delete" in said:
        return _GONE
    return _POWER if said & {"create", "append", "passwd", "change", "merge"} else None


def _sysadminctl(options: Options) -> Act | None:
    words = " ".join(v.skeleton for v in options.operands) + " ".join(name for name, _ in options.given)
    return _GONE_HOME if "delete" in words.lower() else None
