"""GitLab CI: ``before_script``, ``script``, ``after_script`` of jobs, of ``default`` and of hidden jobs.

The lines of a script run in one shell, one behind the other. ``variables:`` are what it sees;
``environment: production`` (``name`` or ``deployment_tier``) makes the job's target production. Runners of
GitLab throw away what lies on their disk; one with the tag of a machine does not say so, and the executor
decides.

Caught: ``script: [kubectl delete namespace shop]``. Near miss: ``rm -rf $CI_PROJECT_DIR/vendor``.
Facts: docs.gitlab.com/ci/yaml (script, variables, environment, extends, !reference).
"""

from __future__ import annotations

from collections.abc import Iterator

from guard.lint.commands import joined
from guard.lint.production import said_by
from guard.lint.snippets import Remark, Snippet
from guard.lint.yaml_nodes import Node, read_yaml

SCRIPTS = ("before_script", "script", "after_script")
TIERS = {"production": "deployment_tier: production"}
GLOBAL = frozenset(("variables", "stages", "include", "workflow", "image", "services", "cache", "spec"))


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per script of a job."""
    for root in read_yaml(text):
        outer = _variables(root)
        for name in ("before_script", "after_script"):
            node = root.get(name)
            if node is not None:
                yield _snippet(node, outer, "", ())
        hidden = {key.plain: value for key, value in root.members if value.kind == "mapping"}
        for name, job in hidden.items():
            if name not in GLOBAL:
                yield from _job(job, outer, hidden)


def _job(job: Node, outer: dict[str, str], jobs: dict[str, Node]) -> Iterator[Snippet]:
    env = {**outer, **_inherited(job, jobs, _variables), **_variables(job)}
    production, remarks = _production(job, jobs)
    for name in SCRIPTS:
        node = job.get(name)
        if node is not None:
            yield _snippet(node, env, production, remarks)


def _inherited(job: Node, jobs: dict[str, Node], read: object) -> dict[str, str]:
    found: dict[str, str] = {}
    extends = job.get("extends")
    for parent in extends.texts() if extends is not None else ():
        if parent.text in jobs:
            found.update(_variables(jobs[parent.text]))
    return found


def _production(job: Node, jobs: dict[str, Node]) -> tuple[str, tuple[Remark, ...]]:
    environment = job.get("environment")
    if environment is None:
        extends = job.get("extends")
        parents = [jobs[t.text] for t in extends.texts() if t.text in jobs] if extends is not None else []
        environment = next((p.get("environment") for p in parents if p.get("environment") is not None), None)
    if environment is None:
        return "", ()
    if environment.kind == "mapping":
        tier = environment.get("deployment_tier")
        if tier is not None and tier.plain in TIERS:
            return TIERS[tier.plain], (Remark(TIERS[tier.plain], tier.start, tier.end),)
        action = environment.get("action")
        name = environment.get("name")
        if action is not None and action.plain in ("verify", "access"):
            return "", ()
    else:
        name = environment
    said = said_by(name.plain, "environment") if name is not None else ""
    return (said, (Remark(said, name.start, name.end),)) if said and name is not None else ("", ())


def _variables(node: Node) -> dict[str, str]:
    given = node.get("variables")
    found: dict[str, str] = {}
    for key, value in given.members if given is not None else ():
        inner = value.get("value") if value.kind == "mapping" else value
        if inner is not None and inner.kind == "scalar" and "$" not in inner.plain:
            found[key.plain] = inner.plain
    return found


def _snippet(node: Node, env: dict[str, str], production: str, remarks: tuple[Remark, ...]) -> Snippet:
    body, origin = joined(t for t in node.texts() if not node.tag.startswith("!reference"))
    return Snippet(
        body, origin, dialect="bash", env=env, around="throwaway", production=production, remarks=remarks,
        optional="$[[" in body,
    )  # fmt: skip
