"""What a hook adds to a tool call, as the real agent sees it.

``python -m benchmarks.agents [AGENT…]``: the agent runs a conversation of some calls against the fake model
of ``tests/clients``, with the guard and without it in turns, so that a busy machine disturbs both alike.
Printed are the median and the tenth percentile of the time from the model's answer to the agent's next
request, as rows of ``docs/scoreboard.md``; the tenth percentile is nearer to what an idle machine sees.
"""

from __future__ import annotations

import itertools
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from guard.agents.catalogue import ABOUT
from tests.clients import fake_model
from tests.clients.agents import AGENTS, Client, prepared

CALLS = 12
ROUNDS = 3


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


def measured(client: Client) -> tuple[list[float], list[float]]:
    """The gaps without and with the guard, from conversations in turns."""
    bare: list[float] = []
    guarded: list[float] = []
    client.command("true")  # the first start reads caches
    for _ in range(ROUNDS):
        guarded += gaps(client)
        client.guard("uninstall", client.agent.name, "--yes")
        bare += gaps(client)
        client.guard("install", client.agent.name, "--yes")
    return bare, guarded


def main() -> None:
    """Measure the agents named on the command line, or those that take a second or two."""
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{ROUNDS} conversations of {CALLS} calls each; load {load} on {os.cpu_count()} processors\n")
    print(
        "| agent | without | with | added | without, p10 | with, p10 | added |\n|---|---|---|---|---|---|---|"
    )
    for name in sys.argv[1:] or ("claude-code", "codex", "copilot", "gemini", "goose", "grok", "droid"):
        with fake_model.listening() as model, tempfile.TemporaryDirectory(prefix="bench-") as folder:
            client = prepared(AGENTS[name], Path(folder) / "home", model)
            if client is None:
                print(f"| {name} | not installed: ALL=1 make clients | | | | | |")
                continue
            print(row(name, *measured(client)), flush=True)


def row(name: str, bare: list[float], guarded: list[float]) -> str:
    """One agent's figures as a row of a table."""
    cells = [f"{ABOUT[name].title} {ABOUT[name].tested}"]
    for figure in (statistics.median, least):
        without, with_it = figure(bare), figure(guarded)
        cells += [f"{without:.0f} ms", f"{with_it:.0f} ms", f"{with_it - without:.0f} ms"]
    return f"| {' | '.join(cells)} |"


def least(times: list[float]) -> float:
    """The tenth percentile."""
    return sorted(times)[len(times) // 10]


if __name__ == "__main__":
    main()
