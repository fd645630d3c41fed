"""The everyday work that the benchmarks take their harmless commands from."""

from __future__ import annotations

import pathlib

FILE = pathlib.Path(__file__).resolve().parent.parent / "tests" / "corpus" / "everyday_work.txt"


def everyday() -> list[str]:
    """Commands of an ordinary day, in the order of the file; one may have several lines."""
    lines = FILE.read_text().splitlines()
    return [line.replace("⏎", "\n") for line in lines if line and not line.startswith("#")]
