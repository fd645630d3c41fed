"""What is paid for by the call, in a loop that nothing in the text ends."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

CALL = "aws bedrock-runtime invoke-model --model-id m --body x o"
CHAT = "curl -d @x.json https://api.openai.com/v1/chat/completions"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (f"while true; do {CALL}; done", "deny"),
        (f"while :; do {CALL}; sleep 1; done", "deny"),
        (f"i=0; while true; do i=$((i+1)); {CALL}$i; done", "deny"),
        (f"while true; do {CHAT}; done", "deny"),
        (f"while true; do {CALL}; [ -e stop ] && break; done", "ask"),
        (f"until {CALL}; do sleep 1; done", "ask"),
        (f"for i in 1 2 3; do {CALL}; done", "ask"),
        (CALL, "ask"),
        (CHAT, "allow"),
        ("while true; do curl -s https://api.openai.com/v1/models; done", "allow"),
        ("while true; do kubectl get pods; sleep 5; done", "allow"),
        ("while true; do npm run dev; done", "allow"),
    ],
)
def test_a_loop_around_what_is_paid_for(command: str, expected: str) -> None:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    assert judge(proposal, RecordedWorld({}), NoSession(), Config()).decision == expected
