"""Everyday commands in a project under git stay quiet, also where the reads go to production.

``everyday_work.txt`` holds them, in parts; a part's setup is the machine on which its commands are judged:
a clean feature branch with the usual ignored folders, and for ``cluster`` and ``cloud`` a context and a
profile of production.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.corpus_rows import world_of

IGNORED = (
    "node_modules/", "dist/", "build/", "out/", ".next/", ".turbo/", "coverage/", ".venv/", "__pycache__/",
    ".pytest_cache/", ".mypy_cache/", ".ruff_cache/", "target/", "bin/", "obj/", ".gradle/", "Pods/",
)  # fmt: skip
TRACKED = (
    "src/app.py", "src/old.ts", "src/a.py", "src/unused.py", "src/old_unused.py", "package.json", "data.csv",
    "package-lock.json", "src/components/Button.tsx", "scripts/run.sh", "src/main.c", "docker-compose.yml",
)  # fmt: skip
GIT = {
    "branch": "feature/x", "default_branch": "main", "dirty": ["src/b.py"], "ignored": list(IGNORED),
    "tracked": list(TRACKED), "remotes": {"origin": "git@github.com:acme/proj.git"},
}  # fmt: skip
KUBE = {"current_context": "prod-eu1", "server": "https://ABC.gr7.eu-west-1.eks.amazonaws.com"}
LOCAL = "postgresql://app:app@localhost:5432/app_dev"
SETUPS: dict[str, dict[str, Any]] = {
    "cluster": {"git": GIT, "kube": KUBE},
    "cloud": {"git": GIT, "env": {"AWS_PROFILE": "prod"}},
    "data": {"git": GIT, "env": {"DATABASE_URL": LOCAL}, "files": {".env": f"DATABASE_URL={LOCAL}\n"}},
}


def _parts() -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {}
    name = ""
    for line in Path(__file__).with_name("everyday_work.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("##"):
            name = line.removeprefix("##").strip()
        elif line and not line.startswith("#"):
            parts.setdefault(name, []).append(line.replace("⏎", "\n"))
    return parts


PARTS = _parts()


def interrupted(part: str) -> list[str]:
    """The commands of a part that do not pass in silence, with what is said."""
    setup = SETUPS.get(part, {"git": GIT})
    env = {"HOME": "/home/u", "PATH": "/usr/local/bin:/usr/bin:/bin", "USER": "u", **setup.get("env", {})}
    found = []
    for command in PARTS[part]:
        verdict = judge(
            Proposal(text=command, cwd="/home/u/proj", env=env), world_of(setup), NoSession(), Config()
        )
        if verdict.decision != "allow":
            found.append(f"{verdict.decision} {command!r}: {verdict.summary}")
    return found


@pytest.mark.parametrize("part", sorted(PARTS))
def test_everyday_work_is_not_interrupted(part: str) -> None:
    assert interrupted(part) == []


def test_there_is_enough_of_it() -> None:
    commands = [command for part in PARTS.values() for command in part]
    assert len(commands) >= 900
    assert len(set(commands)) == len(commands)
