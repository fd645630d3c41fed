"""What a hook adds to a tool call, as the real agent sees it.

``python -m benchmarks.agents [AGENT…]``: the agent runs a conversation of some calls against the fake model
of ``tests/clients``, once without the guard and once with it. Printed is the median time from the model's
answer to the agent's next request, in milliseconds.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.clients import fake_model
from tests.clients.agents import AGENTS, Client, prepared

CALLS = 12


def gaps(client: Client) -> list[float]:
    """Milliseconds between one request with tools and the next."""
    times: list[float] = []
    plain = fake_model._answer

    def timed(model: fake_model.Messages, path: str, request: dict[str, object]) -> tuple[str, bytes]:
        if request.get("tools"):
            times.append(time.perf_counter())
        return plain(model, path, request)

    fake_model._answer = timed  # type: ignore[assignment]
    try:
        client.run(*[client.agent.shell("git status --short") for _ in range(CALLS)])
    finally:
        fake_model._answer = plain
    return [(b - a) * 1000 for a, b in itertools.pairwise(times)]


def main() -> None:
    """Measure the agents named on the command line, or the quick ones."""
    print(f"{'agent':12} {'without':>8} {'with':>8} {'added':>8}   ms per call, median of {CALLS}")
    for name in sys.argv[1:] or ("codex", "goose", "grok", "copilot"):
        with fake_model.listening() as model, tempfile.TemporaryDirectory(prefix="bench-") as folder:
            client = prepared(AGENTS[name], Path(folder) / "home", model)
            if client is None:
                print(f"{name:12} is not installed: ALL=1 make clients")
                continue
            client.command("true")  # the first start reads caches
            guarded = statistics.median(gaps(client) or [0.0])
            client.guard("uninstall", name, "--yes")
            bare = statistics.median(gaps(client) or [0.0])
            print(f"{name:12} {bare:8.1f} {guarded:8.1f} {guarded - bare:8.1f}")


if __name__ == "__main__":
    main()
