"""Run the labelled cases and write their figures into ``docs/scoreboard.md``.

    python tools/scoreboard.py [--cases DIR]

Needs root for a mount namespace of its own, in which the cases are laid out. Figures are taken from the
run, never typed. Other sections of the page are written by the commands that they name.
"""

from __future__ import annotations

import argparse
import datetime
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "scoreboard.md"
TOOL = ROOT.parent / "shared" / "tools" / "evaluate.py"
TITLE = "## Labelled cases"
LINE = re.compile(r"^(?P<file>\S+): ran (?P<ran>\d+), skipped (?P<skipped>\d+) \| (?P<rest>.*)$")


def figures(cases: str) -> list[dict[str, str]]:
    """One row per file of cases, as the evaluation prints them."""
    guard = ROOT / ".venv" / "bin" / "guard"
    more = f"--cases {cases}" if cases else ""
    with tempfile.TemporaryDirectory() as state:
        script = (
            f"mkdir -p /home/u && mount -t tmpfs tmpfs /home/u && XDG_STATE_HOME={state} "
            f"{sys.executable} {TOOL} {more} --guard '{guard} batch'"
        )
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, check=True
        )
    rows = []
    for line in done.stdout.splitlines():
        found = LINE.match(line)
        if found:
            row = {"cases": found["file"], "ran": found["ran"], "skipped": found["skipped"]}
            for part in found["rest"].split(" | "):
                name, _, value = part.partition(" ")
                row[name] = value.removeprefix("median ") if name != "median" else value
            rows.append(row)
    return rows


def section(rows: list[dict[str, str]]) -> str:
    """The section of the page."""
    columns = ("cases", "ran", "skipped", "recall", "hard", "quiet", "exact", "groups", "median")
    out = [
        TITLE, "",
        f"{datetime.date.today()}, `python tools/scoreboard.py` (the half that is for developing).",
        "recall: rows labelled ask or deny that are interrupted; hard: rows labelled deny that are denied;",
        "quiet: rows labelled allow that pass in silence; exact: the very decision; groups: all rows exact.",
        "", "| " + " | ".join(columns) + " |", "|" + "---|" * len(columns),
    ]  # fmt: skip
    out += ["| " + " | ".join(row.get(c, "") for c in columns) + " |" for row in rows]
    return "\n".join(out) + "\n"


def replaced(page: str, new: str) -> str:
    """The page with its section of labelled cases replaced, or added at the end."""
    start = page.find(TITLE)
    if start < 0:
        return page.rstrip("\n") + "\n\n" + new
    end = page.find("\n## ", start + 1)
    return page[:start] + new + (page[end:] if end >= 0 else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", default="", help="a folder with other .jsonl files of the same names")
    args = parser.parse_args()
    page = (
        PAGE.read_text()
        if PAGE.exists()
        else "# Scoreboard\n\nEach section names the command that wrote it.\n"
    )
    new = section(figures(args.cases))
    PAGE.write_text(replaced(page, new))
    print(new)


if __name__ == "__main__":
    main()
