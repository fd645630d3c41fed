"""Everything that is measured, run again by one command, with what each run said last.

    python tools/runs.py [--only WORD] [--quick | --slow]

Most of these write a section of ``docs/scoreboard.md`` of their own; the section “Runs” that is written here
says for every one of them the command, its last line, how long it took, the day, the version and the commit.
It fails where one of them did.
``--quick`` leaves out what takes more than some minutes, ``--slow`` all the others; ``--only`` runs those
whose name holds the word. The other rows stay.
"""

from __future__ import annotations

import argparse
import datetime
import pathlib
import platform
import subprocess
import sys
import time
from importlib.metadata import version

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from sections import SCOREBOARD, write_section  # noqa: E402 - benchmarks is no package

TITLE = "Runs"
CASES = "../shared/corpus/*.jsonl"
RUNS: tuple[tuple[str, str, bool], ...] = (
    # what, command, whether it is quick
    ("every quick test", "-m pytest -q", True),
    ("labelled cases", "tools/scoreboard.py", True),
    ("labelled cases with a conversation", f"tools/session_cases.py --scoreboard {CASES}", True),
    ("bash foresees", "tests/differential/test_differential.py bash 50000", False),
    ("dash foresees", "tests/differential/test_differential.py sh 25000", False),
    ("zsh foresees", "tests/differential/test_differential.py zsh 25000", False),
    ("50,000 nestings of the probes", "-m pytest -q -m slow tests/differential/test_probes.py", False),
    ("words as shfmt reads them", "-m pytest -q -m slow tests/shell/test_word_agreement.py", False),
    ("real scripts are read", "tools/parse_coverage.py", False),
    ("real servers and files", "-m pytest -q -m '' tests/databases", False),
    ("statements as PostgreSQL reads them", "-m pytest -q -m '' tests/sql", False),
    ("precedence of real tools", "-m pytest -q -m '' tests/precedence", False),
    ("real agents", "-m pytest -q -m client tests/clients", False),
    ("real shells", "-m pytest -q -m '' tests/shells", False),
    ("signals about knowledge agree", "-m tools.derive.report", False),
    ("options of installed tools", "tools/check_options.py", False),
    ("the package", "-m pytest -q -m '' tests/test_package.py", True),
    ("a hook", "benchmarks/hook.py --runs 41 --scoreboard", True),
    ("a hook, as agents see it", "-m benchmarks.agents --scoreboard", False),
    ("peers", "benchmarks/peers.py --scoreboard", False),
    ("stages of a verdict", "benchmarks/stages.py --scoreboard", True),
    ("the coprocess", "benchmarks/coprocess.py --scoreboard", True),
    ("a line at the prompt", "benchmarks/prompt.py --write", True),
    ("resolving", "benchmarks/resolving.py --scoreboard", True),
    ("texts made to be slow", "benchmarks/shell_bounds.py --scoreboard", True),
    ("growth with length", "benchmarks/growth.py --scoreboard", True),
    ("rules that people write", "benchmarks/rules.py --scoreboard", True),
    ("a long memory and a long record", "benchmarks/state.py --scoreboard", False),
    ("the linter over this machine", "tools/lint_machine.py", True),
    ("a repository of 10,000 files", "benchmarks/lint.py", True),
    ("a soak", "benchmarks/soak.py --scoreboard", False),
)


def ran(command: str) -> tuple[str, float]:
    """The last line that a run printed, and its seconds."""
    began = time.monotonic()
    done = subprocess.run(
        f"{sys.executable} {command}", shell=True, cwd=ROOT, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        print(done.stdout, file=sys.stderr)
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    said = lines[-1] if lines else "nothing"
    return (said if done.returncode == 0 else f"exit {done.returncode}: {said}"), time.monotonic() - began


def row(what: str, command: str) -> str:
    """A run as a line of the table."""
    said, seconds = ran(command)
    day, commit = datetime.date.today(), _git("rev-parse", "--short", "HEAD")
    words = said.replace("|", "\\|")[:160]
    return (
        f"| {what} | `python {command}` | {words} | {seconds:.0f} s | {day}, {version('guard')}, {commit} |"
    )


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, text=True, capture_output=True, check=True
    ).stdout.strip()


def kept() -> dict[str, str]:
    """The rows that stand there now, by what they are about."""
    section = SCOREBOARD.read_text().partition(f"\n## {TITLE}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ") and "`python " in line]
    return {line.split("|")[1].strip(): line for line in rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="those whose name holds this word")
    parser.add_argument("--quick", action="store_true", help="only what takes some minutes at most")
    parser.add_argument("--slow", action="store_true", help="only what takes longer")
    asked = parser.parse_args()
    rows = kept()
    failed = False
    for what, command, quick in RUNS:
        if asked.only in what and not (asked.slow if quick else asked.quick):
            rows[what] = row(what, command)
            failed = failed or "| exit " in rows[what]
            print(rows[what], flush=True)
            write_section(TITLE, _table(rows))
    sys.exit(failed)


def _table(rows: dict[str, str]) -> str:
    head = f"`make scoreboard` on {platform.python_implementation()} {platform.python_version()}.\n"
    ordered = [rows[what] for what, _, _ in RUNS if what in rows]
    return (
        "\n".join(
            (
                head,
                "| what | command | it said | took | when, version, commit |",
                "|---|---|---|---|---|",
                *ordered,
            )
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
