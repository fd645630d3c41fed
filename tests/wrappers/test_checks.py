"""Runners of checks: what stands in the project's file is what runs."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

TOX = "[tox]\nenvlist = py312, wipe\n[testenv]\ncommands =\n    pytest {{posargs}}\n[testenv:wipe]\ncommands =\n    - rm -rf {0}\n"
HOOKS = (
    "repos:\n- repo: https://github.com/x/y\n  rev: v1\n  hooks:\n  - id: far\n    entry: rm -rf /home/u\n"
    "- repo: local\n  hooks:\n  - id: near\n    entry: {0}\n    language: system\n"
)
NOX = (
    "import nox\n@nox.session\ndef tests(session):\n    session.run('pytest')\n"
    "@nox.session(python='3.12')\ndef wipe(session):\n    session.run('rm', '-rf', '{0}', external=True)\n"
)
HATCH = "[tool.hatch.envs.default.scripts]\nwipe = 'rm -rf {0}'\n[tool.hatch.envs.docs.scripts]\nbuild = ['ls', 'rm -rf {0}']\n"


TASK = "version: '3'\ntasks:\n  wipe:\n    cmds:\n      - cmd: rm -rf {{.HOME}}\n        silent: true\n"
LEFTHOOK = (
    "pre-commit:\n  commands:\n    lint:\n      run: ruff check\n"
    "pre-push:\n  commands:\n    w:\n      run: rm -rf /home/u\n"
)
NOTEBOOK = '{{"cells":[{{"cell_type":"code","source":["{0}"]}}]}}'


@pytest.mark.parametrize(
    ("file", "text", "command", "expected"),
    [
        ("tox.ini", TOX.format("/home/u"), "tox -e wipe", "deny"),
        ("tox.ini", TOX.format("/home/u"), "tox -e py312,wipe", "deny"),
        ("tox.ini", TOX.format("/home/u"), "tox", "deny"),
        ("tox.ini", TOX.format("/home/u"), "tox -e py312", "allow"),
        ("tox.ini", TOX.format("/home/u"), "tox -l", "allow"),
        ("tox.ini", TOX.format("{toxworkdir}"), "tox -e wipe", "allow"),
        (".pre-commit-config.yaml", HOOKS.format("rm -rf /home/u"), "pre-commit run --all-files", "deny"),
        (".pre-commit-config.yaml", HOOKS.format("rm -rf /home/u"), "pre-commit run near", "deny"),
        (".pre-commit-config.yaml", HOOKS.format("rm -rf /home/u"), "pre-commit run far", "allow"),
        (".pre-commit-config.yaml", HOOKS.format("ruff check"), "pre-commit run --all-files", "allow"),
        (".pre-commit-config.yaml", HOOKS.format("rm -rf /home/u"), "pre-commit autoupdate", "allow"),
        ("noxfile.py", NOX.format("/home/u"), "nox -s wipe", "deny"),
        ("noxfile.py", NOX.format("/home/u"), "nox -s tests", "allow"),
        ("noxfile.py", NOX.format("/home/u"), "nox --list", "allow"),
        ("pyproject.toml", HATCH.format("/home/u"), "hatch run wipe", "deny"),
        ("pyproject.toml", HATCH.format("/home/u"), "hatch run docs:build", "deny"),
        ("pyproject.toml", HATCH.format("nothing"), "hatch run wipe", "allow"),
        (
            "wipe.ts",
            "await Deno.remove(Deno.env.get('HOME')!, { recursive: true })",
            "deno run -A wipe.ts",
            "deny",
        ),
        ("wipe.js", "require('fs').rmSync(process.env['HOME'], {recursive: true})", "node wipe.js", "deny"),
        ("wipe.rb", "require 'fileutils'\nFileUtils.rm_rf(ENV.fetch('HOME'))", "ruby wipe.rb", "deny"),
        ("wipe.ts", "await Deno.remove('dist', { recursive: true })", "deno run -A wipe.ts", "allow"),
        ("Taskfile.yml", TASK, "task wipe", "deny"),
        ("Taskfile.yml", "vars:\n  HOME: ./x\n" + TASK, "task wipe", "allow"),
        ("Procfile", "web: npm start\nwipe: rm -rf /home/u\n", "foreman start", "deny"),
        ("Procfile", "web: npm start\nwipe: rm -rf /home/u\n", "honcho start web", "allow"),
        ("Procfile", "web: npm start\n", "overmind start", "allow"),
        ("lefthook.yml", LEFTHOOK, "lefthook run pre-push", "deny"),
        ("lefthook.yml", LEFTHOOK, "lefthook run pre-commit", "allow"),
        ("x.ipynb", NOTEBOOK.format("!rm -rf ~"), "jupyter nbconvert --execute x.ipynb", "deny"),
        ("x.ipynb", NOTEBOOK.format("!rm -rf ~"), "jupyter nbconvert --to html x.ipynb", "allow"),
        ("x.ipynb", NOTEBOOK.format("df.head()"), "papermill x.ipynb y.ipynb", "allow"),
    ],
)
def test_what_the_file_says_runs(file: str, text: str, command: str, expected: str) -> None:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    world = RecordedWorld({"files": {file: text}, "git": {"branch": "f", "ignored": ["dist/"]}})
    assert judge(proposal, world, NoSession(), Config()).decision == expected
