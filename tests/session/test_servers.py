"""Servers that the session started may be stopped by their port and by how they were called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.corpus_rows import verdict_of


def decision(command: str, ran: str, state: Path) -> str:
    os.chmod(state, 0o700)
    setup = {"session": {"prior_commands": [[ran, 0]] if ran else []}}
    return verdict_of({"id": f"{ran}:{command}", "command": command, "setup": setup}, str(state)).decision


@pytest.mark.parametrize(
    ("ran", "command"),
    [
        ("npm run dev &", "lsof -ti:3000 | xargs kill -9"),
        ("npm run dev", 'pkill -f "npm run dev"'),
        ("npx vite --port 5199 &", "kill $(lsof -ti:5199)"),
        ("npx vite &", "pkill -f vite"),
        ("uvicorn app:app --port=8123 --reload &", "fuser -k 8123/tcp"),
        ("python manage.py runserver 0.0.0.0:8001 &", "kill $(lsof -ti :8001)"),
        ("python3 -m http.server 9000 &", "kill $(lsof -ti:9000)"),
        ("cd web && PORT=4111 npm start &", "npx kill-port 4111"),
        ("flask run -p 5055 &", "lsof -ti :5055 | xargs -r kill"),
    ],
)
def test_what_the_session_started_may_end(ran: str, command: str, tmp_path: Path) -> None:
    assert decision(command, "", tmp_path) == "ask"
    assert decision(command, ran, tmp_path) == "allow"


@pytest.mark.parametrize(
    ("ran", "command"),
    [
        ("npm run dev &", "kill $(lsof -ti:5432)"),
        ("npm test", "kill $(lsof -ti:3000)"),
        ("npm run build", "lsof -ti:3000 | xargs kill"),
        ("next build", "fuser -k 3000/tcp"),
        ("npm run dev &", "pkill node"),
        ("node server.js &", "killall node"),
        ("uvicorn app:app --port 8123 &", "kill $(lsof -ti:9999)"),
    ],
)
def test_what_somebody_else_started_is_asked_about(ran: str, command: str, tmp_path: Path) -> None:
    assert decision(command, ran, tmp_path) != "allow"
