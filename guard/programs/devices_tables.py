"""Which disk tool does what: the tables behind ``devices.py``, one row per tool."""

from __future__ import annotations

from guard.frozen import frozen
from guard.programs.subcommands import Act, word_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_LOOK = "lsblk -f"


@frozen
class Tool:
    """How a disk tool is read."""

    always: Act | None = None
    """What it does where no sub-command or option says otherwise; ``None``: nothing."""
    verbs: tuple[tuple[str, Act | None], ...] = ()
    """Sub-commands; one word also stands for every sub-command below it."""
    options: tuple[tuple[tuple[str, ...], Act | None], ...] = ()
    depth: int = 0
    """How many operands are sub-commands."""
    valued: frozenset[str] = frozenset()
    dry: tuple[str, ...] = ()
    dataset: bool = False
    """Operands are names (``tank/data``), not devices."""
    last_only: bool = False
    first_only: bool = False
    asks_without: bool = False
    reads: tuple[str, ...] = ()
    """Sub-commands that stand after the device and only look (``parted /dev/sda print``)."""
    wipes: tuple[tuple[str, ...], Act] | None = None
    """Sub-commands that stand after the device and rewrite it."""


def wipe(why: str, loss: str = "everything on {name}") -> Act:
    return Act("overwrite", "device", "R4", "B1", loss, why, _LOOK, tags=("T1561",))


def gone(loss: str, why: str = "", instead: str = "") -> Act:
    return Act("delete", "data set", "R4", "B2", loss, why, instead, tags=("T1485",))


def soft(why: str) -> Act:
    return Act("update", "device", "R2", "B1", why=why, instead=_LOOK)


_FORMAT = Tool(
    wipe("a new file system is made over what is there"),
    last_only=False,
    first_only=True,
    dry=("-n",),
    valued=word_set("-t -L -U -m -b -N -E -O -i -I -J -T -F -s -d -l -f --label --metadata --data")
    - {"-F", "-f"},
)
_PARTITION = wipe("the partition table is rewritten", "the partitions on {name}")


