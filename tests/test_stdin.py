"""Any bytes on the standard input of every command that reads it: an answer or a clear error."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=80).map(lambda t: t.encode("utf-8", "surrogatepass")),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=10),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
    st.dictionaries(
        st.sampled_from(["hook_event_name", "tool_name", "tool_input", "cwd", "session_id", "tool_use_id", "command"]),
        st.none() | st.integers() | st.text(max_size=20) | st.sampled_from(["PreToolUse", "Bash", "/tmp", "PostToolUse"])
        | st.dictionaries(st.sampled_from(["command", "file_path"]), st.none() | st.text(max_size=20), max_size=2),
    ).map(lambda value: json.dumps(value).encode()),
)  # fmt: skip


def run(words, data, home):
    return subprocess.run(
        [sys.executable, "-m", "guard", *words], input=data, capture_output=True, check=False, timeout=60,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "SHELL": "/bin/bash"}, cwd="/",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        pytest.param(["hook", "claude-code"], {0, 2}, id="hook"),
        pytest.param(["hook", "nobody"], {2}, id="hook of an agent that nobody knows"),
        pytest.param(["batch"], {0}, id="batch"),
        pytest.param(["check", "-"], {0, 10, 20}, id="check"),
        pytest.param(["check", "--sql", "-"], {0, 10, 20}, id="check of SQL"),
        pytest.param(["explain", "-"], {0}, id="explain"),
    ],
)
@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=BYTES)
def test_any_bytes_get_an_answer_and_no_traceback(words, codes, data, tmp_path):
    done = run(words, data, tmp_path)
    assert done.returncode in codes, done.stderr
    assert b"Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00\xff", id="binary"),
        pytest.param(b"{", id="broken JSON"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"{}", id="an empty object"),
        pytest.param(b'{"hook_event_name": "PreToolUse"}', id="no tool"),
        pytest.param(b'{"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {}, "cwd": "/"}', id="no command"),
        pytest.param(b'{"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "ls"}}', id="no directory"),
        pytest.param(b'{"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": [{"a": 1}]}, "cwd": "/"}', id="an object as the command"),
        pytest.param(b'{"a":' * 50_000, id="fifty thousand objects"),
        pytest.param(b'{"a": "' + b"x" * (9 * 2**20) + b'"}', id="nine megabytes"),
    ],
)  # fmt: skip
def test_a_hook_that_cannot_read_its_payload_lets_nothing_pass(data, tmp_path):
    done = run(["hook", "claude-code"], data, tmp_path)
    assert (done.returncode == 2 and b'"deny"' in done.stdout and done.stderr) or b'"ask"' in done.stdout
    assert b"Traceback" not in done.stderr
