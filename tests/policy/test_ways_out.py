"""A way out runs as it is written: with the program, the place and the words of the command itself."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

GIT = {"dirty": ["sub/a.py"], "branch": "x"}


def way_out(command: str, cwd: str = "/home/u/proj") -> str:
    """What is proposed instead of a command."""
    env = {"HOME": "/home/u", "PATH": "/usr/bin:/bin", "USER": "u"}
    world = RecordedWorld({"git": GIT, "files": {"sub/a.py": "x"}})
    verdict = judge(Proposal(text=command, cwd=cwd, env=env), world, NoSession(), Config())
    assert verdict.decision != "allow"
    return verdict.summary.partition(" Instead: ")[2]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param("kubectl --context prod -n shop delete pvc x", "kubectl --context prod -n shop get pvc x", id="in the cluster that was named"),
        pytest.param("kubectl config use-context prod && kubectl delete ns x", "kubectl --context prod get ns x", id="in the cluster that was chosen before"),
        pytest.param("oc delete project x", "oc get project x", id="with the program that was used"),
        pytest.param("kubectl delete -f k8s/", "kubectl get -f k8s/", id="with the files that were named"),
        pytest.param("kubectl delete pods,pvc --all -n shop", "kubectl -n shop get pods,pvc", id="with the kinds as they were written"),
        pytest.param("AWS_PROFILE=prod aws s3 rb s3://data --force", "AWS_PROFILE=prod aws s3 ls s3://data", id="with the variable that chose the account"),
        pytest.param("aws --profile prod s3 rb s3://data --force", "aws --profile prod s3 ls s3://data", id="with the profile"),
        pytest.param("fly volumes destroy v -a shop-prod", "fly volumes list -a shop-prod", id="of the app that was named"),
        pytest.param("terraform -chdir=live destroy -target=module.x -auto-approve", "terraform -chdir=live plan -destroy -target=module.x", id="in the folder and of the part that was named"),
        pytest.param("kubectl apply --prune --all -f .", "kubectl diff --prune --all -f .", id="with all that stood behind the sub-command"),
        pytest.param("restic forget --keep-daily 7 --prune", "restic forget --dry-run --keep-daily 7 --prune", id="the same as a dry run"),
        pytest.param("ansible all -m file -a 'path=/srv state=absent'", "ansible all -m file -a 'path=/srv state=absent' --check --diff", id="words in quotes stay in quotes"),
        pytest.param("kubectl scale deploy web --replicas=0", "kubectl scale deploy/web --replicas=1", id="a kind and its name as one word"),
        pytest.param("git -C sub reset --hard", "git -C sub stash push", id="in the work tree that was named"),
        pytest.param("cd sub && git reset --hard", "cd sub && git stash push", id="in the folder that was gone to"),
        pytest.param("gh repo delete $(cat list) --yes", "", id="of an unknown thing there is none"),
        pytest.param("git reset --hard", "git stash push", id="as it is, where nothing was chosen"),
    ],
)  # fmt: skip
def test_a_way_out_leads_to_the_same_place(command: str, said: str) -> None:
    assert way_out(command) == said


def test_in_production_a_way_out_stops_nothing() -> None:
    assert way_out("docker --context prod compose down -v") == "docker --context prod compose ps"
    assert way_out("docker compose down -v") == "docker compose down"


def test_the_same_letter_behind_the_sub_command_is_no_place() -> None:
    assert "512" not in way_out("docker run -c 512 --privileged alpine")
