"""How the time of a verdict grows with the length of the command, for texts made to be slow.

    python benchmarks/growth.py

For each shape of ``tests/test_linear_time.py``: processor milliseconds of a whole verdict at 16, 64 and 256
thousand characters, and the last against the first: 16 where time grows with the length, 256 where it grows
with its square, less where a limit is met on the way.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from test_linear_time import SHAPES, judged

LENGTHS = (16_384, 65_536, 262_144)


def milliseconds(text: str, home: str) -> float:
    began = time.process_time()
    judged(text, home)
    return (time.process_time() - began) * 1000


def main() -> None:
    print(f"{'shape':28}" + "".join(f"{length:>12,}" for length in LENGTHS) + "   growth")
    with tempfile.TemporaryDirectory() as home:
        for name, shape in SHAPES.items():
            times = [milliseconds(shape(length)[:length], home) for length in LENGTHS]
            print(
                f"{name:28}" + "".join(f"{ms:9.0f} ms" for ms in times) + f"{times[-1] / times[0]:9.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
