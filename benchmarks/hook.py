"""How much a hook costs, in bare starts of the same interpreter, interleaved in one run.

    python benchmarks/hook.py [--runs N]

Every round runs the bare interpreter and then each payload, so that a noisy machine slows both alike;
the figures are medians and ratios of medians.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOOK = str(ROOT / "guard" / "hook.py")
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


def once(argv: list[str], stdin: bytes, env: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(argv, input=stdin, env=env, check=False, capture_output=True)
    return time.perf_counter() - start


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    runs = parser.parse_args().runs
    python = os.path.realpath(sys.executable)
    with tempfile.TemporaryDirectory() as home:
        env = {"HOME": home, "PATH": os.environ["PATH"]}
        subprocess.run(["git", "init", "-q", home], check=True)
        bare = [python, "-I", "-S", "-c", "pass"]
        hook = [python, "-I", "-S", HOOK, "claude-code"]
        times: dict[str, list[float]] = {name: [] for name in ("bare", *COMMANDS)}
        for round_ in range(runs + 3):
            for name, argv, stdin in [("bare", bare, b"")] + [
                (n, hook, payload(c, home)) for n, c in COMMANDS.items()
            ]:
                took = once(argv, stdin, env)
                if round_ >= 3:
                    times[name].append(took)
    base = median(times["bare"])
    print(f"{python}: bare start {1000 * base:.1f} ms, {runs} interleaved rounds")
    for name in COMMANDS:
        ordered = sorted(times[name])
        spread = 1000 * (ordered[int(len(ordered) * 0.9)] - ordered[int(len(ordered) * 0.1)])
        middle = median(ordered)
        print(f"  {name:24} {1000 * middle:6.1f} ms  {middle / base:5.2f} x  (p10-p90 {spread:.1f} ms)")


if __name__ == "__main__":
    main()
