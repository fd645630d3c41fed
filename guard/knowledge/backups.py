"""What else dies with an object: the backups that live inside it.

A row is (provider, kind of thing) → what goes along, how it could come back, a look that comes first,
and the vendor's document the row comes from. ``backups-inside`` in a finding means that the recovery
which people count on is in the blast radius. ``FATES`` has what becomes of the recovery where it lies
elsewhere; findings say both.

Caught: Railway's ``volumeDelete``: a volume's backups belong to the volume.
Quiet: a MongoDB Atlas snapshot schedule on another cluster; nothing here says that it goes along.
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Mark


@frozen
class BackupsInside:
    """One row."""

    loss: str
    """What goes along, after “and”."""
    recovery: str
    look: str
    """A read-only command that shows what is there."""
    source: str
    """The vendor's document."""

    @property
    def said(self) -> str:
        """What goes along and what could bring it back, after “and”."""
        left = _NOTHING_LEFT.get(self.recovery, f"left is {self.recovery}")
        return f"{self.loss}; {left}"

    @property
    def last(self) -> bool:
        """Whether no backup is kept past the deletion unless somebody exported one: the object is a
        backup too."""
        return not self.recovery.startswith("a retained") and not self.recovery.endswith("days")

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What a deletion of the object is marked with."""
        return ("backups-inside", "backup") if self.last else ("backups-inside",)


_NOTHING_LEFT = {
    "none": "nothing brings it back",
    "none by the customer": "no copy is left to the customer",
    "only Railway's support may still have a copy": "only Railway's support may still have a copy",
}

ROWS: dict[tuple[str, str], BackupsInside] = {
    ("railway", "volume"): BackupsInside(
        "every backup of the volume, because Railway keeps a volume's backups with the volume",
        "only Railway's support may still have a copy",
        "railway volume list",
        "docs.railway.com/reference/backups",
    ),
    ("railway", "environment"): BackupsInside(
        "its volumes with every backup of them", "none by the customer", "railway volume list",
        "docs.railway.com/reference/backups",
    ),
    ("railway", "project"): BackupsInside(
        "every environment, volume and backup in it",
        "soft-deleted for 48 hours where deleted from the dashboard",
        "railway status", "docs.railway.com/guides/projects",
    ),
    ("railway", "service"): BackupsInside(
        "the attached volume's data and backups where the service owns one", "none by the customer",
        "railway volume list", "docs.railway.com/reference/backups",
    ),
    ("aws", "db instance"): BackupsInside(
        "its automated backups, unless they are told to stay", "a manual or final snapshot",
        "aws rds describe-db-snapshots",
        "docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
    ),
    ("aws", "db cluster"): BackupsInside(
        "its automated backups, unless they are told to stay", "a manual or final snapshot",
        "aws rds describe-db-cluster-snapshots",
        "docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html",
    ),
    ("aws", "cache cluster"): BackupsInside(
        "its automatic backups, without a final one", "a manual backup", "aws elasticache describe-snapshots",
        "docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-deleting.html",
    ),
    ("aws", "warehouse"): BackupsInside(
        "its automated snapshots", "a manual snapshot", "aws redshift describe-cluster-snapshots",
        "docs.aws.amazon.com/redshift/latest/APIReference/API_CopyClusterSnapshot.html",
    ),
    ("aws", "bucket"): BackupsInside(
        "all versions of its objects",
        "none",
        "aws s3 ls",
        "docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html",
    ),
    ("heroku", "app"): BackupsInside(
        "its add-ons, the Postgres database and its PGBackups captures", "none by the customer",
        "heroku pg:backups", "devcenter.heroku.com/articles/heroku-postgres-backups",
    ),
    ("heroku", "addon"): BackupsInside(
        "its data and the backups it kept", "none by the customer", "heroku pg:backups",
        "devcenter.heroku.com/articles/managing-add-ons",
    ),
    ("supabase", "project"): BackupsInside(
        "its database, storage, and the backups and point-in-time recovery that belong to the project",
        "none by the customer", "supabase projects list", "supabase.com/docs/guides/platform/backups",
    ),
    ("fly", "volume"): BackupsInside(
        "its snapshots after their retention", "a snapshot for some days", "fly volumes snapshots list",
        "fly.io/docs/volumes/snapshots",
    ),
    ("fly", "app"): BackupsInside(
        "its machines, volumes and their snapshots", "none by the customer", "fly volumes list",
        "fly.io/docs/flyctl/apps-destroy",
    ),
    ("neon", "project"): BackupsInside(
        "every branch and the history that restores them", "none by the customer", "neon branches list",
        "neon.com/docs/manage/projects",
    ),
    ("neon", "branch"): BackupsInside(
        "the history that could restore it", "none by the customer", "neon branches list",
        "neon.com/docs/manage/branches",
    ),
    ("planetscale", "database"): BackupsInside(
        "all branches and backups of the database", "none by the customer", "pscale backup list",
        "planetscale.com/docs/concepts/back-up-and-restore",
    ),
    ("turso", "database"): BackupsInside(
        "its point-in-time history",
        "none by the customer",
        "turso db list",
        "docs.turso.tech/cli/db/destroy",
    ),
    ("render", "database"): BackupsInside(
        "its point-in-time recovery and logical backups", "none by the customer", "render services",
        "render.com/docs/postgresql-backups",
    ),
    ("render", "disk"): BackupsInside(
        "its daily snapshots", "none by the customer", "render services", "render.com/docs/disks",
    ),
    ("gcp", "sql instance"): BackupsInside(
        "its automated backups; only backups kept past deletion survive", "a retained or exported backup",
        "gcloud sql backups list", "cloud.google.com/sql/docs/postgres/delete-instance",
    ),
    ("digitalocean", "database"): BackupsInside(
        "its daily backups", "none by the customer", "doctl databases backups",
        "docs.digitalocean.com/products/databases/postgresql/how-to/destroy-clusters",
    ),
    ("digitalocean", "droplet"): BackupsInside(
        "its backups (snapshots stay)", "a snapshot", "doctl compute snapshot list",
        "docs.digitalocean.com/products/droplets/how-to/destroy",
    ),
    ("hcloud", "server"): BackupsInside(
        "its backups (snapshots stay)", "a snapshot", "hcloud image list",
        "docs.hetzner.com/cloud/servers/backups-snapshots/overview",
    ),
    ("linode", "linode"): BackupsInside(
        "its backups and disks", "none by the customer", "linode-cli linodes list",
        "techdocs.akamai.com/cloud-computing/docs/backup-service",
    ),
    ("linode", "database"): BackupsInside(
        "its daily backups", "none by the customer", "linode-cli databases list",
        "techdocs.akamai.com/cloud-computing/docs/delete-a-managed-database",
    ),
    ("mongodb-atlas", "cluster"): BackupsInside(
        "its cloud backups unless they are told to stay", "none by the customer", "atlas clusters list",
        "mongodb.com/docs/atlas/backup/cloud-backup/overview",
    ),
    ("cloudflare", "database"): BackupsInside(
        "its Time Travel history",
        "none by the customer",
        "wrangler d1 list",
        "developers.cloudflare.com/d1/reference/time-travel",
    ),
    ("azure", "flexible server"): BackupsInside(
        "its databases and, after five days, its backups", "a backup for five days",
        "az postgres flexible-server backup list",
        "learn.microsoft.com/azure/postgresql/backup-restore/how-to-restore-deleted-server",
    ),
    ("kubernetes", "persistent volume claim"): BackupsInside(
        "with reclaim policy Delete, the data on its disk",
        "a VolumeSnapshot whose deletion policy is Retain",
        "kubectl get persistentvolume", "kubernetes.io/docs/concepts/storage/persistent-volumes",
    ),
    ("kubernetes", "persistent volume"): BackupsInside(
        "with reclaim policy Delete also the disk",
        "a snapshot at the storage",
        "kubectl get persistentvolume",
        "kubernetes.io/docs/concepts/storage/persistent-volumes",
    ),
    ("kubernetes", "namespace"): BackupsInside(
        "the volumes of its claims", "a backup outside of the cluster", "kubectl get all,pvc",
        "kubernetes.io/docs/concepts/overview/working-with-objects/namespaces",
    ),
    ("compose", "volume"): BackupsInside(
        "the data in the project's volumes", "none", "docker volume ls",
        "docs.docker.com/reference/cli/docker/compose/down",
    ),
    ("docker", "volume"): BackupsInside(
        "everything in volume", "none", "docker volume inspect",
        "docs.docker.com/reference/cli/docker/volume/rm",
    ),
    ("lvm", "logical volume"): BackupsInside(
        "its snapshots", "none", "lvs", "man7.org/linux/man-pages/man8/lvremove.8.html",
    ),
    ("zfs", "data set"): BackupsInside(
        "every snapshot of it", "a copy in another pool", "zfs list -t snapshot",
        "openzfs.github.io/openzfs-docs/man/master/8/zfs-destroy.8.html",
    ),
    ("zfs", "pool"): BackupsInside(
        "all data sets and snapshots", "a copy in another pool", "zfs list -t all",
        "openzfs.github.io/openzfs-docs/man/master/8/zpool-destroy.8.html",
    ),
    ("incus", "virtual machine"): BackupsInside(
        "every snapshot of it", "an export", "incus snapshot list",
        "linuxcontainers.org/incus/docs/main/howto/instances_backup",
    ),
    ("virtualbox", "virtual machine"): BackupsInside(
        "every snapshot of it", "an export", "VBoxManage snapshot NAME list",
        "virtualbox.org/manual/topics/vboxmanage.html",
    ),
}  # fmt: skip
"""What lies inside. The machines' own (``kubernetes`` to ``virtualbox``) are said by their programs' rows."""

FATES: dict[tuple[str, str], tuple[str, str]] = {
    ("aws", "objects"): (
        "only a bucket that keeps versions could bring them back",
        "docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    ),
    ("aws", "object"): (
        "only a bucket that keeps versions could bring it back",
        "docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    ),
    ("aws", "table"): (
        "with point-in-time recovery on, a system backup is kept for 35 days",
        "docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html",
    ),
    ("aws", "volume"): (
        "its snapshots stay", "docs.aws.amazon.com/ebs/latest/userguide/ebs-deleting-volume.html",
    ),
    ("gcp", "disk"): (
        "its snapshots stay", "cloud.google.com/compute/docs/reference/rest/v1/disks/delete",
    ),
    ("gcp", "bucket"): (
        "what soft delete keeps comes back for some days",
        "cloud.google.com/storage/docs/soft-delete",
    ),
    ("gcp", "project"): (
        "it can be restored for 30 days, some of what is in it sooner gone",
        "cloud.google.com/resource-manager/docs/creating-managing-projects",
    ),
    ("azure", "storage account"): (
        "it may be recovered for 14 days where nothing of its name was made since",
        "learn.microsoft.com/azure/storage/common/storage-account-recover",
    ),
    ("github", "repository"): (
        "its owner may restore it for 90 days",
        "docs.github.com/repositories/creating-and-managing-repositories/restoring-a-deleted-repository",
    ),
}  # fmt: skip
"""What becomes of the recovery where it does not lie inside, and the document that says so."""


def fate_of(provider: str, kind: str) -> str:
    """What could still bring such a thing back, as a clause; empty where nothing is known."""
    found = FATES.get((provider, kind))
    return "" if found is None else found[0]


def with_fate(loss: str, provider: str, kind: str) -> str:
    """What is lost, with what could bring it back."""
    fate = fate_of(provider, kind)
    return f"{loss}; {fate}" if loss and fate else loss


def backups_inside(provider: str, kind: str) -> BackupsInside | None:
    """The row of a provider's kind of thing, ``None`` where nothing is known to go along."""
    return ROWS.get((provider, kind)) or ROWS.get((provider, kind.rsplit(" ", 1)[-1]))
