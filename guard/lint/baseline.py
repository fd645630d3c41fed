"""A baseline: the findings that are known already, by their fingerprints, so that only new ones count."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from guard.errors import GuardError
from guard.lint.findings import FileReport, LintFinding


def write_baseline(path: str, findings: Iterable[LintFinding]) -> int:
    """Write what was found; the number of entries.

    Raises:
        GuardError: the file cannot be written.
    """
    entries = [
        {"fingerprint": f.fingerprint, "rule": f.rule, "path": f.path, "message": f.message} for f in findings
    ]
    text = json.dumps({"version": 1, "findings": entries}, indent=2, ensure_ascii=False) + "\n"
    part = f"{path}.part"
    try:
        with open(part, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(part, path)
    except OSError as error:
        raise GuardError(f"the baseline {path} cannot be written: {error.strerror}") from error
    return len(entries)


def read_baseline(path: str) -> Callable[[FileReport], FileReport]:
    """What takes the known findings out of a report; each entry takes one.

    Raises:
        GuardError: the file is missing or is no baseline.
    """
    try:
        with open(path, encoding="utf-8") as stream:
            found = json.load(stream)
        known = Counter(str(entry["fingerprint"]) for entry in found["findings"])
    except OSError as error:
        raise GuardError(f"the baseline {path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise GuardError(f"{path} is no baseline of guard lint", "write one with --write-baseline") from error

    def without_known(report: FileReport) -> FileReport:
        left: list[LintFinding] = []
        for finding in report.findings:
            if known[finding.fingerprint] > 0:
                known[finding.fingerprint] -= 1
            else:
                left.append(finding)
        return replace(report, findings=tuple(left))

    return without_known
