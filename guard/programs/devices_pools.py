"""Volumes, pools and arrays above the disks: LVM, ZFS, btrfs, md, device mapper. See ``devices.py``."""

from __future__ import annotations

from guard.programs.devices_tables import Tool, gone, soft, wipe
from guard.programs.subcommands import Act, word_set

_LVM = word_set("-L --size -l --extents -n --name -S --select --config --devices -A --autobackup")
_LVREMOVE = Tool(
    gone("the logical volume {name} and its snapshots", "the data is not kept anywhere", "lvs"),
    valued=_LVM,
    dry=("-t", "--test"),
    dataset=True,
)
_SNAPSHOT_FIRST = "zfs snapshot {name}@before"

POOLS: dict[str, Tool] = {
    "lvremove": _LVREMOVE,
    "vgremove": Tool(
        gone("the volume group {name} with all its volumes", instead="vgs"),
        valued=_LVM,
        dry=("-t", "--test"),
        dataset=True,
    ),
    "pvremove": Tool(wipe("the physical volume's label is wiped"), valued=_LVM, dry=("-t", "--test")),
    "lvreduce": Tool(
        gone("what lies beyond the new size of {name}", "a file system that was not shrunk first is cut off"),
        valued=_LVM,
        dry=("-t", "--test"),
        dataset=True,
    ),
    "lvresize": Tool(
        soft("the volume may get smaller than what it holds"), valued=_LVM, dry=("-t", "--test"), dataset=True
    ),
    "vgreduce": Tool(soft("a disk leaves the volume group"), valued=_LVM, dry=("-t", "--test"), dataset=True),
    "lvconvert": Tool(
        None,
        options=((("--merge", "--mergesnapshot"), gone("what {name} holds since its snapshot")),),
        valued=_LVM,
        dataset=True,
    ),
    "zfs": Tool(
        None,
        depth=1,
        dataset=True,
        dry=("-n",),
        valued=word_set("-o -O -t -s -S -d -V -b -i -I"),
        verbs=(
            (
                "destroy",
                gone(
                    "{name} with everything below and every snapshot of it",
                    "a data set takes its snapshots along",
                    _SNAPSHOT_FIRST,
                ),
            ),
            ("rollback", gone("what {name} holds since that snapshot", "newer snapshots go too with -r")),
            (
                "receive",
                Act(
                    "overwrite",
                    "data set",
                    "R3",
                    "B1",
                    "what the target holds since the last common snapshot",
                ),
            ),
            (
                "recv",
                Act(
                    "overwrite",
                    "data set",
                    "R3",
                    "B1",
                    "what the target holds since the last common snapshot",
                ),
            ),
            ("rename", soft("it gets another name")),
            ("unload-key", soft("its data cannot be read until the key is back")),
        ),
    ),
    "zpool": Tool(
        None,
        depth=1,
        dataset=True,
        dry=("-n",),
        valued=word_set("-o -O -m -R -t"),
        verbs=(
            ("destroy", gone("the pool {name} with all data sets and snapshots")),
            ("labelclear", gone("the pool's label on {name}")),
            ("create", gone("what is on the disks of {name}", instead="zpool create -n")),
            ("remove", soft("a disk leaves the pool")),
            ("detach", soft("a mirror loses a disk")),
            ("offline", soft("a disk goes offline")),
            ("replace", soft("a disk is replaced")),
            ("export", soft("the pool is unmounted")),
            ("clear", soft("errors are cleared")),
            ("split", soft("a mirror is split")),
            ("reguid", soft("the pool's identity changes")),
            ("upgrade", soft("no way back")),
        ),
    ),
    "btrfs": Tool(
        None,
        depth=2,
        dataset=True,
        valued=word_set("-i -o"),
        verbs=(
            ("subvolume delete", gone("the subvolume {name}")),
            ("device delete", soft("a disk leaves the file system")),
            ("device remove", soft("a disk leaves the file system")),
            ("filesystem resize", soft("the file system changes its size")),
            ("rescue zero-log", gone("the last writes of {name}")),
            ("replace start", soft("a disk is replaced")),
            ("su delete", gone("the subvolume {name}")),
            ("sub delete", gone("the subvolume {name}")),
        ),
    ),
    "mdadm": Tool(
        None,
        valued=word_set("-l --level -n --raid-devices -x --spare-devices -c --chunk --name"),
        options=(
            (("--zero-superblock",), wipe("the array's own record is erased")),
            (("-C", "--create"), wipe("a new array is written over the disks")),
            (("-S", "--stop"), soft("the array stops")),
            (("-f", "--fail", "-r", "--remove"), soft("the array loses a disk")),
        ),
    ),
    "dmsetup": Tool(
        None,
        depth=1,
        dataset=True,
        verbs=(
            ("remove", soft("a mapping goes")),
            ("remove_all", soft("every mapping goes")),
            ("wipe_table", soft("a mapping answers with errors")),
        ),
    ),
}
