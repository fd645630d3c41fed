"""Databases that code empties through a library, and what only looks like it."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

FILES = {
    "reset.py": "from app import db\ndb.drop_all()\n",
    "app.py": "def reset():\n    db.drop_all()\n",
    "seed.js": "async function main() {\n  await prisma.user.deleteMany()\n}\n",
}
PROD = {"DATABASE_URL": "postgresql://u:p@prod-db.acme.com/app"}
TEST = {"DATABASE_URL": "postgresql://localhost/app_test"}


def decision(command: str, env: dict[str, str] | None = None) -> str:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", **(env or {})})
    return judge(proposal, RecordedWorld({"files": FILES}), NoSession(), Config()).decision


@pytest.mark.parametrize(
    "command",
    [
        'python -c "from app import db; db.drop_all()"',
        'python -c "from app.models import Base; Base.metadata.drop_all(engine)"',
        'python -c "from app.models import User; User.objects.all().delete()"',
        "node -e \"require('./models').sequelize.sync({ force: true })\"",
        'npx ts-node -e "await prisma.user.deleteMany()"',
        "python reset.py",
    ],
)
def test_an_emptied_database_is_judged_by_where_it_is(command: str) -> None:
    assert decision(command) == "ask"
    assert decision(command, PROD) == "deny"
    assert decision(command, TEST) == "allow"


@pytest.mark.parametrize(
    "command",
    [
        'python -c "from app import db; db.create_all()"',
        'node -e "sequelize.sync()"',
        'npx ts-node -e "await prisma.user.deleteMany({where: {id: 1}})"',
        "python app.py",
        "node seed.js",
        "python -c \"print('db.create_all()')\"",
        "trufflehog filesystem .",
        "gitleaks detect --source .",
    ],
)
def test_what_keeps_the_rows_stays_quiet(command: str) -> None:
    assert decision(command, PROD) == "allow"


@pytest.mark.parametrize("command", ["trufflehog filesystem ~ --json", "gitleaks dir /home"])
def test_a_scanner_beyond_the_project_is_a_hunt(command: str) -> None:
    assert decision(command) == "deny"
