"""The linter where others start it: pre-commit for real, and the action's step as the runner runs it."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PRE_COMMIT = shutil.which("pre-commit") or str(pathlib.Path(sys.executable).parent / "pre-commit")
WORKFLOW = "jobs:\n  a:\n    runs-on: x\n    steps:\n      - run: terraform destroy -auto-approve\n"


def git(folder, *words):
    base = ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false"]
    return subprocess.run(
        [*base, *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.mark.slow
@pytest.mark.skipif(not os.access(PRE_COMMIT, os.X_OK), reason="pre-commit is not installed")
def test_pre_commit_installs_and_runs_the_hook(tmp_path):
    source, project = tmp_path / "guard", tmp_path / "project"
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "tests", "__pycache__", ".*_cache", ".clients", ".hypothesis"
    )
    shutil.copytree(ROOT, source, ignore=ignored)
    for folder in (source, project):
        folder.mkdir(exist_ok=True)
        git(folder, "init", "-q", "-b", "main")
    git(source, "add", "-A", "-f")
    git(source, "commit", "-q", "-m", "as it is")
    config = f"repos:\n  - repo: {source}\n    rev: {git(source, 'rev-parse', 'HEAD')}\n    hooks: [{{id: guard-lint}}]\n"
    (project / ".pre-commit-config.yaml").write_text(config)
    (project / "x.sh").write_text("rm -rf build\n")
    (project / ".github/workflows").mkdir(parents=True)
    (project / ".github/workflows/y.yml").write_text(WORKFLOW)
    git(project, "add", "-A")
    env = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}
    run = [PRE_COMMIT, "run", "--all-files"]
    done = subprocess.run(run, cwd=project, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 1, done.stdout + done.stderr
    assert ".github/workflows/y.yml:5:14: error" in done.stdout
    assert "x.sh" not in done.stdout
    (project / ".github/workflows/y.yml").write_text(WORKFLOW.replace("destroy", "plan"))
    git(project, "add", "-A")
    done = subprocess.run(run, cwd=project, env=env, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr


def lint_step() -> str:
    yaml = pytest.importorskip("yaml")
    steps = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]
    return next(step["run"] for step in steps if step.get("id") == "lint")


RUNS = [
    pytest.param("terraform destroy -auto-approve", "warning", 1, id="a finding fails the job"),
    pytest.param("terraform plan", "warning", 0, id="a clean workflow passes"),
    pytest.param("terraform destroy -auto-approve", "never", 0, id="nothing fails it where nothing is to"),
]


@pytest.mark.parametrize(("command", "fail_on", "code"), RUNS)
def test_the_actions_step_as_the_runner_runs_it(command, fail_on, code, tmp_path):
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/y.yml").write_text(
        WORKFLOW.replace("terraform destroy -auto-approve", command)
    )
    script = tmp_path / "step.sh"
    script.write_text(lint_step())
    env = {
        "PATH": f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(tmp_path),
        "LINT_PATHS": ".github", "LINT_FAIL_ON": fail_on, "LINT_DIFF": "", "LINT_BASELINE": "",
        "LINT_SARIF": "guard.sarif",
    }  # fmt: skip
    run = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    done = subprocess.run(run, cwd=tmp_path, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == code, done.stdout + done.stderr
    assert (tmp_path / "guard.sarif").exists()
    assert ("::error file=.github/workflows/y.yml,line=5" in done.stdout) == ("destroy" in command)


def test_the_guards_own_pipelines_and_scripts_are_clean():
    """The project is linted by itself: what it ships for others destroys nothing."""
    run = [
        sys.executable,
        "-m",
        "guard",
        "lint",
        "--quiet",
        "action.yml",
        ".pre-commit-hooks.yaml",
        "docs/ci",
        "Makefile",
    ]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout
