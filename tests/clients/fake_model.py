"""A model on loopback, scripted by turns, that speaks four wire formats on one port.

Anthropic Messages, OpenAI Responses, OpenAI Chat Completions and Gemini. It is stateless: the number of
tool results in a request says which turn it is. Every request is kept, so that a test can see what reached
the model.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Messages:
    """What the model would say, turn by turn, and everything that it was told."""

    turns: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    port: int = 0

    def results(self) -> list[dict[str, Any]]:
        """Every tool result that reached the model, in order, as the wire has it."""
        longest: list[dict[str, Any]] = []
        for request in self.requests:
            found = results_of(request)
            longest = found if len(found) > len(longest) else longest
        return longest

    def told(self) -> str:
        """Everything in the tool results, as one text."""
        return json.dumps(self.results(), ensure_ascii=False)


def results_of(request: dict[str, Any]) -> list[dict[str, Any]]:
    """The tool results in a request of any format."""
    found: list[dict[str, Any]] = []
    for message in _list(request, "messages"):
        if message.get("role") == "tool":
            found.append(message)
        found += [b for b in _list(message, "content") if b.get("type") == "tool_result"]
    for item in _list(request, "input"):
        if str(item.get("type", "")).endswith("_call_output"):
            found.append(item)
    for content in _list(request, "contents"):
        found += [p["functionResponse"] for p in _list(content, "parts") if "functionResponse" in p]
    return found


def offered(model: Messages) -> set[str]:
    """The names of every tool that an agent offered to the model; ``space::name`` in a namespace."""
    found: set[str] = set()
    for request in model.requests:
        for tool in _list(request, "tools"):
            inner = tool.get("function")
            declared = _list(tool, "functionDeclarations") or [inner if isinstance(inner, dict) else tool]
            space = f"{tool.get('name')}::" if tool.get("type") == "namespace" else ""
            names = _list(tool, "tools") if space else declared
            found.update(space + str(one.get("name", "")) for one in names)
    return found - {""}


def _list(holder: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = holder.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _turn(model: Messages, request: dict[str, Any]) -> tuple[int, tuple[str, dict[str, Any]] | None]:
    done = len(results_of(request))
    return done, model.turns[done] if request.get("tools") and done < len(model.turns) else None


# ------------------------------------------------------------------------------ the four formats


def _messages(model: Messages, request: dict[str, Any]) -> tuple[str, bytes]:
    done, turn = _turn(model, request)
    message = {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "fake", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1},
    }  # fmt: skip
    start: dict[str, Any] = {"type": "text", "text": ""}
    delta: dict[str, Any] = {"type": "text_delta", "text": "finished"}
    stop = "end_turn"
    if turn:
        start = {"type": "tool_use", "id": f"toolu_{done}", "name": turn[0], "input": {}}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(turn[1])}
        stop = "tool_use"
    if not request.get("stream"):
        whole = {**message, "content": [{"type": "text", "text": "{}"}], "stop_reason": "end_turn"}
        return "application/json", json.dumps(whole).encode()
    ending = {"stop_reason": stop, "stop_sequence": None}
    return _events(
        [
            {"type": "message_start", "message": message},
            {"type": "content_block_start", "index": 0, "content_block": start},
            {"type": "content_block_delta", "index": 0, "delta": delta},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": ending, "usage": {"output_tokens": 1}},
            {"type": "message_stop"},
        ]
    )


def _responses(model: Messages, request: dict[str, Any]) -> tuple[str, bytes]:
    done, turn = _turn(model, request)
    text = [{"type": "output_text", "text": "finished", "annotations": []}]
    item: dict[str, Any] = {
        "type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": text,
    }  # fmt: skip
    if turn:
        space, _, name = turn[0].rpartition("::")
        item = {
            "type": "function_call", "id": f"fc_{done}", "call_id": f"call_{done}", "name": name,
            "arguments": json.dumps(turn[1]), "status": "completed", **({"namespace": space} if space else {}),
        }  # fmt: skip
    usage = {
        "input_tokens": 1, "output_tokens": 1, "total_tokens": 2,
        "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0},
    }  # fmt: skip
    whole = {"id": "resp_1", "object": "response", "status": "completed", "output": [item], "usage": usage}
    return _events(
        [
            {"type": "response.created", "response": {**whole, "status": "in_progress", "output": []}},
            {"type": "response.output_item.added", "output_index": 0, "item": item},
            {"type": "response.output_item.done", "output_index": 0, "item": item},
            {"type": "response.completed", "response": whole},
        ]
    )


def _chat(model: Messages, request: dict[str, Any]) -> tuple[str, bytes]:
    done, turn = _turn(model, request)
    message: dict[str, Any] = {"role": "assistant", "content": "finished"}
    stop = "stop"
    if turn:
        call = {"name": turn[0], "arguments": json.dumps(turn[1])}
        message = {
            "role": "assistant", "content": None,
            "tool_calls": [{"index": 0, "id": f"call_{done}", "type": "function", "function": call}],
        }  # fmt: skip
        stop = "tool_calls"
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    head = {"id": "chat_1", "created": 1, "model": "fake"}
    if not request.get("stream"):
        choice = {"index": 0, "message": message, "finish_reason": stop}
        whole = {**head, "object": "chat.completion", "choices": [choice], "usage": usage}
        return "application/json", json.dumps(whole).encode()
    chunk = {**head, "object": "chat.completion.chunk"}
    chunks = [
        {**chunk, "choices": [{"index": 0, "delta": message, "finish_reason": None}]},
        {**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": stop}]},
        {**chunk, "choices": [], "usage": usage},
    ]
    lines = "".join(f"data: {json.dumps(one)}\n\n" for one in chunks) + "data: [DONE]\n\n"
    return "text/event-stream", lines.encode()


def _gemini(model: Messages, request: dict[str, Any], stream: bool) -> tuple[str, bytes]:
    _, turn = _turn(model, request)
    part: dict[str, Any] = {"text": "finished"}
    if turn:
        part = {"functionCall": {"name": turn[0], "args": turn[1]}}
    content = {"role": "model", "parts": [part]}
    answer = {
        "candidates": [{"content": content, "finishReason": "STOP", "index": 0}],
        "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2},
        "modelVersion": "fake",
    }  # fmt: skip
    if stream:
        return "text/event-stream", f"data: {json.dumps(answer)}\n\n".encode()
    return "application/json", json.dumps(answer).encode()


def _events(events: list[dict[str, Any]]) -> tuple[str, bytes]:
    lines = "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events)
    return "text/event-stream", lines.encode()


def _answer(model: Messages, path: str, request: dict[str, Any]) -> tuple[str, bytes]:
    if "countTokens" in path or "count_tokens" in path:
        return "application/json", json.dumps({"input_tokens": 1, "totalTokens": 1}).encode()
    for ending, speak in (("/messages", _messages), ("/responses", _responses), ("completions", _chat)):
        if path.partition("?")[0].endswith(ending):
            model.requests.append(request)
            return speak(model, request)
    if "enerateContent" in path:
        model.requests.append(request)
        return _gemini(model, request, "stream" in path)
    return "application/json", b"{}"


# ------------------------------------------------------------------------------------- serving


def _handler(model: Messages) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            model.paths.append(self.path)
            try:
                request = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))) or b"{}")
            except ValueError:
                request = {}
            self._send(*_answer(model, self.path, request))

        def do_GET(self) -> None:
            model.paths.append(self.path)
            listed = {"id": "fake-model", "object": "model", "created": 1, "owned_by": "fake"}
            content = {"object": "list", "data": [listed]} if self.path.endswith("/models") else {}
            self._send("application/json", json.dumps(content).encode())

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


@contextmanager
def listening() -> Iterator[Messages]:
    """The fake model, on a free port of loopback."""
    script = Messages()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(script))
    server.daemon_threads = True
    script.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
