"""SQL that code sends over a connection it opens, in the languages that are only tokenized."""

from __future__ import annotations

import pytest

from guard.inline.statements import is_statement
from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

PROD = "postgresql://u:p@prod-db.acme.com/app"
ENV = {"HOME": "/home/u", "PATH": "/usr/bin", "DATABASE_URL": PROD}


def decision(command: str) -> str:
    return judge(
        Proposal(text=command, cwd="/home/u/proj", env=ENV), RecordedWorld({}), NoSession(), Config()
    ).decision


@pytest.mark.parametrize(
    "command",
    [
        f"node -e \"const c=new (require('pg').Client)('{PROD}');c.query('TRUNCATE users')\"",
        "node -e \"const c=new Client({connectionString: process.env.DATABASE_URL});c.query('DROP TABLE users')\"",
        "node -e \"require('mysql2').createConnection({host:'prod-db.acme.com'}).query('DELETE FROM users')\"",
        f"ruby -e \"require 'pg'; PG.connect('{PROD}').exec('DELETE FROM users')\"",
        'php -r \'$p=new PDO("pgsql:host=prod-db.acme.com;dbname=app"); $p->exec("DROP TABLE users");\'',
        'perl -MDBI -e \'$d=DBI->connect("DBI:Pg:host=prod-db.acme.com"); $d->do("DELETE FROM users")\'',
    ],
)
def test_a_statement_is_judged_by_where_it_goes(command: str) -> None:
    assert decision(command) == "deny"


@pytest.mark.parametrize(
    "command",
    [
        "node -e \"new Client(process.env.DATABASE_URL).query('SELECT 1')\"",
        "node -e \"require('better-sqlite3')(':memory:').exec('DROP TABLE users')\"",
        "ruby -e \"c = PG.connect('postgresql://u:p@localhost/app_test'); c.exec('DELETE FROM users')\"",
        "node -e \"console.log('DROP TABLE users')\"",
        "node -e \"re.exec('DELETE me from the list')\"",
        "ruby -e 'exec \"ls\"'",
        "perl -e 'do \"x.pl\"'",
    ],
)
def test_what_reads_or_is_no_statement_stays_quiet(command: str) -> None:
    assert decision(command) == "allow"


def test_where_the_connection_is_not_known_it_asks() -> None:
    assert decision("ruby -e 'db.exec(\"DROP TABLE users\")'") == "ask"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DELETE FROM a", True), ("truncate a", True), ("Update a set b = 1", True), ("DROP TABLE a", True),
        ("SELECT 1", False), ("delete me", False), ("create react app", False), ("drop", False), ("", False),
    ],
)  # fmt: skip
def test_what_begins_like_a_statement(text: str, expected: bool) -> None:
    assert is_statement(text) is expected
