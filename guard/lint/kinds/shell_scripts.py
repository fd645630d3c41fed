"""Shell scripts, start-up files, batch files: the whole file is the snippet."""

from __future__ import annotations

from collections.abc import Iterator

from guard.lint.discover import dialect_of
from guard.lint.positions import straight
from guard.lint.snippets import Snippet


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """The file."""
    yield Snippet(text, straight(0, len(text)), dialect=dialect_of(path, text))
