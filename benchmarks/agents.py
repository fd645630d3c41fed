"""What a hook adds to a tool call, as the real agent sees it.

    python -m benchmarks.agents [--scoreboard] [AGENT…]

The agent runs a conversation of some calls against the fake model of ``tests/clients``, with the guard and
without it in turns, so that a busy machine disturbs both alike; Claude Code with the server too (``--http``).
Printed are the median and the tenth percentile of the time from the model's answer to the agent's next
request; the tenth percentile is nearer to what an idle machine sees. ``--scoreboard`` writes the table into
``docs/scoreboard.md``.
"""

from __future__ import annotations

import argparse
import itertools
import os
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

from guard.agents.catalogue import ABOUT
from tests.clients import fake_model
from tests.clients.agents import AGENTS, Client, prepared, servers

sys.path.insert(0, str(Path(__file__).resolve().parent))  # benchmarks is no package

from sections import write_measured

TITLE = "Time added to a tool call, as the agent sees it"
CALLS = 12
ROUNDS = 3
AGENTS_MEASURED = ("claude-code", "codex", "copilot", "gemini", "goose", "grok", "droid")
WITHOUT, PROCESS, SERVER = "without", "", ", asking the server"


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


def measured(client: Client) -> dict[str, list[float]]:
    """The gaps without the guard, with a process for each call, and with the server where the agent can ask
    one; from conversations in turns."""
    name = client.agent.name
    ways: dict[str, tuple[str, ...]] = {PROCESS: ()}
    if name == "claude-code":
        ways[SERVER] = ("--http",)
    times: dict[str, list[float]] = {WITHOUT: []}
    client.command("true")  # the first start reads caches
    client.guard("uninstall", name, "--yes")
    for _ in range(ROUNDS):
        times[WITHOUT] += gaps(client)
        for way, words in ways.items():
            client.guard("install", name, *words, "--yes")
            times.setdefault(way, []).extend(gaps(client))
            client.guard("uninstall", name, "--yes")
    for process in servers(client.home):
        os.kill(process, signal.SIGKILL)
    return times


def main() -> None:
    """Measure the agents named on the command line, or those that take a second or two."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("agents", nargs="*", default=AGENTS_MEASURED)
    parser.add_argument("--scoreboard", action="store_true", help="write docs/scoreboard.md")
    asked = parser.parse_args()
    rows = ["| agent | without | with | added | without, p10 | with, p10 | added |", "|---" * 7 + "|"]
    for name in asked.agents:
        with fake_model.listening() as model, tempfile.TemporaryDirectory(prefix="bench-") as folder:
            client = prepared(AGENTS[name], Path(folder) / "home", model)
            if client is None:
                rows.append(f"| {name} | not installed: `ALL=1 make clients` | | | | | |")
                continue
            times = measured(client)
            bare = times.pop(WITHOUT)
            rows += [
                row(f"{ABOUT[name].title} {ABOUT[name].tested}{way}", bare, t) for way, t in times.items()
            ]
    print("\n".join(rows))
    if asked.scoreboard:
        about = (
            f"{ROUNDS} conversations of {CALLS} calls of `git status --short` each with the guard and "
            "without it, in turns, the real agents against a fake model on loopback. From the model's answer "
            "to the agent's next request; with the guard that is one hook before the call and one after it."
        )
        write_measured(
            "Time added to a tool call, as the agent sees it",
            "python -m benchmarks.agents --scoreboard",
            about,
            rows,
        )


def row(title: str, bare: list[float], guarded: list[float]) -> str:
    """One agent's figures as a row of a table."""
    cells = [title]
    for figure in (statistics.median, least):
        without, with_it = figure(bare), figure(guarded)
        cells += [f"{without:.0f} ms", f"{with_it:.0f} ms", f"{with_it - without:.0f} ms"]
    return f"| {' | '.join(cells)} |"


def least(times: list[float]) -> float:
    """The tenth percentile."""
    return sorted(times)[len(times) // 10]


if __name__ == "__main__":
    main()
