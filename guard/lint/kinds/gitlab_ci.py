"""GitLab CI: ``before_script``, ``script``, ``after_script`` of jobs, of ``default`` and of hidden jobs.

The lines of a script run in one shell, one behind the other. ``variables:`` are what it sees;
``environment: production`` (``name`` or ``deployment_tier``) makes the job's target production. What a job
takes over is laid under it: ``extends`` over several levels, ``!reference``, jobs of the same name in files
that ``include: local`` brings. Runners of GitLab throw away what lies on their disk; one with the tag of a
machine does not say so, and the executor decides.

Caught: ``script: [kubectl delete namespace shop]``, the same in a template that a job of production extends.
Near miss: ``rm -rf $CI_PROJECT_DIR/vendor``.
Facts: docs.gitlab.com/ci/yaml (script, variables, environment, extends, include), …/ci/yaml/yaml_optimization
(!reference).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guard.lint.commands import joined
from guard.lint.local_files import DEEPEST, MOST, LocalFile, named, remark_on, standing_at
from guard.lint.production import said_by
from guard.lint.snippets import Remark, Snippet
from guard.lint.yaml_nodes import Node, Text, read_yaml

SCRIPTS = ("before_script", "script", "after_script")
TIERS = {"production": "deployment_tier: production"}
GLOBAL = frozenset((
    "variables", "stages", "include", "workflow", "image", "services", "cache", "spec", "before_script",
    "script", "after_script",
))  # fmt: skip
LEVELS = 11
"""Levels of ``extends`` and of ``!reference`` that GitLab follows."""


@dataclass(frozen=True)
class _Part:
    """A job as one file has it."""

    node: Node
    file: LocalFile | None = None
    """The file, where it is not the one that is linted."""


@dataclass(frozen=True)
class _Pipeline:
    """The jobs by name: this file's, then those of included files."""

    jobs: dict[str, tuple[_Part, ...]]
    variables: dict[str, str]

    def lineage(self, name: str, depth: int = 0, seen: set[str] | None = None) -> Iterator[_Part]:
        """What a job is made of, the strongest first, each once."""
        seen = set() if seen is None else seen
        if name in seen or depth > LEVELS:
            return
        seen.add(name)
        yield from self.jobs.get(name, ())
        for part in self.jobs.get(name, ()):
            extends = part.node.get("extends")
            parents = [t.text for t in extends.texts()] if extends is not None else []
            for parent in reversed(parents):
                yield from self.lineage(parent, depth + 1, seen)


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per script of a job."""
    roots = read_yaml(text)
    included = [(root, file) for file in _included(path, roots) for root in file.roots()]
    for root in roots:
        pipeline = _pipeline(root, included)
        for name in ("before_script", "after_script"):
            node = root.get(name)
            if node is not None:
                yield _snippet(_texts(node, pipeline), pipeline.variables, "", ())
        for key, value in root.members:
            if value.kind == "mapping" and key.plain not in GLOBAL:
                yield from _job(key, pipeline)


def _included(path: str, roots: list[Node], depth: int = 0) -> list[LocalFile]:
    """The files of this repository that ``include`` brings, those that they include behind them."""
    found: list[LocalFile] = []
    for root in roots:
        include = root.get("include")
        for name in local_names(include) if include is not None else ():
            for file in named(path, name):
                found.append(file)
                if depth < DEEPEST and len(found) < MOST:
                    found += _included(file.path, file.roots(), depth + 1)
    return found[:MOST]


def local_names(include: Node) -> Iterator[str]:
    """The files of this repository that an ``include`` names."""
    for entry in (include, *include.items):
        if entry.kind == "mapping":
            local = entry.get("local")
            if local is not None and "$" not in local.plain:
                yield local.plain
        elif entry.plain and not entry.plain.startswith(("http:", "https:")) and "$" not in entry.plain:
            yield entry.plain


def _pipeline(root: Node, included: list[tuple[Node, LocalFile]]) -> _Pipeline:
    jobs: dict[str, tuple[_Part, ...]] = {}
    variables: dict[str, str] = {}
    for other, _ in included:
        variables.update(_variables(other))
    for node, file in ((root, None), *reversed(included)):
        for key, value in node.members:
            if value.kind == "mapping" and key.plain not in GLOBAL:
                jobs[key.plain] = (*jobs.get(key.plain, ()), _Part(value, file))
    return _Pipeline(jobs, {**variables, **_variables(root)})


def _job(key: Node, pipeline: _Pipeline) -> Iterator[Snippet]:
    lineage = list(pipeline.lineage(key.plain))
    env = dict(pipeline.variables)
    for part in reversed(lineage):
        env.update(_variables(part.node))
    production, remarks = _production(lineage, key)
    extends = lineage[0].node.get("extends")
    at = extends if extends is not None else key
    for name in SCRIPTS:
        source = next((p for p in lineage if p.node.get(name) is not None), None)
        node = source.node.get(name) if source is not None else None
        if source is None or node is None:
            continue
        texts = list(_texts(node, pipeline))
        if source.file is None:
            yield _snippet(texts, env, production, remarks)
        elif production or lineage[0].node.get("variables") is not None:
            there = remark_on(name, source.file, node.start, at.start, at.end)
            texts = [standing_at(t, at.start, at.end) for t in texts]
            yield _snippet(texts, env, production, (*remarks, there))


def _texts(node: Node, pipeline: _Pipeline, depth: int = 0) -> Iterator[Text]:
    """The lines of a script, ``!reference`` put in."""
    if node.tag == "!reference":
        yield from _referenced(node, pipeline, depth)
        return
    found = node.scalar
    if found is not None:
        yield found
    for item in node.items:
        yield from _texts(item, pipeline, depth)


def _referenced(node: Node, pipeline: _Pipeline, depth: int) -> Iterator[Text]:
    path = [item.plain for item in node.items]
    if len(path) < 2 or depth > LEVELS:
        return
    for part in pipeline.lineage(path[0]):
        found: Node | None = part.node
        for name in path[1:]:
            found = found.get(name) if found is not None else None
        if found is not None:
            for text in _texts(found, pipeline, depth + 1):
                yield text if part.file is None else standing_at(text, node.start, node.end)
            return


def _production(lineage: list[_Part], key: Node) -> tuple[str, tuple[Remark, ...]]:
    for part in lineage:
        environment = part.node.get("environment")
        if environment is None:
            continue
        said, at = _said(environment)
        if not said or at is None:
            return "", ()
        place = (at.start, at.end) if part.file is None else (key.start, key.end)
        return said, (Remark(said, *place),)
    return "", ()


def _said(environment: Node) -> tuple[str, Node | None]:
    if environment.kind != "mapping":
        return said_by(environment.plain, "environment"), environment
    tier = environment.get("deployment_tier")
    if tier is not None and tier.plain in TIERS:
        return TIERS[tier.plain], tier
    action, name = environment.get("action"), environment.get("name")
    if name is None or (action is not None and action.plain in ("verify", "access")):
        return "", None
    return said_by(name.plain, "environment"), name


def _variables(node: Node) -> dict[str, str]:
    given = node.get("variables")
    found: dict[str, str] = {}
    for key, value in given.members if given is not None else ():
        inner = value.get("value") if value.kind == "mapping" else value
        if inner is not None and inner.kind == "scalar" and "$" not in inner.plain:
            found[key.plain] = inner.plain
    return found


def _snippet(
    texts: Iterator[Text] | list[Text], env: dict[str, str], production: str, remarks: tuple[Remark, ...]
) -> Snippet:
    body, origin = joined(texts)
    return Snippet(
        body, origin, dialect="bash", env=env, around="throwaway", production=production, remarks=remarks,
        optional="$[[" in body,
    )  # fmt: skip
