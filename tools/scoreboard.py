"""Run the labelled cases and write their figures, by file and by family, into ``docs/scoreboard.md``.

    python tools/scoreboard.py [--cases DIR]

Needs root for a mount namespace of its own, in which the cases are laid out. Figures are taken from the
run, never typed. Other sections of the page are written by the commands that they name.
"""

from __future__ import annotations

import argparse
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "scoreboard.md"
TOOL = ROOT.parent / "shared" / "tools" / "evaluate.py"
CASES = ROOT.parent / "shared" / "corpus"
TITLE = "## Labelled cases"
LINE = re.compile(r"^(?P<file>\S+): ran (?P<ran>\d+), skipped (?P<skipped>\d+) \| (?P<rest>.*)$")


def evaluated(cases: pathlib.Path) -> tuple[str, list[dict[str, str]]]:
    """What the evaluation prints, and what it says of each case."""
    guard = ROOT / ".venv" / "bin" / "guard"
    with tempfile.TemporaryDirectory() as state:
        script = (
            f"mkdir -p /home/u && mount -t tmpfs tmpfs /home/u && XDG_STATE_HOME={state} "
            f"{sys.executable} {TOOL} --cases {cases} --out {state}/each --guard '{guard} batch'"
        )
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, check=True
        )
        return done.stdout, jsonl(pathlib.Path(state, "each"))


def jsonl(path: pathlib.Path) -> list[dict[str, str]]:
    """The objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text().split("\n") if line]


def figures(printed: str) -> list[dict[str, str]]:
    """One row per file of cases, as the evaluation prints them."""
    rows = []
    for line in printed.splitlines():
        found = LINE.match(line)
        if found:
            row = {"cases": found["file"], "ran": found["ran"], "skipped": found["skipped"]}
            for part in found["rest"].split(" | "):
                name, _, value = part.partition(" ")
                row[name] = value.removeprefix("median ") if name != "median" else value
            rows.append(row)
    return rows


def family_of(case: dict[str, str]) -> str:
    """What a case is about: the first part of its family, or the class of a bypass."""
    return case["class"] if "class" in case else case["family"].partition(".")[0]


def by_family(cases: pathlib.Path, each: list[dict[str, str]]) -> list[str]:
    """A table with a row per family: stopped, denied, quiet and exact ones of how many."""
    families = {
        (path.name, case["id"]): family_of(case) for path in cases.glob("*.jsonl") for case in jsonl(path)
    }
    kept: dict[str, list[dict[str, str]]] = {}
    for one in each:
        kept.setdefault(families[one["file"], one["id"]], []).append(one)
    out = ["| family | ran | recall | hard | quiet | exact |", "|---|---|---|---|---|---|"]
    for family in sorted(kept):
        rows = kept[family]
        harmful = [row for row in rows if row["want"] != "allow"]
        hard = [row for row in rows if row["want"] == "deny"]
        harmless = [row for row in rows if row["want"] == "allow"]
        shares = (
            (sum(row["got"] != "allow" for row in harmful), harmful),
            (sum(row["got"] == "deny" for row in hard), hard),
            (sum(row["got"] == "allow" for row in harmless), harmless),
            (sum(row["got"] == row["want"] for row in rows), rows),
        )
        told = " | ".join(f"{count}/{len(of)}" if of else "" for count, of in shares)
        out.append(f"| {family} | {len(rows)} | {told} |")
    return out


def section(rows: list[dict[str, str]], families: list[str]) -> str:
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
    out += ["", "By family (of a bypass its class):", "", *families]
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
    parser.add_argument(
        "--cases", type=pathlib.Path, default=CASES, help="a folder with other .jsonl files of the same names"
    )
    args = parser.parse_args()
    page = (
        PAGE.read_text()
        if PAGE.exists()
        else "# Scoreboard\n\nEach section names the command that wrote it.\n"
    )
    printed, each = evaluated(args.cases)
    rows = figures(printed)
    new = section(rows, by_family(args.cases, each))
    PAGE.write_text(replaced(page, new))
    print(new)
    print("; ".join(f"{row['cases']}: recall {row['recall']}, quiet {row['quiet']}" for row in rows))


if __name__ == "__main__":
    main()
