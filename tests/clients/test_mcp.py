"""MCP tools through the real agents: one that destroys is stopped by its name, one that reads is let pass, and
what a server says of itself never lowers an answer.

The server is ``mcp_server.py``, over standard input and output; each agent is told of it in its own settings."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guard.agents.catalogue import ABOUT
from tests.clients.agents import AGENTS, Client, prepared
from tests.clients.fake_model import listening, offered

pytestmark = pytest.mark.client
SERVER = Path(__file__).resolve().parent / "mcp_server.py"


def merged(key: str, entry: Callable[[list[str]], dict[str, object]]) -> Callable[[str, list[str]], str]:
    """JSON settings with the server under a key."""

    def write(text: str, words: list[str]) -> str:
        settings = json.loads(text or "{}")
        settings.setdefault(key, {})["shop"] = entry(words)
        return json.dumps(settings)

    return write


def plain(words: list[str]) -> dict[str, object]:
    return {"command": words[0], "args": words[1:]}


def toml(text: str, words: list[str]) -> str:
    return f"{text}\n[mcp_servers.shop]\ncommand = {json.dumps(words[0])}\nargs = {json.dumps(words[1:])}\n"


def goose(text: str, words: list[str]) -> str:
    shop = {"type": "stdio", "name": "shop", "enabled": True, "cmd": words[0], "args": words[1:], "timeout": 20,
            "description": "shop", "envs": {}}  # fmt: skip
    return text + "extensions:\n  shop: " + json.dumps(shop) + "\n"


SETTINGS = {
    "claude-code": (".claude.json", merged("mcpServers", plain)),
    "codex": (".codex/config.toml", toml),
    "goose": (".config/goose/config.yaml", goose),
    "gemini": (".gemini/settings.json", merged("mcpServers", plain)),
    "qwen": (".qwen/settings.json", merged("mcpServers", plain)),
    "copilot": (".copilot/mcp-config.json",
                merged("mcpServers", lambda words: {"type": "local", "tools": ["*"], **plain(words)})),
    "droid": (".factory/mcp.json", merged("mcpServers", lambda words: {"type": "stdio", **plain(words)})),
    "opencode": (".config/opencode/opencode.json",
                 merged("mcp", lambda words: {"type": "local", "command": words, "enabled": True})),
    "kimi": (".kimi-code/mcp.json", merged("mcpServers", plain)),
}  # fmt: skip
QUICK = ("claude-code", "codex", "goose")


@pytest.fixture
def client(request, tmp_path):
    with listening() as model:
        found = prepared(AGENTS[request.param], tmp_path / "home", model)
        if found is None:
            pytest.skip(f"{request.param} is not installed: ALL=1 make clients")
        name, write = SETTINGS[request.param]
        path = found.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text() if path.exists() else ""
        path.write_text(write(before, [sys.executable, str(SERVER), str(found.home)]))
        yield found


def named(client: Client, tool: str) -> str:
    """What the agent calls a tool of the server."""
    client.command("true")
    found = [name for name in offered(client.model) if name.endswith(tool)]
    if not found:
        pytest.skip(f"{client.agent.name} does not offer the server's tools here")
    return found[0]


@pytest.mark.parametrize(
    "client",
    [
        pytest.param(name, marks=() if name in QUICK else (pytest.mark.slow,), id=ABOUT[name].title)
        for name in SETTINGS
    ],
    indirect=True,
)
def test_a_tool_of_a_server_is_judged_by_what_it_does(client: Client):
    reads = named(client, "get_status")
    client.run((reads, {}))
    assert (client.home / "get_status").exists(), client.model.told()
    for tool in ("delete_volume", "purge_database"):
        client.run((reads.replace("get_status", tool), {"volume_id": "vol-1"}))
        assert not (client.home / tool).exists()
        assert "volume" in client.model.told() or "database" in client.model.told()
