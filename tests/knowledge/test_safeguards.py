"""Settings that switch a safeguard off, by their name and value, in bodies of requests and options of programs."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from guard.knowledge.safeguards import safeguard_in
from guard.model import Verdict

OFF = [
    {"deletion_protection": False},
    {"deletionProtectionEnabled": False},
    {"project": {"history_retention_seconds": 0}},
    {"versioning": {"enabled": False}},
    {"settings": {"backupConfiguration": {"enabled": False}}},
    {"pitr_enabled": False},
    {"softDeletePolicy": {"retentionDurationSeconds": "0"}},
]
ON = [
    {"deletion_protection": True},
    {"project": {"history_retention_seconds": 604800}},
    {"versioning": {"enabled": True}},
    {"backup": "nightly"},
    {"autoscaling": False},
    {"backup": None},
    {"log_retention": 0},
    {"count": 0},
]


@pytest.mark.parametrize("body", OFF, ids=json.dumps)
def test_a_setting_that_ends_a_safeguard_is_seen(body: dict[str, object]) -> None:
    assert safeguard_in(body)


@pytest.mark.parametrize("body", ON, ids=json.dumps)
def test_a_setting_that_ends_none_is_quiet(body: dict[str, object]) -> None:
    assert not safeguard_in(body)


def _neon(body: str) -> str:
    return (
        "curl -X PATCH https://console.neon.tech/api/v2/projects/cool-x "
        f"-H \"Authorization: Bearer $NEON_API_KEY\" -d '{body}'"
    )


def _action(body: str) -> str:
    return (
        "curl -X POST https://api.digitalocean.com/v2/droplets/1/actions "
        f"-H \"Authorization: Bearer $NEON_API_KEY\" -d '{body}'"
    )


def _lifecycle(body: str) -> str:
    return (
        "curl -X PUT https://api.cloudflare.com/client/v4/accounts/a/r2/buckets/b/lifecycle "
        f"-H \"Authorization: Bearer $NEON_API_KEY\" -d '{body}'"
    )


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        (_neon('{"project":{"history_retention_seconds":0}}'), "deny"),
        (_neon('{"project":{"history_retention_seconds":604800}}'), "ask"),
        ("gcloud firestore databases update --database=d --no-delete-protection", "deny"),
        ("firebase firestore:databases:update d --delete-protection DISABLED", "deny"),
        ("firebase firestore:databases:update d --delete-protection ENABLED", "ask"),
        ('netlify api deleteSite --data \'{"site_id":"1234"}\'', "deny"),
        ('netlify api getSite --data \'{"site_id":"1234"}\'', "allow"),
    ],
)
def test_who_switches_one_off_is_refused(command: str, decision: str, judged: Callable[..., Verdict]) -> None:
    assert judged(command, env={"NEON_API_KEY": "x"}).decision == decision
