"""What Claude Code's settings hold where the guard's server judges the calls."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from guard.agents.loopback import UNKNOWN
from guard.agents.registrations import Line, forms_of

ROUNDS = [
    pytest.param("PreToolUse:Bash hook error: connect ECONNREFUSED 127.0.0.1:1", True, id="nobody answered"),
    pytest.param(UNKNOWN, True, id="a server that does not know the conversation"),
    pytest.param("3 files changed", False, id="a call that ran"),
    pytest.param("guard: this deletes the volume", False, id="a call that was refused"),
]


@pytest.mark.parametrize(("response", "seen_to"), ROUNDS)
def test_after_a_round_of_calls_the_server_is_seen_to_where_one_was_not_judged(
    tmp_path: Path, response, seen_to
):
    program = tmp_path / "it's a hook"
    program.write_text('#!/bin/sh\nprintf "%s " "$@" > "$0.ran"; cat >> "$0.ran"\n')
    program.chmod(0o700)
    line = Line(
        (str(program), "/x/guard/hook.py", "claude-code"), ("http://127.0.0.1:1/guard/hook.py", "token")
    )
    (form,) = forms_of("claude-code", str(tmp_path / "settings.json"), line)
    (group,) = json.loads(form.installed(None))["hooks"]["PostToolBatch"]
    (hook,) = group["hooks"]
    payload = json.dumps({"hook_event_name": "PostToolBatch", "tool_calls": [{"tool_response": response}]})
    done = subprocess.run(
        [hook["command"], *hook["args"]],
        input=payload,
        text=True,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    ran = tmp_path / "it's a hook.ran"
    assert ran.exists() == seen_to
    if seen_to:
        assert ran.read_text() == f"/x/guard/hook.py claude-code-http {payload}"
