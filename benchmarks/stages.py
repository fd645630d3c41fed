"""What a verdict costs in a process that runs already, stage by stage.

    python benchmarks/stages.py [--repeat N] [--scoreboard]

The stages are those of ``guard/pipeline.py``: parse (text to tree), unfold (what would run, parse included),
foresee (its effects, unfold included), find (locate, credentials, weigh), conclude; ``verdict`` is all of
them with the ledger and the record.
Figures are microseconds, medians over the commands below after one round that warms up, and the slowest.
"""

from __future__ import annotations

import argparse
import itertools
import os
import pathlib
import sys
import tempfile
import time

from sections import write_measured

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

COMMANDS = (
    "git status", "ls -la src | head", "cd src && make test 2>&1 | tail -20", "npm run build",
    "rm -rf build", "git reset --hard", "git push --force origin main", "kubectl delete ns shop",
    "aws s3 rm s3://data --recursive", "terraform destroy -auto-approve", "docker system prune -af",
    "curl -X DELETE https://api.example.com/v1/items/1", "psql -c 'SELECT 1'", "psql -c 'DROP TABLE users'",
    "for f in *.log; do gzip \"$f\"; done", "find . -name '*.tmp' -delete", "sed -i s/a/b/ x.txt",
    "python3 -c 'import shutil; shutil.rmtree(\"x\")'", "ssh web1 'systemctl restart nginx'",
    "if [ -d out ]; then rm -r out; else mkdir out; fi",
)  # fmt: skip
STAGES = ("parse", "unfold", "foresee", "find", "conclude", "verdict")


def measured(command: str, home: str) -> dict[str, float]:
    """Seconds of each stage for one command."""
    from guard.model import Proposal
    from guard.pipeline import find, foresee
    from guard.policy.config import Config
    from guard.policy.decide import conclude
    from guard.service import Guard
    from guard.session.interface import NoSession
    from guard.shell.evaluate import unfold
    from guard.shell.parse import parse
    from guard.world import World

    env = {"HOME": home, "PATH": os.environ["PATH"]}
    proposal = Proposal(text=command, cwd=home, env=env, session="bench")
    world, session, config = World(home, start=home), NoSession(), Config()
    clock = [time.perf_counter()]
    parse(command)
    clock.append(time.perf_counter())
    unfold(proposal, world)
    clock.append(time.perf_counter())
    unfolding, effects = foresee(proposal, world)
    clock.append(time.perf_counter())
    findings = tuple(find(effect, unfolding.events, world, session, config) for effect in effects)
    clock.append(time.perf_counter())
    conclude(proposal, unfolding, findings, session, config)
    clock.append(time.perf_counter())
    Guard(env).answer(proposal)
    clock.append(time.perf_counter())
    return dict(zip(STAGES, (b - a for a, b in itertools.pairwise(clock)), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--scoreboard", action="store_true", help="write docs/scoreboard.md")
    asked = parser.parse_args()
    medians: dict[str, list[tuple[float, str]]] = {stage: [] for stage in STAGES}
    with tempfile.TemporaryDirectory() as home:
        for command in COMMANDS:
            measured(command, home)
            runs = [measured(command, home) for _ in range(asked.repeat)]
            for stage in STAGES:
                medians[stage].append((sorted(r[stage] for r in runs)[asked.repeat // 2], command))
    rows = ["| stage | median | slowest | |", "|---|---|---|---|"]
    for stage, found in medians.items():
        found.sort()
        (middle, _), (most, command) = found[len(found) // 2], found[-1]
        shown = command.replace("|", "\\|")
        rows.append(f"| {stage} | {1e6 * middle:.0f} µs | {1e6 * most:.0f} µs | `{shown}` |")
    print("\n".join(rows))
    if asked.scoreboard:
        called = f"python benchmarks/stages.py --repeat {asked.repeat} --scoreboard"
        about = (
            f"{len(COMMANDS)} "
            "commands in a process that runs already. unfold has parse in it, foresee has unfold, verdict "
            "has all stages, the ledger and the record."
        )
        write_measured("Speed of a verdict", called, about, rows)


if __name__ == "__main__":
    main()
