"""The destructive operations that must never be lost."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_FILE = Path(__file__).parents[2] / "tools" / "derive" / "aws.py"
_SPEC = importlib.util.spec_from_file_location("derive_aws", _FILE)
assert _SPEC is not None and _SPEC.loader is not None
derive_aws = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(derive_aws)

LINES = [line for line in derive_aws.FLOOR.read_text().splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("line", LINES)
def test_a_destructive_operation_keeps_its_name(line):
    service, operation, *wanted = line.split()
    assert derive_aws.known_as(service, operation) in wanted
