"""CircleCI: ``run`` steps of jobs, of reusable commands and of orbs in the same file, in conditions, too.

``<< parameters.x >>`` is filled in by CircleCI: from what a step or a workflow gives, where it stands in the
same file. A job that a workflow starts with a context of production's name (``context: production``) has
production's secrets. ``machine`` and docker executors are thrown away; a resource class of one's own
(``resource_class: acme/runner``) is not.

Caught: ``run: terraform destroy -auto-approve``. Near miss: ``run: rm -rf ~/.cache``.
Facts: circleci.com/docs/configuration-reference (run, environment, shell, when, resource_class, commands,
context), circleci.com/docs/reusing-config (inline orbs, parameters).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from guard.lint.expressions import CIRCLECI, filled
from guard.lint.other_languages import not_read, reader_of
from guard.lint.production import said_by
from guard.lint.snippets import Around, Remark, Snippet
from guard.lint.yaml_nodes import Node, Text, read_yaml

DEEPEST = 8
"""Commands that call commands."""
CONDITIONS = ("when", "unless")


@dataclass(frozen=True)
class _Around:
    """What a step takes from around it."""

    commands: Mapping[str, Node]
    env: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    shell: str = "bash"
    around: Around = "throwaway"
    production: str = ""
    remarks: tuple[Remark, ...] = ()
    depth: int = 0
    orb: str = ""
    """The orb (``name/``) in which short names are looked up."""


@dataclass(frozen=True)
class _Start:
    """A job as a workflow starts it."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    production: str = ""
    remarks: tuple[Remark, ...] = ()


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per ``run``, for each way in which a workflow or a step of the file comes to it."""
    for root in read_yaml(text):
        commands = dict(_members(root, "commands", ""))
        starts = _starts(root)
        for name, job in _members(root, "jobs", ""):
            for start in starts.get(name, [_Start()]):
                yield from _job(name, job, commands, start)
        for name, command in commands.items():
            yield from _steps(command.get("steps"), _Around(commands, orb=_orb(name)))


def _members(root: Node, section: str, prefix: str) -> Iterator[tuple[str, Node]]:
    """Jobs or commands by the name they are called by; those of orbs behind the orb's name."""
    found = root.get(section)
    for key, value in found.members if found is not None else ():
        yield prefix + key.plain, value
    orbs = root.get("orbs")
    for key, orb in orbs.members if orbs is not None and not prefix else ():
        yield from _members(orb, section, f"{key.plain}/")


def _starts(root: Node) -> dict[str, list[_Start]]:
    found: dict[str, list[_Start]] = {}
    workflows = root.get("workflows")
    for _, workflow in workflows.members if workflows is not None else ():
        jobs = workflow.get("jobs")
        for entry in jobs.items if jobs is not None else ():
            for key, given in entry.members if entry.kind == "mapping" else ((entry, entry),):
                found.setdefault(key.plain, []).append(_start(given))
    return found


def _start(given: Node) -> _Start:
    context = given.get("context")
    for name in context.texts() if context is not None else ():
        said = said_by(name.text, "context")
        if said:
            return _Start(_plain(given), said, (Remark(said, name.start, name.end),))
    return _Start(_plain(given))


def _plain(given: Node) -> dict[str, str]:
    return {name: value for name, value in given.strings().items() if "<<" not in value}


def _orb(name: str) -> str:
    return name.partition("/")[0] + "/" if "/" in name else ""


def _job(name: str, job: Node, commands: Mapping[str, Node], start: _Start) -> Iterator[Snippet]:
    shell, runner = job.get("shell"), job.get("resource_class")
    here = _Around(
        commands, _environment(job, {}), {**_defaults(job), **start.parameters},
        shell.plain if shell is not None else "bash",
        "machine" if runner is not None and "/" in runner.plain else "throwaway",
        start.production, start.remarks, orb=_orb(name),
    )  # fmt: skip
    yield from _steps(job.get("steps"), here)


def _defaults(node: Node) -> dict[str, str]:
    parameters = node.get("parameters")
    found: dict[str, str] = {}
    for key, value in parameters.members if parameters is not None else ():
        default = value.get("default")
        if default is not None and default.kind == "scalar":
            found[key.plain] = default.plain
    return found


def _steps(steps: Node | None, here: _Around) -> Iterator[Snippet]:
    for step in steps.items if steps is not None else ():
        if step.kind == "scalar":
            yield from _command(step.plain, {}, here)
        for key, given in step.members:
            if key.plain in CONDITIONS:
                yield from _steps(given.get("steps"), here)
            elif key.plain == "run":
                yield from _run(given, here)
            else:
                yield from _command(key.plain, _plain(given), here)


def _command(name: str, given: Mapping[str, str], here: _Around) -> Iterator[Snippet]:
    """A step that is a command of the same file."""
    command = here.commands.get(name) or here.commands.get(here.orb + name)
    if command is not None and here.depth < DEEPEST:
        parameters = {**_defaults(command), **given}
        orb = _orb(name) or here.orb
        yield from _steps(
            command.get("steps"), replace(here, parameters=parameters, depth=here.depth + 1, orb=orb)
        )


def _run(run: Node, here: _Around) -> Iterator[Snippet]:
    command = run.get("command") if run.kind == "mapping" else run
    script = command.scalar if command is not None else None
    if script is None:
        return
    own = run.get("shell")
    language, dialect = reader_of(own.plain if own is not None else here.shell)
    if language:
        yield _snippet(script, _environment(run, here.env), language, dialect, here)
    else:
        at = own if own is not None else run
        yield not_read(dialect, at.start, at.end)


def _environment(node: Node, outer: Mapping[str, str]) -> dict[str, str]:
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


def _snippet(script: Text, env: dict[str, str], language: str, dialect: str, here: _Around) -> Snippet:
    values = {f"parameters.{name}": value for name, value in here.parameters.items()}
    body, origin, holes = filled(
        script.text, script.origin, CIRCLECI, values,
        lambda name: name.startswith(("parameters.", "pipeline.", "matrix.")),
    )  # fmt: skip
    kind: Literal["code", "shell"] = "code" if language == "code" else "shell"
    return Snippet(
        body, origin, kind, dialect, env=env, holes=holes, around=here.around, production=here.production,
        remarks=here.remarks,
    )  # fmt: skip
