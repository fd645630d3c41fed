"""How long the linter takes for a repository of 10,000 files.

``python benchmarks/lint.py [FILES]`` makes a repository of that many files in a temporary folder (a third are
scripts, workflows, Dockerfiles, Makefiles, SQL and Terraform in turn, the rest is what a linter only looks
at: sources, pictures, texts) and runs ``guard lint`` over it as a person would: cold, with a process for
each processor, then once more with one. The memory is that of the largest process.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "lint" / "cases"
TEXTS = {
    "scripts/{n}.sh": CASES / "shell" / "library.sh",
    ".github/workflows/{n}.yml": CASES / "github-actions" / ".github" / "workflows" / "deploy.yml",
    "images/{n}/Dockerfile": CASES / "dockerfile" / "Dockerfile",
    "tools/{n}/Makefile": CASES / "make" / "Makefile",
    "db/{n}.sql": CASES / "sql" / "migrations" / "0002_drop.sql",
    "infra/{n}.tf": CASES / "terraform" / "prod" / "main.tf",
}
OTHERS = {"src/{n}.py": "x = {n}\n" * 200, "docs/{n}.md": "# {n}\nwords\n" * 50, "data/{n}.bin": "\0" * 4096}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        linted = made(Path(folder), count)
        print(
            f"{count} files, {linted} of them to lint, "
            f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors"
        )
        for words in ((), ("--jobs", "1")):
            seconds, work, report = run(folder, words)
            print(
                f"guard lint {' '.join(words)}: {seconds:.1f} s ({work:.1f} s of processors), "
                f"{1000 * work / linted:.1f} ms of them a file; {report}"
            )
    print(f"largest process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MiB")


def made(folder: Path, count: int) -> int:
    """Write the repository; how many of its files are linted."""
    linted = 0
    for number in range(count):
        row = number // 3 if number % 3 == 0 else number
        table = TEXTS if number % 3 == 0 else OTHERS
        name = list(table)[row % len(table)]
        path = folder / f"part{number % 40}" / name.format(n=number)
        if name.startswith(".github"):
            path = folder / name.format(n=number)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = table[name]
        path.write_text(text.read_text() if isinstance(text, Path) else text.replace("{n}", str(number)))
        linted += number % 3 == 0
    return linted


def run(folder: str, words: tuple[str, ...]) -> tuple[float, float, str]:
    """Seconds on the clock, seconds of processors, and the last line of the report."""
    began, before = time.monotonic(), _work()
    done = subprocess.run(
        [sys.executable, "-m", "guard", "lint", *words, "."], cwd=folder, capture_output=True, text=True,
        check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return time.monotonic() - began, _work() - before, done.stdout.rstrip().rpartition("\n")[2]


def _work() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
