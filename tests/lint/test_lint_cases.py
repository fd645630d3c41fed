"""Golden files: for each kind of input a file with both sides, and where exactly the findings stand.

``cases/<kind>/expected.txt`` lists every finding as place, level, rule and the text it points at; what is not
listed stays quiet. ``UPDATE_GOLDEN=1`` writes them anew, to be read before they are committed.
"""

from __future__ import annotations

import os
import pathlib
import shutil

import pytest

CASES = pathlib.Path(__file__).parent / "cases"
KINDS = sorted(p.name for p in CASES.iterdir())


def place(finding: dict) -> str:
    """``path:line:column-line:column level rule``."""
    return (
        f"{finding['path']}:{finding['line']}:{finding['column']}-{finding['end_line']}:{finding['end_column']}"
        f" {finding['level']} {finding['rule']}"
    )


def pointed_at(folder: pathlib.Path, finding: dict) -> str:
    text = (folder / finding["path"]).read_text()
    return " ⏎ ".join(text[finding["offset"] : finding["offset"] + finding["length"]].splitlines())


@pytest.mark.parametrize("kind", KINDS)
def test_every_finding_stands_where_the_golden_file_says_and_nothing_else_does(kind, linter):
    shutil.copytree(CASES / kind, linter.folder / kind)
    report = linter.report("--markdown", "--exclude", "expected.txt", kind)
    found = [f"{place(f)} | {pointed_at(linter.folder, f)}" for f in report["findings"]]
    golden = CASES / kind / "expected.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text("\n".join(found) + "\n")
    assert report["problems"] == []
    assert found == golden.read_text().splitlines()


def test_every_kind_of_input_has_golden_places():
    from guard.lint.discover import KINDS as known

    assert set(known) <= {p.name for p in CASES.iterdir()}


def test_places_hold_in_every_way_to_write_a_yaml_string(linter):
    """Line ends of Windows, a given indentation, folded and flow strings, an anchor, a second document."""
    text = (
        "jobs:\r\n  a:\r\n    runs-on: x\r\n    steps:\r\n      - run: |\r\n          echo 1\r\n"
        "          terraform destroy -auto-approve\r\n      - run: |2-\r\n            kubectl delete ns shop\r\n"
        '      - run: >\r\n          psql -h prod.acme.com\r\n          -c "DROP TABLE users"\r\n'
        '      - {run: "dropdb -h prod.acme.com \\x61pp"}\r\n---\r\njobs: {b: {steps: [{run: dropdb -h prod.acme.com b}]}}\r\n'
    )
    linter.write(".github/workflows/a.yml", text)
    found = {f["line"]: text[f["offset"] : f["offset"] + f["length"]] for f in linter.report(".")["findings"]}
    assert found == {
        7: "terraform destroy -auto-approve", 9: "kubectl delete ns shop", 12: "DROP TABLE users",
        13: "dropdb -h prod.acme.com \\x61pp", 15: "dropdb -h prod.acme.com b",
    }  # fmt: skip
