"""How the time of a verdict grows with the length of the command, for texts made to be slow.

    python benchmarks/growth.py [--scoreboard]

For each shape of ``tests/test_linear_time.py``: processor milliseconds of a whole verdict at 16, 64 and 256
thousand characters, the shorter ones the least of three, and the last against the first: 16 where time grows
with the length, 256 where it grows with its square, less where a limit is met on the way.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from sections import write_measured

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from test_linear_time import SHAPES, judged

LENGTHS = {16_384: 3, 65_536: 1, 262_144: 1}
"""Characters, and how often each is measured."""


def milliseconds(text: str, home: str) -> float:
    began = time.process_time()
    judged(text, home)
    return (time.process_time() - began) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scoreboard", action="store_true", help="write docs/scoreboard.md")
    asked = parser.parse_args()
    rows = [
        "| shape | " + " | ".join(f"{length // 1024} KiB" for length in LENGTHS) + " | growth |",
        "|---|" + "---|" * len(LENGTHS) + "---|",
    ]
    print("\n".join(rows))
    with tempfile.TemporaryDirectory() as home:
        for name, shape in SHAPES.items():
            judged(shape(1000), home)  # what is read at first is not the length's fault
            times = [
                min(milliseconds(shape(length)[:length], home) for _ in range(often))
                for length, often in LENGTHS.items()
            ]
            figures = "".join(f" {ms:.0f} ms |" for ms in times)
            rows.append(f"| {name} |{figures} {times[-1] / times[0]:.1f} |")
            print(rows[-1], flush=True)
    if asked.scoreboard:
        about = (
            "processor time of a whole verdict, and the last against the first: "
            "16 where it grows with the length, 256 with its square, less where a limit is met."
        )
        write_measured("Growth", "python benchmarks/growth.py --scoreboard", about, rows)


if __name__ == "__main__":
    main()
