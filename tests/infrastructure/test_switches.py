"""What a command switches later ones to."""

from __future__ import annotations

import pytest

from guard.programs.switches import context_switch, opens_tunnel
from tests.corpus_rows import verdict_of


@pytest.mark.parametrize(
    ("command", "variable", "value"),
    [
        pytest.param("kubectl config use-context prod", "guard:kube-context", "prod", id="kubectl"),
        pytest.param("kubectx prod", "guard:kube-context", "prod", id="kubectx"),
        pytest.param("assume prod", "guard:aws-profile", "prod", id="granted"),
        pytest.param("aws-vault export prod --format=json", "guard:aws-profile", "prod", id="aws-vault"),
        pytest.param(
            "aws configure export-credentials --profile prod --format env",
            "guard:aws-profile",
            "prod",
            id="aws's own",
        ),
        pytest.param("docker context use prod1", "guard:docker-context", "prod1", id="docker"),
        pytest.param("terraform workspace select prod", "guard:terraform-workspace", "prod", id="terraform"),
        pytest.param(
            "terraform -chdir=x workspace select prod",
            "guard:terraform-workspace",
            "prod",
            id="terraform elsewhere",
        ),
        pytest.param(
            "gcloud config set project acme-prod", "guard:gcloud-project", "acme-prod", id="gcloud project"
        ),
        pytest.param(
            "gcloud config configurations activate prod",
            "guard:gcloud-configuration",
            "prod",
            id="gcloud configuration",
        ),
        pytest.param(
            "railway environment production",
            "guard:railway-environment",
            "production",
            id="railway environment",
        ),
        pytest.param(
            "railway link -p x -e production", "guard:railway-environment", "production", id="railway link"
        ),
        pytest.param("az account set --subscription Prod", "guard:azure-subscription", "Prod", id="az"),
        pytest.param("pulumi stack select prod", "guard:pulumi-stack", "prod", id="pulumi"),
    ],
)
def test_a_switch_names_its_variable_and_value(machine, command, variable, value):
    found = context_switch(machine.invocation(command))
    assert found is not None
    assert (found[0], found[1].text) == (variable, value)


@pytest.mark.parametrize(
    "command",
    [
        "kubectl config get-contexts",
        "kubectx",
        "docker context ls",
        "terraform workspace list",
        "gcloud config list",
        "git switch x",
    ],
)
def test_what_switches_nothing(machine, command):
    assert context_switch(machine.invocation(command)) is None


def test_the_context_before_this_one_is_unknown(machine):
    found = context_switch(machine.invocation("kubectx -"))
    assert found is not None
    assert found[1].text is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("ssh -fNL 5439:prod-db:5432 bastion", True, id="letters together"),
        pytest.param("sudo /usr/bin/ssh bastion -L5439:prod-db:5432", True, id="behind the host"),
        pytest.param("cd x && kubectl -n prod port-forward svc/db 5439:5432 &", True, id="behind another command"),
        pytest.param("ssh -lDeploy bastion 5439", False, id="a login with a capital"),
        pytest.param("ssh bastion echo 5439", False, id="no port is opened"),
        pytest.param("kubectl get pods", False, id="another sub-command"),
        pytest.param("railway status 5439", False, id="a platform's other commands"),
    ],
)  # fmt: skip
def test_which_texts_opened_a_tunnel(text, expected):
    assert opens_tunnel(text) is expected


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        pytest.param('eval "$(aws-vault export prod)" && aws s3 rb s3://acme-data --force', "deny", id="exported"),
        pytest.param("assume prod && terraform destroy", "deny", id="assumed, for terraform"),
        pytest.param("assume sandbox && aws s3 rb s3://acme-data --force", "ask", id="near miss: another"),
        pytest.param("assume prod && aws s3 ls", "allow", id="near miss: a read"),
        pytest.param("aws-vault list && aws s3 rb s3://acme-data --force", "ask", id="near miss: listed"),
    ],
)  # fmt: skip
def test_a_profile_that_is_taken_on_counts_for_what_follows(command, decision, tmp_path):
    row = {"id": "assumed", "command": command, "setup": {}, "expected": decision}
    assert verdict_of(row, str(tmp_path)).decision == decision
