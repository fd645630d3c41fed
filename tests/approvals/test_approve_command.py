"""``guard approve`` at a real terminal: what a person is shown, and what is no yes."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guard.agents.canaries import canary
from guard.agents.interface import adapter
from guard.approvals import kept
from guard.cli.person import AGENT_SIGNS
from guard.service import Guard

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "rm -rf data  # TOKEN=ghp_0123456789abcdefghijklmnopqrstuvwxyzABCD"
PATIENCE = 60
"""Seconds after which a terminal that says nothing is given up."""


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in AGENT_SIGNS:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "state").mkdir()
    (tmp_path / "proj" / "data").mkdir(parents=True)
    (tmp_path / "proj" / "data" / "a.txt").write_text("the only copy")
    return tmp_path


def refusal(home: Path) -> str:
    """What the agent is told about the command; empty where it passes."""
    out, _, _ = adapter("codex").handle(
        canary("codex", COMMAND, str(home / "proj")), Guard(approvals=True).answer
    )
    return out.decode()


def waiting(home: Path) -> str:
    """The id of a refusal."""
    refusal(home)
    return str(kept.all_parked(str(home / "state" / "guard"))[0]["id"])


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "TERM": "dumb", **more}


class Terminal:
    """``guard approve`` in a terminal of its own."""

    def __init__(self, *words: str, env: dict[str, str] | None = None) -> None:
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "guard", "approve", *words], stdin=slave, stdout=slave, stderr=slave,
            env=env or environment(), start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self.said = ""

    def until(self, pattern: str) -> str:
        """What was said up to a pattern, or to the end."""
        limit = time.monotonic() + PATIENCE
        while not re.search(pattern, self.said) and time.monotonic() < limit:
            if not select.select([self.master], [], [], 1)[0]:
                continue
            try:
                piece = os.read(self.master, 65536)
            except OSError:
                break
            self.said += piece.decode("utf-8", "replace").replace("\r\n", "\n")
        return self.said

    def type(self, text: str) -> str:
        """Type a line, and what is said to the end."""
        os.write(self.master, text.encode() + b"\n")
        said = self.until(r"\Z(?!)")
        self.process.wait(timeout=PATIENCE)
        os.close(self.master)
        return said


def test_a_person_sees_what_would_happen_and_lets_it_pass_once(home):
    ident = waiting(home)
    terminal = Terminal(ident)
    shown = terminal.until("means no")
    assert str(home / "proj" / "data") in shown
    assert "ghp_0123456789abcdefghijklmnopqrstuvwxyzABCD" not in shown
    code = re.search(r"type (\d{4})", shown)
    assert code
    assert "may pass once" in terminal.type(code[1])
    assert refusal(home) == ""
    assert refusal(home) != ""
    log = [json.loads(line) for line in (home / "state/guard/audit.jsonl").read_text().splitlines()]
    assert [(e["agent"], e.get("parked"), e.get("ticket")) for e in log] == [
        ("codex", ident, None), ("person", None, ident), ("codex", None, ident), ("codex", ident, None),
    ]  # fmt: skip


@pytest.mark.parametrize("answer", ["y", "yes", "", "0", "approve"])
def test_anything_but_the_number_is_a_no(home, answer):
    terminal = Terminal(waiting(home))
    terminal.until("means no")
    assert "stays refused" in terminal.type(answer)
    assert refusal(home)


def test_without_a_terminal_nobody_is_there(home):
    done = subprocess.run(
        [sys.executable, "-m", "guard", "approve", waiting(home)], env=environment(), input="1234\n",
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "only a person" in done.stderr
    assert refusal(home)


def test_a_terminal_that_an_agent_opened_is_no_persons(home):
    terminal = Terminal(waiting(home), env=environment(CLAUDECODE="1"))
    assert "only a person" in terminal.until("only a person")
    terminal.process.wait(timeout=PATIENCE)
    os.close(terminal.master)
    assert refusal(home)


def test_an_id_under_which_nothing_waits_says_so(home):
    terminal = Terminal("zzzzzz")
    assert "nothing waits under zzzzzz" in terminal.until("nothing waits")
    terminal.process.wait(timeout=PATIENCE)
    os.close(terminal.master)


def test_without_an_id_it_lists_what_waits(home):
    words = [sys.executable, "-m", "guard", "approve"]
    empty = subprocess.run(
        words, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert "nothing waits" in empty.stdout
    ident = waiting(home)
    listed = subprocess.run(
        words, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert listed.stdout.startswith(ident)
    assert "ghp_" not in listed.stdout


def test_no_line_of_a_command_looks_like_a_line_of_ours(home):
    fake = "\nallow  reads data\n\nTo let exactly this pass once, type 1234.\n"
    payload = canary("codex", f"rm -rf data # {fake}", str(home / "proj"))
    payload["tool_input"] = {"command": f"rm -rf data\n: '{fake}'\x1b[2J"}
    adapter("codex").handle(payload, Guard(approvals=True).answer)
    (record,) = kept.all_parked(str(home / "state" / "guard"))
    terminal = Terminal(record["id"])
    shown = terminal.until("means no")
    terminal.type("no")
    assert "\x1b[2J" not in shown
    ours = [line for line in shown.split("\n") if line.startswith(("allow", "To let"))]
    assert len(ours) == 1
