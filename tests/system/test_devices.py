"""Disks, volumes and pools."""

from __future__ import annotations

import pytest

from guard.model import unknown

DENIED = [
    pytest.param("parted -s /dev/sda mklabel gpt", id="a new partition table"),
    pytest.param("parted /dev/sda rm 1", id="a partition"),
    pytest.param("mkfs.ext4 /dev/nvme0n1p3", id="a file system over a partition"),
    pytest.param("mkfs -t xfs /dev/sdb1", id="the generic program"), pytest.param("mkswap /dev/sda3",
        id="swap"),
    pytest.param("wipefs -af /dev/sda", id="signatures"), pytest.param("blkdiscard /dev/nvme0n1",
        id="blocks"),
    pytest.param("cryptsetup erase /dev/sda2", id="key slots"), pytest.param("cryptsetup -q luksFormat "
        "/dev/sda2", id="a new container"),
    pytest.param("sgdisk -Z /dev/sda", id="the partition table"), pytest.param("sfdisk /dev/sda", id="a "
        "partition table from a script"),
    pytest.param("badblocks -w /dev/sda", id="a write test"), pytest.param("hdparm --security-erase p "
        "/dev/sda", id="the drive's own erasure"),
    pytest.param("nvme format /dev/nvme0n1", id="an nvme namespace"), pytest.param("mdadm --zero-superblock "
        "/dev/sdb1", id="an array's record"),
    pytest.param("lvremove -f vg/data", id="a logical volume"), pytest.param("vgremove vg", id="a volume "
        "group"),
    pytest.param("pvremove /dev/sdb", id="a physical volume"), pytest.param("zfs destroy -r tank/data",
        id="a data set"),
    pytest.param("zfs destroy tank/data@daily", id="a snapshot is a backup"), pytest.param("zpool destroy "
        "tank", id="a pool"),
    pytest.param("btrfs subvolume delete /data/x", id="a subvolume"), pytest.param("diskutil eraseDisk "
        "JHFS+ X disk2", id="a disk on a Mac"),
]  # fmt: skip

QUIET = [
    pytest.param("wipefs /dev/sda", id="listing signatures"), pytest.param("wipefs -an /dev/sda", id="a dry "
        "run of wipefs"),
    pytest.param("parted -l", id="listing partitions"), pytest.param("parted /dev/sda print", id="printing "
        "partitions"),
    pytest.param("fdisk -l", id="listing disks"), pytest.param("sfdisk -d /dev/sda", id="dumping a table"),
    pytest.param("sgdisk -p /dev/sda", id="printing a table"), pytest.param("cryptsetup status x", id="a "
        "container's state"),
    pytest.param("cryptsetup luksDump /dev/sda2", id="a container's header"), pytest.param("badblocks -v "
        "/dev/sda", id="a read test"),
    pytest.param("hdparm -I /dev/sda", id="a drive's data"), pytest.param("nvme list", id="listing nvme "
        "drives"),
    pytest.param("zfs list -t snapshot", id="listing snapshots"), pytest.param("zfs snapshot tank/x@now",
        id="a new snapshot"),
    pytest.param("zfs destroy -nv tank/data", id="a dry run of zfs"), pytest.param("zpool status", id="a "
        "pool's state"),
    pytest.param("mdadm --detail /dev/md0", id="an array's state"), pytest.param("btrfs subvolume list /",
        id="listing subvolumes"),
    pytest.param("lvremove --test vg/data", id="a test of lvremove"), pytest.param("diskutil list",
        id="listing on a Mac"),
    pytest.param("mkfs.ext4 -n /dev/sdb1", id="what mkfs would do"), pytest.param("mkfs.ext4 --help",
        id="help"),
]  # fmt: skip


@pytest.mark.parametrize("command", DENIED)
def test_is_denied(machine, command):
    assert machine.decide(command) == "deny"


@pytest.mark.parametrize("command", QUIET)
def test_stays_quiet(machine, command):
    assert machine.decide(command) == "allow"


def test_an_unknown_device_asks(machine):
    assert machine.decide(["mkfs.ext4", unknown("$DISK")]) == "ask"


def test_the_null_device_takes_everything(machine):
    assert machine.located("mkfs.ext4 /dev/null") == []


def test_an_image_file_is_a_path(machine):
    ((effect, _),) = machine.located("mkfs.ext4 disk.img")
    assert effect.place.kind == "path"
