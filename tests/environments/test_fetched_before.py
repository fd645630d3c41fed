"""A file of settings that the same text fetches first no longer says what it says now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus_rows import verdict_of

FILES = {".env": "DATABASE_URL=postgresql://localhost/app_test\n", "package.json": "{}"}


@pytest.mark.parametrize(
    ("first", "decision"),
    [
        pytest.param("vercel env pull .env", "deny", id="a hosted project's variables"),
        pytest.param("aws s3 cp s3://config/app.env .env", "deny", id="from a bucket"),
        pytest.param("docker cp web:/app/.env .env", "deny", id="out of a container"),
        pytest.param("op inject -i .env.tpl -o .env", "deny", id="filled from a store"),
        pytest.param("sops --output .env -d enc.env", "deny", id="decrypted"),
        pytest.param("doppler secrets download --format env .env", "deny", id="downloaded"),
        pytest.param("vercel env pull", "allow", id="near miss: into another file"),
        pytest.param("vercel ls", "allow", id="near miss: nothing is pulled"),
        pytest.param("docker cp .env web:/app/.env", "allow", id="near miss: into a container"),
        pytest.param("docker compose --env-file .env up -d", "allow", id="near miss: it is read"),
    ],
)
def test_what_a_text_fetches_is_not_known(first: str, decision: str, tmp_path: Path) -> None:
    command = f"{first} && npx prisma migrate reset --force"
    row = {"id": "fetched", "command": command, "setup": {"files": FILES}, "expected": decision}
    assert verdict_of(row, str(tmp_path)).decision == decision
