"""Every agent's payload in, its own form of an answer out: never a silent permission, never a traceback."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from guard.agents.canaries import canary, refuses
from guard.agents.catalogue import ABOUT
from guard.agents.interface import adapter
from guard.errors import GuardError
from guard.model import Verdict

ROOT = Path(__file__).resolve().parents[2]
NAMES = tuple(ABOUT)
OTHERS = tuple(name for name in NAMES if name != "claude-code")
ASKING = {"claude-code": "ask", "copilot": "ask", "cursor": "ask", "qwen": "ask", "vscode": "ask"}


@pytest.fixture(autouse=True)
def own_state(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))


def says(decision: str, summary: str = "because of this"):
    seen: list[Any] = []

    def answer(proposal):
        seen.append(proposal)
        return Verdict(decision, (), summary)  # type: ignore[arg-type]

    answer.seen = seen  # type: ignore[attr-defined]
    return answer


def refused(reply: tuple[bytes, bytes, int]) -> bool:
    out, _, code = reply
    return refuses(out.decode(), code)


def test_every_agent_of_the_catalogue_has_a_file():
    sources = (ROOT / "guard" / "agents").glob("*.py")
    files = {path.stem.replace("_", "-") for path in sources if "\ndef handle(" in path.read_text()}
    assert set(NAMES) == files - {"claude-code-http"}  # which is Claude Code
    assert all(hasattr(adapter(name), "handle") for name in (*NAMES, "claude"))


@pytest.mark.parametrize("name", ["", "interface", "claude_code", "no-such", "../kimi", "kimi.x", "ümlaut"])
def test_no_other_name_is_one_of_an_agent(name):
    with pytest.raises(GuardError, match="no agent is called"):
        adapter(name)


@pytest.mark.parametrize("agent", NAMES)
def test_the_proposal_is_the_command_in_its_directory(agent):
    answer = says("allow")
    adapter(agent).handle(canary(agent, "ls -l", "/p"), answer)
    (proposal,) = answer.seen
    assert (proposal.agent, proposal.cwd) == (agent, "/p")
    assert (proposal.tool_name, proposal.tool_input["command"]) == ("Bash", "ls -l") or agent == "vscode"


QUIET = {
    "cursor": b"{}",
    "antigravity": b'{"decision": "allow"}',
}


@pytest.mark.parametrize("agent", NAMES)
def test_no_opinion_is_the_agents_own_form_of_it(agent):
    assert adapter(agent).handle(canary(agent, "ls"), says("allow")) == (QUIET.get(agent, b""), b"", 0)


@pytest.mark.parametrize("agent", NAMES)
def test_a_denial_says_why(agent):
    reply = adapter(agent).handle(canary(agent, "ls"), says("deny"))
    assert refused(reply)
    assert b"because of this" in reply[0] + reply[1]


@pytest.mark.parametrize("agent", NAMES)
def test_a_question_is_asked_or_refused_with_the_way_to_the_person(agent):
    out, err, code = adapter(agent).handle(canary(agent, "ls"), says("ask"))
    if agent in ASKING:
        assert (code, err) == (0, b"")
        assert b'"ask"' in out
    else:
        assert refused((out, err, code))
        assert b"show the person this exact command" in out + err


WRONG = [
    pytest.param(None, id="nothing"),
    pytest.param([], id="a list"),
    pytest.param("rm -rf /", id="a text"),
    pytest.param({}, id="an empty object"),
    pytest.param({"unknown": {"command": "rm -rf /"}}, id="fields that nobody knows"),
]


@pytest.mark.parametrize("agent", NAMES)
@pytest.mark.parametrize("payload", WRONG)
def test_what_cannot_be_read_is_refused(agent, payload):
    assert refused(adapter(agent).handle(payload, says("allow")))


def changes(payload: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every payload with one field gone, null, of another type or renamed, on two levels."""
    found = []
    ways = [(key,) for key in payload]
    ways += [(key, inner) for key, value in payload.items() if isinstance(value, dict) for inner in value]
    for way in ways:
        for how, value in (("null", None), ("number", 7), ("list", [["x"]]), ("gone", ...), ("renamed", ...)):
            changed = copy.deepcopy(payload)
            holder = changed
            for key in way[:-1]:
                holder = holder[key]
            old = holder.pop(way[-1])
            if how == "renamed":
                holder[way[-1] + "_v2"] = old
            elif how != "gone":
                holder[way[-1]] = value
            found.append((f"{'.'.join(way)} {how}", changed))
    return found


