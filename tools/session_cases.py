"""How the labelled rows fare that say what happened in the conversation before them.

python tools/session_cases.py FILE… [--scoreboard]
"""

from __future__ import annotations

import argparse
import os
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]


def main() -> None:
    from sections import write_section

    from guard.errors import GuardError
    from tests.corpus_rows import rows_of, verdict_of

    parser = argparse.ArgumentParser(description="labelled rows with a conversation before them")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--scoreboard", action="store_true")
    given = parser.parse_args()
    lines = ["| cases | rows | recall | quiet | exact | not a proposal |", "|---|---|---|---|---|---|"]
    for path in given.files:
        total = exact = danger = caught = harmless = quiet = unread = 0
        with tempfile.TemporaryDirectory() as state:
            for row in rows_of(path):
                if "command" not in row or not (row.get("setup") or {}).get("session"):
                    continue
                try:
                    got = verdict_of(row, state).decision
                except GuardError:
                    unread += 1
                    continue
                expected = row["expected"]
                total, exact = total + 1, exact + (got == expected)
                danger, caught = danger + (expected != "allow"), caught + ("allow" not in (expected, got))
                harmless, quiet = harmless + (expected == "allow"), quiet + (expected == got == "allow")
        cells = (
            os.path.basename(path),
            total,
            f"{caught}/{danger}",
            f"{quiet}/{harmless}",
            f"{exact}/{total}",
        )
        lines.append("| " + " | ".join(map(str, (*cells, unread))) + " |")
    text = "Rows whose setup has a session, the ledger fed by the recorders of the hooks "
    text += "(`python tools/session_cases.py FILE…`).\n\n" + "\n".join(lines)
    print(text)
    if given.scoreboard:
        write_section("Labelled cases with a conversation", text)


if __name__ == "__main__":
    main()
