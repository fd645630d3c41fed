"""The real Claude Code asking the guard's server instead of starting a process for each call."""

from __future__ import annotations

import json
import os
import signal
import threading
import time

import pytest

from tests.clients.agents import servers
from tests.clients.test_claude_code import bash, text_of

pytestmark = pytest.mark.client


@pytest.fixture
def served(claude):
    """Claude Code with the server, which ends with the test."""
    claude.guard("install", "claude-code", "--http", "--yes")
    yield claude
    for process in servers(claude.home):
        os.kill(process, signal.SIGKILL)


def test_calls_are_judged_by_the_server(served):
    assert "http" in json.dumps(served.settings()["hooks"]["PreToolUse"])
    assert (served.home / ".claude/settings.json").stat().st_mode & 0o077 == 0
    (served.home / "precious").mkdir()
    served.run(bash("echo ran > harmless.txt"), bash(f"touch before; rm -rf {served.home}/"))
    assert (served.project / "harmless.txt").read_text() == "ran\n"
    assert not (served.project / "before").exists()
    first, second = served.model.results()
    assert "home" in text_of(second)
    assert not first.get("is_error")
    (process,) = servers(served.home)
    served.run(bash("echo again > again.txt"))
    assert (served.project / "again.txt").exists()
    assert servers(served.home) == [process]


def test_a_server_that_was_killed_is_there_again_with_the_next_prompt(served):
    served.run(bash("echo ran > one.txt"))
    for process in servers(served.home):
        os.kill(process, signal.SIGKILL)
    served.run(bash("echo ran > two.txt"))
    assert (served.project / "two.txt").exists()


def test_nothing_runs_where_the_server_dies_in_the_middle(served):
    def kill() -> None:
        while not (served.project / "one.txt").exists():
            time.sleep(0.05)
        for process in servers(served.home):
            os.kill(process, signal.SIGKILL)

    threading.Thread(target=kill, daemon=True).start()
    served.run(bash("touch one.txt; sleep 2"), bash("touch two.txt"))
    assert (served.project / "one.txt").exists()
    assert not (served.project / "two.txt").exists()


def test_after_a_call_that_no_server_judged_the_next_one_is_judged_again(served):
    def kill() -> None:
        while not (served.project / "one.txt").exists():
            time.sleep(0.05)
        for process in servers(served.home):
            os.kill(process, signal.SIGKILL)

    threading.Thread(target=kill, daemon=True).start()
    served.run(
        bash("touch one.txt; sleep 2"),
        bash("touch two.txt"),
        bash("touch three.txt"),
        bash(f"rm -rf {served.home}/"),
    )
    assert not (served.project / "two.txt").exists()
    assert (served.project / "three.txt").exists()
    assert (served.home / ".claude").exists()


def test_doctor_asks_the_server_and_measures_it(served):
    served.run(bash("true"))
    told = served.guard("doctor", "--time", "claude-code").stdout
    assert "a cold hook takes" in told
    assert "the server" in told
