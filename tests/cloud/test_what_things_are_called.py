"""What a service's command line calls the thing it takes away, and that no secret is called a thing."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld


def told(command: str) -> str:
    """What the guard says about a command in an empty project."""
    env = {"HOME": "/home/u", "PATH": "/usr/bin:/bin", "USER": "u"}
    proposal = Proposal(text=command, cwd="/home/u/proj", env=env)
    return judge(proposal, RecordedWorld({}), NoSession(), Config()).summary


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("fly machine stop 123 -a shop", "Stops machine 123 at fly/shop ("),
        ("fly volumes destroy vol_1 -a shop -y", "Deletes volume vol_1 at fly/shop ("),
        ("fly apps destroy app --yes", "Deletes the app at fly ("),
        ("fly scale count 0 -a shop", "Stops app shop at fly ("),
        ("heroku addons:destroy heroku-postgresql -a shop", "Deletes addon heroku-postgresql at heroku/shop ("),
        ("heroku config:unset DATABASE_URL -a shop", "Deletes config variable DATABASE_URL at heroku/shop ("),
        ("supabase functions delete f --project-ref abc", "Deletes function f at supabase/abc ("),
        ("gcloud firestore databases delete --database=x --project acme", "Deletes database x in gcp/acme ("),
        ("runpodctl remove pod abc", "Deletes pod abc at runpodctl ("),
        ("srvctl stop database -d shop", "Stops database shop at srvctl ("),
        ("crsctl delete resource r", "Deletes resource r at crsctl ("),
        ("scw rdb instance delete instance-id=1", "Deletes instance 1 at scw ("),
        ("xe vm-destroy uuid=1", "Deletes virtual machine 1 at xe ("),
        ("scw k8s cluster delete 1 with-additional-resources=true", "Deletes cluster 1 at scw ("),
        ("ceph osd pool delete data data --yes-i-really-really-mean-it", "Deletes pool data at ceph ("),
        ("az vm run-command invoke -g g -n v --command-id RunShellScript --scripts ls", "Runs a command on vm v in azure/g ("),
        ("aws eks delete-nodegroup --cluster-name c --nodegroup-name n", "Deletes node group n in "),
        ("aws iam delete-role --role-name r", "Deletes role r in "),
        ("aws s3api delete-object --bucket b --key k", "Deletes object b/k in "),
        ("aws backup delete-recovery-point --backup-vault-name v --recovery-point-arn arn:x", "Deletes recovery point arn:x in "),
        ("aws ssm send-command --document-name AWS-RunShellScript --instance-ids i-1", "Runs a command on instance i-1 in "),
        ("aws rds delete-db-instance --db-instance-identifier d --skip-final-snapshot", "Deletes db instance d in "),
        ("doctl compute droplet delete 1 2 -f", "Deletes droplet 1, 2 at doctl ("),
    ],
)  # fmt: skip
def test_a_thing_is_called_by_its_own_name(command: str, said: str) -> None:
    assert told(command).startswith(said)


@pytest.mark.parametrize(
    "command",
    [
        "couchbase-cli bucket-delete -c db1:8091 -u Administrator -p hunter2 --bucket shop",
        "ipmitool -H bmc.acme.com -U admin -P hunter2 power off",
        "racadm -r 10.0.0.1 -u root -p hunter2 racreset",
        "rabbitmqadmin -u a -p hunter2 delete queue name=q",
        "artemis address delete --name a --user u --password hunter2",
        "esxcli -s h -u root -p hunter2 vsan storage remove -u 1",
        "xe vm-destroy -s h -u root -pw hunter2 uuid=1",
        "fly secrets set API_KEY=hunter2 -a shop",
        "heroku config:set API_KEY=hunter2 -a shop",
        "supabase secrets set API_KEY=hunter2",
    ],
)
def test_a_secret_is_not_called_a_thing(command: str) -> None:
    said = told(command)
    assert said
    assert "hunter2" not in said


def test_a_project_that_p_names_is_still_where_it_lands() -> None:
    assert told("railway environment delete staging -p shop --yes")
    assert " at firebase/acme-prod (" in told("firebase functions:delete f -P acme-prod --force")
