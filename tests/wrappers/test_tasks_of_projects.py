"""Tasks that stand in a file of the project: what they run is judged, also through tasks they name."""

from __future__ import annotations

import json

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

COMPOSER = {
    "scripts": {
        "wipe": ["@putenv APP_ENV=local", "@rest"], "rest": "rm -rf ~", "lint": "@php vendor/bin/pint",
        "post-install-cmd": ["App\\Hooks::run", "@php -r \"echo 1;\""],
    }
}  # fmt: skip
FILES = {
    "composer.json": json.dumps(COMPOSER),
    "deno.json": '// ours\n{"tasks": {"wipe": "rm -rf ~", "dev": {"command": "deno run -A main.ts"}}}',
    "pyproject.toml": '[tool.poe.tasks]\nwipe = "rm -rf ~"\nall = {sequence = ["lint", "wipe"]}\nlint = "ruff ."\n'
    '[tool.pdm.scripts]\nwipe = {shell = "rm -rf ~"}\nlint = "ruff check"\n',
    "mise.toml": '[tasks.wipe]\nrun = ["echo hi", "rm -rf ~"]\n[tasks.lint]\nrun = "ruff check"\n',
    "Makefile.toml": '[tasks.wipe]\ncommand = "rm"\nargs = ["-rf", "/home/u"]\n[tasks.all]\ndependencies = ["wipe"]\n'
    '[tasks.lint]\nscript = "cargo clippy"\n',
    "tasks.py": "@task\ndef wipe_all(c):\n    c.run('rm -rf ~')\n\n@task\ndef lint(c):\n    c.run('ruff check')\n",
    "package.json": json.dumps({"scripts": {}}),
    ".env.production": "DATABASE_URL=postgresql://u:p@prod-db.acme.com/app",
}  # fmt: skip


def decision(command: str) -> str:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin"})
    return judge(proposal, RecordedWorld({"files": FILES}), NoSession(), Config()).decision


@pytest.mark.parametrize(
    "command",
    [
        "composer run wipe",
        "composer run-script wipe",
        "composer wipe",
        "deno task wipe",
        "poe wipe",
        "poe all",
        "pdm run wipe",
        "mise run wipe",
        "cargo make wipe",
        "cargo make all",
        "inv wipe-all",
        "invoke wipe_all",
        "node --env-file=.env.production node_modules/.bin/prisma migrate reset -f",
    ],
)
def test_a_task_that_destroys_is_refused(command: str) -> None:
    assert decision(command) == "deny"


@pytest.mark.parametrize(
    "command",
    [
        "composer run lint",
        "composer install",
        "composer install --no-scripts",
        "composer require wipe/wipe",
        "deno task dev",
        "deno task",
        "poe lint",
        "pdm run lint",
        "mise run lint",
        "cargo make lint",
        "cargo build",
        "inv lint",
        "inv --list",
        "node node_modules/.bin/eslint .",
    ],
)
def test_other_tasks_stay_quiet(command: str) -> None:
    assert decision(command) == "allow"
