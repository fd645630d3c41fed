"""What the user forbade, sentence by sentence, and what stays allowed beside it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.corpus_rows import verdict_of

SETUP: dict[str, Any] = {
    "git": {"branch": "feature/x", "default_branch": "main", "ignored": ["dist/"],
            "tracked": ["src/legacy/a.py"], "remotes": {"origin": "git@github.com:acme/proj.git"}},
    "env": {"DATABASE_URL": "postgresql://localhost/app_dev"},
    "files": {"package.json": "{}"},
    "dirs": {"dist": True},
}  # fmt: skip

FORBIDS = [
    ("don't delete anything", "rm -rf dist"),
    ("no deletes please", "rm README.md"),
    ("never force push", "git push --force"),
    ("do not run migrations", "npx prisma migrate deploy"),
    ("leave the database alone", "psql -h localhost app_dev -c 'update a set b=1 where id=1'"),
    ("clean up, but not postgres", "docker volume prune -f"),
    ("keep the volumes", "docker compose down -v"),
    ("read-only please", "rm README.md"),
    ("please don't commit yet", "git commit -am x"),
    ("commit it but don't push", "git push"),
    ("don't restart the server", "docker restart web"),
    ("don't touch src/legacy", "rm -rf src/legacy"),
    ("do not deploy", "vercel --prod"),
    ("do not publish", "npm publish"),
]
ALLOWS = [
    ("don't delete anything", "ls"),
    ("never force push", "git push"),
    ("do not run migrations", "npx prisma generate"),
    ("keep the volumes", "docker compose down"),
    ("don't touch src/legacy", "rm -rf dist"),
    ("commit it but don't push", "git commit -am x"),
    ("don't worry about the tests", "rm -rf dist"),
    ("don't stop until the tests pass", "docker stop web"),
    ("should I delete the database?", "dropdb app_test"),
    ("I don't think the database is the problem", "psql -h localhost app_test -c 'truncate a'"),
    ("why can't I push?", "git push"),
    ("make sure not to break the api", "git push"),
]


def _decision(said: str, command: str, state: str) -> str:
    setup = {**SETUP, "session": {"user_constraints": [said]}}
    return verdict_of({"id": "conversation", "command": command, "setup": setup}, state).decision


@pytest.mark.parametrize(("said", "command"), FORBIDS)
def test_what_was_forbidden_is_denied(said: str, command: str, tmp_path: Any) -> None:
    assert _decision(said, command, str(tmp_path)) == "deny"


@pytest.mark.parametrize(("said", "command"), ALLOWS)
def test_what_was_not_forbidden_stays_quiet(said: str, command: str, tmp_path: Any) -> None:
    assert _decision(said, command, str(tmp_path)) == "allow"