@pytest.mark.parametrize("agent", NAMES)
def test_a_changed_field_is_refused_or_changes_nothing(agent):
    from guard.service import Guard

    for what, payload in changes(canary(agent, "rm -rf /")):
        reply = adapter(agent).handle(payload, Guard(remember=False).answer)
        out, err, code = reply
        asked = b'"ask"' in out
        assert refused(reply) or asked, f"{agent}: {what} was let pass: {out!r} {code}"
        assert b"Traceback" not in out + err


@pytest.mark.parametrize("agent", NAMES)
@pytest.mark.parametrize("other", NAMES)
def test_another_agents_payload_is_never_let_pass_without_being_judged(agent, other):
    answer = says("deny")
    reply = adapter(agent).handle(canary(other, "rm -rf /"), answer)
    assert refused(reply), f"{agent} lets a payload of {other} pass"


@pytest.mark.parametrize("agent", NAMES)
def test_a_field_of_a_newer_version_is_no_reason_to_refuse(agent):
    payload = {**canary(agent, "ls"), "schema_version": 99, "added": {"x": [1]}}
    assert not refused(adapter(agent).handle(payload, says("allow")))


# ------------------------------------------------------------------------------ the whole process


def hook(agent: str, content: bytes, home: Path) -> tuple[bytes, bytes, int]:
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "guard" / "hook.sh"), sys.executable, agent], input=content,
        capture_output=True, timeout=60, check=False, env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    return done.stdout, done.stderr, done.returncode


@pytest.mark.parametrize("agent", OTHERS)
def test_a_key_that_stands_twice_is_refused_in_the_agents_form(agent, tmp_path):
    text = json.dumps(canary(agent, "ls"))
    reply = hook(agent, (text[:-1] + ', "cwd": "/tmp", "cwd": "/"}').encode(), tmp_path)
    assert refused(reply)
    assert b"Traceback" not in reply[1]


@pytest.mark.parametrize("agent", ("codex", "cline", "hermes", "vibe"))
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\0\xff\xfe", id="bytes that are no text"),
        pytest.param(b"[" * 100_000, id="a nest without end"),
        pytest.param(b'{"a":"' + b"x" * 9_000_000 + b'"}', id="nine megabytes"),
    ],
)
def test_any_bytes_end_in_a_refusal(agent, content, tmp_path):
    reply = hook(agent, content, tmp_path)
    assert refused(reply)
    assert reply[1] or agent == "vibe"


# ------------------------------------------------------------------------------- tools of all kinds

