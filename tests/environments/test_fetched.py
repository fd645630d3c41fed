"""A connection string that another program prints: who keeps it says which environment it may belong to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.model import Verdict

SSM = 'DATABASE_URL="$(aws ssm get-parameter --name {} --with-decryption --output text)" bin/rails db:drop'
HEROKU = "DATABASE_URL=$(heroku config:get DATABASE_URL -a {}) npx typeorm schema:drop -d dist/ds.js"
PSQL = 'psql "$({})" -c "DROP TABLE orders"'


@pytest.mark.parametrize(
    ("command", "env", "decision"),
    [
        (SSM.format("/prod/db/url"), {}, "deny"),
        (SSM.format("/app/db/url"), {"AWS_PROFILE": "prod"}, "deny"),
        (SSM.format("/dev/db/url"), {"AWS_PROFILE": "dev"}, "ask"),
        (HEROKU.format("acme-prod"), {}, "deny"),
        (HEROKU.format("acme-dev"), {}, "ask"),
        (PSQL.format("vault kv get -field=url secret/prod/db"), {}, "deny"),
        (PSQL.format("cat config/production.url"), {}, "deny"),
        (PSQL.format("./scripts/url.sh"), {}, "ask"),
    ],
)
def test_a_secret_of_production_leads_to_production(
    command: str, env: dict[str, str], decision: str, judged: Callable[..., Verdict]
) -> None:
    assert judged(command, env=env).decision == decision


def test_a_read_stays_quiet_whoever_keeps_the_address(judged: Callable[..., Verdict]) -> None:
    assert judged('psql "$(heroku config:get DATABASE_URL -a acme-prod)" -c "SELECT 1"').decision == "allow"


FLUSH = "{} python manage.py flush --no-input"


@pytest.mark.parametrize(
    ("place", "decision"),
    [
        ("kubectl --context kind-dev exec deploy/api --", "allow"),
        ("docker exec api", "ask"),
        ("kubectl --context prod-eu1 exec deploy/api --", "deny"),
        ("kubectl --context eu1 exec deploy/api --", "deny"),
    ],
)
def test_a_database_that_nothing_names_is_where_its_tool_runs(
    place: str, decision: str, judged: Callable[..., Verdict]
) -> None:
    assert judged(FLUSH.format(place)).decision == decision
