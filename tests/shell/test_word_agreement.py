"""shfmt and our parser see the same simple commands, words and redirections in this machine's scripts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2]))
from reading_of_shfmt import RAW_PATTERN, SHFMT, Reading, of_ours, of_shfmt

from guard.shell.nodes import Refusal
from guard.shell.parse import parse
from tools.parse_coverage import DEFAULT, scripts

DATA = Path(__file__).parent / "data"
MORE = tuple(os.environ.get("GUARD_SCRIPTS", "").split(":")) if os.environ.get("GUARD_SCRIPTS") else ()
"""Further directories of scripts: ``GUARD_SCRIPTS=/a:/b pytest -m slow tests/shell/test_word_agreement.py``."""

needs_shfmt = pytest.mark.skipif(not SHFMT.exists(), reason="no shfmt here: pip install shfmt-py")


def every(readings: Reading, holds: Callable[[str], bool]) -> bool:
    return all(holds(repr(statement)) for statement in readings)


EXPLAINED: dict[str, Callable[[Reading, Reading, str], bool]] = {
    "shfmt keeps @(…) as it is written; bash expands what stands in it": lambda ours, theirs, text: (
        bool(theirs) and every(theirs, lambda s: RAW_PATTERN in s)
    ),
    "shfmt sees no <(…) in the argument of ${…}; bash runs it": lambda ours, theirs, text: (
        not theirs and "<(" in text and every(ours, lambda s: s.startswith("('command'"))
    ),
    "shfmt takes the # of $name#text for a comment; bash does within a word nowhere": lambda ours, theirs, text: (
        every(ours, lambda s: "('text', '#" in s)
    ),
    "shfmt gives a meaning to what bash calls a bad substitution": lambda ours, theirs, text: every(
        ours, lambda s: "bad substitution" in s
    ),
    "shfmt reads the subscript of {name[subscript]}> without what expands in it; bash runs it": lambda ours, theirs, text: (
        every(theirs, lambda s: "'CmdSubst'" in s or "'parameter'" in s) and every(ours, lambda s: "'{" in s)
    ),
    "shfmt takes !(…) for a pattern; bash for a negated subshell unless extglob is set": lambda ours, theirs, text: (
        bool(theirs) and every(theirs, lambda s: "'!(" in s)
    ),
    "shfmt knows no -- behind the word time": lambda ours, theirs, text: (
        "time" in text and every(theirs, lambda s: "('text', '--', False)" in s)
    ),
}
"""Why the readers may differ: what ours alone has, what shfmt alone has, the text."""


def differing(text: str) -> list[str] | None:
    """How the readings of a text differ without a known reason; ``None`` where one of them refuses it."""
    try:
        ours = of_ours(parse(text))
    except Refusal:
        return None
    theirs = of_shfmt(text)
    if theirs is None:
        return None
    alone, missing = ours - theirs, theirs - ours
    if (not alone and not missing) or any(explains(alone, missing, text) for explains in EXPLAINED.values()):
        return []
    return [f"ours {s!r}" for s in alone] + [f"shfmt {s!r}" for s in missing]


def sample(directories: tuple[str, ...], every_nth: int) -> Iterator[tuple[str, str]]:
    for number, script in enumerate(scripts(directories)):
        if number % every_nth == 0:
            yield script


def compare(texts: Iterator[tuple[str, str]]) -> tuple[int, list[str]]:
    """How many texts both read, and those in which they differ."""
    compared, found = 0, []
    for path, text in texts:
        how = differing(text)
        if how is None:
            continue
        compared += 1
        if how:
            found.append("\n  ".join([path, *how[:4]]))
    print("\n".join([*found, f"compared {compared}, differing without a reason {len(found)}"]))
    return compared, found


@needs_shfmt
def test_both_see_the_same_in_some_scripts_of_this_machine() -> None:
    compared, found = compare(sample(("/usr/bin", "/etc"), 12))
    assert not found, "\n".join(found)
    assert compared > 5


@needs_shfmt
def test_both_see_the_same_in_the_texts_that_are_made_to_be_hard() -> None:
    names = ("probes_syntactic.txt", "probes_evaluated.txt", "bash_accepts.txt")
    lines = [line for name in names for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
    joined = [(line, line.replace("⏎", "\n").replace("@", "mk")) for line in lines[::8]]
    _, found = compare(iter(joined))
    assert not found, "\n".join(found)


@needs_shfmt
@pytest.mark.slow
def test_both_see_the_same_in_all_scripts_of_this_machine() -> None:
    compared, found = compare(scripts((*DEFAULT, *MORE)))
    assert len(found) <= compared // 1000, "\n".join(found)
