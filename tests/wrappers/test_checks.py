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
BLOCK = "pre-push:\n  jobs:\n    - name: w\n      run: |\n        cd src\n        rm -rf {0}\n    - run: ls\n"
PROCFILE = "web: npm start\nwipe: rm -rf /home/u\n"
NOTEBOOK = '{{"cells":[{{"cell_type":"code","source":["{0}"]}}]}}'


WIPING = {
    "tox.ini": TOX.format("/home/u"), "noxfile.py": NOX.format("/home/u"), "lefthook.yml": LEFTHOOK,
    ".pre-commit-config.yaml": HOOKS.format("rm -rf /home/u"), "Procfile": PROCFILE,
    "x.ipynb": NOTEBOOK.format("!rm -rf ~"),
}  # fmt: skip
LOOKED_AT = [
    ("tox.ini", "tox -e wipe -l"), ("tox.ini", "tox -av"), ("tox.ini", "tox --listenvs-all -e wipe"),
    ("tox.ini", "tox list"), ("tox.ini", "tox -c tox.ini config -e wipe"), ("tox.ini", "tox --notest -e wipe"),
    ("tox.ini", "tox --showconfig -e wipe"), ("tox.ini", "tox devenv -e wipe env"),
    ("noxfile.py", "nox -s wipe -l"), ("noxfile.py", "nox --list-sessions"),
    ("noxfile.py", "nox -s wipe --install-only"), ("noxfile.py", "nox --version"),
    (".pre-commit-config.yaml", "pre-commit run --help"), (".pre-commit-config.yaml", "pre-commit -V"),
    ("lefthook.yml", "lefthook run pre-push --help"), ("lefthook.yml", "lefthook dump"),
    ("x.ipynb", "papermill --prepare-only x.ipynb y.ipynb"), ("x.ipynb", "papermill --help-notebook x.ipynb"),
    ("x.ipynb", "jupyter nbconvert --execute x.ipynb --help-all"), ("x.ipynb", "jupyter notebook x.ipynb"),
]  # fmt: skip
"""The calls that look at a file or prepare it, and run nothing of it."""
RUN = [
    ("tox.ini", "tox -e wipe -- -l"), ("tox.ini", "tox r -e wipe -- --help"), ("tox.ini", "tox -- list"),
    ("noxfile.py", "nox -s wipe -- --list"), ("noxfile.py", "nox -s tests wipe"),
    ("noxfile.py", "nox -p 3.11 3.12 -s wipe"), ("noxfile.py", "nox -k wipe"),
    (".pre-commit-config.yaml", "pre-commit run -a"), (".pre-commit-config.yaml", "pre-commit run -av"),
    (".pre-commit-config.yaml", "pre-commit run --files a.py b.py"),
    (".pre-commit-config.yaml", "pre-commit run near --files a.py far"),
    ("lefthook.yml", "lefthook run pre-push --file a.js --file b.js"),
    ("lefthook.yml", "lefthook run --jobs w pre-push"), ("Procfile", "foreman start -p 5000"),
    ("x.ipynb", "papermill x.ipynb y.ipynb -- --version"), ("x.ipynb", "jupyter execute x.ipynb"),
    ("x.ipynb", "papermill -p source other.ipynb x.ipynb y.ipynb"), ("x.ipynb", "papermill -k python3 x.ipynb y.ipynb"),
    ("x.ipynb", "jupyter nbconvert --to notebook --execute a.ipynb x.ipynb"),
]  # fmt: skip
"""The same tools where that is no such option: it stands behind ``--``, or means something else there."""


@pytest.mark.parametrize(
    ("file", "command", "expected"),
    [pytest.param(f, c, e, id=c) for e, rows in (("allow", LOOKED_AT), ("deny", RUN)) for f, c in rows],
)
def test_what_only_looks_runs_nothing(file: str, command: str, expected: str) -> None:
    assert decided(file, WIPING[file], command) == expected


