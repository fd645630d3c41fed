"""One ``guard batch`` under a million mixed proposals: memory, descriptors, answers.

    python benchmarks/soak.py [--proposals N] [--scoreboard]

Proposals are the commands of ``tests/shell/data``, the everyday commands of ``tests/knowledge`` and what is
made of both (joined, wrapped, numbered, so that no two halves are alike), a tenth of them with a ledger. A
sample is put to the cold hook's own path, a fresh interpreter per command, and its answers must be equal.
Memory is what the kernel holds for the process after the first twentieth and at the end.
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
import threading
import time

from sections import write_measured

ROOT = pathlib.Path(__file__).resolve().parent.parent
ONCE = """
import sys
sys.path.insert(0, sys.argv[1])
from guard.batch import answer
from guard.service import Guard
from guard.wire import dumps
print(dumps(answer(sys.stdin.buffer.read(), Guard(read_twice=True))))
"""
HARMFUL = (
    "rm -rf build", "git push --force origin main", "kubectl delete ns shop", "dropdb shop",
    "terraform destroy -auto-approve", "aws s3 rm s3://data --recursive", "psql -c 'DROP TABLE users'",
    "curl -X DELETE https://api.example.com/v1/items/1", "docker system prune -af", "find . -delete",
    "chmod -R 777 /", "npm publish",
)  # fmt: skip
SHAPES = (
    "{a}", "{a} && {b}", "sudo {a}", "cd /srv && {a}", "echo {n}; {a}", "A={n} {a}", "bash -c '{n}'; {b}",
    "for i in 1 2; do {a}; done", "if true; then {a}; fi", "{a} > out.{n}", "{a} | tee log.{n}",
)  # fmt: skip


def commands() -> list[str]:
    """Single lines that a shell takes."""
    files = ("bash_accepts", "zsh_accepts")
    texts = [(ROOT / "tests/shell/data" / f"{name}.txt").read_text().splitlines() for name in files]
    return [line for lines in texts for line in lines if line and len(line) < 400] + list(HARMFUL) * 20


def proposal(number: int, known: list[str], home: str) -> bytes:
    """The proposal of a number; the same number makes the same proposal."""
    chance = random.Random(number)
    a, b = chance.choice(known), chance.choice(known)
    text = chance.choice(SHAPES).format(a=a, b=b, n=number)
    line = {
        "id": str(number), "tool": "shell", "command": text, "shell": "bash", "cwd": home,
        "env": {"HOME": home, "PATH": "/usr/bin:/bin", "N": str(number % 97)},
        "session": f"soak-{number % 50}" if number % 10 == 0 else "",
    }  # fmt: skip
    return json.dumps(line).encode() + b"\n"


def held(process: int) -> tuple[int, int]:
    """Kilobytes of memory and the number of descriptors of a process."""
    status = pathlib.Path(f"/proc/{process}/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(resident.split()[1]), len(os.listdir(f"/proc/{process}/fd"))


def soaked(
    count: int, home: str, package: str
) -> tuple[list[tuple[int, int]], dict[str, dict[str, object]], float]:
    """What the process held at each twentieth, the answers of the sample, and the seconds it took."""
    known = commands()
    env = {"HOME": home, "PATH": os.environ["PATH"]}
    words = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {package!r}); "
             "from guard.batch import main; main()"]  # fmt: skip
    sample: dict[str, dict[str, object]] = {}
    marks: list[tuple[int, int]] = []
    began = time.monotonic()
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as process:
        assert process.stdin is not None and process.stdout is not None
        stdin = process.stdin

        def feed() -> None:
            for number in range(count):
                stdin.write(proposal(number, known, home))
            stdin.close()

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        for number in range(count):
            answer = json.loads(process.stdout.readline())
            if answer["id"] != str(number):
                raise SystemExit(f"answer {answer['id']} where {number} was expected")
            if number % max(1, count // 200) == 1:
                sample[str(number)] = answer
            if number % max(1, count // 20) == count // 20 - 1:
                marks.append(held(process.pid))
        feeder.join()
    return marks, sample, time.monotonic() - began


def differing(sample: dict[str, dict[str, object]], home: str, package: str) -> list[str]:
    """The numbers of the sample whose cold answer is another one."""
    known, wrong = commands(), []
    for number, warm in sample.items():
        line = proposal(int(number), known, home)
        env = {"HOME": home, "PATH": os.environ["PATH"]}
        words = [sys.executable, "-I", "-c", ONCE, package]
        done = subprocess.run(words, input=line, env=env, check=True, capture_output=True)
        cold = json.loads(done.stdout)
        if {**warm, "elapsed_ms": 0} != {**cold, "elapsed_ms": 0}:
            wrong.append(number)
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--proposals", type=int, default=1_000_000)
    parser.add_argument("--scoreboard", action="store_true", help="write docs/scoreboard.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as package:
        shutil.copytree(ROOT / "guard", pathlib.Path(package, "guard"))  # nobody's edit meanwhile counts
        marks, sample, seconds = soaked(asked.proposals, home, package)
        wrong = differing(sample, home, package)
    (first, files), (last, files_last) = marks[0], marks[-1]
    rows = [
        "| proposals | seconds | ms each | memory at 5 % | at the end | growth | descriptors | differ |",
        "|---|---|---|---|---|---|---|---|",
        f"| {asked.proposals:,} | {seconds:.0f} | {1000 * seconds / asked.proposals:.2f} "
        f"| {first / 1024:.1f} MiB | {last / 1024:.1f} MiB | {100 * (last / first - 1):+.1f} % "
        f"| {files} → {files_last} | {len(wrong)} of {len(sample)} |",
    ]
    print("\n".join(rows))
    if wrong:
        print("differ:", " ".join(wrong))
    if asked.scoreboard:
        called = f"python benchmarks/soak.py --proposals {asked.proposals} --scoreboard"
        about = (
            "mixed proposals "
            "through one `guard batch`, the record of decisions written, a tenth with a ledger; wanted: "
            "memory grows by less than 20 %, no descriptor more, answers equal to those of a fresh process."
        )
        write_measured("Soak", called, about, rows)


if __name__ == "__main__":
    main()
