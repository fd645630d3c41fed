"""How much a hook costs, in bare starts of the same interpreter, interleaved in one run.

    python benchmarks/hook.py [--runs N] [--scoreboard]

Every round runs the bare interpreter and then each payload, so that a noisy machine slows both alike;
the figures are medians and ratios of medians, of an installation with its bundle.
``--scoreboard`` writes the table into ``docs/scoreboard.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import platform
import resource
import subprocess
import tempfile
import time

from installation import PYTHON, hook_of
from sections import write_measured

COMMANDS = {
    "read-only (git status)": "git status",
    "ls": "ls -la src",
    "rm": "rm -rf build",
    "git": "git reset --hard",
    "kubectl": "kubectl delete ns shop",
    "aws": "aws s3 rm s3://data --recursive",
    "curl": "curl -X DELETE https://api.example.com/v1/items/1",
    "SQL read": "psql -c 'SELECT 1'",
    "SQL write": "psql -c 'DROP TABLE users'",
}
BOUNDS = {
    "read-only (git status)": 1.5, "ls": 1.5, "rm": 2.2, "git": 2.2, "kubectl": 2.2, "aws": 2.2, "curl": 2.2,
    "SQL read": 2.2, "SQL write": 2.5,
}  # fmt: skip
"""Ratios that are asked for."""


def payload(command: str, cwd: str) -> bytes:
    """What Claude Code sends before a Bash call."""
    return json.dumps(
        {
            "session_id": "bench",
            "transcript_path": "/dev/null",
            "cwd": cwd,
            "permission_mode": "default",
            "hook_event_name": "PreToolUse",
            "tool_name": "Bash",
            "tool_input": {"command": command, "description": "bench"},
            "tool_use_id": "toolu_1",
        }
    ).encode()


def once(argv: list[str], stdin: bytes, env: dict[str, str]) -> tuple[float, float]:
    """Seconds on the clock and of the processor for one start."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(argv, input=stdin, env=env, check=False, capture_output=True)
    took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


Taken = dict[str, list[tuple[float, float]]]


def measured(runs: int) -> Taken:
    """Seconds of each start, by name; ``bare`` is the interpreter alone."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as copy:
        hook = hook_of(copy)
        env = {"HOME": home, "PATH": os.environ["PATH"]}
        subprocess.run(["git", "init", "-q", home], check=True)
        for folder in ("build", "src"):
            os.mkdir(os.path.join(home, folder))
            pathlib.Path(home, folder, "a.o").write_text("x")
        bare = [PYTHON, "-I", "-S", "-c", "pass"]
        times: Taken = {name: [] for name in ("bare", *COMMANDS)}
        for round_ in range(runs + 3):
            for name, argv, stdin in [("bare", bare, b"")] + [
                (n, hook, payload(c, home)) for n, c in COMMANDS.items()
            ]:
                took = once(argv, stdin, env)
                if round_ >= 3:
                    times[name].append(took)
    return times


def table(times: Taken) -> list[str]:
    """The figures as a table of Markdown."""
    base, base_cpu = (median([t[which] for t in times["bare"]]) for which in (0, 1))
    rows = [
        "| payload | bound | ratio | of processor time | median | p10 to p90 |",
        "|---|---|---|---|---|---|",
    ]
    for name, taken in times.items():
        ordered = sorted(clock for clock, _ in taken)
        cpu = median([cpu for _, cpu in taken])
        low, high = ordered[len(ordered) // 10], ordered[len(ordered) * 9 // 10]
        bound = f"{BOUNDS[name]:.1f}" if name in BOUNDS else ""
        middle = median(ordered)
        rows.append(
            f"| {name} | {bound} | {middle / base:.2f} | {cpu / base_cpu:.2f} | {1000 * middle:.1f} ms "
            f"| {1000 * low:.1f} to {1000 * high:.1f} ms |"
        )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--scoreboard", action="store_true", help="write docs/scoreboard.md")
    asked = parser.parse_args()
    rows = table(measured(asked.runs))
    print("\n".join(rows))
    if asked.scoreboard:
        command = f"python benchmarks/hook.py --runs {asked.runs} --scoreboard"
        machine = f"CPython {platform.python_version()}, {os.cpu_count()} processors"
        about = (
            f"{machine}. A hook of Claude Code from the start of its process to the end, in medians of bare "
            "starts (`python -I -S -c pass`) of the same run, interleaved; the bound is what the ratio is to "
            "stay below. Processor time is user and system together; a busy machine disturbs it less."
        )
        write_measured("Speed", command, about, rows)


if __name__ == "__main__":
    main()
