"""Which backup tool removes what: the tables behind ``backups.py``."""

from __future__ import annotations

from guard.frozen import frozen
from guard.programs.subcommands import Act

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


@frozen
class BackupTool:
    """How a backup tool is read."""

    acts: Mapping[str, Act]
    groups: tuple[str, ...] = ()
    valued: frozenset[str] = frozenset()
    repository: tuple[str, ...] = ()
    """Options that name the repository."""
    variables: tuple[str, ...] = ()
    positional: bool = False
    """The first operand names the repository."""
    local: bool = False
    """The backups of this machine."""
    dry: tuple[str, ...] = ()


_LIST = "list the backups first"
_GONE = Act(
    "delete",
    "backup",
    "R4",
    "B2",
    "the backups {name}",
    "a backup is what everything else comes back from",
    _LIST,
    ("backup",),
    ("T1490",),
)
_ONE = Act(
    "delete",
    "backup",
    "R4",
    "B1",
    "the backup {name}",
    "a backup is what everything else comes back from",
    _LIST,
    ("backup",),
    ("T1490",),
)
_EXPIRE = Act(
    "delete", "backup", "R2", "B1", "the backups that the retention policy does not keep", instead=_LIST
)
_REPAIR = Act("update", "backup", "R2", "B2", why="the repository itself is rewritten", instead=_LIST)
_KEY = Act(
    "update", "backup key", "R2", "B2", "a key of the repository: without one nothing can be read back"
)
_OFF = Act(
    "unprotect",
    "backup",
    "R1",
    "B2",
    "further backups",
    "no backup is made from then on",
    marks=("protection",),
    tags=("T1490",),
)
_RESTORE = Act(
    "overwrite",
    "data",
    "R3",
    "B2",
    "what is there now, in favour of the backup",
    "a restore writes over the present",
)
_VELERO = Act(
    "update", "cluster", "R2", "B2", why="what the backup holds and the cluster has not is made anew"
)
"""Velero leaves what is there, unless ``--existing-resource-policy update`` says otherwise."""
OVERWRITES = _RESTORE
_UNLOCK = Act("update", "repository lock", "R1", "B1", why="another backup may be running")
_REMOTE = Act(
    "delete",
    "remote files",
    "R3",
    "B2",
    "what {name} holds and the source does not",
    "sync deletes in the target what the source does not have",
    "rclone sync --dry-run …",
    tags=("T1485",),
)
_PURGE = Act(
    "delete", "remote files", "R4", "B2", "everything in {name}", instead="rclone ls {name}", tags=("T1485",)
)
_FILE = Act("delete", "remote file", "R3", "B0", "{name}")

