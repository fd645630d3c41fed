"""From a file to its snippets: which module reads which kind. A module is imported when its kind is met."""

from __future__ import annotations

from collections.abc import Iterator

from guard.lint.snippets import Snippet

KINDS = {
    "shell": "shell_scripts",
    "make": "makefiles",
    "just": "justfiles",
    "package.json": "package_json",
    "dockerfile": "dockerfiles",
    "compose": "compose",
    "github-actions": "github_actions",
    "gitlab-ci": "gitlab_ci",
    "circleci": "circleci",
    "azure-pipelines": "azure_pipelines",
    "pre-commit": "pre_commit",
    "crontab": "crontabs",
    "systemd": "systemd_units",
    "sql": "sql_files",
    "migration": "migrations",
    "terraform": "terraform_files",
    "notebook": "notebooks",
    "markdown": "markdown",
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