@pytest.mark.parametrize(
    ("file", "usual", "command"),
    [
        ("tox.ini", "tox.ini", "tox -c {} -e wipe"), ("tox.ini", "tox.ini", "tox --conf={} -e wipe"),
        ("noxfile.py", "noxfile.py", "nox -f {} -s wipe"), ("noxfile.py", "noxfile.py", "nox --noxfile {}"),
        (".pre-commit-config.yaml", ".pre-commit-config.yaml", "pre-commit run -c {} --all-files"),
        (".pre-commit-config.yaml", ".pre-commit-config.yaml", "pre-commit run --config={}"),
        ("lefthook.yml", "lefthook.yml", "LEFTHOOK_CONFIG={} lefthook run pre-push"),
        ("Procfile", "Procfile", "foreman start -f {}"), ("Procfile", "Procfile", "honcho start --procfile={}"),
        ("x.ipynb", "x.ipynb", "papermill {} y.ipynb"), ("x.ipynb", "x.ipynb", "jupyter execute {}"),
        ("x.ipynb", "x.ipynb", "jupyter nbconvert --execute {}"),
    ],
)  # fmt: skip
def test_a_file_that_is_named_is_that_file_and_no_other(file: str, usual: str, command: str) -> None:
    text = WIPING[file]
    for name in ("conf/other", "./conf/other", "/home/u/proj/conf/other"):
        assert decided("conf/other", text, command.format(name)) == "deny", name
    assert decided(usual, text, command.format("conf/other")) == "allow"


@pytest.mark.parametrize(
    ("file", "text", "command", "expected"),
    [
        ("conf/tox.ini", TOX.format("/home/u"), "tox -c conf -e wipe", "deny"),
        ("conf/tox.ini", TOX.format("{toxinidir}/build"), "tox -c conf -e wipe", "allow"),
        ("srv/Procfile", PROCFILE, "foreman start -d srv", "deny"),
        ("srv/Procfile", PROCFILE, "overmind start --root srv web", "allow"),
        ("srv/all", PROCFILE, "honcho -d srv start", "allow"),
        ("srv/all", PROCFILE, "honcho -d srv -f all start", "deny"),
        ("srv/all", PROCFILE, "goreman -f srv/all start", "deny"),
        ("srv/all", PROCFILE, "goreman -f srv/all check", "allow"),
        ("srv/all", PROCFILE, "hivemind srv/all", "deny"),
        ("Procfile", PROCFILE, "hivemind other", "allow"),
        ("lefthook.yml", BLOCK.format("/home/u"), "lefthook run pre-push", "deny"),
        ("lefthook.yml", BLOCK.format("dist"), "lefthook run pre-push", "allow"),
        ("lefthook.yml", "pre-push:\n  commands:\n    w:\n      run: 'rm -rf /home/u'\n", "lefthook run pre-push", "deny"),
        (".pre-commit-config.yaml", HOOKS.format(">-\n      rm\n      -rf /home/u"), "pre-commit run", "deny"),
        (".pre-commit-config.yaml", HOOKS.format("rm\n    args: [-rf, /home/u]"), "pre-commit run", "deny"),
        (".pre-commit-config.yaml", HOOKS.format("rm\n    args:\n    - -rf\n    - dist"), "pre-commit run", "allow"),
        (".pre-commit-config.yaml", HOOKS.format("rm -rf /home/u\n    alias: w"), "pre-commit run w", "deny"),
        (".pre-commit-config.yaml", HOOKS.format("rm -rf /home/u").replace("system", "fail"), "pre-commit run", "allow"),
        (".pre-commit-config.yaml", HOOKS.format("rm -rf /home/u").replace("repos:\n", ""), "pre-commit run", "deny"),
    ],
)  # fmt: skip
def test_how_the_file_says_it(file: str, text: str, command: str, expected: str) -> None:
    assert decided(file, text, command) == expected


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
    assert decided(file, text, command) == expected


def decided(file: str, text: str, command: str) -> str:
    """What is decided about a command beside a file of the project."""
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    world = RecordedWorld({"files": {file: text}, "git": {"branch": "f", "ignored": ["dist/"]}})
    return judge(proposal, world, NoSession(), Config()).decision
