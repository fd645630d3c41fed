"""What else dies with an object: the backups that live inside it.

A row is (provider, kind of thing) → what goes along, how it could come back, a look that comes first,
and the vendor's document the row comes from. ``backups-inside`` in a finding means that the recovery
which people count on is in the blast radius.

Caught: Railway's ``volumeDelete``: a volume's backups belong to the volume.
Quiet: a MongoDB Atlas snapshot schedule on another cluster; nothing here says that it goes along.
"""

from __future__ import annotations

from guard.frozen import frozen


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
    def last(self) -> bool:
        """Whether no backup is kept past the deletion unless somebody exported one: the object is a
        backup too."""
        return not self.recovery.startswith("a retained")


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
}  # fmt: skip


def backups_inside(provider: str, kind: str) -> BackupsInside | None:
    """The row of a provider's kind of thing, ``None`` where nothing is known to go along."""
    return ROWS.get((provider, kind)) or ROWS.get((provider, kind.rsplit(" ", 1)[-1]))
