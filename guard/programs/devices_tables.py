"""Which disk tool does what: the tables behind ``devices.py``, one row per tool."""

from __future__ import annotations

from guard.frozen import frozen
from guard.programs.subcommands import Act

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


def _wipe(why: str, loss: str = "everything on {name}") -> Act:
    return Act("overwrite", "device", "R4", "B1", loss, why, _LOOK, tags=("T1561",))


def _gone(loss: str, why: str = "", instead: str = "") -> Act:
    return Act("delete", "data set", "R4", "B2", loss, why, instead, tags=("T1485",))


def _soft(why: str) -> Act:
    return Act("update", "device", "R2", "B1", why=why, instead=_LOOK)


_V = frozenset
_FORMAT = Tool(_wipe("a new file system is made over what is there"), last_only=False, first_only=True,
    dry=("-n",),
               valued=_V(("-t", "-L", "-U", "-m", "-b", "-N", "-E", "-O", "-i", "-I", "-J", "-T", "-F",
                   "-s", "-d", "-l", "-f",
                          "--label", "--metadata", "--data")) - {"-F", "-f"})  # fmt: skip
_PARTITION = _wipe("the partition table is rewritten", "the partitions on {name}")
_LVM = _V(
    (
        "-L",
        "--size",
        "-l",
        "--extents",
        "-n",
        "--name",
        "-S",
        "--select",
        "--config",
        "--devices",
        "-A",
        "--autobackup",
    )
)
_LVREMOVE = Tool(_gone("the logical volume {name} and its snapshots", "the data is not kept anywhere",
    "lvs"), valued=_LVM,
                 dry=("-t", "--test"), dataset=True)  # fmt: skip
_SNAPSHOT_FIRST = "zfs snapshot {name}@before"