TOOLS: Mapping[str, Tool] = {
    "mkfs": _FORMAT,
    "mke2fs": _FORMAT,
    "mkntfs": _FORMAT,
    "mkswap": _FORMAT,
    "mkdosfs": _FORMAT,
    "wipefs": Tool(
        None,
        options=((("-a", "--all", "-o", "--offset", "-af"), wipe("the signatures are erased")),),
        dry=("-n", "--no-act"),
        valued=word_set("-o --offset -t --types -O --output"),
    ),
    "blkdiscard": Tool(
        wipe("the device drops its blocks"),
        valued=word_set("-o --offset -l --length -p --step"),
    ),
    "blkzone": Tool(None, verbs=(("reset", wipe("zones are reset")),), depth=1),
    "cryptsetup": Tool(
        None,
        depth=1,
        first_only=True,
        dry=("--test-args",),
        valued=word_set(
            "-c --cipher -h --hash -s --key-size -d --key-file --type -S --key-slot --header -i "
            "--iter-time --label --uuid --pbkdf"
        ),
        verbs=(
            ("luksFormat", wipe("the old key and data are written over")),
            ("erase", wipe("every key slot is erased")),
            ("luksErase", wipe("every key slot is erased")),
            ("luksKillSlot", soft("a key slot is removed")),
            ("luksRemoveKey", soft("a key is removed")),
            ("reencrypt", soft("the device is encrypted anew")),
            ("luksHeaderRestore", wipe("the header and its keys are written over")),
            ("luksSuspend", soft("it is suspended")),
        ),
    ),
    "parted": Tool(
        soft("partitions may be changed"),
        reads=("print", "unit", "align-check", "help", "p"),
        wipes=(("mklabel", "mktable", "rm"), _PARTITION),
        first_only=True,
        asks_without=False,
        options=((("-l", "--list"), None),),
        valued=word_set("-a --align"),
    ),
    "fdisk": Tool(
        soft("partitions may be changed"),
        options=((("-l", "--list", "-x", "-V"), None),),
        first_only=True,
        valued=word_set("-b -c -L -o -t -u -w -W"),
    ),
    "gdisk": Tool(soft("partitions may be changed"), options=((("-l",), None),), first_only=True),
    "cfdisk": Tool(soft("partitions may be changed"), first_only=True),
    "sfdisk": Tool(
        _PARTITION,
        options=((("-l", "-d", "-J", "-F", "-s", "-V", "--list", "--dump", "--json", "--verify"), None),),
        dry=("-n", "--no-act"),
        first_only=True,
        valued=word_set("-N -X -Y -o"),
    ),
    "sgdisk": Tool(
        None,
        options=(
            (
                (
                    "-Z",
                    "-z",
                    "--zap-all",
                    "--zap",
                    "-o",
                    "--clear",
                    "-d",
                    "--delete",
                    "-l",
                    "--load-backup",
                    "-R",
                    "--replicate",
                    "-n",
                    "--new",
                    "-g",
                    "--mbrtogpt",
                ),
                _PARTITION,
            ),
        ),
        dry=("-P", "--pretend"),
        last_only=True,
        valued=word_set("-d --delete -n --new -t -c -l -b -R -i -u -A"),
    ),
    "hdparm": Tool(
        None,
        options=(
            (
                (
                    "--security-erase",
                    "--security-erase-enhanced",
                    "--trim-sector-ranges",
                    "--write-sector",
                    "--make-bad-sector",
                    "--dco-restore",
                    "--sanitize-block-erase",
                    "--sanitize-crypto-scramble",
                ),
                wipe("the drive erases itself"),
            ),
        ),
        last_only=True,
        valued=word_set("--security-erase --security-erase-enhanced --write-sector --user-master"),
    ),
    "badblocks": Tool(
        None,
        options=((("-w",), wipe("-w writes test patterns over the device")),),
        first_only=True,
        valued=word_set("-b -c -e -d -i -o -p -t"),
    ),
    "nvme": Tool(
        None,
        depth=1,
        first_only=True,
        verbs=(
            ("format", wipe("the namespace is formatted")),
            ("sanitize", wipe("the drive erases itself")),
            ("delete-ns", wipe("the namespace is deleted")),
            ("write-zeroes", wipe("zeroes are written")),
            ("dsm", wipe("blocks are deallocated")),
            ("write", wipe("blocks are written over")),
            ("fw-commit", soft("firmware is changed")),
        ),
        valued=word_set("-n --namespace-id -s --ses -l --lbaf -a --sanact"),
    ),
    "xfs_repair": Tool(
        None,
        options=((("-L",), gone("the last writes of {name}", "-L throws the log away")),),
        dry=("-n",),
        dataset=True,
    ),
    "resize2fs": Tool(soft("the file system changes its size"), first_only=True),
    "tune2fs": Tool(soft("settings change"), options=((("-l",), None),), last_only=True),
    "debugfs": Tool(
        None, options=((("-w",), soft("the file system is written to by hand")),), last_only=True
    ),
    "diskutil": Tool(
        None,
        depth=2,
        last_only=True,
        dataset=True,
        verbs=(
            ("eraseDisk", gone("everything on {name}")),
            ("eraseVolume", gone("everything on {name}")),
            ("zeroDisk", gone("everything on {name}")),
            ("partitionDisk", gone("the partitions on {name}")),
            ("secureErase", gone("everything on {name}")),
            ("randomDisk", gone("everything on {name}")),
            ("reformat", gone("everything on {name}")),
            ("eraseCD", gone("everything on {name}")),
            ("apfs deleteContainer", gone("{name}")),
            ("apfs deleteVolume", gone("{name}")),
            ("apfs eraseVolume", gone("{name}")),
            ("deleteContainer", gone("{name}")),
            ("splitPartition", gone("{name}")),
            ("mergePartitions", gone("{name}")),
        ),
    ),
    "efibootmgr": Tool(
        None,
        options=((("-B", "--delete-bootnum"), soft("a boot entry goes")),),
        asks_without=True,
        valued=word_set("-b -o -n"),
    ),
    "growpart": Tool(soft("a partition grows"), dry=("-N", "--dry-run"), first_only=True),
}
