"""Stand-ins on this machine are reset in silence; the same paths elsewhere are not theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.model import Verdict

RESETS = [
    pytest.param("-X POST {}:8080/__admin/mappings/reset", id="WireMock"),
    pytest.param("-X PUT {}:1080/mockserver/reset", id="MockServer"),
    pytest.param("-X POST {}:4566/_localstack/state/reset", id="LocalStack"),
    pytest.param("-X DELETE '{}:8080/emulator/v1/projects/p/databases/(default)/documents'", id="Firestore's emulator"),
    pytest.param("-X DELETE {}:8025/api/v1/messages", id="MailHog and Mailpit"),
    pytest.param("-X DELETE {}:1080/email/all", id="MailDev"),
    pytest.param("-X POST {}:3000/api/test/reset-all", id="an endpoint that is there for tests"),
]  # fmt: skip


@pytest.mark.parametrize("request_", RESETS)
def test_a_stand_in_is_reset_in_silence(request_: str, judged: Callable[..., Verdict]) -> None:
    assert judged("curl " + request_.format("http://localhost")).decision == "allow"
    assert judged("curl " + request_.format("http://127.0.0.1")).decision == "allow"
    assert judged("curl " + request_.format("https://api.acme.com")).decision != "allow"


@pytest.mark.parametrize(
    "request_", ["-X POST {}:3000/reset", "-X DELETE {}:3000/users", "-X DELETE {}:9200/orders"]
)
def test_what_no_path_calls_a_stand_in_is_asked_about(request_: str, judged: Callable[..., Verdict]) -> None:
    assert judged("curl " + request_.format("http://localhost")).decision == "ask"
