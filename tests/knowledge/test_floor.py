"""The destructive operations that must never be lost."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from tools.derive import aws as derive_aws
from tools.derive.graphql import FLOOR as MUTATIONS
from tools.derive.graphql import operation_of as mutation

LINES = [line for line in derive_aws.FLOOR.read_text().splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("line", LINES)
def test_a_destructive_operation_keeps_its_name(line):
    service, operation, *wanted = line.split()
    assert derive_aws.known_as(service, operation) in wanted


@pytest.mark.parametrize("line", MUTATIONS.read_text().splitlines())
def test_a_destructive_mutation_keeps_its_name(line):
    assert mutation(*line.split()) in ("delete", "unprotect", "stop")


@pytest.mark.parametrize(
    "name",
    ["volumeDelete", "projectDelete", "projectScheduleDeleteForce", "environmentDelete", "workspaceDelete",
     "volumeInstanceBackupDelete", "pluginReset", "serviceDelete", "sshPublicKeyDelete", "variableDelete"],
)  # fmt: skip
def test_what_railway_can_lose_is_called_destructive(name):
    assert mutation("railway", name) == "delete"
