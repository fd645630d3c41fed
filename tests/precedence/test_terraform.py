"""Which workspace: ours is that of ``terraform workspace show``, step by step."""

from __future__ import annotations

import pytest
from asking import Ground, needed, said

FILES = {
    "main.tf": 'resource "null_resource" "a" {}\n', "infra/main.tf": 'resource "null_resource" "a" {}\n',
    ".terraform/environment": "blue", "infra/.terraform/environment": "green", "data/environment": "red",
}  # fmt: skip
STEPS = [
    pytest.param("", {}, id="the one that was selected"),
    pytest.param("", {"TF_WORKSPACE": "prod"}, id="TF_WORKSPACE before it"),
    pytest.param("-chdir=infra", {}, id="-chdir"),
    pytest.param("-chdir=infra", {"TF_WORKSPACE": "prod"}, id="TF_WORKSPACE before -chdir"),
    pytest.param("", {"TF_DATA_DIR": "data"}, id="TF_DATA_DIR"),
    pytest.param("-chdir=infra", {"TF_DATA_DIR": "data"}, id="TF_DATA_DIR below -chdir"),
    pytest.param("", {"TF_WORKSPACE": ""}, id="an empty TF_WORKSPACE"),
]


@pytest.mark.parametrize(("flags", "env"), STEPS)
def test_the_workspace_is_the_one_that_terraform_shows(
    ground: Ground, flags: str, env: dict[str, str]
) -> None:
    needed("terraform", "tests/precedence/install.sh")
    ground.write(FILES)
    theirs = ground.told(
        "terraform", *flags.split(), "workspace", "show", env={**env, "CHECKPOINT_DISABLE": "1"}
    )
    evidence = ground.target(f"terraform {flags} destroy -auto-approve", env).evidence
    assert (said(evidence, "workspace") or "default") == theirs


def test_nothing_selected_is_the_default(ground: Ground) -> None:
    needed("terraform", "tests/precedence/install.sh")
    ground.write({"main.tf": FILES["main.tf"]})
    assert ground.told("terraform", "workspace", "show") == "default"
    assert said(ground.target("terraform destroy -auto-approve").evidence, "workspace") == ""
