"""Records what each real agent sends to its hooks: ``make record`` (``python -m tests.clients.record [AGENT…]``).

Every payload that reaches the guard is kept in ``tests/agents/payloads/<agent>.json``, with the home
directory, the identifiers and the times taken out, so that an adapter can be changed without its agent.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from guard.agents.catalogue import ABOUT
from guard.agents.install import interpreter
from tests.clients.agents import AGENTS, ROOT, Client, prepared, script
from tests.clients.fake_model import listening

PLACE = ROOT / "tests" / "agents" / "payloads"
SECRETIVE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}|[0-9]{8}_[0-9]{1,6}|session_[0-9a-f]{6}[\w-]*|[0-9]{13}_\w+|ses_\w{16,}|tmp-record-\w+"
    r"|\d{4}-\d\d-\d\dT[\d:.-]+(?:-[0-9a-f]{8})?Z?|\d{4}/\d\d/\d\d|(?<=_)[0-9a-f]{6}\b"
)


def record(name: str) -> list[dict[str, Any]]:
    """The payloads of a short conversation with one command."""
    with listening() as model, tempfile.TemporaryDirectory(prefix="record-") as folder:
        client = prepared(AGENTS[name], Path(folder) / "home", model)
        if client is None:
            return []
        kept = client.home / "payloads"
        kept.mkdir()
        tee = f'tee "$(mktemp {kept}/$(date +%s%N).XXXXXX)" | exec {interpreter()} "$@"\n'
        client.replace(interpreter(), script(client, tee))
        calls = [client.agent.shell("echo hello > harmless.txt; cat harmless.txt")]
        if client.agent.write is not None:
            calls.append(client.agent.write(str(client.project / "notes.txt"), "hello\n"))
        client.run(*calls)
        return [_scrubbed(path, client) for path in sorted(kept.iterdir())]


def _scrubbed(path: Path, client: Client) -> dict[str, Any]:
    text = (
        path.read_text()
        .replace(str(client.home), "/home/u")
        .replace(quote(str(client.home), ""), "%2Fhome%2Fu")
    )
    found = _cleaned(json.loads(SECRETIVE.sub("ID", text)))
    assert isinstance(found, dict)
    return found


def _cleaned(value: Any) -> Any:
    if isinstance(value, dict):
        moving = ("timestamp", "duration")
        return {
            key: 0 if any(word in key.lower() for word in moving) else _cleaned(one)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return value


def main() -> None:
    """Record the agents named on the command line, or all."""
    PLACE.mkdir(exist_ok=True)
    for name in sys.argv[1:] or AGENTS:
        payloads = record(name)
        print(name, len(payloads))
        if payloads:
            recorded = {"agent": name, "version": ABOUT[name].tested, "payloads": payloads}
            (PLACE / f"{name}.json").write_text(json.dumps(recorded, indent=1) + "\n")


if __name__ == "__main__":
    main()
