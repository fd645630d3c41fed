"""Azure Pipelines: ``script``, ``bash``, ``pwsh`` and ``powershell`` steps, and the inline scripts of tasks.

``$(name)`` of the pipeline's own variables and ``${{ … }}`` are filled in before the shell sees the text; a
``$(…)`` that is no such name is the shell's. ``environment: production`` makes a deployment job's target
production. Microsoft's agents are thrown away; ``pool: name`` of one's own is not. A template of the
same repository is followed into what surrounds the place that names it.

Caught: ``- bash: az group delete --name shop --yes``. Near miss: ``- script: rm -rf $(Build.X)``.
Facts: learn.microsoft.com/azure/devops/pipelines/yaml-schema (steps, variables, jobs.deployment, pool).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from guard.lint.expressions import AZURE, filled
from guard.lint.local_files import DEEPEST, named, told_at
from guard.lint.production import said_by
from guard.lint.snippets import Around, Remark, Snippet
from guard.lint.yaml_nodes import Node, read_yaml

STEPS = {"script": "bash", "bash": "bash", "pwsh": "powershell", "powershell": "powershell"}
TASKS = {
    "bash": "bash",
    "cmdline": "bash",
    "powershell": "powershell",
    "azurecli": "bash",
    "shellscript": "bash",
    "pythonscript": "python",
}
PREDEFINED = ("build.", "system.", "agent.", "pipeline.", "environment.", "resources.", "release.")


@dataclass(frozen=True)
class _Around:
    """What a step takes from around it."""

    variables: dict[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    around: Around = "throwaway"
    windows: bool = False
    production: str = ""
    remarks: tuple[Remark, ...] = ()
    path: str = ""
    """The file, for the templates that it names."""
    depth: int = 0
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What a template is given, as far as it is text."""


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per step that runs a text."""
    for root in read_yaml(text):
        yield from _level(root, _Around(path=path))


def template_names(root: Node) -> Iterator[str]:
    """The files of the same repository that are taken as templates, wherever they are named."""
    for key, value in root.members:
        if key.plain == "template" and value.kind == "scalar" and _is_here(value.plain):
            yield value.plain.removesuffix("@self")
        yield from template_names(value)
    for item in root.items:
        yield from template_names(item)


def _is_here(name: str) -> bool:
    return "$" not in name and name.removesuffix("@self").endswith((".yml", ".yaml"))


def _template(node: Node, here: _Around) -> Iterator[Snippet]:
    """What a template brings: told where it is named, if what is around it there says production."""
    name = node.get("template")
    if name is None or not _is_here(name.plain) or here.depth >= DEEPEST:
        return
    given = node.get("parameters")
    parameters = {n: v for n, v in (given.strings() if given is not None else {}).items() if "$" not in v}
    for file in named(here.path, name.plain.removesuffix("@self"), beside=True):
        inner = replace(here, path=file.path, depth=here.depth + 1, parameters=parameters)
        for root in file.roots():
            for snippet in _level(root, inner):
                if snippet.production:
                    yield told_at(snippet, file, name.start, name.end, here.remarks)


def _level(node: Node, outer: _Around) -> Iterator[Snippet]:
    """A pipeline, a stage, a job, or a strategy's phase: each may hold the next."""
    here = _with_variables(node, _with_pool(node, _with_environment(node, outer)))
    yield from _template(node, here)
    extended = node.get("extends")
    if extended is not None:
        yield from _template(extended, here)
    yield from _steps(node.get("steps"), here)
    for name in ("stages", "jobs"):
        found = node.get(name)
        for member in found.items if found is not None else ():
            yield from _level(member, here)
            for key, value in member.members:
                if key.plain.startswith("${{"):
                    for inner in value.items:
                        yield from _level(inner, here)
    strategy = node.get("strategy")
    for _, kind in strategy.members if strategy is not None else ():
        for _, phase in kind.members:
            yield from _steps(phase.get("steps"), here)
            for _, deeper in phase.members:
                yield from _steps(deeper.get("steps"), here)


def _with_variables(node: Node, outer: _Around) -> _Around:
    given = node.get("variables")
    if given is None:
        return outer
    pairs = given.strings()
    names = set(pairs)
    for member in given.items:
        one = member.strings()
        if "name" in one:
            names.add(one["name"])
            if "value" in one:
                pairs[one["name"]] = one["value"]
    plain = {name: value for name, value in pairs.items() if "$" not in value}
    kept = {name: value for name, value in outer.variables.items() if name not in names}
    return replace(outer, variables={**kept, **plain}, names=outer.names | {n.lower() for n in names})


def _with_pool(node: Node, outer: _Around) -> _Around:
    pool = node.get("pool")
    if pool is None:
        return outer
    image = pool.get("vmImage")
    named = pool.plain or (pool.get("name") is not None and image is None)
    windows = image is not None and image.plain.lower().startswith("win")
    return replace(outer, around="machine" if named else "throwaway", windows=windows)


def _with_environment(node: Node, outer: _Around) -> _Around:
    environment = node.get("environment")
    name = (
        environment.get("name") if environment is not None and environment.kind == "mapping" else environment
    )
    values = {f"parameters.{n}": v for n, v in outer.parameters.items()}
    plain = name.plain if name is not None else ""
    said = said_by(
        AZURE.sub(lambda found: values.get(found.group(1) or "", found.group()), plain), "environment"
    )
    if not said or name is None:
        return outer
    return replace(outer, production=said, remarks=(Remark(said, name.start, name.end),))


def _steps(steps: Node | None, here: _Around) -> Iterator[Snippet]:
    for step in steps.items if steps is not None else ():
        for key, value in step.members:
            if key.plain.startswith("${{"):
                yield from _steps(value, here)
        yield from _template(step, here)
        yield from _step(step, here)


def _step(step: Node, here: _Around) -> Iterator[Snippet]:
    node, dialect = _inline(step)
    script = node.scalar if node is not None else None
    if script is None:
        return
    if dialect == "bash" and here.windows and step.get("script") is not None:
        dialect = "cmd"
    given = step.get("env")
    env = {n: v for n, v in (given.strings() if given is not None else {}).items() if "$" not in v}
    shell = {name.upper().replace(".", "_"): value for name, value in here.variables.items()}

    def of_pipeline(name: str) -> bool:
        return name.lower() in here.names or name.lower().startswith(PREDEFINED) or not name.isidentifier()

    values = {
        **here.variables, **{f"variables.{n}": v for n, v in here.variables.items()},
        **{f"parameters.{n}": v for n, v in here.parameters.items()},
    }  # fmt: skip
    body, origin, holes = filled(script.text, script.origin, AZURE, values, of_pipeline)
    yield Snippet(
        body, origin, "code" if dialect == "python" else "shell", dialect, env={**shell, **env},
        holes=holes, around=here.around, production=here.production, remarks=here.remarks,
    )  # fmt: skip


def _inline(step: Node) -> tuple[Node | None, str]:
    for name, dialect in STEPS.items():
        node = step.get(name)
        if node is not None:
            return node, dialect
    task = step.get("task")
    dialect = TASKS.get(task.plain.split("@")[0].lower(), "") if task is not None else ""
    inputs = step.get("inputs")
    if not dialect or inputs is None:
        return None, ""
    kind = inputs.get("scriptType")
    if kind is not None and kind.plain in ("ps", "pscore"):
        dialect = "powershell"
    elif kind is not None and kind.plain == "batch":
        dialect = "cmd"
    return inputs.get("script", "inlineScript"), dialect
