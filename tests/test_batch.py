"""``guard batch``: every line gets an answer, in order, whatever it holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard.batch import answer
from guard.service import Guard


@pytest.fixture
def guard(tmp_path):
    return Guard({"HOME": str(tmp_path)})


def ask(guard, **fields):
    return answer(json.dumps({"id": "x", "cwd": "/tmp", **fields}).encode(), guard)


def test_a_proposal_gets_a_decision_with_its_id_and_time(guard):
    got = ask(guard, command="ls")
    assert (got["id"], got["decision"], got["findings"]) == ("x", "allow", [])
    assert got["elapsed_ms"] >= 0


def test_a_finding_says_what_where_and_why(guard, tmp_path):
    got = ask(guard, command="rm -rf /", env={"HOME": str(tmp_path)})
    assert got["decision"] == "deny"
    finding = got["findings"][0]
    assert finding["operation"] == "delete"
    assert finding["vector"].startswith("RV:R4/BR:B3")
    assert got["summary"].startswith("Deletes / ")
    assert "error" not in got


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"\x00\x01\x02", id="binary"),
        pytest.param(b"\xff\xfe{}", id="invalid UTF-8"),
        pytest.param(b"{", id="broken JSON"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'"x"', id="a text"),
        pytest.param(b'{"tool": "telepathy"}', id="an unknown tool"),
        pytest.param(b'{"command": "ls", "cwd": "/tmp", "colour": "red"}', id="an unknown field"),
        pytest.param(b'{"command": "ls"}', id="no working directory"),
        pytest.param(b'{"command": "ls", "cwd": "here"}', id="a relative working directory"),
        pytest.param(b'{"command": 3, "cwd": "/tmp"}', id="a command that is a number"),
        pytest.param(b'{"command": "ls", "cwd": "/tmp", "env": []}', id="an environment that is a list"),
        pytest.param(b'{"command": "ls", "cwd": "/tmp", "env": {"A": 1}}', id="a variable that is a number"),
        pytest.param(b'{"command": "ls", "cwd": "/tmp", "mode": 1}', id="a mode that is a number"),
        pytest.param(b"[" * 100_000, id="a hundred thousand brackets"),
        pytest.param(b'{"command": "' + b"a" * (17 * 2**20) + b'"}', id="seventeen megabytes"),
    ],
)
def test_what_cannot_be_read_is_asked_about_and_named(guard, line):
    got = answer(line, guard)
    assert got["decision"] == "ask"
    assert got["error"]["message"]


def test_a_mode_that_is_not_known_counts_as_one_in_which_nobody_is_asked(guard, tmp_path):
    where = {"command": "git clone x && cd x && claude", "cwd": str(tmp_path)}
    assert ask(guard, **where, mode="interactive")["decision"] == "ask"
    assert ask(guard, **where, mode="yolo")["decision"] == "deny"


def test_ten_megabytes_of_command_are_asked_about(guard):
    assert ask(guard, command="echo " + "a" * 10_000_000)["decision"] == "ask"


def test_a_deleted_directory_still_gets_an_answer(guard, tmp_path):
    gone = tmp_path / "gone"
    assert ask(guard, command="rm -rf *", cwd=str(gone), env={"HOME": str(tmp_path)})["decision"] in (
        "ask",
        "allow",
    )
    assert ask(guard, command="rm -rf ~", cwd=str(gone), env={"HOME": str(tmp_path)})["decision"] == "deny"


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_text_as_a_command_gets_a_verdict(guard, text):
    assert ask(guard, command=text)["decision"] in ("allow", "ask", "deny")


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary())
def test_any_bytes_as_a_line_get_a_verdict(guard, line):
    assert answer(line, guard)["decision"] in ("allow", "ask", "deny")


def test_the_process_answers_in_order_and_survives_nonsense(tmp_path):
    lines = [
        b'{"id": "1", "command": "ls", "cwd": "/tmp"}',
        b"\xff\x00 nonsense",
        b"",
        b'{"id": "2", "command": "pwd", "cwd": "/tmp"}',
    ]
    done = subprocess.run(
        [sys.executable, "-m", "guard", "batch"], input=b"\n".join(lines), capture_output=True, check=True,
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]}, timeout=60,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(a["id"], a["decision"]) for a in answers] == [("1", "allow"), (None, "ask"), ("2", "allow")]
    assert done.stderr == b""
