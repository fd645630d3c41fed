"""What else dies with an object: every row of the table is said by a finding, with what is left."""

from __future__ import annotations

import pytest

from guard.knowledge.backups import FATES, ROWS
from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from guard.world import World

COMPOSE = (
    "services:\n  db:\n    image: postgres\n    volumes: [data:/var/lib/postgresql/data]\nvolumes:\n  data:\n"
)


@pytest.fixture
def losses_of(tmp_path):
    def losses(command):
        (tmp_path / "compose.yaml").write_text(COMPOSE)
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        proposal = Proposal(
            text=command, cwd=str(tmp_path), env={"HOME": str(home), "PATH": "/usr/bin:/bin", "USER": "u"}
        )
        verdict = judge(proposal, World(str(home), start=str(tmp_path)), NoSession(), Config())
        assert verdict.decision != "allow", command
        return " | ".join(finding.loss for finding in verdict.findings)

    return losses


SAID = {
    ("railway", "volume"): ("railway volume delete --volume db",
                            "curl https://backboard.railway.com/graphql/v2 -d "
                            "'{\"query\":\"mutation{volumeDelete(volumeId:1)}\"}'"),
    ("railway", "environment"): ("railway environment delete staging",),
    ("railway", "project"): ("railway delete",),
    ("railway", "service"): ("railway service delete --service api",),
    ("aws", "db instance"): ("aws rds delete-db-instance --db-instance-identifier shop --skip-final-snapshot",),
    ("aws", "db cluster"): ("aws docdb delete-db-cluster --db-cluster-identifier c --skip-final-snapshot",),
    ("aws", "cache cluster"): ("aws elasticache delete-replication-group --replication-group-id r",),
    ("aws", "warehouse"): ("aws redshift delete-cluster --cluster-identifier c --skip-final-cluster-snapshot",),
    ("aws", "bucket"): ("aws s3api delete-bucket --bucket b",),
    ("heroku", "app"): ("heroku apps:destroy shop", "curl -X DELETE https://api.heroku.com/apps/shop"),
    ("heroku", "addon"): ("curl -X DELETE https://api.heroku.com/apps/shop/addons/heroku-postgresql",),
    ("supabase", "project"): ("supabase projects delete abc",
                              "curl -X DELETE https://api.supabase.com/v1/projects/abc"),
    ("fly", "volume"): ("fly volumes destroy vol_1",
                        "curl -X DELETE https://api.machines.dev/v1/apps/shop/volumes/vol_1"),
    ("fly", "app"): ("fly apps destroy shop",),
    ("neon", "project"): ("neon projects delete p",),
    ("neon", "branch"): ("neon branches delete b",),
    ("planetscale", "database"): ("pscale database delete shop",),
    ("turso", "database"): ("turso db destroy shop",),
    ("render", "database"): ("curl -X DELETE https://api.render.com/v1/databases/dpg-1",),
    ("render", "disk"): ("curl -X DELETE https://api.render.com/v1/disks/dsk-1",),
    ("gcp", "sql instance"): ("gcloud sql instances delete i",),
    ("digitalocean", "database"): ("doctl databases delete d",
                                   "curl -X DELETE https://api.digitalocean.com/v2/databases/abcd"),
    ("digitalocean", "droplet"): ("doctl compute droplet delete 1",),
    ("hcloud", "server"): ("hcloud server delete s",),
    ("linode", "linode"): ("linode-cli linodes delete 1",),
    ("linode", "database"): ("linode-cli databases postgresql-delete 1",),
    ("mongodb-atlas", "cluster"): ("curl -X DELETE https://cloud.mongodb.com/api/atlas/v2/groups/g/clusters/main",),
    ("cloudflare", "database"): ("wrangler d1 delete shop",),
    ("azure", "flexible server"): ("az postgres flexible-server delete -g r -n s",),
    ("kubernetes", "persistent volume claim"): ("kubectl delete pvc data",),
    ("kubernetes", "persistent volume"): ("kubectl delete pv pv1",),
    ("kubernetes", "namespace"): ("kubectl delete ns shop",),
    ("compose", "volume"): ("docker compose down -v",),
    ("docker", "volume"): ("docker volume rm data",),
    ("lvm", "logical volume"): ("lvremove vg/data",),
    ("zfs", "data set"): ("zfs destroy -r tank/data",),
    ("zfs", "pool"): ("zpool destroy tank",),
    ("incus", "virtual machine"): ("incus delete web",),
    ("virtualbox", "virtual machine"): ("VBoxManage unregistervm web --delete",),
}  # fmt: skip
LEFT_SAID = ("kubernetes", "compose", "docker", "lvm", "zfs", "incus", "virtualbox")
"""Machines' own: their programs say in words of their own what brings it back."""


def test_every_row_has_a_command_that_says_it():
    assert {*SAID} == {*ROWS}


@pytest.mark.parametrize(
    ("row", "command"),
    [pytest.param(row, c, id=f"{' '.join(row)}: {c[:60]}") for row in SAID for c in SAID[row]],
)
def test_a_finding_says_what_goes_along_and_what_is_left(row, command, losses_of):
    said = losses_of(command)
    inside = ROWS[row]
    assert (inside.loss if row[0] in LEFT_SAID else inside.said) in said


@pytest.mark.parametrize(("row", "inside"), ROWS.items(), ids=[" ".join(row) for row in ROWS])
def test_every_row_names_its_document_and_a_look_that_is_quiet(row, inside, tmp_path):
    assert "." in inside.source.split("/")[0] and "/" in inside.source
    proposal = Proposal(text=inside.look, cwd=str(tmp_path), env={"HOME": str(tmp_path), "PATH": "/usr/bin"})
    assert judge(proposal, World(str(tmp_path)), NoSession(), Config()).decision == "allow", inside.look


FATE_SAID = {
    ("aws", "objects"): "aws s3 rm s3://data --recursive",
    ("aws", "object"): "aws s3api delete-object --bucket b --key k",
    ("aws", "table"): "aws dynamodb delete-table --table-name t",
    ("aws", "volume"): "aws ec2 delete-volume --volume-id v",
    ("gcp", "disk"): "gcloud compute disks delete d",
    ("gcp", "bucket"): "gcloud storage buckets delete gs://b",
    ("gcp", "project"): "gcloud projects delete p",
    ("azure", "storage account"): "az storage account delete -n a",
    ("github", "repository"): "gh repo delete o/r",
}  # fmt: skip


def test_every_fate_has_a_command_that_says_it():
    assert {*FATE_SAID} == {*FATES}


@pytest.mark.parametrize(("row", "command"), FATE_SAID.items(), ids=[" ".join(row) for row in FATE_SAID])
def test_a_finding_says_what_could_bring_it_back(row, command, losses_of):
    assert FATES[row][0] in losses_of(command)


QUIET = ["railway volume list", "aws rds describe-db-snapshots", "kubectl get pvc", "zfs list -t snapshot",
         "docker compose down", "docker volume ls", "heroku pg:backups", "lvs"]  # fmt: skip


@pytest.mark.parametrize("command", QUIET)
def test_a_look_at_backups_is_quiet(command, tmp_path):
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    proposal = Proposal(text=command, cwd=str(tmp_path), env={"HOME": str(tmp_path), "PATH": "/usr/bin"})
    assert judge(proposal, World(str(tmp_path)), NoSession(), Config()).decision == "allow"
