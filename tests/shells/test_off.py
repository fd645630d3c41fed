"""``guard off``: a person lets this terminal be for a while; it is shown, recorded, ends by itself, and is
nobody else's to give."""

from __future__ import annotations

import json
import re
import subprocess
import time

import pytest
from click.testing import CliRunner

from guard.cli.main import cli
from guard.prompt import off

SLOW = pytest.mark.slow
BOTH = ("bash", "zsh")
ALL = (*BOTH, "fish")
GUARD = "python -m guard"


def log_of(terminal) -> list[dict]:
    path = terminal.home / "state" / "guard" / "audit.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()]


def switch_off(terminal, duration="10m"):
    since = len(terminal.text)
    terminal.line(f"guard off {duration}", "Anything else means no", 30)
    code = re.search(r"type (\d{4})", terminal.text[since:])
    assert code is not None
    terminal.type(code.group(1) + "\r")
    terminal.wait_for("guard on ends it", 20, since)
    terminal.settle(0.5)


@pytest.mark.parametrize("shell", ["bash", pytest.param("zsh", marks=SLOW), pytest.param("fish", marks=SLOW)])
def test_a_person_switches_it_off_and_on_again(open_shell, shell):
    terminal = open_shell(shell)
    switch_off(terminal)
    since = len(terminal.text)
    terminal.line("rm -rf ~/precious; echo go''ne", "gone", 20)
    assert not (terminal.home / "precious").exists()
    assert "[guard off 10m] READY>" in terminal.settle()[since:]
    (terminal.home / "precious").write_text("again")
    terminal.line("guard on", "on again", 20)
    since = len(terminal.text)
    terminal.line("rm -rf ~", "guard denied", 20)
    assert (terminal.home / "precious").exists()
    assert "guard off" not in terminal.settle()[since:]
    said = [(e["decision"], e["text"]) for e in log_of(terminal)]
    assert ("allow", "guard off 10m") in said and ("allow", "guard on") in said
    assert any(e["text"].startswith("rm -rf ~/precious") and "let through" in e.get("summary", "")
               for e in log_of(terminal))  # fmt: skip


@SLOW
@pytest.mark.parametrize("shell", ALL)
def test_it_ends_by_itself(open_shell, shell):
    terminal = open_shell(shell)
    switch_off(terminal, "3s")
    time.sleep(3)
    terminal.line("rm -rf ~", "guard denied", 20)
    assert (terminal.home / "precious").exists()
    terminal.sync()
    since = len(terminal.text)
    terminal.sync()
    assert "[guard off" not in terminal.text[since:]


@SLOW
@pytest.mark.parametrize("shell", BOTH)
def test_another_terminal_of_the_same_person_stays_guarded(open_shell, shell):
    one = open_shell(shell)
    other = open_shell(shell, env={"XDG_STATE_HOME": str(one.home / "state")})
    switch_off(one)
    other.line("rm -rf ~", "guard denied", 20)
    assert (other.home / "precious").exists()


@SLOW
def test_a_wrong_number_leaves_it_on(open_shell):
    terminal = open_shell("bash")
    since = len(terminal.text)
    terminal.line("guard off 10m", "Anything else means no", 30)
    terminal.type("yes\r")
    terminal.wait_for("stays on", 20, since)
    terminal.line("rm -rf ~", "guard denied", 20)


REFUSED = [
    pytest.param({}, "only a person at a terminal", id="no terminal"),
    pytest.param({"CLAUDECODE": "1"}, "an agent runs this", id="an agent's environment"),
]


@pytest.mark.parametrize(("env", "said"), REFUSED)
def test_nobody_but_a_person_at_a_terminal(env, said, tmp_path):
    done = CliRunner(env={"HOME": str(tmp_path), "XDG_STATE_HOME": "", **env}).invoke(cli, ["off", "10m"])
    assert done.exit_code == 1 and said in done.output
    assert not (tmp_path / ".local" / "state" / "guard" / "off").exists()


@pytest.mark.parametrize("word", ["10", "forever", "0m", "9h", "", "-5m"])
def test_a_time_that_is_none_is_a_usage_error(word):
    assert CliRunner().invoke(cli, ["off", "--", word]).exit_code == 2


@pytest.mark.parametrize("command", ["guard off 10m", "guard on", "python -m guard off 10m"])
def test_an_agent_that_proposes_it_is_refused(command, tmp_path):
    from guard import Proposal, check

    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    for mode in ("interactive", "headless"):
        proposal = Proposal(text=command, cwd=str(tmp_path), env=env, agent="claude-code", mode=mode)
        assert check(proposal, env).decision == "deny"


@pytest.fixture
def terminal():
    """A session of its own: the one these tests run in may have begun outside their container and be nobody's."""
    leader = subprocess.Popen(["sleep", "60"], start_new_session=True)
    yield leader.pid
    leader.kill()
    leader.wait()


def test_a_terminal_that_cannot_be_told_is_on_and_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr("guard.cli.off.required", lambda what: None)
    monkeypatch.setattr("guard.cli.off.terminal_of", lambda process: 0)
    done = CliRunner(env={"HOME": str(tmp_path), "XDG_STATE_HOME": ""}).invoke(cli, ["off", "10m"])
    assert done.exit_code == 1 and "cannot be told here" in done.output
    assert off.off_until(str(tmp_path), 0) == 0


@pytest.mark.parametrize("text", [
    "", "{", "[]", '{"until": "later"}', '{"until": 1e12, "leader": ""}', '{"until": 9999999999}',
])  # fmt: skip
def test_what_cannot_be_believed_is_on(text, tmp_path, terminal):
    (tmp_path / "off").mkdir()
    (tmp_path / "off" / str(terminal)).write_text(text)
    assert off.off_until(str(tmp_path), terminal) == 0


def test_what_was_kept_for_a_process_that_is_gone_is_on(tmp_path, terminal):
    off.switch_off(str(tmp_path), terminal, 60)
    assert off.off_until(str(tmp_path), terminal) > 0
    path = tmp_path / "off" / str(terminal)
    path.write_text(json.dumps({**json.loads(path.read_text()), "leader": "1"}))
    assert off.off_until(str(tmp_path), terminal) == 0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1s"), (59, "59s"), (60, "1m"), (541, "10m"), (3600, "1h00m"), (3900, "1h05m")],
)
def test_what_is_left_is_said_briefly(seconds, said):
    assert off.remaining(seconds) == said
