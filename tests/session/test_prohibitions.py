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
    ("you must not touch the database", "dropdb app_test"),
    ("the volumes must not be deleted", "docker compose down -v"),
    ("you can't delete the database", "dropdb app_test"),
    ("no more restarts today", "docker restart web"),
    ("no force pushes", "git push --force"),
    ("No commits yet, I want to look at the diff first.", "git commit -am x"),
    ("do not stop or remove the db container", "docker stop db"),
    ("do not stop or remove the db container", "docker stop proj-db-1"),
    ("do not stop or remove the db container", "docker compose stop"),
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
    ("staging cannot reach its database: fix it", "dropdb app_test"),
    ("the test should not fail when the database is empty", "dropdb app_test"),
    ("do not stop or remove the db container", "docker stop cache"),
    ("No worries, the packages are fine", "npm install left-pad"),
    ("No packages were found", "npm install left-pad"),
    ("users must not see deleted rows", "rm -rf dist"),
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


PLACED = [
    pytest.param("never drop tables in production", "psql -h prod-db.acme.com app -c 'drop table a'", "deny",
                 id="the act in the place"),
    pytest.param("never drop tables in production", "psql -h localhost app_test -c 'drop table a'", "allow",
                 id="the act elsewhere"),
    pytest.param("never drop tables in production", "psql -h db.staging.acme.com app -c 'drop table a'", "ask",
                 id="the act in staging"),
    pytest.param("never drop tables in production", "psql -h db.acme.com app -c 'drop table a'", "deny",
                 id="the act where nothing shows that it is not the place"),
    pytest.param("don't touch production or the database", "psql -h localhost app_dev -c 'drop table a'", "deny",
                 id="either of a list"),
    pytest.param("leave prod alone", "heroku restart -a acme-production", "deny", id="the place alone"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "command", "decision"), PLACED)
def test_an_act_forbidden_in_a_place_is_free_elsewhere(
    said: str, command: str, decision: str, tmp_path: Any
) -> None:
    assert _decision(said, command, str(tmp_path)) == decision


ASKED = [
    pytest.param("drop the table foo", "psql -h db.staging.acme.com app -c 'DROP TABLE bar'", True, id="another table"),
    pytest.param("please drop the foo table", "psql -h db.staging.acme.com app -c 'DROP DATABASE app'", True,
                 id="the database around it"),
    pytest.param("drop the table foo", "psql -h db.staging.acme.com app -c 'DROP TABLE foo'", False, id="that table"),
    pytest.param("drop the table foo", "psql -h db.staging.acme.com app -c 'DROP TABLE public.foo'", False,
                 id="that table in its schema"),
    pytest.param("delete the branch topic", "git branch -D other", True, id="another branch"),
    pytest.param("delete the branch topic", "git branch -D topic", False, id="that branch"),
    pytest.param("delete the branch topic", "rm -rf dist", False, id="another kind of thing"),
    pytest.param("should I drop the table foo?", "psql -h db.staging.acme.com app -c 'DROP TABLE bar'", False,
                 id="a question"),
    pytest.param("don't drop the table foo", "rm -rf dist", False, id="a negation"),
    pytest.param("drop the old tables", "psql -h db.staging.acme.com app -c 'DROP TABLE bar'", False,
                 id="nothing is named"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "command", "other"), ASKED)
def test_another_act_than_the_one_asked_for_is_named(
    said: str, command: str, other: bool, tmp_path: Any
) -> None:
    git = {**(SETUP.get("git") or {}), "unpushed": ["other", "topic"]}
    setup = {**SETUP, "git": git, "session": {"last_user_turn": said}}
    verdict = verdict_of({"id": "conversation", "command": command, "setup": setup}, str(tmp_path))
    assert any("you asked for" in finding.why for finding in verdict.findings) is other
    if other:
        assert verdict.decision != "allow"
