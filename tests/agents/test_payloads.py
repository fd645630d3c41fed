"""What the real agents send (recorded by ``tests/clients/record.py``): read, judged, remembered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guard.agents.canaries import refuses
from guard.agents.catalogue import ABOUT
from guard.agents.interface import adapter
from guard.model import Verdict
from guard.session.ledger import Ledger

COMMAND = "echo hello > harmless.txt; cat harmless.txt"
FILES = {
    path.stem: json.loads(path.read_text()) for path in (Path(__file__).parent / "payloads").glob("*.json")
}
RECORDED = [
    pytest.param(agent, payload, id=f"{agent}: {number}")
    for agent, file in sorted(FILES.items())
    for number, payload in enumerate(file["payloads"])
]
REMEMBERING = (
    "claude-code",
    "codex",
    "copilot",
    "droid",
    "gemini",
    "goose",
    "grok",
    "kimi",
    "opencode",
    "qwen",
    "hermes",
    "openhands",
    "vibe",
)


@pytest.fixture(autouse=True)
def own_state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "guard"


def reply_to(agent: str, payload: dict[str, Any], decision: str) -> tuple[bool, list[Any]]:
    seen: list[Any] = []

    def answer(proposal):
        seen.append(proposal)
        return Verdict(decision, (), "because")  # type: ignore[arg-type]

    out, _, code = adapter(agent).handle(payload, answer)
    return refuses(out.decode(), code), seen


@pytest.mark.parametrize(("agent", "payload"), RECORDED)
def test_a_call_is_judged_and_everything_else_is_let_pass(agent, payload):
    refused, seen = reply_to(agent, payload, "deny")
    text = json.dumps(payload)
    gates = ('"PreToolUse"', '"BeforeTool"', ".before", '"tool_call"', '"pre_tool"', '"pre_tool_call"')
    before = any(name in text for name in gates)
    before |= agent == "copilot" and "toolName" in payload and "toolResult" not in payload
    assert refused is before
    assert len(seen) == before
    for proposal in seen:
        assert proposal.cwd == "/home/u/proj"
        if proposal.tool_name == "Bash":
            assert proposal.tool_input["command"] == COMMAND
        else:
            assert proposal.tool_name in ("Write", "Edit")
            assert proposal.tool_input["file_path"] == "/home/u/proj/notes.txt"
    assert reply_to(agent, payload, "allow")[0] is False


@pytest.mark.parametrize("agent", REMEMBERING)
def test_what_ran_is_remembered_in_the_session(agent, own_state):
    sessions = set()
    for payload in FILES[agent]["payloads"]:
        reply_to(agent, payload, "allow")
        sessions.add(payload.get("session_id") or payload.get("sessionId") or payload.get("session"))
    (session,) = sessions
    assert [ran.text for ran in Ledger(str(own_state), session).commands()] == [COMMAND]


@pytest.mark.parametrize(("agent", "payload"), RECORDED)
def test_no_home_and_no_identifier_of_the_recording_is_kept(agent, payload):
    text = json.dumps(payload)
    assert '"/tmp' not in text
    assert "/root" not in text


def test_every_agent_that_can_be_driven_is_recorded_with_the_version_that_is_pinned():
    assert {agent: file["version"] for agent, file in FILES.items()} == {
        agent: about.tested for agent, about in ABOUT.items() if about.tested
    }


@pytest.mark.parametrize("agent", sorted(FILES))
def test_a_call_of_the_shell_and_one_of_a_file_are_recorded(agent):
    seen = [p for payload in FILES[agent]["payloads"] for p in reply_to(agent, payload, "allow")[1]]
    tools = {proposal.tool_name for proposal in seen}
    assert "Bash" in tools
    assert tools & {"Write", "Edit"} or agent in WITHOUT_FILES


WITHOUT_FILES = ("codex", "copilot")
"""They offer the fake model no tool for files: theirs is a patch in free text."""
