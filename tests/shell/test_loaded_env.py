"""Env files that code loads by itself: what they say is what its database is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.model import Verdict
from guard.shell.loaded_env import files_named

FILES = {
    ".env": "DATABASE_URL=postgresql://app:pw@localhost:5432/app_dev\n",
    ".env.test": "DATABASE_URL=postgresql://app:pw@localhost:5432/app_test\n",
    ".env.production": "DATABASE_URL=postgresql://app:pw@prod-db.acme.com:5432/app\n",
}
PYTHON = """python3 - <<'EOF'
import os, psycopg
from dotenv import load_dotenv
{}
with psycopg.connect(os.environ['DATABASE_URL']) as c:
    c.execute('{}')
EOF"""
NODE = "node -e \"{} const {{ Client }} = require('pg'); const c = new Client(process.env.DATABASE_URL); c.query('{}')\""


@pytest.mark.parametrize(
    ("text", "language", "files"),
    [
        ("load_dotenv()", "python", [".env"]),
        ("load_dotenv(path)", "python", []),
        ("load_dotenv(dotenv_path='.env.prod', override=True)", "python", [".env.prod"]),
        ("load_dotenv(os.path.join(BASE, '.env.prod'))", "python", [".env.prod"]),
        ("environ.Env.read_env('config/.env')", "python", ["config/.env"]),
        ("require('dotenv').config({ path: '.env.live' })", "node", [".env.live"]),
        ("require('dotenv').config()", "node", [".env"]),
        ("import 'dotenv/config'", "node", [".env"]),
        ("process.loadEnvFile('.env.prod')", "node", [".env.prod"]),
        ("Dotenv.load('.env.prod')", "ruby", [".env.prod"]),
        ("print('.env')", "python", []),
    ],
)
def test_code_names_the_files_that_it_loads(text: str, language: str, files: list[str]) -> None:
    assert list(files_named(text, language)) == files


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        (PYTHON.format("load_dotenv('.env.production')", "TRUNCATE orders"), "deny"),
        (PYTHON.format("load_dotenv()", "TRUNCATE orders"), "ask"),
        (PYTHON.format("load_dotenv('.env.test')", "TRUNCATE orders"), "allow"),
        (PYTHON.format("load_dotenv('.env.production')", "SELECT 1"), "allow"),
        (NODE.format("require('dotenv').config({path: '.env.production'});", "TRUNCATE orders"), "deny"),
        (NODE.format("require('dotenv').config({path: '.env.test'});", "TRUNCATE orders"), "allow"),
    ],
)
def test_the_file_says_which_database_is_meant(
    command: str, decision: str, judged: Callable[..., Verdict]
) -> None:
    assert judged(command, files=FILES).decision == decision


def test_a_variable_that_is_set_is_not_overridden(judged: Callable[..., Verdict]) -> None:
    env = {"DATABASE_URL": "postgresql://app:pw@localhost:5432/app_test"}
    command = PYTHON.format("load_dotenv('.env.production')", "TRUNCATE orders")
    assert judged(command, files=FILES, env=env).decision == "allow"
    overriding = PYTHON.format("load_dotenv('.env.production', override=True)", "TRUNCATE orders")
    assert judged(overriding, files=FILES, env=env).decision == "deny"
