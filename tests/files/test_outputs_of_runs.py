"""What one run of a tool leaves behind, and what only looks like it; with the processes that pid files name."""

from __future__ import annotations

from typing import Any

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.corpus_rows import world_of

ENV = {"HOME": "/home/u", "PATH": "/usr/bin:/bin", "USER": "u"}
REMOTE = {"origin": "git@github.com:acme/proj.git"}


def decision(command: str, git: dict[str, Any] | None = None, files: dict[str, str] | None = None) -> str:
    setup = {"git": {"remotes": REMOTE, **(git or {})}, "files": files or {}}
    return judge(
        Proposal(text=command, cwd="/home/u/proj", env=ENV), world_of(setup), NoSession(), Config()
    ).decision


@pytest.mark.parametrize(
    "path",
    ["core.4711", "vgcore.12", "callgrind.out.3", "perf.data", "flamegraph.svg", ".pio/build/a.o",
     "compile_commands.json", "docs/api/index.html", "ios/fastlane/test_output/report.html",
     "storage/logs/laravel.log", "storage/framework/views/a.php", "public/hot", "erl_crash.dump"],
)  # fmt: skip
def test_what_a_run_leaves_behind_and_git_ignores_is_made_again(path: str) -> None:
    assert decision(f"rm -f {path}", {"ignored": [path]}) == "allow"


@pytest.mark.parametrize(
    "path",
    ["core.config", "perf.data.sqlite", "storage/app/invoice.pdf", "storage/logs/customers.sql", "api/x.md"],
)
def test_what_only_looks_like_it_is_asked_about(path: str) -> None:
    assert decision(f"rm -f {path}", {"ignored": [path]}) == "ask"


def test_what_a_snapshot_test_has_not_accepted_yet_is_made_again() -> None:
    assert (
        decision("rm -f tests/snapshots/a.snap.new", {"untracked": ["tests/snapshots/a.snap.new"]}) == "allow"
    )


def test_snapshots_of_tests_are_no_backups_and_snapshots_of_data_are() -> None:
    assert decision("rm src/__snapshots__/a.snap", {"untracked": ["src/__snapshots__/a.snap"]}) == "ask"
    assert decision("rm -rf ../snapshots/monday", files={"/home/u/snapshots/monday/a": "x"}) == "deny"


PID = {"tmp/pids/server.pid": "4711\n", "/var/run/nginx.pid": "88\n"}


@pytest.mark.parametrize(
    "command",
    ["kill $(cat tmp/pids/server.pid)", "kill -9 `cat tmp/pids/server.pid`", "kill $(<tmp/pids/server.pid)",
     "pid=$(cat tmp/pids/server.pid); kill $pid"],
)  # fmt: skip
def test_the_process_of_a_pid_file_of_the_project_is_its_own(command: str) -> None:
    assert decision(command, files=PID) == "allow"


@pytest.mark.parametrize(
    "command",
    ["kill 4711", "kill $(cat /var/run/nginx.pid)", "kill $(cat tmp/pids/server.pid; echo 99)",
     "kill $(echo 99; cat tmp/pids/server.pid)", "kill $(cat notes.txt)"],
)  # fmt: skip
def test_another_process_is_asked_about(command: str) -> None:
    assert decision(command, files={**PID, "notes.txt": "99\n"}) == "ask"
