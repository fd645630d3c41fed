"""Claude Code's payloads in, its own form of an answer out: never a silent permission, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from guard.agents.claude_code import handle
from guard.agents.interface import adapter
from guard.agents.memory import output_of
from guard.errors import GuardError
from guard.model import Verdict
from guard.session.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]
UUID = "3d2c42fb-1f5a-4c0e-9a77-0123456789ab"


@pytest.fixture(autouse=True)
def own_state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "guard"


def call(**changes: Any) -> dict[str, Any]:
    """A PreToolUse payload as Claude Code 2.1.328 sends it."""
    payload: dict[str, Any] = {
        "session_id": "s1",
        "transcript_path": "/x.jsonl",
        "cwd": "/p",
        "permission_mode": "bypassPermissions",
        "effort": {"level": "medium"},
        "hook_event_name": "PreToolUse",
        "tool_name": "Bash",
        "tool_input": {"command": "ls", "description": "d"},
        "tool_use_id": "toolu_1",
    }
    payload.update(changes)
    return payload


def says(decision: str, summary: str = "because"):
    seen = []

    def answer(proposal):
        seen.append(proposal)
        return Verdict(decision, (), summary)  # type: ignore[arg-type]

    answer.seen = seen  # type: ignore[attr-defined]
    return answer


def test_an_allowed_call_is_answered_with_silence():
    assert handle(call(), says("allow")) == (b"", b"", 0)


def test_a_denial_holds_by_its_exit_code_and_by_its_json():
    out, err, code = handle(call(), says("deny", "the home directory"))
    answer = json.loads(out)["hookSpecificOutput"]
    assert (code, err) == (2, b"the home directory\n")
    assert answer == {
        "hookEventName": "PreToolUse",
        "permissionDecision": "deny",
        "permissionDecisionReason": "the home directory",
    }


def test_a_question_is_json_alone():
    out, err, code = handle(call(), says("ask"))
    assert (code, err) == (0, b"")
    assert json.loads(out)["hookSpecificOutput"]["permissionDecision"] == "ask"


def test_the_proposal_is_what_the_agent_would_run():
    answer = says("allow")
    handle(call(tool_name="mcp__x__y", tool_input={"a": 1}), answer)
    (proposal,) = answer.seen
    assert (proposal.tool, proposal.tool_name, proposal.cwd) == ("agent", "mcp__x__y", "/p")
    assert (proposal.session, proposal.agent) == ("s1", "claude-code")
    assert proposal.tool_input == {"a": 1}


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(None, id="nothing"),
        pytest.param([], id="a list"),
        pytest.param("PreToolUse", id="a text"),
        pytest.param({}, id="an empty object"),
        pytest.param({"hook_event_name": 5}, id="an event of a wrong type"),
        pytest.param({"hookEventName": "PreToolUse", "toolName": "Bash"}, id="another agent's payload"),
        pytest.param(call(tool_name=None), id="no tool"),
        pytest.param(call(tool_name=["Bash"]), id="a tool of a wrong type"),
        pytest.param(call(tool_input=None), id="no input"),
        pytest.param(call(tool_input="rm -rf /"), id="an input of a wrong type"),
        pytest.param(call(cwd=None), id="no directory"),
        pytest.param(call(cwd="relative"), id="a relative directory"),
    ],
)
def test_what_cannot_be_read_is_refused_in_the_hosts_own_form(payload):
    out, err, code = handle(payload, says("allow"))
    assert code == 2
    assert err
    assert json.loads(out)["hookSpecificOutput"]["permissionDecision"] == "deny"


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(call(new_field={"x": 1}), id="a field of a newer version"),
        pytest.param(call(session_id=None), id="no session"),
        pytest.param(call(session_id=7), id="a session of a wrong type"),
        pytest.param({"hook_event_name": "Notification", "message": "x"}, id="an event that is not ours"),
    ],
)
def test_what_does_not_matter_is_no_reason_to_refuse(payload):
    assert handle(payload, says("allow")) == (b"", b"", 0)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({"hook_event_name": "PostToolUse"}, id="an observation without anything"),
        pytest.param(
            {"hook_event_name": "PostToolUse", "session_id": "s", "tool_name": 1}, id="of a wrong type"
        ),
        pytest.param(
            {"hook_event_name": "UserPromptSubmit", "session_id": "s", "prompt": 5},
            id="a prompt of a wrong type",
        ),
        pytest.param({"hook_event_name": "SessionStart", "session_id": "s"}, id="a start"),
    ],
)
def test_an_observation_never_stops_the_conversation(payload):
    assert handle(payload, says("deny"))[2] == 0


def after(tool: str, given: dict[str, Any], response: Any, **more: Any) -> dict[str, Any]:
    return call(
        hook_event_name="PostToolUse", tool_name=tool, tool_input=given, tool_response=response, **more
    )


def test_what_a_read_showed_is_remembered_with_its_file(own_state):
    from guard.credentials.fingerprint import fingerprint

    shown = {"type": "text", "file": {"filePath": "/p/notes.md", "content": f"token {UUID}"}}
    handle(after("Read", {"file_path": "/p/notes.md"}, shown), says("allow"))
    assert Ledger(str(own_state), "s1").source_of_secret(fingerprint(UUID, str(own_state))) == "/p/notes.md"


def test_what_a_command_printed_made_and_returned_is_remembered(own_state):
    from guard.credentials.fingerprint import fingerprint

    response = {"stdout": f"x {UUID}", "stderr": "", "interrupted": False}
    handle(after("Bash", {"command": "cat notes.md && mkdir out"}, response), says("allow"))
    ledger = Ledger(str(own_state), "s1")
    assert [ran.text for ran in ledger.commands()] == ["cat notes.md && mkdir out"]
    assert ledger.source_of_secret(fingerprint(UUID, str(own_state))) == "/p/notes.md"
    assert ledger.made("path", "/p/out/file")


def test_a_written_file_is_made_only_where_it_is_new(own_state):
    handle(after("Write", {"file_path": "/p/new"}, {"type": "create"}), says("allow"))
    handle(after("Write", {"file_path": "/p/old"}, {"type": "update"}), says("allow"))
    ledger = Ledger(str(own_state), "s1")
    assert ledger.made("path", "/p/new")
    assert not ledger.made("path", "/p/old")


def test_a_prompt_is_remembered(own_state):
    prompt = "Fix it in staging. Do not touch the database."
    handle(call(hook_event_name="UserPromptSubmit", prompt=prompt), says("allow"))
    ledger = Ledger(str(own_state), "s1")
    assert ledger.task_environment() == "staging"
    assert ledger.prohibitions() == ("Do not touch the database.",)


def test_every_text_of_a_response_counts():
    assert output_of({"a": ["x", {"b": "y"}], "c": 5, "d": None}) == "x\ny"


def test_an_unknown_agent_is_an_error():
    with pytest.raises(GuardError, match="no agent"):
        adapter("somebody")


# --------------------------------------------------------------------------------- the whole process


def hook(content: bytes, agent: str = "claude-code") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "guard" / "hook.py"), agent],
        input=content,
        capture_output=True,
        timeout=60, check=False, env={"HOME": os.environ["HOME"], "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\0\xff\xfe", id="bytes that are no text"),
        pytest.param(b"{", id="half an object"),
        pytest.param(b'{"a":1}{"b":2}', id="two objects"),
        pytest.param(b"[" * 100_000, id="a nest without end"),
        pytest.param(b'{"hook_event_name":"PreToolUse"' + b" " * 9_000_000 + b"}", id="nine megabytes"),
        pytest.param(
            json.dumps(call(tool_input={"command": "rm -rf ~"})).encode() + b"garbage", id="garbage behind"
        ),
    ],
)
def test_any_bytes_end_in_a_refusal(content):
    done = hook(content)
    assert done.returncode == 2
    assert b'"deny"' in done.stdout
    assert b"Traceback" not in done.stderr
    assert done.stderr


def test_an_agent_that_nobody_knows_ends_in_a_refusal():
    assert hook(json.dumps(call()).encode(), "nobody").returncode == 2


def test_a_deleted_directory_is_no_reason_to_allow(tmp_path):
    payload = call(cwd=str(tmp_path / "gone"), tool_input={"command": "rm -rf ~"})
    assert hook(json.dumps(payload).encode()).returncode == 2


def test_an_unreadable_ledger_is_a_question(own_state):
    own_state.mkdir()
    ledger = Path(Ledger(str(own_state), "s1").path)
    ledger.write_bytes(b"x" * 5000)
    os.chmod(ledger, 0o600)
    state = {"HOME": os.environ["HOME"], "PATH": "/usr/bin:/bin", "XDG_STATE_HOME": str(own_state.parent)}
    payload = json.dumps(call(tool_input={"command": "rm -rf src"})).encode()
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "guard" / "hook.py"), "claude-code"], input=payload,
        capture_output=True, timeout=60, check=False, env=state,
    )  # fmt: skip
    assert done.returncode == 2 or b'"ask"' in done.stdout


def test_no_secret_of_a_payload_is_written_anywhere(own_state):
    token = "ghp_" + "a1B2" * 9
    for payload in (
        call(tool_input={"command": f"GH_TOKEN={token} gh repo delete o/r --yes"}),
        call(hook_event_name="UserPromptSubmit", prompt=f"use {token}"),
        after("Bash", {"command": f"echo {token}"}, {"stdout": token, "stderr": ""}),
    ):
        done = hook(json.dumps(payload).encode())
        assert token.encode() not in done.stdout + done.stderr
    for folder, _, names in os.walk(own_state.parent):
        for name in names:
            assert token.encode() not in Path(folder, name).read_bytes()