CALLS = [
    # agent, what changes in its canary, the guard's tool, one argument of it
    pytest.param("codex", {"tool_name": "apply_patch", "tool_input": {"command": "*** Begin Patch"}},
                 "ApplyPatch", ("patch", "*** Begin Patch"), id="Codex: a patch"),
    pytest.param("gemini", {"tool_name": "write_file", "tool_input": {"file_path": "/a", "content": "x"}},
                 "Write", ("file_path", "/a"), id="Gemini: a file"),
    pytest.param("gemini", {"tool_name": "mcp_pg_query", "tool_input": {"sql": "select 1"},
                            "mcp_context": {"server_name": "pg", "tool_name": "query"}},
                 "mcp__pg__query", ("sql", "select 1"), id="Gemini: an MCP tool"),
    pytest.param("copilot", {"toolName": "apply_patch", "toolArgs": "*** Begin Patch"},
                 "ApplyPatch", ("patch", "*** Begin Patch"), id="Copilot: a patch as a text"),
    pytest.param("copilot", {"toolName": "bash", "toolArgs": '{"command": "ls"}'},
                 "Bash", ("command", "ls"), id="Copilot: arguments as a text of JSON"),
    pytest.param("copilot", {"toolName": "create", "toolArgs": {"path": "/a", "file_text": "x"}},
                 "Write", ("content", "x"), id="Copilot: a file"),
    pytest.param("copilot", {"toolName": "write_bash", "toolArgs": {"sessionId": "0", "input": "rm x"}},
                 "TypeIn", ("text", "rm x"), id="Copilot: typed into a running shell"),
    pytest.param("copilot", {"toolName": "echo-run_sh", "toolArgs": {"command": "ls"}},
                 "mcp__echo__run_sh", ("command", "ls"), id="Copilot: an MCP tool"),
    pytest.param("cursor", {"hook_event_name": "beforeMCPExecution", "tool_name": "query",
                            "tool_input": '{"sql": "select 1"}'},
                 "mcp__query", ("sql", "select 1"), id="Cursor: an MCP tool"),
    pytest.param("cursor", {"hook_event_name": "preToolUse", "tool_name": "Delete",
                            "tool_input": {"path": "/a"}},
                 "Delete", ("file_path", "/a"), id="Cursor: a deletion"),
    pytest.param("opencode", {"tool": "write", "args": {"filePath": "/a", "content": "x"}},
                 "Write", ("file_path", "/a"), id="OpenCode: a file"),
    pytest.param("grok", {"tool_name": "echo__run", "tool_input": {"tool_name": "run",
                                                                  "tool_input": {"command": "ls"}}},
                 "mcp__echo__run", ("command", "ls"), id="Grok: an MCP tool"),
    pytest.param("droid", {"tool_name": "Edit", "tool_input": {"file_path": "/a", "old_str": "x",
                                                              "new_str": "y"}},
                 "Edit", ("new_string", "y"), id="Droid: an edit"),
    pytest.param("goose", {"tool_name": "pg__query", "tool_input": {"sql": "select 1"}},
                 "mcp__pg__query", ("sql", "select 1"), id="Goose: an MCP tool"),
    pytest.param("openhands", {"tool_name": "file_editor",
                               "tool_input": {"command": "create", "path": "/a", "file_text": "x"}},
                 "Write", ("content", "x"), id="OpenHands: a file, not a command called create"),
    pytest.param("hermes", {"tool_name": "execute_code", "tool_input": {"code": "print('x')"}},
                 "Bash", ("command", "python3 -c 'print('\\''x'\\'')'"), id="Hermes: code of Python"),
    pytest.param("kiro", {"tool_name": "use_aws", "tool_input": {
                     "service_name": "s3api", "operation_name": "delete-bucket",
                     "parameters": {"bucket": "b"}, "region": "eu-west-1"}},
                 "Bash", ("command", "aws s3api delete-bucket --bucket 'b' --region 'eu-west-1'"),
                 id="Kiro: an AWS call"),
    pytest.param("kiro", {"tool_name": "@pg/query", "tool_input": {"sql": "select 1"}},
                 "mcp__pg__query", ("sql", "select 1"), id="Kiro: an MCP tool"),
    pytest.param("vscode", {"tool_name": "mcp_pg_query", "tool_input": {"sql": "select 1"}},
                 "mcp__pg__query", ("sql", "select 1"), id="VS Code: an MCP tool"),
    pytest.param("antigravity", {"toolCall": {"name": "write_to_file", "args": {
                     "TargetFile": "/a", "CodeContent": "x", "file_path": "/harmless"}}},
                 "Write", ("file_path", "/a"), id="Antigravity: only its own name of the file counts"),
    pytest.param("vibe", {"tool_name": "file_system.bash"}, "Bash", ("command", "ls"),
                 id="Vibe: a tool with its family"),
    pytest.param("windsurf", {"agent_action_name": "pre_write_code", "tool_info": {
                     "file_path": "/p/a", "edits": [{"old_string": "x", "new_string": "y"}]}},
                 "Edit", ("file_path", "/p/a"), id="Windsurf: a file"),
]  # fmt: skip


