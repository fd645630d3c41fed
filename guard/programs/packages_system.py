"""apt, dnf, brew, pacman, snap …: what a removal takes from the machine.

Caught: ``apt purge postgresql``, ``brew uninstall node``, ``apt autoremove --purge``, ``dpkg -P postgresql``,
``snap remove lxd``, ``pacman -Rns postgresql``, ``nix-collect-garbage -d``.
Quiet: ``apt-get install -y jq``, ``apt update``, ``apt list``, ``apt search x``, ``apt-get -s purge
postgresql``, ``brew cleanup``.

Lost: with ``purge`` and ``snap remove``, the configuration and the data of the package.
Back: the package by an install; the data only from a backup (snap keeps a snapshot for 31 days).
Instead: ``apt-get -s purge postgresql`` shows what would go; ``remove`` keeps the configuration.

Related: hadolint DL3009 and DL3008 look at how a Dockerfile installs, not at what is removed.
Facts: apt-get(8), dpkg(1), docs.brew.sh/Manpage, pacman(8), snapcraft.io/docs (snapshots), dnf(8).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Place
from guard.programs.options import read_options
from guard.programs.subcommands import Act, effect_of, word_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation, Value
    from guard.world import World

_VALUED = word_set("-o --option -c --config-file -t --target-release --root --installroot -r")
_DRY = (
    "--help",
    "-h",
    "-s",
    "--simulate",
    "--just-print",
    "--dry-run",
    "-n",
    "--no-act",
    "--recon",
    "-p",
    "--print",
    "--assumeno",
)

_REMOVE = Act(
    "delete",
    "system package",
    "R2",
    "B1",
    "the package {name} and what depends on it",
)
_PURGE = Act(
    "delete",
    "system package",
    "R3",
    "B1",
    "the package {name} with its configuration and data",
    "purge also removes what a reinstall does not bring back",
)
_SWEEP = Act(
    "delete",
    "system package",
    "R2",
    "B2",
    "every package that nothing depends on",
)
_GENERATIONS = Act(
    "delete",
    "system generation",
    "R3",
    "B2",
    "every older generation: there is no way back to them",
    instead="nix-env --list-generations",
)

_VERBS: dict[str, Act] = {
    "remove": _REMOVE,
    "uninstall": _REMOVE,
    "erase": _REMOVE,
    "rm": _REMOVE,
    "del": _REMOVE,
    "delete": _REMOVE,
    "purge": _PURGE,
    "autoremove": _SWEEP,
    "autopurge": _SWEEP,
    "zap": _PURGE,
    "deinstall": _REMOVE,
}
_FLAGS: dict[str, tuple[tuple[tuple[str, ...], Act], ...]] = {
    "dpkg": ((("-P", "--purge"), _PURGE), (("-r", "--remove"), _REMOVE)),
    "rpm": ((("-e", "--erase"), _REMOVE),),
    "pacman": ((("-R",), _REMOVE), (("--remove",), _REMOVE)),
    "yay": ((("-R",), _REMOVE),),
    "paru": ((("-R",), _REMOVE),),
    "nix-collect-garbage": ((("-d", "--delete-old", "--delete-older-than"), _GENERATIONS),),
}
_LOOKING = {
    "apt": "apt-get -s {verb} {names}", "apt-get": "apt-get -s {verb} {names}",
    "aptitude": "aptitude -s {verb} {names}", "dpkg": "dpkg --no-act --remove {names}",
    "rpm": "rpm -e --test {names}", "dnf": "dnf {verb} --assumeno {names}",
    "yum": "yum {verb} --assumeno {names}",
    "zypper": "zypper {verb} --dry-run {names}", "apk": "apk del --simulate {names}",
    "brew": "brew uses --installed {names}", "port": "port -y uninstall {names}", "snap": "snap save {names}",
    "flatpak": "flatpak info {names}", "pacman": "pacman -Qi {names}", "yay": "pacman -Qi {names}",
    "paru": "pacman -Qi {names}",
}  # fmt: skip
"""What shows beforehand what would go; snap keeps it."""
_LOOKING_UNUSED = {
    "apt": "apt-get -s autoremove", "apt-get": "apt-get -s autoremove", "dnf": "dnf autoremove --assumeno",
    "brew": "brew autoremove --dry-run",
}  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a system package manager takes away."""
    program = invocation.program
    options = read_options(invocation.argv[1:], _VALUED)
    if options.has(
        *(d for d in _DRY if d != "-n" or program not in ("pacman", "yay", "paru"))
    ) and not _is_pacman(program):
        return
    place = Place("host", program)
    for spellings, act in _FLAGS.get(program, ()):
        if options.has(*spellings):
            yield from _taken(f"packages.{program}", act, options.operands, place, invocation)
            return
    verb = options.operands[0].text if options.operands else None
    found = _VERBS.get(verb or "")
    if found is not None and program not in _FLAGS:
        act = _PURGE if found is _REMOVE and (options.has("--purge", "--zap") or program == "snap") else found
        yield from _taken(
            f"packages.{program}-{verb}", act, options.operands[1:], place, invocation, verb or ""
        )


def _taken(
    rule: str, act: Act, operands: tuple[Value, ...], place: Place, invocation: Invocation, verb: str = ""
) -> Iterator[Effect]:
    """What goes, and how this very manager shows it beforehand; nothing where a removal names nothing."""
    names = [word.skeleton for word in operands]
    if not names and act in (_REMOVE, _PURGE):
        return
    look = (_LOOKING_UNUSED if act is _SWEEP else _LOOKING).get(place.tool, "")
    instead = act.instead or look.format(verb=verb, names=" ".join(names))
    said = ", ".join(names) or "what is unused"
    yield effect_of(rule, replace(act, instead=instead), said, place, invocation)


def _is_pacman(program: str) -> bool:
    return program in ("pacman", "yay", "paru")
