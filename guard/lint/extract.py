"""From a file to its snippets: which module reads which kind. A module is imported when its kind is met."""

from __future__ import annotations

from collections.abc import Iterator

from guard.lint.snippets import Snippet

KINDS = {
    "shell": "shell_scripts",
    "make": "makefiles",
    "package.json": "package_json",
    "dockerfile": "dockerfiles",
    "github-actions": "github_actions",
    "sql": "sql_files",
}
"""Kind of input → module of ``guard.lint.kinds``."""


def snippets(path: str, text: str, kind: str) -> Iterator[Snippet]:
    """The code in a file.

    Raises:
        Unreadable: it is not what its name says.
    """
    module = __import__("guard.lint.kinds." + KINDS[kind], fromlist=("snippets",))
    found: Iterator[Snippet] = module.snippets(path, text)
    return found
