"""What the linter says about a file: findings with their places, and what it could not read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Level = Literal["note", "warning", "error"]
LEVELS: tuple[Level, ...] = ("note", "warning", "error")
"""From the mildest to the gravest: the position is the order."""


@dataclass(frozen=True)
class Place:
    """A stretch of a file. Lines and columns count from one, columns in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    offset: int = 0
    length: int = 0


@dataclass(frozen=True)
class Related:
    """Another place of the same file that explains a finding."""

    what: str
    place: Place


@dataclass(frozen=True)
class LintFinding:
    """One destructive act that a file spells out."""

    path: str
    place: Place
    rule: str
    level: Level
    message: str
    operation: str = ""
    resource: str = ""
    target: str = ""
    environment: str = ""
    vector: str = ""
    score: float = 0.0
    loss: str = ""
    instead: str = ""
    grounds: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    source: str = ""
    """The line it begins on."""
    text: str = ""
    """What stands at the place."""
    fingerprint: str = ""
    """Stays the same when lines move: made of rule, path, what stands there and how often before."""


@dataclass(frozen=True)
class Problem:
    """A file, or a part of one, that was not analysed."""

    path: str
    what: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True)
class FileReport:
    """What came of one file."""

    path: str
    findings: tuple[LintFinding, ...] = ()
    problems: tuple[Problem, ...] = ()
    ignored: int = 0
    """Findings that a comment in the file takes back."""


def fingerprinted(findings: Iterable[LintFinding]) -> tuple[LintFinding, ...]:
    """The findings with their fingerprints, equal ones numbered in their order."""
    counts: dict[tuple[str, str, str], int] = {}
    found: list[LintFinding] = []
    for finding in findings:
        key = (finding.rule, finding.path.replace("\\", "/"), " ".join(finding.text.split()))
        counts[key] = counts.get(key, 0) + 1
        text = "\0".join((*key, str(counts[key])))
        found.append(
            replace(finding, fingerprint=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32])
        )
    return tuple(found)
