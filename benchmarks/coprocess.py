"""What the shells' coprocess takes for a thousand mixed commands, one after the other.

    python benchmarks/coprocess.py [--commands N] [--scoreboard]

``guard/prompt/coprocess.py`` as a shell starts it, one line out and one line back: what people type
(``tests/corpus/everyday_work.txt``, a twentieth of it harmful), and the joined and wrapped lines of
``soak.py``. Figures are milliseconds on the clock, and of the coprocess' own processor time, which a busy
machine disturbs less. A copy of the package is measured, so that nobody's edit meanwhile starts it anew.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

from everyday import everyday
from sections import write_measured
from soak import HARMFUL, commands, proposal

ROOT = pathlib.Path(__file__).resolve().parent.parent


def processor(process: int) -> float:
    """Milliseconds of processor time that a process has used."""
    fields = pathlib.Path(f"/proc/{process}/schedstat").read_text().split()
    return int(fields[0]) / 1e6


def typed(count: int, home: str) -> list[bytes]:
    """What people type, and one harmful line in twenty; the same ones every time."""
    known = [command for command in everyday() if "\n" not in command]
    chance = random.Random(2)
    env = {"HOME": home, "PATH": "/usr/bin:/bin"}
    lines = []
    for number in range(count):
        command = chance.choice(HARMFUL if number % 20 == 19 else known)
        line = {
            "id": str(number),
            "tool": "shell",
            "command": command,
            "shell": "bash",
            "cwd": home,
            "env": env,
        }
        lines.append(json.dumps(line).encode() + b"\n")
    return lines


def joined(count: int, home: str) -> list[bytes]:
    """The proposals of the soak."""
    known = commands()
    return [proposal(number, known, home) for number in range(count)]


MIXTURES = {"typed": typed, "joined and wrapped": joined}


def measured(lines: list[bytes], home: str, package: str) -> list[tuple[float, float]]:
    """Milliseconds on the clock and of the processor for each line but the first fifty."""
    words = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {package!r}); "
             "from guard.prompt.coprocess import main; main(['0'])"]  # fmt: skip
    env = {"HOME": home, "PATH": os.environ["PATH"]}
    taken: list[tuple[float, float]] = []
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as process:
        assert process.stdin is not None and process.stdout is not None
        for number, line in enumerate(lines):
            before, began = processor(process.pid), time.perf_counter()
            process.stdin.write(line)
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            clock = 1000 * (time.perf_counter() - began)
            if answer["id"] != str(number):
                raise SystemExit(f"answer {answer['id']} where {number} was expected")
            if number >= 50:
                taken.append((clock, processor(process.pid) - before))
        process.stdin.close()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--commands", type=int, default=1000)
    parser.add_argument("--scoreboard", action="store_true", help="write docs/scoreboard.md")
    asked = parser.parse_args()
    rows = ["| lines | measured | least | median | p99 | wanted |", "|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as package:
        shutil.copytree(ROOT / "guard", pathlib.Path(package, "guard"))
        for mixture, made in MIXTURES.items():
            with tempfile.TemporaryDirectory() as home:
                taken = measured(made(asked.commands + 50, home), home, package)
            for which, name in enumerate(("on the clock", "of the processor")):
                ordered = sorted(one[which] for one in taken)
                low, middle, high = ordered[0], ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
                wanted = "median 1 ms, p99 5 ms"
                rows.append(
                    f"| {mixture} | {name} | {low:.2f} ms | {middle:.2f} ms | {high:.2f} ms | {wanted} |"
                )
    print("\n".join(rows))
    if asked.scoreboard:
        called = f"python benchmarks/coprocess.py --commands {asked.commands} --scoreboard"
        about = (
            "lines through the coprocess that bash and zsh keep: what people type with a harmful line in "
            "twenty, and the joined, wrapped and harmful lines of the soak."
        )
        write_measured("Coprocess", called, about, rows)


if __name__ == "__main__":
    main()