TOOLS: Mapping[str, Tool] = {
    "mkfs": _FORMAT, "mke2fs": _FORMAT, "mkntfs": _FORMAT, "mkswap": _FORMAT, "mkdosfs": _FORMAT,
    "wipefs": Tool(None, options=((("-a", "--all", "-o", "--offset", "-af"), _wipe("the signatures are "
    "erased")),), dry=("-n", "--no-act"),
                   valued=_V(("-o", "--offset", "-t", "--types", "-O", "--output"))),
    "blkdiscard": Tool(_wipe("the device drops its blocks"), valued=_V(("-o", "--offset", "-l", "--length",
    "-p", "--step"))),
    "blkzone": Tool(None, verbs=(("reset", _wipe("zones are reset")),), depth=1),
    "cryptsetup": Tool(None, depth=1, first_only=True, dry=("--test-args",), valued=_V((
        "-c", "--cipher", "-h", "--hash", "-s", "--key-size", "-d", "--key-file", "--type", "-S",
        "--key-slot", "--header",
        "-i", "--iter-time", "--label", "--uuid", "--pbkdf")), verbs=(
        ("luksFormat", _wipe("the old key and data are written over")), ("erase", _wipe("every key slot is "
        "erased")),
        ("luksErase", _wipe("every key slot is erased")), ("luksKillSlot", _soft("a key slot is removed")),
        ("luksRemoveKey", _soft("a key is removed")), ("reencrypt", _soft("the device is encrypted anew")),
        ("luksHeaderRestore", _wipe("the header and its keys are written over")), ("luksSuspend", _soft("it "
        "is suspended")))),
    "parted": Tool(_soft("partitions may be changed"), reads=("print", "unit", "align-check", "help", "p"),
        wipes=(("mklabel", "mktable", "rm"), _PARTITION),
        first_only=True, asks_without=False,
                   options=((("-l", "--list"), None),), valued=_V(("-a", "--align"))),
    "fdisk": Tool(_soft("partitions may be changed"), options=((("-l", "--list", "-x", "-V"), None),),
    first_only=True,
                  valued=_V(("-b", "-c", "-L", "-o", "-t", "-u", "-w", "-W"))),
    "gdisk": Tool(_soft("partitions may be changed"), options=((("-l",), None),), first_only=True),
    "cfdisk": Tool(_soft("partitions may be changed"), first_only=True),
    "sfdisk": Tool(_PARTITION, options=((("-l", "-d", "-J", "-F", "-s", "-V", "--list", "--dump", "--json",
    "--verify"), None),),
                   dry=("-n", "--no-act"), first_only=True, valued=_V(("-N", "-X", "-Y", "-o"))),
    "sgdisk": Tool(None, options=((("-Z", "-z", "--zap-all", "--zap", "-o", "--clear", "-d", "--delete",
    "-l", "--load-backup",
                                    "-R", "--replicate", "-n", "--new", "-g", "--mbrtogpt"), _PARTITION),),
                                    dry=("-P", "--pretend"),
                   last_only=True, valued=_V(("-d", "--delete", "-n", "--new", "-t", "-c", "-l", "-b", "-R",
                       "-i", "-u", "-A"))),
    "hdparm": Tool(None, options=((("--security-erase", "--security-erase-enhanced", "--trim-sector-ranges",
    "--write-sector",
                                    "--make-bad-sector", "--dco-restore", "--sanitize-block-erase",
                                    "--sanitize-crypto-scramble"),
                                   _wipe("the drive erases itself")),), last_only=True,
                   valued=_V(("--security-erase", "--security-erase-enhanced", "--write-sector",
                       "--user-master"))),
    "badblocks": Tool(None, options=((("-w",), _wipe("-w writes test patterns over the device")),),
    first_only=True,
                      valued=_V(("-b", "-c", "-e", "-d", "-i", "-o", "-p", "-t"))),
    "nvme": Tool(None, depth=1, first_only=True, verbs=(
        ("format", _wipe("the namespace is formatted")), ("sanitize", _wipe("the drive erases itself")),
        ("delete-ns", _wipe("the namespace is deleted")), ("write-zeroes", _wipe("zeroes are written")),
        ("dsm", _wipe("blocks are deallocated")), ("write", _wipe("blocks are written over")),
        ("fw-commit", _soft("firmware is changed"))),
        valued=_V(("-n", "--namespace-id", "-s", "--ses", "-l", "--lbaf", "-a", "--sanact"))),
    "lvremove": _LVREMOVE,
    "vgremove": Tool(_gone("the volume group {name} with all its volumes", instead="vgs"), valued=_LVM,
    dry=("-t", "--test"), dataset=True),
    "pvremove": Tool(_wipe("the physical volume's label is wiped"), valued=_LVM, dry=("-t", "--test")),
    "lvreduce": Tool(_gone("what lies beyond the new size of {name}", "a file system that was not shrunk "
    "first is cut off"),
                     valued=_LVM, dry=("-t", "--test"), dataset=True),
    "lvresize": Tool(_soft("the volume may get smaller than what it holds"), valued=_LVM, dry=("-t",
        "--test"), dataset=True),
    "vgreduce": Tool(_soft("a disk leaves the volume group"), valued=_LVM, dry=("-t", "--test"),
    dataset=True),
    "lvconvert": Tool(None, options=((("--merge", "--mergesnapshot"), _gone("what {name} holds since its "
    "snapshot")),), valued=_LVM,
                      dataset=True),
    "zfs": Tool(None, depth=1, dataset=True, dry=("-n",), valued=_V(("-o", "-O", "-t", "-s", "-S", "-d",
    "-V", "-b", "-i", "-I")), verbs=(
        ("destroy", _gone("{name} with everything below", "a data set takes its snapshots along",
        _SNAPSHOT_FIRST)),
        ("rollback", _gone("what {name} holds since that snapshot", "newer snapshots go too with -r")),
        ("receive", Act("overwrite", "data set", "R3", "B1", "what the target holds since the last common "
        "snapshot")),
        ("recv", Act("overwrite", "data set", "R3", "B1", "what the target holds since the last common "
        "snapshot")),
        ("rename", _soft("it gets another name")), ("unload-key", _soft("its data cannot be read until the "
        "key is back")))),
    "zpool": Tool(None, depth=1, dataset=True, dry=("-n",), valued=_V(("-o", "-O", "-m", "-R", "-t")), verbs=(
        ("destroy", _gone("the pool {name} with all data sets and snapshots")),
        ("labelclear", _gone("the pool's label on {name}")), ("create", _gone("what is on the disks of "
        "{name}", instead="zpool create -n")),
        ("remove", _soft("a disk leaves the pool")), ("detach", _soft("a mirror loses a disk")), ("offline",
        _soft("a disk goes offline")),
        ("replace", _soft("a disk is replaced")), ("export", _soft("the pool is unmounted")), ("clear",
        _soft("errors are cleared")),
        ("split", _soft("a mirror is split")), ("reguid", _soft("the pool's identity changes")), ("upgrade",
        _soft("no way back")))),
    "btrfs": Tool(None, depth=2, dataset=True, valued=_V(("-i", "-o")), verbs=(
        ("subvolume delete", _gone("the subvolume {name}")), ("device delete", _soft("a disk leaves the "
        "file system")),
        ("device remove", _soft("a disk leaves the file system")), ("filesystem resize", _soft("the file "
        "system changes its size")),
        ("rescue zero-log", _gone("the last writes of {name}")), ("replace start", _soft("a disk is "
        "replaced")),
        ("su delete", _gone("the subvolume {name}")), ("sub delete", _gone("the subvolume {name}")))),
    "mdadm": Tool(None, valued=_V(("-l", "--level", "-n", "--raid-devices", "-x", "--spare-devices", "-c",
    "--chunk", "--name")),
                  options=((("--zero-superblock",), _wipe("the array's own record is erased")),
                           (("-C", "--create"), _wipe("a new array is written over the disks")),
                           (("-S", "--stop"), _soft("the array stops")), (("-f", "--fail", "-r",
                           "--remove"), _soft("the array loses a disk")))),
    "dmsetup": Tool(None, depth=1, dataset=True, verbs=(("remove", _soft("a mapping goes")), ("remove_all",
    _soft("every mapping goes")),
                                                       ("wipe_table", _soft("a mapping answers with "
                                                       "errors")))),
    "xfs_repair": Tool(None, options=((("-L",), _gone("the last writes of {name}", "-L throws the log "
    "away")),), dry=("-n",), dataset=True),
    "resize2fs": Tool(_soft("the file system changes its size"), first_only=True),
    "tune2fs": Tool(_soft("settings change"),
                      options=((("-l",), None),), last_only=True),
    "debugfs": Tool(None, options=((("-w",), _soft("the file system is written to by hand")),),
    last_only=True),
    "diskutil": Tool(None, depth=2, last_only=True, dataset=True, verbs=(
        ("eraseDisk", _gone("everything on {name}")), ("eraseVolume", _gone("everything on {name}")),
        ("zeroDisk", _gone("everything on {name}")),
        ("partitionDisk", _gone("the partitions on {name}")), ("secureErase", _gone("everything on {name}")),
        ("randomDisk", _gone("everything on {name}")), ("reformat", _gone("everything on {name}")),
        ("eraseCD", _gone("everything on {name}")), ("apfs deleteContainer", _gone("{name}")), ("apfs "
            "deleteVolume", _gone("{name}")), ("apfs eraseVolume", _gone("{name}")),
        ("deleteContainer", _gone("{name}")), ("splitPartition", _gone("{name}")), ("mergePartitions",
        _gone("{name}")))),
    "efibootmgr": Tool(None, options=((("-B", "--delete-bootnum"), _soft("a boot entry goes")),),
    asks_without=True,
                       valued=_V(("-b", "-o", "-n"))),
    "growpart": Tool(_soft("a partition grows"), dry=("-N", "--dry-run"), first_only=True),
}  # fmt: skip
