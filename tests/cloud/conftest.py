"""Judging one command line on a machine that never was."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guard.model import Proposal, Verdict
from guard.pipeline import judge
from guard.policy.config import Config, EnvironmentRule
from guard.session.interface import NoSession

_SPEC = importlib.util.spec_from_file_location("recorded_world", Path(__file__).parents[1] / "recorded.py")
assert _SPEC is not None and _SPEC.loader is not None
_RECORDED = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_RECORDED)


@pytest.fixture
def judged() -> Callable[..., Verdict]:
    """``judged(command, files=…, env=…)``: the verdict on a command in ``/home/u/proj``."""

    def verdict(
        command: str,
        files: dict[str, str] | None = None,
        env: dict[str, str] | None = None,
        git: dict[str, Any] | None = None,
        own_domains: tuple[str, ...] = (),
        environments: tuple[EnvironmentRule, ...] = (),
    ) -> Verdict:
        world = _RECORDED.RecordedWorld({"files": files or {}, "git": git})
        environment = {"HOME": "/home/u", "PATH": "/usr/bin:/bin", **(env or {})}
        proposal = Proposal(text=command, cwd="/home/u/proj", env=environment)
        return judge(proposal, world, NoSession(), Config(own_domains=own_domains, environments=environments))

    return verdict
