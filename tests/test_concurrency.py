"""Hooks that run at the same time, and hooks that are killed: log and ledger stay whole, nothing is let through."""

from __future__ import annotations

import json
import os
import pathlib
import random
import subprocess
import sys
import time

import pytest

from guard.session.ledger import Ledger

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOOK = [os.path.realpath(sys.executable), "-I", "-S", str(ROOT / "guard" / "hook.py"), "claude-code"]


def start(home: pathlib.Path, number: int) -> subprocess.Popen[bytes]:
    """A hook that asks about a call of its own and remembers that it did."""
    payload = {
        "session_id": "s", "cwd": str(home), "hook_event_name": "PreToolUse", "tool_name": "Bash",
        "tool_use_id": f"call-{number}", "tool_input": {"command": f"kubectl delete ns shop-{number}"},
    }  # fmt: skip
    hook = subprocess.Popen(
        HOOK, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert hook.stdin is not None
    hook.stdin.write(json.dumps(payload).encode())
    hook.stdin.close()
    hook.stdin = None
    return hook


def asked(output: bytes) -> bool:
    return json.loads(output)["hookSpecificOutput"]["permissionDecision"] == "ask"


def logged(home: pathlib.Path) -> list[str]:
    """The commands in the log; every line is a whole one."""
    lines = (home / ".local/state/guard/audit.jsonl").read_text().splitlines()
    return [json.loads(line)["text"] for line in lines]


def test_fifty_hooks_at_once_lose_nothing(tmp_path):
    hooks = [start(tmp_path, number) for number in range(50)]
    answers = [hook.communicate(timeout=60) for hook in hooks]
    assert [hook.returncode for hook in hooks] == [0] * 50
    assert all(asked(out) for out, _ in answers)
    assert sorted(logged(tmp_path)) == sorted(f"kubectl delete ns shop-{n}" for n in range(50))
    ledger = Ledger(str(tmp_path / ".local/state/guard"), "s")
    assert all(len(ledger.asked(f"call-{number}")) == 1 for number in range(50))


def test_hooks_that_are_killed_lose_nothing_of_others_and_allow_nothing(tmp_path):
    chance = random.Random(7)
    finished = []
    for round_ in range(6):
        hooks = {number: start(tmp_path, number) for number in range(10 * round_, 10 * round_ + 10)}
        doomed = chance.sample(sorted(hooks), 5)
        for number in doomed:
            time.sleep(chance.random() * 0.02)
            hooks[number].kill()
        for number, hook in hooks.items():
            out, _ = hook.communicate(timeout=60)
            if hook.returncode == 0:
                assert asked(out)
                finished.append(number)
            else:
                assert number in doomed
                assert not out or asked(out)
    assert finished
    written = logged(tmp_path)
    ledger = Ledger(str(tmp_path / ".local/state/guard"), "s")
    for number in finished:
        assert f"kubectl delete ns shop-{number}" in written
        assert len(ledger.asked(f"call-{number}")) == 1


WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from guard.session import ledger
ledger.FACTS_PER_SESSION, ledger.SHORTEST = 60, 1
from guard.session import eviction
eviction.BY_NAME = 10
for number in range(60):
    ledger.Ledger(sys.argv[2], "s").record("refused", f"{sys.argv[3]}-{number}")
    ledger.Ledger(sys.argv[2], "s").record("secret", f"{sys.argv[3]}-{number}", "x")
"""


@pytest.mark.parametrize("writers", [2, 5])
def test_evicting_while_others_write_loses_nothing_that_a_question_looks_at(tmp_path, writers):
    words = [sys.executable, "-c", WRITER, str(ROOT), str(tmp_path)]
    running = [subprocess.Popen([*words, str(n)]) for n in range(writers)]
    assert [process.wait(60) for process in running] == [0] * writers
    ledger = Ledger(str(tmp_path), "s")
    assert len(set(ledger.refusals())) == 60 * writers
    assert ledger.evicted() > 0
    assert sum(name.startswith("ledger-s") for name in os.listdir(tmp_path)) == 1
