"""Disks, partitions, volumes and pools: what lies below the file system.

Caught: ``mkfs.ext4 /dev/nvme0n1p3``, ``wipefs -a /dev/sdb``, ``blkdiscard /dev/sdb``, ``cryptsetup erase
/dev/sdb``, ``sgdisk -Z /dev/sdb``, ``lvremove vg0/data``, ``zfs destroy tank/data``, ``btrfs subvolume delete
/srv/data``, ``mdadm --zero-superblock /dev/sdb``.
Quiet: ``mkfs.ext4 /tmp/disk.img`` (an image in a scratch folder), ``wipefs /dev/sdb``, ``parted -l``, ``fdisk
-l``, ``zfs list``, ``zfs destroy -n tank/data``, ``cryptsetup status x``, ``swapoff -a``.

Lost: everything on the device or in the data set; a snapshot in the same pool goes with it.
Back: Nothing; no tool brings it back without an image.
Instead: ``lsblk -f`` first, and an image of the device.

Facts: the manual pages of util-linux, e2fsprogs, cryptsetup, lvm2, OpenZFS, btrfs-progs, mdadm, nvme-cli.
"""

from __future__ import annotations

from guard.model import Effect, Place, Resource, Value
from guard.programs.devices_pools import POOLS
from guard.programs.devices_tables import TOOLS, Tool
from guard.programs.options import Options, read_options
from guard.programs.subcommands import HELP, Act, effect_of, names_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Blast, Invocation, Mark
    from guard.world import World

HARMLESS = (
    "/dev/null", "/dev/zero", "/dev/full", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/fd/", "/dev/tty",
    "/dev/random", "/dev/urandom", "/dev/pts/", "/dev/shm/",  # noqa: S108
)  # fmt: skip
"""What can be written to without loss."""


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a disk tool does."""
    name = "mkfs" if invocation.program.startswith(("mkfs", "newfs")) else invocation.program
    tool = TOOLS.get(name) or POOLS.get(name)
    if tool is None:
        return
    options = read_options(invocation.argv[1:], tool.valued)
    if options.has(*HELP, *tool.dry):
        return
    words = list(options.operands)
    if tool.reads and len(words) > 1 and words[1].text in tool.reads:
        return
    verb = ""
    if tool.depth:
        verb = " ".join(v.skeleton for v in words[: tool.depth])
        words = words[tool.depth :]
    act = _act(tool, verb, options)
    if tool.wipes is not None and any(v.text in tool.wipes[0] for v in words[1:]):
        act = tool.wipes[1]
    if act is None:
        return
    if tool.dataset:
        yield _of_data_set(name, act, invocation, options, words)
        return
    targets = words[-1:] if tool.last_only else words[:1] if tool.first_only else words
    for word in targets:
        found = device_effect(f"device.{name}", act, invocation, word, world)
        if found is not None:
            yield found
    if not targets and tool.asks_without:
        yield effect_of(f"device.{name}", act, "a device that is not named", Place("host"), invocation)


def _act(tool: Tool, verb: str, options: Options) -> Act | None:
    """The row that fits: by sub-command, then by option, then the tool's own."""
    for word, act in tool.verbs:
        if verb == word or (not word.count(" ") and verb.split(" ")[0] == word):
            return act
    for spellings, act in tool.options:
        if options.has(*spellings):
            return act
    return tool.always


def device_effect(rule: str, act: Act, invocation: Invocation, word: Value, world: World) -> Effect | None:
    """The effect of writing over a device, or over the image file that stands in for one.

    Args:
        rule: the rule's id.
        act: what is done; its loss may hold ``{name}``.
        word: the operand: ``/dev/sda``, ``disk.img``, or a word with holes.

    Returns:
        ``None`` for ``/dev/null`` and its like.
    """
    text = word.text
    if text is not None and text.startswith(HARMLESS):
        return None
    if text is not None and not _is_device(text, invocation, world):
        where = Place("path", invocation.program, (("act", _known("overwrite")),))
        return Effect(
            rule, "overwrite", Resource("file", text, word), where, invocation,
            loss=f"what " f"{text} holds now", span=invocation.span, certainty=invocation.certainty,
        )  # fmt: skip
    marks: tuple[Mark, ...] = ()
    blast: Blast = "B1"
    if text is not None and not text.startswith("/dev/loop") and act.recoverability == "R4":
        marks, blast = ("root-home-device",), "B3"
    return effect_of(
        rule, act, word.skeleton, Place("host"), invocation, value=word, marks=marks, blast=blast
    )


def _known(text: str) -> Value:
    return Value((text,))


def _is_device(path: str, invocation: Invocation, world: World) -> bool:
    if path.startswith(("/dev/", "\\\\.\\", "//./")):
        return True
    full = path if path.startswith("/") else f"{(invocation.cwd or '').rstrip('/')}/{path}"
    found = world.stat(world.realpath(full))
    return found is not None and found.kind == "device"


def _of_data_set(name: str, act: Act, invocation: Invocation, options: Options, words: list[Value]) -> Effect:
    """A ZFS data set, an LVM volume, a subvolume: named, not a path below ``/dev``."""
    marks: tuple[Mark, ...] = ()
    snapshots = [v for v in words if "@" in v.prefix or "%" in v.prefix]
    blast: Blast | None = None
    if snapshots and act.recoverability == "R4":
        marks, blast = ("backup",), "B1"
    first = next((v for v in words if v.text is None), None)
    said = names_of(words) or "all"
    return effect_of(
        f"device.{name}", act, said, Place("host"), invocation, value=first, marks=marks, blast=blast
    )
