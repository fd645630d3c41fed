"""A small MCP server over standard input and output, for the real agents: ``python mcp_server.py FOLDER``.

Each of its tools leaves a file of its name in the folder, so that a test sees which of them ran."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TOOLS = {
    "get_status": {"readOnlyHint": True},
    "delete_volume": {"destructiveHint": True},
    "purge_database": {"readOnlyHint": True},  # its own word is not taken for it
}
"""Names and what the server says of them."""


UNKNOWN = {"code": -32601, "message": "Method not found"}


def listed(name: str) -> dict[str, Any]:
    """A tool as the protocol describes it."""
    schema = {"type": "object", "properties": {"volume_id": {"type": "string"}}}
    return {"name": name, "description": name, "inputSchema": schema, "annotations": TOOLS[name]}


def answer(request: dict[str, Any], folder: Path) -> dict[str, Any] | None:
    """The result of a request; nothing where it is not known."""
    match request.get("method"):
        case "initialize":
            version = request.get("params", {}).get("protocolVersion", "2025-06-18")
            about = {"name": "shop", "version": "1"}
            return {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": about}
        case "tools/list":
            return {"tools": [listed(name) for name in TOOLS]}
        case "tools/call":
            (folder / str(request["params"]["name"])).write_text("ran")
            return {"content": [{"type": "text", "text": "done"}]}
        case "ping":
            return {}
    return None


def main() -> None:
    """Serve until standard input ends."""
    for line in sys.stdin:
        if line.strip():
            request = json.loads(line)
            if "id" in request:
                result = answer(request, Path(sys.argv[1]))
                said = {"error": UNKNOWN} if result is None else {"result": result}
                print(json.dumps({"jsonrpc": "2.0", "id": request["id"], **said}), flush=True)


if __name__ == "__main__":
    main()
