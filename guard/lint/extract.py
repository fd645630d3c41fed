"""From a file to its snippets: which module reads which kind. A module is imported when its kind is met."""

from __future__ import annotations

from collections.abc import Iterator

from guard.lint.discover import KINDS
from guard.lint.snippets import Snippet


def snippets(path: str, text: str, kind: str) -> Iterator[Snippet]:
    """The code in a file.

    Raises:
        Unreadable: it is not what its name says.
    """
    module = __import__("guard.lint.kinds." + KINDS[kind], fromlist=("snippets",))
    found: Iterator[Snippet] = module.snippets(path, text)
    return found
