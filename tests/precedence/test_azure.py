"""Which subscription and group: ours is that of ``az account show`` and the default that az fills in, step by step.

Both come from files alone: ``account show`` takes the same ``--subscription`` as every other command, and ``vm
delete`` fills in its group before it looks for a login, which is missing here.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from asking import Ground, said

AZ = Path(__file__).resolve().parents[2] / ".resolvers" / "az" / "bin" / "az"


def subscription(
    number: int, name: str, default: bool = False, cloud: str = "AzureCloud"
) -> dict[str, object]:
    return {
        "id": f"00000000-0000-0000-0000-00000000000{number}", "name": name, "isDefault": default,
        "state": "Enabled", "tenantId": "11111111-1111-1111-1111-111111111111", "environmentName": cloud,
        "user": {"name": "u@acme.com", "type": "user"},
    }  # fmt: skip


def profile(*subscriptions: dict[str, object]) -> str:
    """As az writes it, the mark at the beginning included."""
    return "\ufeff" + json.dumps({"installationId": "x", "subscriptions": list(subscriptions)})


LIVE, STAGE, CHINA = (subscription(1, "acme-live"), subscription(2, "acme-stage"), subscription(3, "acme-china", cloud="AzureChinaCloud"))  # fmt: skip
FILES = {"~/.azure/azureProfile.json": profile({**LIVE, "isDefault": True}, STAGE, CHINA)}
OTHER = {**FILES, "other/azureProfile.json": profile(LIVE, {**STAGE, "isDefault": True})}
SUBSCRIPTIONS = [
    pytest.param("", FILES, {}, id="the default subscription"),
    pytest.param("--subscription acme-stage", FILES, {}, id="--subscription by its name"),
    pytest.param("--subscription=acme-stage", FILES, {}, id="--subscription="),
    pytest.param("--subscription ACME-Stage", FILES, {}, id="a name in other letters"),
    pytest.param(f"--subscription {STAGE['id']}", FILES, {}, id="--subscription by its id"),
    pytest.param("", OTHER, {"AZURE_CONFIG_DIR": "FOLDER/other"}, id="AZURE_CONFIG_DIR"),
    pytest.param("--subscription acme-live", OTHER, {"AZURE_CONFIG_DIR": "FOLDER/other"}, id="the flag before it"),
    pytest.param("", FILES, {"AZURE_SUBSCRIPTION_ID": str(STAGE["id"])}, id="AZURE_SUBSCRIPTION_ID, which it does not read"),
    pytest.param("", {"~/.azure/azureProfile.json": profile({**LIVE, "isDefault": True, "environmentName": "AzureChinaCloud"}, {**STAGE, "isDefault": True})}, {},
                 id="the default of the cloud that is in use"),
    pytest.param("", {**FILES, "~/.azure/azureProfile.json": profile({**LIVE, "isDefault": True}, {**CHINA, "isDefault": True}),
                      "~/.azure/config": "[cloud]\nname = AzureChinaCloud\n"}, {}, id="another cloud"),
    pytest.param("", {**FILES, "~/.azure/azureProfile.json": profile({**LIVE, "isDefault": True}, {**CHINA, "isDefault": True})},
                 {"AZURE_CLOUD_NAME": "AzureChinaCloud"}, id="AZURE_CLOUD_NAME"),
]  # fmt: skip
GROUPS = [
    pytest.param({"~/.azure/config": "[defaults]\ngroup = rg-home\n"}, {}, id="the group of the home"),
    pytest.param({"~/.azure/config": "[defaults]\ngroup = rg-home\n", ".azure/config": "[defaults]\ngroup = rg-here\n"}, {}, id="that of the directory before it"),
    pytest.param({"~/.azure/config": "[defaults]\ngroup = rg-home\n"}, {"AZURE_DEFAULTS_GROUP": "rg-variable"}, id="AZURE_DEFAULTS_GROUP"),
    pytest.param({"../.azure/config": "[defaults]\ngroup = rg-home\n"}, {}, id="a directory below the home"),
    pytest.param({".azure/config": "[defaults]\ngroup = rg-here\n"}, {"AZURE_DEFAULTS_GROUP": "rg-variable"}, id="AZURE_DEFAULTS_GROUP before the directory's"),
    pytest.param({"~/.azure/config": "[defaults]\ngroup = rg-home\n", "other/config": "[defaults]\ngroup = rg-other\n"}, {"AZURE_CONFIG_DIR": "FOLDER/other"}, id="the group in AZURE_CONFIG_DIR"),
]  # fmt: skip
QUIET = {
    "AZURE_CORE_COLLECT_TELEMETRY": "no",
    "AZURE_CORE_NO_COLOR": "yes",
    "AZURE_CORE_SURVEY_MESSAGE": "no",
}


def real(env: dict[str, str], ground: Ground) -> dict[str, str]:
    return {name: value.replace("FOLDER", str(ground.folder)) for name, value in env.items()}


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not AZ.exists(), reason="needs azure-cli (tests/precedence/install.sh)"),
]


@pytest.mark.parametrize(("flags", "files", "env"), SUBSCRIPTIONS)
def test_the_subscription_is_the_one_that_az_shows(
    ground: Ground, flags: str, files: dict[str, str], env: dict[str, str]
) -> None:
    ground.write(files)
    env = real(env, ground)
    words = ("account", "show", "--query", "name", "-o", "tsv", *flags.split())
    theirs = ground.told(str(AZ), *words, env={**env, **QUIET})
    ours = ground.target(f"az group delete -n x --yes {flags}", env)
    assert said(ours.evidence, "subscription") == theirs, ours


@pytest.mark.parametrize(("files", "env"), GROUPS)
def test_the_group_is_the_one_that_az_takes_by_default(
    ground: Ground, files: dict[str, str], env: dict[str, str]
) -> None:
    ground.write({**FILES, **files})
    env = real(env, ground)
    told = ground.told(
        str(AZ), "vm", "delete", "-n", "web", "--yes", "--debug", env={**env, **QUIET}, error=True
    )
    theirs = {line.split("'")[1] for line in told.splitlines() if "for arg resource_group" in line}
    ours = ground.target("az vm delete -n web --yes", env)
    assert {said(ours.evidence, "resource-group")} == theirs, (ours, told[-800:])
