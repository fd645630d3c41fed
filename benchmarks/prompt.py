"""What the guard adds to an ordinary line at the prompt, measured inside the real shells.

``python benchmarks/prompt.py`` opens bash, zsh and fish in a pseudo-terminal, loads ``guard init`` as a
start-up file would, and times in the shell itself (EPOCHREALTIME) what Enter adds to lines that are let
through: encoding the line and the environment, the coprocess, reading the answer, and what is put back
before the next prompt. fish has no clock of its own: there ``date`` is asked before and after five of them,
and what it costs is taken off. Where nothing is beside it fish waits for a process per line, which is
timed too. ``--write`` puts the table into docs/scoreboard.md.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "shells"))

from terminal import Terminal  # noqa: E402

LINES = ("ls", "cd ..", "git status", "echo hello world", "make -j4 test", "grep -rn word src | head")
ROUNDS = 41
BEGIN, END = "<!-- prompt -->", "<!-- /prompt -->"
TIMED = {
    "bash": (
        "timed() { local i s e; for ((i = 0; i < ROUNDS; i++)); do s=$EPOCHREALTIME; "
        "__guard_busy=0 __guard_lines=(); "
        "READLINE_LINE=$1; __guard_enter; __guard_prompt; "
        "e=$EPOCHREALTIME; echo \"T:$((${e/./} - ${s/./}))\"; done; echo E''ND; }"
    ),
    "zsh": (
        "timed() { local i; local -F s; for ((i = 0; i < ROUNDS; i++)); do "
        "s=EPOCHREALTIME; "
        '__guard_judge "$1" true; __guard_precmd; print "T:$(( int((EPOCHREALTIME - s) * 1e6) ))"; done; '
        'print E""ND; }'
    ),
    "fish": (
        "function timed; for i in (seq ROUNDS); set -l s (date +%s%N); set -l m (date +%s%N); "
        "for j in (seq 5); __guard_judge $argv[1] >/dev/null; __guard_bind; __guard_off; end; "
        "set -l e (date +%s%N); "
        "echo T':'(math \"($e - 2 * $m + $s) / 5000\"); end; echo E''ND; end"
    ),
}


def main() -> None:
    rows = [*(measured(shell) for shell in TIMED), alone()]
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    table = [
        "Milliseconds that the guard adds to a line that is let through, in the shell's own clock "
        f"(`python benchmarks/prompt.py`; {len(LINES)} lines, {ROUNDS} times each; "
        f"load {load} on {os.cpu_count()} cores).", "",
        "| shell | least | median | 90 % |", "|---|---|---|---|", *rows,
    ]  # fmt: skip
    print("\n".join(table))
    if "--write" in sys.argv:
        write("\n".join(table))


def measured(shell: str) -> str:
    with tempfile.TemporaryDirectory() as home:
        terminal = Terminal(shell, Path(home)).load("zmodload zsh/mathfunc" if shell == "zsh" else "")
        terminal.line(TIMED[shell].replace("ROUNDS", str(ROUNDS)))
        for line in LINES:
            terminal.line(f"timed '{line}'", "END", 60)
        times = [float(t.split()[0]) / 1000 for t in terminal.text.split("\nT:")[1:]]
        terminal.close()
    return row(shell, times)


def alone() -> str:
    times = []
    for line in LINES:
        start = time.perf_counter()
        command = [sys.executable, "-I", "-m", "guard.prompt.once", "fish"]
        subprocess.run(command, input=line.encode(), check=True, capture_output=True)
        times.append(1000 * (time.perf_counter() - start))
    return row("fish, nothing beside it (a process per line)", times)


def row(name: str, times: list[float]) -> str:
    times.sort()
    return f"| {name} | {times[0]:.2f} | {times[len(times) // 2]:.2f} | {times[int(len(times) * 0.9)]:.2f} |"


def write(table: str) -> None:
    path = ROOT / "docs" / "scoreboard.md"
    text = path.read_text() if path.exists() else "# Scoreboard\n"
    block = f"{BEGIN}\n{table}\n{END}"
    if BEGIN in text:
        head, _, rest = text.partition(BEGIN)
        text = head + block + rest.partition(END)[2]
    else:
        text = text.rstrip() + f"\n\n## At the prompt\n\n{block}\n"
    path.write_text(text)


if __name__ == "__main__":
    main()
