"""Scripts of the packages of a monorepo, in the package's own directory and with its own ``.env``."""

from __future__ import annotations

import json

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

RESET = json.dumps({"name": "@acme/api", "scripts": {"db:reset": "prisma migrate reset --force"}})
WEB = json.dumps({"name": "web", "scripts": {"dev": "vite", "build": "vite build", "clean": "rimraf dist"}})
NX = json.dumps({"targets": {"wipe": {"options": {"commands": [{"command": "prisma migrate reset -f"}]}}}})
FILES = {
    "apps/api/package.json": RESET, "apps/api/project.json": NX, "apps/web/package.json": WEB,
    "apps/api/.env": "DATABASE_URL=postgresql://app:pw@prod-db.acme.com:5432/app",
    ".env": "DATABASE_URL=postgresql://localhost/app_test",
}  # fmt: skip
NPM = {**FILES, "package.json": json.dumps({"workspaces": ["apps/*"]})}
PNPM = {**FILES, "package.json": "{}", "pnpm-workspace.yaml": "packages:\n  # ours\n  - 'apps/*'\n"}
DEEP = {**FILES, "package.json": json.dumps({"workspaces": {"packages": ["**"]}})}


def decision(command: str, files: dict[str, str]) -> str:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin"})
    return judge(proposal, RecordedWorld({"files": files}), NoSession(), Config()).decision


@pytest.mark.parametrize(
    "files", [pytest.param(NPM, id="package.json"), pytest.param(DEEP, id="a deep glob")]
)
@pytest.mark.parametrize(
    "command",
    [
        "npm run db:reset -w api",
        "npm run db:reset --workspace=apps/api",
        "npm -w @acme/api run db:reset",
        "npm run db:reset --workspaces",
        "yarn workspace @acme/api db:reset",
        "yarn workspace @acme/api run db:reset",
        "yarn workspaces foreach -A --include '*' run db:reset",
        "bun --filter '*' db:reset",
        "npx turbo run db:reset --filter=api",
        "turbo db:reset",
        "turbo run @acme/api#db:reset",
        "npx lerna run db:reset --scope api",
        "npx nx run api:wipe",
        "npx nx wipe api",
        "npx nx run-many -t wipe",
    ],
)
def test_the_script_of_a_package_is_judged_where_it_runs(command: str, files: dict[str, str]) -> None:
    assert decision(command, files) == "deny"


@pytest.mark.parametrize(
    "command",
    [
        "pnpm --filter api db:reset",
        "pnpm -F ./apps/api run db:reset",
        "pnpm --filter=api... db:reset",
        "pnpm --filter '[origin/main]' db:reset",
        "pnpm -r db:reset",
        "pnpm --filter api exec prisma migrate reset --force",
    ],
)
def test_a_package_that_pnpm_chooses_is_judged_where_it_lies(command: str) -> None:
    assert decision(command, PNPM) == "deny"


@pytest.mark.parametrize(
    "command",
    [
        "pnpm --filter web dev",
        "pnpm --filter web clean",
        "pnpm -r build",
        "npm run build --workspaces",
        "npm install -w web left-pad",
        "yarn workspace web add react",
        "yarn workspaces foreach -A run build",
        "pnpm --filter web exec rimraf dist",
        "turbo run build test lint",
        "turbo run db:reset --dry-run",
        "nx affected -t lint",
        "nx graph",
        "npx nx run web:build",
        "npx lerna run build",
    ],
)
@pytest.mark.parametrize("files", [pytest.param(NPM, id="npm"), pytest.param(PNPM, id="pnpm")])
def test_other_packages_stay_quiet(command: str, files: dict[str, str]) -> None:
    assert decision(command, files) == "allow"


def test_outside_a_monorepo_the_choice_changes_nothing() -> None:
    files = {"package.json": RESET, ".env": FILES["apps/api/.env"]}
    assert decision("npm run db:reset -w api", files) == "deny"
    assert decision("npm run build -w api", files) == "allow"
