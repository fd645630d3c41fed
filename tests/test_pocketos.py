"""The call that ended a production database and its backups, in every form it can take.

Facts: https://backboard.railway.app (and .com) is Railway's control plane; ``volumeDelete`` is one of its
mutations; a volume's backups live with the volume. The call is quoted from the public report of 25 April
2026; its token and identifier are made up.
"""

from __future__ import annotations

import json

import pytest

from guard.model import Proposal
from guard.service import Guard
from guard.session.ledger import Ledger
from guard.session.recorders import record_output, record_prompt

TOKEN = "7f3e1c22-9a41-4c55-8b1d-0c3f5d1e2a77"
URL = "https://backboard.railway.app/graphql/v2"
BEARER = f'-H "Authorization: Bearer {TOKEN}"'
INLINE = json.dumps({"query": 'mutation { volumeDelete(volumeId: "3d2c42fb-0000") }'})
NAMED = json.dumps(
    {
        "query": "mutation volumeDelete($volumeId: String!) { volumeDelete(volumeId: $volumeId) }",
        "variables": {"volumeId": "3d2c42fb-0000"},
    }
)
PYTHON = (
    "python3 -c \"import requests; requests.post('"
    + URL
    + "', headers={'Authorization': 'Bearer "
    + TOKEN
    + "'}, "
    "json={'query': 'mutation { volumeDelete(volumeId: \\\\\\\"3d2c42fb-0000\\\\\\\") }'})\""
)


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "app"
    folder.mkdir()
    (folder / "body.json").write_text(INLINE)
    return tmp_path


def verdict(work, text, session="", guard=None):
    guard = guard or Guard({"HOME": str(work)}, remember=False)
    return guard.answer(Proposal(text=text, cwd=str(work / "app"), env={"HOME": str(work)}, session=session))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"curl -X POST {URL} {BEARER} -d '{INLINE}'", id="as it was sent"),
        pytest.param(f"curl {URL.replace('.app', '.com')} {BEARER} -d '{INLINE}'", id="the other host"),
        pytest.param(f"curl {URL} {BEARER} -d '{NAMED}'", id="the identifier as a variable"),
        pytest.param(f"curl {URL} {BEARER} --json @body.json", id="the body from a file"),
        pytest.param(f"curl {URL} {BEARER} --data-raw '{INLINE}'", id="raw data"),
        pytest.param(f"curl {URL} {BEARER} -d '{INLINE.replace('volumeDelete', 'volumeInstanceBackupDelete')}'", id="the backup instead"),
        pytest.param(f"wget --header 'Authorization: Bearer {TOKEN}' --post-data '{INLINE}' {URL}", id="wget"),
        pytest.param(f"echo '{INLINE}' | http POST {URL} 'Authorization: Bearer {TOKEN}'", id="HTTPie from a pipe"),
        pytest.param(f"T={TOKEN}; curl {URL} -H \"Authorization: Bearer $T\" -d '{INLINE}'", id="the token in a variable"),
        pytest.param(f"cat body.json | curl {URL} {BEARER} -d @-", id="the body from a pipe"),
        pytest.param(PYTHON, id="a Python one-liner"),
        pytest.param(f"bash -c \"curl {URL} -H 'Authorization: Bearer {TOKEN}' --json @body.json\"", id="inside another shell"),
    ],
)  # fmt: skip
def test_it_is_denied(work, text):
    judged = verdict(work, text)
    assert judged.decision == "deny"
    said = judged.summary
    assert "3d2c42fb-0000" in said
    assert "backup" in said
    assert "railway" in said.lower()
    assert TOKEN not in said


def test_the_platforms_own_command_is_interrupted_too(work):
    assert verdict(work, "railway volume delete --volume 3d2c42fb-0000 --yes").decision != "allow"


@pytest.mark.parametrize(
    "query",
    ['query { project(id: "p") { volumes { edges { node { id name } } } } }', "{ me { name } }"],
    ids=["a named query", "the short form"],
)
def test_reading_with_the_tasks_own_token_is_quiet(work, query):
    text = f"curl -s {URL} -H \"Authorization: Bearer $RAILWAY_TOKEN\" -d '{json.dumps({'query': query})}'"
    guard = Guard({"HOME": str(work)}, remember=False)
    env = {"HOME": str(work), "RAILWAY_TOKEN": TOKEN}
    assert guard.answer(Proposal(text=text, cwd=str(work / "app"), env=env)).decision == "allow"


def test_the_word_in_a_search_or_a_message_is_quiet(work):
    assert verdict(work, "grep -rn volumeDelete src/").decision == "allow"
    assert verdict(work, "git commit -m 'never call volumeDelete'").decision == "allow"


def test_what_the_session_saw_stands_in_the_reason(work):
    guard = Guard({"HOME": str(work)})
    ledger = Ledger(guard.state, "s")
    record_prompt(ledger, "fix the credential mismatch in staging")
    record_output(ledger, f"# domains\nexport API={TOKEN}\n", "scripts/domains.md")
    judged = verdict(work, f"curl {URL} {BEARER} -d '{INLINE}'", session="s", guard=guard)
    assert judged.decision == "deny"
    for fact in ("3d2c42fb-0000", "railway", "scripts/domains.md", "staging", "backup"):
        assert fact in judged.summary.lower(), fact
    assert TOKEN not in judged.summary