@pytest.mark.parametrize(("agent", "changed", "tool", "argument"), CALLS)
def test_a_tool_is_known_under_the_guards_name(agent, changed, tool, argument):
    answer = says("allow")
    adapter(agent).handle({**canary(agent, "ls"), **changed}, answer)
    (proposal,) = answer.seen
    assert proposal.tool_name == tool
    assert proposal.tool_input[argument[0]] == argument[1]


@pytest.mark.parametrize(
    ("agent", "changed"),
    [
        pytest.param("gemini", {"tool_name": "read_many_files", "tool_input": {"include": ["/a", "/b"]}},
                     id="Gemini: a list of texts"),
        pytest.param("kiro", {"tool_name": "fs_read", "tool_input": {
                         "operations": [{"mode": "Line", "path": "/a"}, {"mode": "Line", "path": "/b"}]}},
                     id="Kiro: a list of objects"),
    ],
)  # fmt: skip
def test_each_file_of_a_list_is_judged(agent, changed):
    answer = says("allow")
    adapter(agent).handle({**canary(agent, "ls"), **changed}, answer)
    assert [(p.tool_name, p.tool_input["file_path"]) for p in answer.seen] == [("Read", "/a"), ("Read", "/b")]


def test_an_empty_list_is_refused():
    payload = {**canary("gemini", "ls"), "tool_name": "read_many_files", "tool_input": {"include": []}}
    assert refused(adapter("gemini").handle(payload, says("allow")))


def test_the_worst_of_several_commands_decides():
    payload = canary("cline", "ls")
    payload["tool_call"]["input"]["commands"] = ["ls", "cat <<X", "rm -rf /", "pwd"]

    def answer(proposal):
        return Verdict("deny" if "rm" in proposal.tool_input["command"] else "allow", (), "x")

    assert refused(adapter("cline").handle(payload, answer))


def test_an_argument_given_in_two_ways_is_refused():
    payload = canary("droid", "ls")
    payload |= {"tool_name": "Edit", "tool_input": {"file_path": "/a", "old_str": "x", "old_string": "y"}}
    assert refused(adapter("droid").handle(payload, says("allow")))


@pytest.mark.parametrize(
    "command",
    [
        "bash",
        "python3",
        "cd x && sh -i",
        "psql prod",
        "sudo -u x zsh",
        "ssh web1",
        "vim notes",
        "python3 -i x.py",
        "docker exec -it web bash",
        "cat | bash",
        "kubectl exec -it pod -- sh",
        "sudo -i",
    ],
)
def test_codex_does_not_start_what_waits_to_be_typed_into(command):
    from guard.service import Guard

    assert refused(adapter("codex").handle(canary("codex", command), Guard(remember=False).answer))


@pytest.mark.parametrize(
    "command", ["bash -c ls", "python3 --version", "ssh -T git@github.com", "ssh web1 uptime", "bash -i -c ls", "vim --version", "cat x | sort",  "echo ls | sh", "python3 x.py", "psql -c 'select 1'", "git log"]
)  # fmt: skip
def test_codex_starts_what_has_its_work(command, tmp_path):
    from guard.service import Guard

    reply = adapter("codex").handle(canary("codex", command, str(tmp_path)), Guard(remember=False).answer)
    assert b"waits for what is typed" not in reply[1] and b"would wait" not in reply[1]


@pytest.mark.parametrize(
    ("payload", "asks"),
    [
        pytest.param(canary("vscode", "ls"), True, id="VS Code"),
        pytest.param({**canary("cursor", "ls"), "hook_event_name": "PreToolUse", "tool_name": "Bash",
                      "tool_input": {"command": "ls"}}, False, id="Cursor"),
        pytest.param({**canary("grok", "ls"), "hookEventName": "pre_tool_use",
                      "toolName": "run_terminal_command"}, False, id="Grok"),
    ],
)  # fmt: skip
def test_an_agent_that_loads_claudes_settings_is_answered_as_it_needs(payload, asks):
    answer = says("ask")
    reply = adapter("claude-code").handle(payload, answer)
    assert len(answer.seen) == 1
    assert (b'"ask"' in reply[0]) is asks
    assert refused(reply) is not asks
