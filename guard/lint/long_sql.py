"""A file of SQL that is too long to be held: read through in parts, twice.

The first reading says which statements lose something (``guard/sql/stream.py``), equal ones once; the second
finds the lines they stand on and their text, and each is then judged like a file of its own. Memory is
bounded by one statement. Not the way: what stands in comments that take findings back is not looked at.
"""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace

from guard.errors import LimitReached
from guard.lint.findings import FileReport, LintFinding, Problem, fingerprinted
from guard.lint.judge import findings_of
from guard.lint.kinds.sql_files import dialect_of
from guard.lint.positions import Lines, straight
from guard.lint.reading import LARGEST
from guard.lint.snippets import Snippet
from guard.policy.config import Config
from guard.sql.acts import QUIET, Act
from guard.sql.scan import weight
from guard.sql.stream import dialect_of_dump, scan_parts
from guard.world import World

SHOWN = 500
"""Statements of one file that become findings."""
WIDTH = 4_000
"""Characters of a statement that are looked at again."""
HEAD = 4_096


def _silent(path: str, done: int, total: int) -> None:
    return None


progress: list[Callable[[str, int, int], None]] = [_silent]
"""Told the path, the bytes read and their number; the command line puts a bar in."""


def is_long(path: str, kind: str) -> bool:
    """Whether a file of SQL has to be read in parts."""
    try:
        found = os.stat(path)
    except OSError:
        return False
    return kind == "sql" and stat.S_ISREG(found.st_mode) and found.st_size > LARGEST


def report_of(path: str, config: Config) -> FileReport:
    """What a long file destroys."""
    try:
        acts = _acts(path)
        findings = [
            one for act, line, text in _placed(path, acts) for one in _judged(path, act, line, text, config)
        ]
    except LimitReached as error:
        return FileReport(path, problems=(Problem(path, str(error).removeprefix(path).strip()),))
    problems = []
    if len(acts) >= SHOWN:
        problems.append(Problem(path, f"holds more than {SHOWN} statements that lose something"))
    return FileReport(path, fingerprinted(findings), tuple(problems))


def _texts(path: str) -> Iterator[str]:
    world = World()
    world.patience, world.progress = None, progress[0]
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    for piece in world.stream(path):
        yield decoder.decode(piece)
    yield decoder.decode(b"", True)


def _acts(path: str) -> list[Act]:
    dialect = dialect_of(path) or dialect_of_dump(next(_texts(path), "")[:HEAD])
    readings = [
        scan_parts(_texts(path), one, "psql") for one in ((dialect,) if dialect else ("postgres", "mysql"))
    ]
    kept = [act for act in max(readings, key=weight) if act.kind not in QUIET and act.kind not in _UNTOLD]
    return sorted(kept, key=lambda act: act.start)[:SHOWN]


_UNTOLD = ("client", "unknown", "dynamic")


def _placed(path: str, acts: list[Act]) -> Iterator[tuple[Act, int, str]]:
    """Each act with its line and the text of its statement."""
    offset, lines, held = 0, 1, ""
    waiting = list(acts)
    for part in _texts(path):
        held += part
        while waiting and waiting[0].start + WIDTH <= offset + len(held):
            yield _cut(waiting.pop(0), offset, lines, held)
        keep = max(0, (waiting[0].start if waiting else offset + len(held)) - offset)
        keep = min(keep, max(0, len(held) - WIDTH))
        lines += held.count("\n", 0, keep)
        offset, held = offset + keep, held[keep:]
    for act in waiting:
        yield _cut(act, offset, lines, held)


def _cut(act: Act, offset: int, lines: int, held: str) -> tuple[Act, int, str]:
    at = act.start - offset
    text = held[at : at + WIDTH]
    return act, lines + held.count("\n", 0, at), text


def _judged(path: str, act: Act, line: int, text: str, config: Config) -> Iterator[LintFinding]:
    """The findings of the first statement of a text, at their place in the file."""
    end = text.find(";")
    text = text[: end + 1] if end >= 0 else text
    snippet = Snippet(text, straight(0, len(text)), "sql", dialect_of(path))
    found, _ = findings_of(snippet, path, text, Lines(text), config)
    for finding in found:
        place = finding.place
        moved = replace(
            place,
            line=place.line + line - 1,
            end_line=place.end_line + line - 1,
            offset=place.offset + act.start,
        )
        yield replace(finding, place=moved)
