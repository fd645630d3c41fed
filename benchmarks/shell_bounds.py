"""What texts made to be slow cost the shell's room: processor time and memory, a process for each.

    python benchmarks/shell_bounds.py [--scoreboard]

Every shape of ``tests/shell/test_parse_bounds.py`` is unfolded at the longest length that is read (256 KiB),
and repeated to a megabyte, which is asked about unread. Wanted: under a second and under 200 MB each.
"""

from __future__ import annotations

import datetime
import importlib.util
import json
import pathlib
import subprocess
import sys

from sections import write_section

ROOT = pathlib.Path(__file__).resolve().parent.parent
MEGABYTE = 1 << 20
SECONDS, MEGABYTES = 1.0, 200
PROBE = """
import json, resource, sys, time
sys.path.insert(0, sys.argv[1])
from guard.model import Proposal, Unresolved
from guard.shell.evaluate import unfold
from guard.world import World
text = sys.stdin.read()
began = time.process_time()
events = unfold(Proposal(text=text, cwd="/tmp", env={"HOME": "/home/u"}), World("/home/u")).events
spent = time.process_time() - began
said = [e.why for e in events if isinstance(e, Unresolved)]
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([spent, most, (said or ["read whole"])[0]]))
"""


def shapes() -> dict[str, str]:
    """The texts of the tests, at the length up to which texts are read."""
    sys.path.insert(0, str(ROOT / "tests"))
    sys.path.insert(0, str(ROOT))
    spec = importlib.util.spec_from_file_location("bounds", ROOT / "tests/shell/test_parse_bounds.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: dict[str, str] = module.SHAPES
    return found


def measured(text: str) -> tuple[float, float, str]:
    """Seconds of the processor, megabytes at most, and what is said of it first."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROBE, str(ROOT)],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes, said = json.loads(done.stdout)
    return seconds, megabytes, said


def main() -> int:
    worst = {"256 KiB": (0.0, 0.0), "1 MiB": (0.0, 0.0)}
    texts = shapes()
    for name, text in texts.items():
        for length, given in (("256 KiB", text), ("1 MiB", (text * (MEGABYTE // len(text) + 1))[:MEGABYTE])):
            seconds, megabytes, said = measured(given)
            print(
                f"{name:50} {length:8} {seconds * 1000:7.0f} ms {megabytes:6.0f} MB  {said[:70]}", flush=True
            )
            slowest, largest = worst[length]
            worst[length] = max(slowest, seconds), max(largest, megabytes)
    lines = [f"| {length} | {s * 1000:.0f} ms | {m:.0f} MB |" for length, (s, m) in worst.items()]
    table = "\n".join([f"| {len(texts)} shapes of | slowest | most memory |", "|---|---|---|", *lines])
    print(table)
    if "--scoreboard" in sys.argv:
        day = datetime.date.today().isoformat()
        write_section(
            "Texts made to be slow",
            f"{day}, `python benchmarks/shell_bounds.py --scoreboard`, processor time, a process for each; "
            f"wanted: under {SECONDS:.0f} s and {MEGABYTES} MB. What is longer than 256 KiB is asked about "
            f"unread.\n\n{table}",
        )
    return int(any(s >= SECONDS or m >= MEGABYTES for s, m in worst.values()))


if __name__ == "__main__":
    sys.exit(main())
