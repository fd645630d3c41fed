"""GitHub Actions (Gitea's and Forgejo's too): the ``run:`` steps of workflows and composite actions, and the
scripts of ``actions/github-script``.

``env:`` of workflow, job and step is laid over one another, ``shell:`` and ``defaults:`` say who reads the
text, ``${{ … }}`` is filled in later unless it names an ``env`` of the same file. Actions and workflows of
the same repository (``uses: ./…``) are followed from jobs of production: a job with ``environment:
production`` runs against production. Hosted runners are thrown away, so what a step does
to the runner's own disk does not count, except on ``self-hosted``.

Caught: ``run: terraform destroy -auto-approve``. Near miss: ``run: sudo rm -rf /usr/share/dotnet``.
actionlint looks at a workflow's grammar and zizmor at what can be injected into it; this looks at what it
destroys. Facts: docs.github.com/actions (workflow syntax; ``shell: bash`` is ``bash --noprofile --norc -eo
pipefail``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from guard.lint.expressions import GITHUB, filled
from guard.lint.kinds import github_script
from guard.lint.local_files import DEEPEST, named, told_at
from guard.lint.other_languages import not_read, reader_of
from guard.lint.production import said_by
from guard.lint.snippets import Around, Remark, Snippet
from guard.lint.yaml_nodes import Node, Text, read_yaml


@dataclass(frozen=True)
class _Job:
    """What a step takes from around it."""

    env: dict[str, str] = field(default_factory=dict)
    shell: str = ""
    around: Around = "throwaway"
    production: str = ""
    remarks: tuple[Remark, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)
    """What a called action or workflow is given, as far as it is text."""
    path: str = ""
    depth: int = 0


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per ``run:``."""
    for root in read_yaml(text):
        yield from _file(root, _Job(path=path))


def _file(root: Node, outer: _Job) -> Iterator[Snippet]:
    """A workflow or an action.

    Args:
        outer: what is around it where it is called; nothing where it is read by itself.
    """
    runs = root.get("runs")
    if runs is not None:
        yield from _steps(runs.get("steps"), outer)
    jobs = root.get("jobs")
    env = _env(root, outer.env)
    for _, node in jobs.members if jobs is not None else ():
        job = _job(node, env, _default_shell(root), outer)
        yield from _steps(node.get("steps"), job)
        yield from _called(node, job)


def _called(node: Node, job: _Job) -> Iterator[Snippet]:
    """An action or a workflow of the same repository: told where it is called, if that means production."""
    uses, given = node.get("uses"), node.get("with")
    if uses is None or not uses.plain.startswith("./") or "${{" in uses.plain or job.depth >= DEEPEST:
        return
    name = uses.plain[2:]
    names = [name] if name.endswith((".yml", ".yaml")) else [f"{name}/action.yml", f"{name}/action.yaml"]
    known = {f"inputs.{n}": v for n, v in job.inputs.items()}
    inputs = {n: _said(v, known) for n, v in (given.strings() if given is not None else {}).items()}
    inner = replace(job, inputs={n: v for n, v in inputs.items() if "${{" not in v}, depth=job.depth + 1)
    for file in (file for one in names for file in named(job.path, one)):
        for root in file.roots():
            for snippet in _file(root, replace(inner, path=file.path)):
                if snippet.production:
                    remarks = job.remarks or (Remark(snippet.production, uses.start, uses.end),)
                    yield told_at(snippet, file, uses.start, uses.end, remarks)


def _said(text: str, known: Mapping[str, str]) -> str:
    """A text with what is known filled in."""
    return GITHUB.sub(lambda found: known.get(found.group(1), found.group()), text)


def _job(job: Node, env: dict[str, str], shell: str, outer: _Job) -> _Job:
    around: Around = "throwaway"
    runner = job.get("runs-on")
    if runner is not None and any("self-hosted" in t.text for t in (*runner.texts(), *_labels(runner))):
        around = "machine"
    remarks, production = outer.remarks, outer.production
    environment = job.get("environment")
    if environment is not None:
        name = environment.get("name") if environment.kind == "mapping" else environment
        if name is not None and name.plain:
            said = _said(name.plain, {f"inputs.{n}": v for n, v in outer.inputs.items()})
            production = said_by(said, "environment")
            remarks = (Remark(production, name.start, name.end),) if production else ()
    return replace(
        outer, env=_env(job, env), shell=_default_shell(job) or shell or _shell_of(runner), around=around,
        production=production, remarks=remarks,
    )  # fmt: skip


def _labels(runner: Node) -> Iterator[Text]:
    labels = runner.get("labels")
    if labels is not None:
        yield from labels.texts()


def _shell_of(runner: Node | None) -> str:
    return "pwsh" if runner is not None and runner.plain.startswith("windows") else "bash"


def _default_shell(node: Node) -> str:
    defaults = node.get("defaults")
    run = defaults.get("run") if defaults is not None else None
    shell = run.get("shell") if run is not None else None
    return shell.plain if shell is not None else ""


def _env(node: Node, outer: dict[str, str]) -> dict[str, str]:
    env = dict(outer)
    given = node.get("env")
    for name, value in (given.strings() if given is not None else {}).items():
        if "${{" in value:
            env.pop(name, None)
        else:
            env[name] = value
    return env


def _steps(steps: Node | None, job: _Job) -> Iterator[Snippet]:
    for step in steps.items if steps is not None else ():
        run = step.get("run")
        script = run.scalar if run is not None else None
        if script is None:
            yield from _scripted(step, job)
            yield from _called(step, job)
            continue
        shell = step.get("shell")
        program = shell.plain if shell is not None else job.shell or "bash"
        language, dialect = reader_of(program)
        if "${{" in program:
            language, dialect = "shell", "bash"
        if not language:
            at = shell if shell is not None else script
            end = min(at.end, script.start) if shell is None else at.end
            yield not_read(dialect, at.start, max(end, at.start + 1), job.remarks)
            continue
        yield _snippet(script, language, dialect, _env(step, job.env), job)


def _snippet(script: Text, language: str, dialect: str, env: dict[str, str], job: _Job) -> Snippet:
    known = {f"env.{name}": value for name, value in env.items()}
    known.update({f"inputs.{name}": value for name, value in job.inputs.items()})
    text, origin, holes = filled(script.text, script.origin, GITHUB, known)
    return Snippet(
        text, origin, "code" if language == "code" else "shell", dialect, env=env, holes=holes,
        around=job.around, production=job.production, remarks=job.remarks,
    )  # fmt: skip


def _scripted(step: Node, job: _Job) -> Iterator[Snippet]:
    """``uses: actions/github-script``: JavaScript with GitHub's client at hand."""
    uses, given = step.get("uses"), step.get("with")
    if uses is None or given is None or not uses.plain.startswith("actions/github-script@"):
        return
    node = given.get("script")
    script = node.scalar if node is not None else None
    if script is None:
        return
    env = _env(step, job.env)
    whole = _snippet(script, "code", "node", env, job)
    yield replace(whole, text=github_script.without_client(whole.text))
    for text, origin, holes in github_script.commands(whole.text, whole.origin, whole.holes):
        yield replace(whole, text=text, origin=origin, language="shell", dialect="bash", holes=holes)
