"""Which project: ours is that of ``gcloud config get project``, step by step. Starting gcloud takes seconds."""

from __future__ import annotations

import pytest
from asking import Ground, needed, said

FILES = {
    "~/.config/gcloud/active_config": "live",
    "~/.config/gcloud/configurations/config_default": "[core]\nproject = acme-default\n",
    "~/.config/gcloud/configurations/config_live": "[core]\nproject = acme-live\n",
    "~/.config/gcloud/configurations/config_other": "[core]\nproject = acme-other\n",
    "elsewhere/configurations/config_default": "[core]\nproject = acme-elsewhere\n",
}
STEPS = [
    pytest.param("", {}, id="the active configuration"),
    pytest.param("--configuration=other", {}, id="--configuration"),
    pytest.param("", {"CLOUDSDK_ACTIVE_CONFIG_NAME": "other"}, id="CLOUDSDK_ACTIVE_CONFIG_NAME"),
    pytest.param(
        "--configuration=default", {"CLOUDSDK_ACTIVE_CONFIG_NAME": "other"}, id="the flag before it"
    ),
    pytest.param("", {"CLOUDSDK_CORE_PROJECT": "acme-env"}, id="CLOUDSDK_CORE_PROJECT"),
    pytest.param(
        "--configuration=other", {"CLOUDSDK_CORE_PROJECT": "acme-env"}, id="it before --configuration"
    ),
    pytest.param("--project=acme-flag", {"CLOUDSDK_CORE_PROJECT": "acme-env"}, id="--project before it"),
    pytest.param("", {"CLOUDSDK_CONFIG": "FOLDER/elsewhere"}, id="another folder"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("flags", "env"), STEPS)
def test_the_project_is_the_one_that_gcloud_names(ground: Ground, flags: str, env: dict[str, str]) -> None:
    needed("gcloud", "the vendor's package google-cloud-cli")
    ground.write(FILES)
    env = {name: value.replace("FOLDER", str(ground.folder)) for name, value in env.items()}
    env |= {"CLOUDSDK_CORE_DISABLE_PROMPTS": "1", "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "1"}
    listed = ground.told("gcloud", "config", "list", "--format=value(core.project)", *flags.split(), env=env)
    theirs = flags.partition("--project=")[2] or listed
    evidence = ground.target(f"gcloud sql instances delete x --quiet {flags}", env).evidence
    assert said(evidence, "project") == theirs
