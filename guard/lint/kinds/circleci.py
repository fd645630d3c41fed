"""CircleCI: ``run`` steps of jobs and of reusable commands, in conditions, too.

``<< parameters.x >>`` is filled in by CircleCI. ``machine`` and docker executors are thrown away; a
resource class of one's own (``resource_class: acme/runner``) is not.

Caught: ``run: terraform destroy -auto-approve``. Near miss: ``run: rm -rf ~/.cache``.
Facts: circleci.com/docs/configuration-reference (run, environment, shell, when, resource_class).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from guard.lint.expressions import CIRCLECI, filled
from guard.lint.other_languages import not_read, reader_of
from guard.lint.snippets import Around, Snippet
from guard.lint.yaml_nodes import Node, Text, read_yaml


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per ``run``."""
    for root in read_yaml(text):
        for section in ("jobs", "commands"):
            found = root.get(section)
            for _, job in found.members if found is not None else ():
                yield from _job(job)


def _job(job: Node) -> Iterator[Snippet]:
    shell = job.get("shell")
    runner = job.get("resource_class")
    around: Around = "machine" if runner is not None and "/" in runner.plain else "throwaway"
    yield from _steps(
        job.get("steps"), _environment(job, {}), shell.plain if shell is not None else "bash", around
    )


def _steps(steps: Node | None, env: dict[str, str], shell: str, around: Around) -> Iterator[Snippet]:
    for step in steps.items if steps is not None else ():
        for kind in ("when", "unless"):
            condition = step.get(kind)
            if condition is not None:
                yield from _steps(condition.get("steps"), env, shell, around)
        run = step.get("run")
        if run is None:
            continue
        command = run.get("command") if run.kind == "mapping" else run
        script = command.scalar if command is not None else None
        if script is not None:
            own = run.get("shell")
            language, dialect = reader_of(own.plain if own is not None else shell)
            if language:
                yield _snippet(script, _environment(run, env), language, dialect, around)
            else:
                at = own if own is not None else run
                yield not_read(dialect, at.start, at.end)


def _environment(node: Node, outer: dict[str, str]) -> dict[str, str]:
    given = node.get("environment")
    found = dict(outer)
    pairs = given.strings() if given is not None else {}
    for member in given.items if given is not None else ():
        pairs.update(member.strings())
    for name, value in pairs.items():
        if "<<" in value or "$" in value:
            found.pop(name, None)
        else:
            found[name] = value
    return found


def _snippet(script: Text, env: dict[str, str], language: str, dialect: str, around: Around) -> Snippet:
    body, origin, holes = filled(
        script.text,
        script.origin,
        CIRCLECI,
        {},
        lambda name: name.startswith(("parameters.", "pipeline.", "matrix.")),
    )
    kind: Literal["code", "shell"] = "code" if language == "code" else "shell"
    return Snippet(body, origin, kind, dialect, env=env, holes=holes, around=around)
