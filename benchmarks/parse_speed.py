"""What parsing costs: microseconds per command, and the import against a bare interpreter start.

    python benchmarks/parse_speed.py [FILE…]

A file is JSON lines with a ``command``, or one command per line; without any, the probes of the tests
are read. Each text is parsed five times and the quickest counts; printed are the median, the 90th
and 99th percentile over the texts. The import is timed in processes of their own, in turn with bare
starts, as the median of thirty pairs.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from guard.shell.nodes import Refusal
from guard.shell.parse import parse

ROOT = Path(__file__).resolve().parent.parent
PROBES = ROOT / "tests" / "shell" / "data" / "probes_syntactic.txt"
PAIRS = 30


def texts(path: Path) -> list[str]:
    found = []
    for line in path.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        if line.startswith("{"):
            try:
                command = json.loads(line).get("command")
            except ValueError:
                command = line
            if isinstance(command, str):
                found.append(command)
        elif line:
            found.append(line.replace("⏎", "\n"))
    return found


def quickest(text: str) -> float:
    best = 1.0
    for _ in range(5):
        start = time.perf_counter()
        with contextlib.suppress(Refusal):
            parse(text)
        best = min(best, time.perf_counter() - start)
    return best * 1e6


def started(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True, env={**os.environ})
    return time.perf_counter() - start


def import_cost() -> tuple[float, float, float]:
    """Milliseconds of a bare start, and what the nouns, and then the parser, add to it as shares."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r})"
    codes = (start, start + "; import guard.model", start + "; import guard.model, guard.shell.parse")
    started(codes[2])
    spent: list[list[float]] = [[], [], []]
    for _ in range(PAIRS):
        for code, times in zip(codes, spent, strict=True):
            times.append(started(code))
    bare, nouns, parser = (statistics.median(times) for times in spent)
    return bare * 1e3, (nouns - bare) / bare, (parser - nouns) / bare


def main() -> None:
    for path in [Path(p) for p in sys.argv[1:]] or [PROBES]:
        times = sorted(quickest(text) for text in texts(path))
        half, most, nearly = (times[min(len(times) - 1, int(len(times) * s))] for s in (0.5, 0.9, 0.99))
        print(f"{path.name}: {len(times)} texts, median {half:.0f} µs, 90 % {most:.0f}, 99 % {nearly:.0f}")
    bare, nouns, parser = import_cost()
    print(
        f"bare start {bare:.1f} ms; importing guard.model {nouns:.2f} of it, guard.shell.parse {parser:.2f}"
    )


if __name__ == "__main__":
    main()
