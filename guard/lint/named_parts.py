"""Files that only a pipeline's file makes one: what GitLab includes, what Azure takes as a template.

Their own names say nothing (``ci/deploy.yml``), so they are found through the file that names them, and are
linted behind it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from guard.lint.discover import Candidate, Missing
from guard.lint.local_files import DEEPEST, LocalFile, named
from guard.lint.reading import read_text
from guard.lint.snippets import Unreadable
from guard.lint.yaml_nodes import Node, read_yaml

NAMING = ("gitlab-ci", "azure-pipelines")


def with_parts(found: Iterator[Candidate | Missing]) -> Iterator[Candidate | Missing]:
    """The candidates, each once, with the files that the pipelines among them name."""
    seen: set[str] = set()
    pending: list[tuple[Candidate, int]] = []
    for one in found:
        yield one
        if isinstance(one, Candidate):
            seen.add(os.path.realpath(one.path))
            if one.kind in NAMING:
                pending.append((one, 0))
    while pending:
        candidate, depth = pending.pop(0)
        for file in _named_by(candidate):
            real = os.path.realpath(file.path)
            if real not in seen:
                seen.add(real)
                part = Candidate(_shown(file.path, candidate.path), candidate.kind)
                yield part
                if depth < DEEPEST:
                    pending.append((part, depth + 1))


def _shown(path: str, beside: str) -> str:
    return path if os.path.isabs(beside) else os.path.relpath(path)


def _named_by(candidate: Candidate) -> Iterator[LocalFile]:
    from guard.lint.kinds.azure_pipelines import template_names
    from guard.lint.kinds.gitlab_ci import local_names

    try:
        roots = read_yaml(read_text(candidate.path))
        for root in roots:
            if candidate.kind == "azure-pipelines":
                for name in template_names(root):
                    yield from named(candidate.path, name, beside=True)
                continue
            for include in _includes(root):
                for name in local_names(include):
                    yield from named(candidate.path, name)
    except Unreadable:
        return


def _includes(root: Node) -> Iterator[Node]:
    """``include`` of the file, and of the child pipelines that its jobs trigger."""
    found = root.get("include")
    if found is not None:
        yield found
    for _, job in root.members:
        trigger = job.get("trigger")
        child = trigger.get("include") if trigger is not None else None
        if child is not None:
            yield child
