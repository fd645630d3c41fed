"""Infrastructure as code: destroy by every name, and where the state says it lands."""

from __future__ import annotations

import json

import pytest

from guard.model import unknown

STOPPED = [
    pytest.param("terraform destroy", "ask", id="a state of unknown use"),
    pytest.param("terraform destroy -auto-approve", "deny", id="without its own question"),
    pytest.param("terraform apply -destroy -auto-approve", "deny", id="destroy by another name"),
    pytest.param("tofu apply --destroy", "ask", id="two dashes, the other program"),
    pytest.param(
        "TF_CLI_ARGS_apply='-destroy -auto-approve' terraform apply",
        "deny",
        id="arguments from the environment",
    ),
    pytest.param("TF_CLI_ARGS=-destroy terraform apply", "ask", id="arguments for every command"),
    pytest.param(
        "terraform -chdir=prod apply -auto-approve", "ask", id="an apply in a folder named for production"
    ),
    pytest.param("terraform -chdir=prod destroy", "deny", id="a destroy in a folder named for production"),
    pytest.param("AWS_PROFILE=prod terraform destroy", "deny", id="the cloud profile says production"),
    pytest.param(
        "terraform destroy -var-file=envs/prod.tfvars", "deny", id="the variable file says production"
    ),
    pytest.param(
        "TF_WORKSPACE=prod terraform state push old.tfstate", "deny", id="the remote state is written over"
    ),
    pytest.param("terraform state rm module.x", "ask", id="the state forgets"),
    pytest.param("terraform apply -replace=aws_db_instance.main", "ask", id="a replacement deletes first"),
    pytest.param("terraform workspace delete dev", "ask", id="a workspace's state"),
    pytest.param("terraform force-unlock -force 123", "ask", id="the lock of another apply"),
    pytest.param("terraform taint aws_instance.x", "ask", id="a taint"),
    pytest.param("terraform frobnicate", "ask", id="a sub-command that nobody knows"),
    pytest.param("terragrunt run-all destroy", "deny", id="every module below"),
    pytest.param("terragrunt run --all -- destroy", "deny", id="every module below, the newer form"),
    pytest.param(
        "terragrunt destroy --terragrunt-working-dir live/prod", "deny", id="a module of production"
    ),
    pytest.param("pulumi destroy --yes --stack prod", "deny", id="a production stack"),
    pytest.param("pulumi up", "ask", id="an update of an unknown stack"),
    pytest.param("pulumi state unprotect x", "deny", id="a protected resource"),
    pytest.param("pulumi config --show-secrets", "ask", id="a stack's secrets"),
    pytest.param("cdk destroy --all", "ask", id="all stacks of an app"),
    pytest.param("cdk destroy --all --force", "deny", id="all stacks, without a question"),
    pytest.param("serverless remove --stage prod", "deny", id="a production stage"),
    pytest.param("sls deploy", "ask", id="a deployment of unknown stage"),
    pytest.param("copilot app delete", "ask", id="an application"),
    pytest.param("kamal remove -d production", "deny", id="a production destination"),
]

QUIET = [
    pytest.param("terraform plan", id="a plan"), pytest.param("AWS_PROFILE=prod terraform plan -destroy",
        id="the plan of a destroy"),
    pytest.param("terraform fmt -recursive", id="formatting"), pytest.param("terraform validate",
        id="validating"),
    pytest.param("terraform show -json plan.bin", id="showing a plan"), pytest.param("terraform workspace "
        "list", id="listing"),
    pytest.param("terraform state list", id="listing the state"), pytest.param("terraform output -raw url",
        id="an output"),
    pytest.param("terraform apply -help", id="help"), pytest.param("terraform apply -destroy=false -help",
        id="help after all"),
    pytest.param("terraform init -upgrade", id="init"), pytest.param("terragrunt run-all plan", id="plans "
        "of all modules"),
    pytest.param("terragrunt hclfmt", id="formatting hcl"), pytest.param("pulumi preview --stack prod",
        id="a preview"),
    pytest.param("pulumi stack ls", id="listing stacks"), pytest.param("cdk diff", id="a diff"),
    pytest.param("sam build", id="a build"),
    pytest.param("sst dev", id="a development session"), pytest.param("cdk deploy --no-execute", id="a "
        "change set only"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "decision"), STOPPED)
def test_is_stopped(machine, command, decision):
    assert machine.decide(command) == decision


@pytest.mark.parametrize("command", QUIET)
def test_stays_quiet(machine, command):
    assert machine.decide(command) == "allow"


def test_the_selected_workspace_decides(machine):
    machine.write(".terraform/environment", "prod")
    assert machine.decide("terraform destroy") == "deny"
    assert machine.decide("TF_WORKSPACE=dev terraform destroy") == "ask"


def test_the_backend_decides(machine):
    machine.write(
        ".terraform/terraform.tfstate",
        json.dumps({"backend": {"type": "s3", "config": {"key": "prod/app.tfstate"}}}),
    )
    assert machine.environment("terraform destroy") == "E4"


def test_a_targeted_destroy_of_what_this_session_made_asks(machine):
    machine.write(".terraform/environment", "dev")
    machine.made = (("infrastructure", "module.ci_tmp"),)
    assert machine.decide("terraform destroy -target=module.ci_tmp -auto-approve") == "ask"


def test_providers_that_stay_here_are_local(machine):
    machine.write("main.tf", 'resource "random_pet" "x" {}\nresource "null_resource" "y" {}\n')
    assert machine.decide("terraform apply -auto-approve") == "allow"
    machine.write("more.tf", 'resource "aws_instance" "z" {}\n')
    assert machine.decide("terraform apply -auto-approve") == "ask"


def test_an_emulator_is_local(machine):
    machine.write("main.tf", 'provider "aws" {\n endpoints { s3 = "http://localhost:4566" }\n}\n')
    assert machine.environment("terraform destroy") == "E1"


def test_live_is_a_word_of_the_layout_where_another_folder_says_more(machine):
    assert machine.environment("terragrunt destroy --terragrunt-working-dir live/dev") == "E3"
    assert machine.environment("terragrunt destroy --terragrunt-working-dir live/prod") == "E4"


def test_a_stack_that_could_not_be_resolved_asks(machine):
    assert machine.decide(["pulumi", "up", "--stack", unknown("$STACK")]) == "ask"


def test_unknown_arguments_from_the_environment_ask(machine):
    from guard.model import Variable

    assert (
        machine.decide("terraform apply", variables={"TF_CLI_ARGS": Variable(unknown("$X"), "export")})
        == "ask"
    )
