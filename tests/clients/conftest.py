"""A small Messages API on loopback, scripted by turns, and the real Claude Code driven against it.

The server is stateless: the number of tool results in a request says which turn it is. Every request is
kept, so that a test can see what reached the model.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = ROOT / ".clients" / "node_modules" / "@anthropic-ai"


@dataclass
class Messages:
    """What the model would say, turn by turn, and everything that it was told."""

    turns: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0

    def results(self) -> list[dict[str, Any]]:
        """Every tool result that reached the model, in order."""
        longest: list[dict[str, Any]] = []
        for request in self.requests:
            found = _results(request)
            longest = found if len(found) > len(longest) else longest
        return longest


def _results(request: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        block
        for message in request.get("messages", [])
        if isinstance(message.get("content"), list)
        for block in message["content"]
        if block.get("type") == "tool_result"
    ]


def _events(request: dict[str, Any], turns: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    done = len(_results(request))
    tools = {tool.get("name") for tool in request.get("tools") or ()}
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "fake",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }
    if tools and done < len(turns):
        name, given = turns[done]
        start: dict[str, Any] = {"type": "tool_use", "id": f"toolu_{done}", "name": name, "input": {}}
        delta: dict[str, Any] = {"type": "input_json_delta", "partial_json": json.dumps(given)}
        stop = "tool_use"
    else:
        start, delta, stop = (
            {"type": "text", "text": ""},
            {"type": "text_delta", "text": "finished"},
            "end_turn",
        )
    return [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": start},
        {"type": "content_block_delta", "index": 0, "delta": delta},
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": stop, "stop_sequence": None},
            "usage": {"output_tokens": 1},
        },
        {"type": "message_stop"},
    ]


def _handler(model: Messages) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
            if not self.path.startswith("/v1/messages") or "count_tokens" in self.path:
                self._send("application/json", json.dumps({"input_tokens": 1}).encode())
                return
            model.requests.append(request)
            events = _events(request, model.turns)
            if request.get("stream"):
                lines = "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)
                self._send("text/event-stream", lines.encode())
            else:
                whole = {
                    **events[0]["message"],
                    "content": [{"type": "text", "text": "{}"}],
                    "stop_reason": "end_turn",
                }
                self._send("application/json", json.dumps(whole).encode())

        def do_GET(self) -> None:
            self._send("application/json", b"{}")

        do_HEAD = do_GET

        def _send(self, kind: str, content: bytes) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    return Handler


@pytest.fixture
def model():
    """The fake model, listening on loopback."""
    script = Messages()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(script))
    server.daemon_threads = True
    script.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield script
    server.shutdown()
    server.server_close()
    thread.join(5)


@dataclass
class Client:
    """Claude Code in a home of its own, with a fresh repository to work in."""

    program: Path
    home: Path
    project: Path
    model: Messages

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "SHELL": "/bin/bash",
            "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{self.model.port}",
            "ANTHROPIC_API_KEY": "x" * 24,
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
            "IS_SANDBOX": "1",
            "ENABLE_TOOL_SEARCH": "false",
            "NO_PROXY": "127.0.0.1",
        }

    def guard(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The command ``guard`` in this home."""
        return subprocess.run(
            [sys.executable, "-m", "guard", *words],
            env={**self.environment, "PYTHONPATH": str(ROOT)},
            cwd=self.project,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )

    def run(
        self, *turns: tuple[str, dict[str, Any]], prompt: str = "go", options: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        """One headless conversation in which the model calls these tools in order."""
        self.model.turns = list(turns)
        self.model.requests.clear()
        permissive = options or ("--dangerously-skip-permissions",)
        return subprocess.run(
            [str(self.program), "-p", prompt, *permissive],
            env=self.environment,
            cwd=self.project,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def settings(self) -> dict[str, Any]:
        return json.loads((self.home / ".claude" / "settings.json").read_text())

    def rewrite(self, settings: dict[str, Any]) -> None:
        (self.home / ".claude" / "settings.json").write_text(json.dumps(settings))


@pytest.fixture
def claude(tmp_path: Path, model: Messages) -> Client:
    """The real client with the guard installed as a person would install it."""
    programs = sorted(CLIENTS.glob("claude-code-linux-*/claude"))
    if not programs:
        pytest.skip("Claude Code is not installed: make clients")
    home, project = tmp_path / "home", tmp_path / "home" / "proj"
    project.mkdir(parents=True)
    subprocess.run(
        ["git", "init", "-q", "-b", "main", str(project)], check=True, env={"PATH": os.environ["PATH"]}
    )
    client = Client(programs[0], home, project, model)
    client.guard("install", "claude-code", "--yes")
    return client
