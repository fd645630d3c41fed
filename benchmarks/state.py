"""Whether a hook stays as quick with what the guard has remembered and recorded: a ledger of a million rows
and a log of a gigabyte.

    python benchmarks/state.py [--runs N] [--rows N] [--scoreboard]

Three homes, interleaved: an empty one; one in which a conversation was told as many facts as asked for (old
ones are evicted), beside the ledgers of other conversations with as many together; and one whose record of
decisions is a gigabyte long. Figures are processor milliseconds of the whole hook.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

from hook import once, payload
from sections import write_measured

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
COMMANDS = ("git status", "rm -rf build", "curl -X DELETE https://api.example.com/v1/items/1")
GIGABYTE = 1 << 30
SESSION = "bench"
"""The conversation of ``hook.payload``."""


def told(state: pathlib.Path, rows: int) -> None:
    """Fill ledgers: one with all the rows, as far as it keeps them, and others with as many together."""
    from guard.session.ledger import FACTS_PER_SESSION, Ledger

    ledger = Ledger(str(state), SESSION)
    for start in range(0, rows, 1000):
        facts = tuple(("path", f"/srv/made/{number}", "made") for number in range(start, start + 1000))
        ledger.record_all(facts)
    content = pathlib.Path(ledger.path).read_bytes()
    for other in range(rows // FACTS_PER_SESSION):
        (state / f"ledger-other{other}").write_bytes(content)


def recorded(state: pathlib.Path, size: int) -> None:
    """A record of decisions of that many bytes."""
    line = b'{"time": "2026-01-01T00:00:00.000Z", "decision": "allow", "text": "' + b"x" * 900 + b'"}\n'
    with (state / "audit.jsonl").open("wb") as file:
        for _ in range(size // (1000 * len(line))):
            file.write(line * 1000)


def measured(runs: int, rows: int) -> dict[str, list[float]]:
    """Processor seconds of each hook by home and command."""
    python = os.path.realpath(sys.executable)
    hook = [python, "-I", "-S", str(ROOT / "guard" / "hook.py"), "claude-code"]
    subprocess.run([python, "-m", "guard.bundle"], cwd=ROOT, check=True, capture_output=True)
    with tempfile.TemporaryDirectory() as folder:
        homes = {name: pathlib.Path(folder, name) for name in ("empty", "ledger", "log")}
        for home in homes.values():
            (home / ".local/state/guard").mkdir(parents=True, mode=0o700)
            subprocess.run(["git", "init", "-q", str(home)], check=True)
        told(homes["ledger"] / ".local/state/guard", rows)
        times: dict[str, list[float]] = {}
        for number in range(runs + 1):
            for command in COMMANDS:
                for name, home in homes.items():
                    if name == "log" and not number:  # the first hook turns it over
                        recorded(home / ".local/state/guard", GIGABYTE)
                    env = {"HOME": str(home), "PATH": os.environ["PATH"]}
                    _, cpu = once(hook, payload(command, str(home)), env)
                    key = f"{command}|{name}" if number else f"{command}|{name} first"
                    times.setdefault(key, []).append(cpu)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--scoreboard", action="store_true", help="write docs/scoreboard.md")
    asked = parser.parse_args()
    times = measured(asked.runs, asked.rows)
    rows = [
        "| payload | nothing remembered | ledger | ratio | log | ratio | log of 1 GB, once |",
        "|---|---|---|---|---|---|---|",
    ]
    for command in COMMANDS:
        empty, ledger, log = (
            sorted(times[f"{command}|{name}"])[asked.runs // 2] for name in ("empty", "ledger", "log")
        )
        (large,) = times[f"{command}|log first"]
        rows.append(
            f"| `{command}` | {1000 * empty:.1f} ms | {1000 * ledger:.1f} ms | {ledger / empty:.2f} "
            f"| {1000 * log:.1f} ms | {log / empty:.2f} | {1000 * large:.1f} ms |"
        )
    print("\n".join(rows))
    if asked.scoreboard:
        called = f"python benchmarks/state.py --runs {asked.runs} --rows {asked.rows} --scoreboard"
        about = (
            f"processor time "
            f"of a whole hook, interleaved; {asked.rows:,} facts told to one conversation, as many in "
            "others' ledgers; a log of a gigabyte, which the first hook turns over, and which then lies "
            "beside the next."
        )
        write_measured("Memory and record", called, about, rows)


if __name__ == "__main__":
    main()
