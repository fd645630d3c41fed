"""A ground of its own for every step."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from asking import Ground
from listening import Listener


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


@pytest.fixture(scope="session")
def listener() -> Listener:
    """One for all files: its addresses can be taken once in a process."""
    return Listener()
