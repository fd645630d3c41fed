"""Whether what was foreseen covers what happened."""

from __future__ import annotations

import os

from guard.model import Invocation, Unfolding, Unresolved, Value
from guard.shell.patterns import matches
from guard.shell.values import escaped


def covered(record: list[str], unfolding: Unfolding) -> bool:
    """Whether one program that ran is among the foreseen."""
    cwd, *words = record
    return any(
        isinstance(event, Invocation) and event.cwd in (cwd, None) and fits(event.argv, words, cwd)
        for event in unfolding.events
    )


def fits(argv: tuple[Value, ...], words: list[str], cwd: str = "/") -> bool:
    """Whether foreseen words stand for the words that were given. A hole stands for any text, an unquoted
    one for any number of words."""
    if not argv:
        return not words
    head, rest = argv[0], argv[1:]
    if any(hole.splits for hole in head.holes) or head.glob:
        return any(fits(rest, words[count:], cwd) for count in range(len(words) + 1))
    return bool(words) and _fits_word(head, words[0], cwd) and fits(rest, words[1:], cwd)


def _fits_word(value: Value, word: str, cwd: str) -> bool:
    text = value.text
    if text is not None:
        same_place = os.path.normpath(os.path.join(cwd, text)) == os.path.normpath(os.path.join(cwd, word))
        return text == word or same_place or text.rsplit("/", 1)[-1] == word
    pattern = "".join(escaped(p) if isinstance(p, str) else "*" for p in value.parts)
    return bool(matches(pattern, word))


def unknown(unfolding: Unfolding) -> bool:
    """Whether the unfolding says that something could not be worked out."""
    return any(isinstance(event, Unresolved) for event in unfolding.events)
