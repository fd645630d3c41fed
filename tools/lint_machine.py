"""The linter over the scripts, pipelines and images that lie on this machine: nothing of them is run.

    python tools/lint_machine.py [PATH …]

Says how many files were linted, how long it took, the findings by level and what could not be analysed, and
fails where one was an internal error: whatever a file holds, it is read or named.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import tempfile
from collections import Counter
from typing import Any

PLACES = "/usr/bin /usr/sbin /etc /var/lib/dpkg/info /usr/lib /usr/share /usr/local"
LEVELS = ("error", "warning", "note")


def report(paths: list[str]) -> dict[str, Any]:
    """What ``guard lint --format json`` says about the paths."""
    with tempfile.TemporaryDirectory() as folder:
        found = pathlib.Path(folder, "found.json")
        command = [sys.executable, "-m", "guard", "lint", "--quiet", "--exit-zero", "--format", "json"]
        subprocess.run([*command, "-o", str(found), *paths], check=False, stdout=subprocess.DEVNULL)
        answer: dict[str, Any] = json.loads(found.read_text())
        return answer


def main() -> None:
    paths = [path for path in (sys.argv[1:] or PLACES.split()) if os.path.isdir(path)]
    said = report(paths)
    levels = Counter(finding["level"] for finding in said["findings"])
    internal = [one for one in said["problems"] if "internal error" in json.dumps(one)]
    for problem in internal:
        print(json.dumps(problem), file=sys.stderr)
    told = ", ".join(f"{levels[level]} {level}s" for level in LEVELS)
    print(
        f"{said['summary']['files']} files in {said['summary']['seconds']:.0f} s,"
        f" {len(said['findings'])} findings ({told}), {len(said['problems'])} not analysed,"
        f" {len(internal)} of them by an internal error"
    )
    sys.exit(1 if internal else 0)


if __name__ == "__main__":
    main()
