"""Whether a hook and a verdict stay as quick with the rules that people write.

    python benchmarks/rules.py [--runs N] [--scoreboard]

Homes whose configuration holds 0, 100 and 1,000 rules, none of which matches what is asked, interleaved:
processor milliseconds of a whole hook, which reads the rules, and of a verdict in a process that has them.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

from hook import median, once, payload
from installation import hook_of
from sections import write_measured

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
COUNTS = (0, 100, 1000)
COMMANDS = ("git status", "rm -rf build", "kubectl delete ns shop")
WARM = 50
"""Verdicts of one process that are timed together."""


def rules(count: int) -> str:
    """That many rules, each about a target of its own."""
    return "".join(
        f'[[rule]]\nid = "acme.rule{number}"\ndecision = "deny"\nreason = "because"\n'
        f'match = {{ operation = ["deploy"], target = ["*acme-{number}*"] }}\n'
        'examples.match = ["railway up"]\nexamples.no_match = ["ls"]\n\n'
        for number in range(count)
    )


def furnished(folder: str, count: int) -> str:
    """A home with that many rules and a repository."""
    home = pathlib.Path(folder, str(count))
    (home / ".config/guard").mkdir(parents=True)
    if count:
        (home / ".config/guard/config.toml").write_text(rules(count))
    (home / "build").mkdir()
    (home / "build" / "a.o").write_text("x")
    subprocess.run(["git", "init", "-q", str(home)], check=True)
    return str(home)


def warm(home: str, command: str) -> float:
    """Processor seconds of a verdict in a process that has read the rules."""
    from guard.model import Proposal
    from guard.service import Guard

    env = {"HOME": home, "PATH": os.environ["PATH"]}
    guard = Guard(env)
    proposal = Proposal(text=command, cwd=home, env=env, session="bench")
    guard.answer(proposal)
    began = time.process_time()
    for _ in range(WARM):
        guard.answer(proposal)
    return (time.process_time() - began) / WARM


def measured(runs: int) -> dict[tuple[str, int], tuple[float, float]]:
    """Processor seconds of a hook and of a verdict, by command and number of rules."""
    with tempfile.TemporaryDirectory() as folder:
        hook = hook_of(f"{folder}/p")
        homes = {count: furnished(folder, count) for count in COUNTS}
        taken: dict[tuple[str, int], list[float]] = {}
        for number in range(runs + 1):
            for command in COMMANDS:
                for count, home in homes.items():
                    env = {"HOME": home, "PATH": os.environ["PATH"]}
                    _, cpu = once(hook, payload(command, home), env)
                    if number:  # the first reads TOML and keeps it as JSON
                        taken.setdefault((command, count), []).append(cpu)
        return {
            (command, count): (median(cpu), warm(homes[count], command))
            for (command, count), cpu in taken.items()
        }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--scoreboard", action="store_true", help="write docs/scoreboard.md")
    asked = parser.parse_args()
    taken = measured(asked.runs)
    rows = [
        "| payload | | " + " | ".join(f"{count:,} rules" for count in COUNTS) + " |",
        "|---|---|" + "---|" * len(COUNTS),
    ]
    for command in COMMANDS:
        for which, name in enumerate(("whole hook", "verdict, rules in memory")):
            figures = (f" {1000 * taken[command, count][which]:.2f} ms |" for count in COUNTS)
            rows.append(f"| `{command}` | {name} |" + "".join(figures))
    print("\n".join(rows))
    if asked.scoreboard:
        called = f"python benchmarks/rules.py --runs {asked.runs} --scoreboard"
        about = "processor time with a configuration of rules none of which matches, interleaved; medians."
        write_measured("Rules", called, about, rows)


if __name__ == "__main__":
    main()
