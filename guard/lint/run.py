"""Many files at once: read once, in parallel, answered in the order in which they were found.

Each worker holds one file, and few files are under way for each worker, so memory is bounded by the largest
file and not by their number.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field

from guard.lint.analyse import analyse
from guard.lint.discover import Candidate
from guard.lint.findings import FileReport, LintFinding, Problem
from guard.policy.config import Config

NOTHING: Mapping[str, list[LintFinding]] = {}
FEW = 24
"""Up to so many files one process is quicker than several."""
AHEAD = 8
"""Batches under way for each worker."""
BATCH = 8
"""Files a worker is handed at a time."""
DEEP = 3000
"""Nested calls a reader may need; each counts its own depth, too."""


@dataclass
class Outcome:
    """What came of a run."""

    findings: list[LintFinding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: int = 0
    """Files that were read."""
    ignored: int = 0
    """Findings that comments took back."""
    known: int = 0
    """Findings that the baseline holds, or that were there before the change."""
    seconds: float = 0.0


def reports(
    candidates: Iterable[Candidate],
    config: Config,
    *,
    jobs: int = 0,
    ignores: bool = True,
    more: Mapping[str, list[LintFinding]] = NOTHING,
) -> Iterator[FileReport]:
    """A report for each file, in their order.

    Args:
        jobs: how many processes; 0: as many as there are processors.
        more: what is known about files from elsewhere, by their path, absolute and with links resolved.
    """
    jobs = (
        jobs or len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else jobs or os.cpu_count() or 1
    )
    _settle()
    first: list[Candidate] = []
    rest = iter(candidates)
    for candidate in rest:
        first.append(candidate)
        if len(first) > FEW:
            break
    if jobs <= 1 or len(first) <= FEW:
        for candidate in first:
            yield _one(candidate, config, ignores, more)
        for candidate in rest:
            yield _one(candidate, config, ignores, more)
        return
    yield from _in_parallel(first, rest, config, jobs, ignores, more)


def _one(
    candidate: Candidate, config: Config, ignores: bool, more: Mapping[str, list[LintFinding]]
) -> FileReport:
    known = more.get(os.path.realpath(candidate.path), ()) if more else ()
    return analyse(candidate, config, ignores=ignores, more=known)


def _in_parallel(
    first: list[Candidate],
    rest: Iterator[Candidate],
    config: Config,
    jobs: int,
    ignores: bool,
    more: Mapping[str, list[LintFinding]],
) -> Iterator[FileReport]:
    pending: deque[Future[list[FileReport]]] = deque()
    with ProcessPoolExecutor(max_workers=jobs, initializer=_settle) as pool:
        for batch in _batches(first, rest):
            here = (
                {p: more[p] for p in (os.path.realpath(c.path) for c in batch) if p in more} if more else {}
            )
            pending.append(pool.submit(_analysed, batch, config, ignores, here))
            while len(pending) >= jobs * AHEAD:
                yield from pending.popleft().result()
        while pending:
            yield from pending.popleft().result()


def _batches(first: list[Candidate], rest: Iterator[Candidate]) -> Iterator[list[Candidate]]:
    batch: list[Candidate] = []
    for source in (first, rest):
        for candidate in source:
            batch.append(candidate)
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _settle() -> None:
    """Room for nested texts, and no word of the readers' own to the terminal."""
    import gc
    import logging
    import warnings

    gc.set_threshold(50_000)  # a file makes thousands of small records, and hardly a circle
    sys.setrecursionlimit(max(DEEP, sys.getrecursionlimit()))
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore", FutureWarning)


def _analysed(
    batch: list[Candidate], config: Config, ignores: bool, more: Mapping[str, list[LintFinding]]
) -> list[FileReport]:
    return [_one(candidate, config, ignores, more) for candidate in batch]


def gathered(
    found: Iterable[FileReport], keep: Callable[[FileReport], FileReport], step: Callable[[], None]
) -> Outcome:
    """All reports together.

    Args:
        keep: what is left of a report (a baseline, a comparison).
        step: called once per file, for a progress bar.
    """
    outcome = Outcome()
    for report in found:
        left = keep(report)
        outcome.files += 1
        outcome.known += len(report.findings) - len(left.findings)
        outcome.findings.extend(left.findings)
        outcome.problems.extend(left.problems)
        outcome.ignored += left.ignored
        step()
    return outcome
