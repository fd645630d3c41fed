"""What every test may ask for: a machine of its own, and the judgement of a line on a machine that never was."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from typing import Any

import pytest
from canary_watch import (  # noqa: F401
    pytest_configure,
    pytest_runtest_makereport,
    pytest_sessionfinish,
    pytest_terminal_summary,
)
from recorded import RecordedWorld

from guard.model import DECISIONS, Invocation, Proposal, Variable, Verdict, known
from guard.pipeline import judge
from guard.policy.config import Config, EnvironmentRule
from guard.policy.decide import weigh
from guard.programs.registry import effects_of
from guard.session.interface import NoSession
from guard.targets.interface import locate
from guard.world import World


@pytest.fixture(autouse=True, scope="session")
def home_of_the_tests(tmp_path_factory):
    """No test reads or writes the home of whoever runs it, nor depends on where it runs: what says that
    this is CI makes local databases ephemeral, and a database that is named would be taken for the target."""
    circumstances = ("XDG_", "CI", "GITHUB_", "GITLAB_", "PG", "DATABASE_", "AWS_", "KUBE")
    kept = {
        name: os.environ.pop(name, None)
        for name in ("HOME", *(n for n in os.environ if n.startswith(circumstances)))
    }
    os.environ["HOME"] = str(tmp_path_factory.mktemp("home"))
    yield
    del os.environ["HOME"]
    os.environ.update({name: value for name, value in kept.items() if value is not None})


class Machine:
    """A home and a project below a temporary folder; answers as the stages after the shell do."""

    def __init__(self, root):
        self.home = root / "home"
        self.project = root / "work"
        self.home.mkdir()
        self.project.mkdir()
        self.made = ()

    def write(self, path, text):
        base = self.home if path.startswith("~/") else self.project
        file = base / path.removeprefix("~/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def invocation(self, command, **fields):
        words = shlex.split(command) if isinstance(command, str) else list(command)
        variables = dict(fields.pop("variables", {}))
        while (
            words and isinstance(words[0], str) and "=" in words[0] and words[0].split("=")[0].isidentifier()
        ):
            name, _, value = words.pop(0).partition("=")
            variables[name] = Variable(known(value), "inline")
        argv = tuple(known(w) if isinstance(w, str) else w for w in words)
        environment = {"HOME": str(self.home), "HOSTNAME": "desk"}
        return Invocation(argv, str(self.project), variables, environment, **fields)

    def located(self, command, **fields):
        invocation = command if isinstance(command, Invocation) else self.invocation(command, **fields)
        world, session = World(str(self.home)), _Session(self.made)
        return [(e, locate(e, world, session, Config())) for e in effects_of(invocation, world)]

    def decide(self, command, **fields):
        invocation = command if isinstance(command, Invocation) else self.invocation(command, **fields)
        found = [
            weigh(effect, place, None, (invocation,), NoSession(), Config()).decision
            for effect, place in self.located(invocation)
        ]
        return max(found, key=DECISIONS.index, default="allow")

    def environment(self, command, **fields):
        return max((place.target.environment for _, place in self.located(command, **fields)), default=None)


class _Session(NoSession):
    def __init__(self, made):
        self._made = made

    def made(self, kind, identity):
        return (kind, identity) in self._made


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


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
        world = RecordedWorld({"files": files or {}, "git": git})
        environment = {"HOME": "/home/u", "PATH": "/usr/bin:/bin", **(env or {})}
        proposal = Proposal(text=command, cwd="/home/u/proj", env=environment)
        return judge(proposal, world, NoSession(), Config(own_domains=own_domains, environments=environments))

    return verdict
