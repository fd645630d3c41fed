"""pre-commit: the ``entry`` of local hooks and of hook definitions, with its ``args``.

An entry is no shell text: its words are split as in a shell and run as they are; only ``language: system``
and ``script`` run a program of the machine.

Caught: ``entry: git reset --hard``. Near miss: ``entry: ruff check``.
Facts: pre-commit.com (“Creating new hooks”, “repository local hooks”).
"""

from __future__ import annotations

from collections.abc import Iterator

from guard.lint.positions import Assembled
from guard.lint.snippets import Snippet
from guard.lint.yaml_nodes import Node, read_yaml


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per hook with an entry."""
    for root in read_yaml(text):
        for hook in root.items:
            yield from _hook(hook)
        repos = root.get("repos")
        for repo in repos.items if repos is not None else ():
            hooks = repo.get("hooks")
            for hook in hooks.items if hooks is not None else ():
                yield from _hook(hook)


def _hook(hook: Node) -> Iterator[Snippet]:
    entry = hook.get("entry")
    script = entry.scalar if entry is not None else None
    if script is None or not script.text.strip():
        return
    language = hook.get("language")
    if language is not None and language.plain in ("pygrep", "fail"):
        return
    line = Assembled()
    line.take(script.text, script.origin, 0, len(script.text))
    args = hook.get("args")
    for word in args.texts() if args is not None else ():
        line.stand(" ", word.start, 0)
        line.stand("'" + word.text.replace("'", "'\\''") + "'", word.start, word.end - word.start)
    yield Snippet(line.text, line.origin, dialect="sh", optional=True)