_V = frozenset
TOOLS: Mapping[str, BackupTool] = {
    "restic": BackupTool(
        {
            "forget": _GONE,
            "prune": _EXPIRE,
            "key remove": _KEY,
            "rewrite": _REPAIR,
            "repair": _REPAIR,
            "unlock": _UNLOCK,
            "repair snapshots": _REPAIR,
            "repair index": _REPAIR,
        },
        ("key", "repair"),
        _V(
            (
                "-r",
                "--repo",
                "-p",
                "--password-file",
                "--password-command",
                "--keep-last",
                "--keep-hourly",
                "--keep-daily",
                "--keep-weekly",
                "--keep-monthly",
                "--keep-yearly",
                "--keep-tag",
                "--keep-within",
                "--keep-within-daily",
                "--host",
                "-H",
                "--tag",
                "--path",
                "--group-by",
                "-o",
                "--option",
                "--cacert",
                "--repository-file",
                "-l",
            )
        ),
        ("-r", "--repo"),
        ("RESTIC_REPOSITORY",),
    ),
    "borg": BackupTool(
        {
            "delete": _GONE,
            "prune": _EXPIRE,
            "recreate": _REPAIR,
            "compact": _EXPIRE,
            "key change-location": _KEY,
            "break-lock": _UNLOCK,
            "repo-delete": _GONE,
            "check --repair": _REPAIR,
            "undelete": _REPAIR,
        },
        ("key",),
        _V(
            (
                "-r",
                "--repo",
                "--keep-daily",
                "--keep-weekly",
                "--keep-monthly",
                "-H",
                "-d",
                "-w",
                "-m",
                "-y",
                "--keep-last",
                "-P",
                "--prefix",
                "-a",
                "--glob-archives",
                "--keep-within",
                "--lock-wait",
            )
        ),
        ("-r", "--repo"),
        ("BORG_REPO",),
        positional=True,
    ),
    "velero": BackupTool(
        {
            "backup delete": _GONE,
            "delete backup": _GONE,
            "delete backups": _GONE,
            "schedule delete": _OFF,
            "delete schedule": _OFF,
            "schedule pause": _OFF,
            "backup-location delete": _GONE,
            "uninstall": _OFF,
            "delete backup-location": _GONE,
            "restore create": _VELERO,
            "create restore": _VELERO,
            "snapshot-location delete": _GONE,
        },
        (
            "backup",
            "delete",
            "schedule",
            "restore",
            "create",
            "get",
            "describe",
            "backup-location",
            "snapshot-location",
            "repo",
        ),
        _V(
            (
                "-n",
                "--namespace",
                "--kubeconfig",
                "--kubecontext",
                "-l",
                "--selector",
                "--existing-resource-policy",
                "--from-backup",
                "--ttl",
            )
        ),
    ),
    "pgbackrest": BackupTool(
        {"expire": _EXPIRE, "stanza-delete": _GONE, "restore": _RESTORE, "stop": _OFF, "repo-rm": _GONE}
    ),
    "barman": BackupTool({"delete": _ONE, "delete-backup": _ONE, "recover": _RESTORE, "restore": _RESTORE}),
    "wal-g": BackupTool(
        {
            "delete": _GONE,
            "delete everything": _GONE,
            "delete before": _ONE,
            "delete retain": _EXPIRE,
            "delete target": _ONE,
            "backup-fetch": _RESTORE,
        },
        ("delete",),
    ),
    "duplicity": BackupTool(
        {
            "remove-all-but-n-full": _ONE,
            "remove-older-than": _ONE,
            "cleanup": _EXPIRE,
            "remove-all-inc-of-but-n-full": _ONE,
        }
    ),
    "rdiff-backup": BackupTool({"remove": _ONE, "remove increments": _ONE}, ("remove",)),
    "tmutil": BackupTool(
        {
            "delete": _GONE,
            "deletelocalsnapshots": _ONE,
            "disable": _OFF,
            "disablelocal": _OFF,
            "removedestination": _OFF,
            "thinlocalsnapshots": _ONE,
            "deleteinprogress": _EXPIRE,
            "restore": _RESTORE,
        },
        local=True,
    ),
    "kopia": BackupTool(
        {
            "snapshot delete": _ONE,
            "snapshot expire": _EXPIRE,
            "policy delete": _OFF,
            "policy remove": _OFF,
            "blob delete": _GONE,
            "content delete": _GONE,
            "manifest delete": _GONE,
            "snapshot restore": _RESTORE,
            "restore": _RESTORE,
        },
        ("snapshot", "policy", "blob", "content", "manifest", "repository"),
    ),
    "timeshift": BackupTool({}, local=True),
    "snapper": BackupTool(
        {
            "delete": _ONE,
            "remove": _ONE,
            "rm": _ONE,
            "delete-config": _GONE,
            "rollback": _RESTORE,
            "undochange": _RESTORE,
        },
        valued=_V(("-c", "--config")),
        local=True,
    ),
    "etcdctl": BackupTool(
        {
            "del": Act(
                "delete",
                "keys",
                "R4",
                "B2",
                "the keys {name} of etcd, in which a Kubernetes cluster keeps everything",
                instead="etcdctl snapshot save before.db",
            ),
            "member remove": _UNLOCK,
            "snapshot restore": _RESTORE,
            "auth disable": _OFF,
            "user delete": _KEY,
            "role delete": _KEY,
            "defrag": _UNLOCK,
            "put": Act("update", "keys", "R2", "B0", "the old value of {name}"),
        },
        ("member", "snapshot", "auth", "user", "role", "alarm", "endpoint"),
        _V(("--endpoints", "--cacert", "--cert", "--key", "--user", "--password")),
        ("--endpoints",),
        ("ETCDCTL_ENDPOINTS",),
    ),
    "proxmox-backup-client": BackupTool(
        {"forget": _ONE, "prune": _EXPIRE, "snapshot forget": _ONE},
        ("snapshot",),
        _V(("--repository", "--ns")),
        ("--repository",),
        ("PBS_REPOSITORY",),
    ),
    "rclone": BackupTool(
        {
            "sync": _REMOTE,
            "bisync": _REMOTE,
            "delete": _PURGE,
            "purge": _PURGE,
            "rmdirs": _EXPIRE,
            "rmdir": _EXPIRE,
            "deletefile": _FILE,
            "cleanup": _EXPIRE,
            "dedupe": _EXPIRE,
            "move": _REMOTE,
            "moveto": _FILE,
            "backend cleanup": _EXPIRE,
            "backend cleanup-hidden": _EXPIRE,
        },
        ("backend",),
        _V(
            (
                "--config",
                "--include",
                "--exclude",
                "--filter",
                "--min-age",
                "--max-age",
                "--max-size",
                "--min-size",
                "--transfers",
                "--checkers",
                "--bwlimit",
                "--backup-dir",
                "--log-level",
                "--log-file",
                "--include-from",
                "--exclude-from",
                "--files-from",
                "--max-delete",
                "--suffix",
                "-f",
            )
        ),
        dry=("-i", "--interactive"),
    ),
}
