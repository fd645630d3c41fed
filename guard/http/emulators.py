"""Requests that reset a stand-in on this machine: emulators, mock servers, mail catchers, test endpoints.

Quiet: ``curl -X POST localhost:8080/__admin/mappings/reset`` (WireMock), ``curl -X DELETE
localhost:8080/emulator/v1/projects/p/databases/(default)/documents``, ``curl -X DELETE
localhost:8025/api/v1/messages``, ``curl -X POST localhost:3000/api/test/reset``.
Asked about all the same: these paths on another machine; ``curl -X POST localhost:3000/reset``, where nothing
says that what is reset was made for a test.

Facts: wiremock.org “Admin API”, mock-server.com “Clearing & Resetting”, docs.localstack.cloud “State
Management”, firebase.google.com “Connect your app to the Cloud Firestore emulator”, the READMEs of MailHog,
Mailpit and MailDev.
"""

from __future__ import annotations

from guard.http.request import segments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.http.request import Address

BEGINNINGS = (
    ("__admin",), ("mockserver",), ("_localstack",), ("emulator", "v1"), ("api", "v1", "messages"),
    ("api", "v2", "messages"), ("email", "all"), ("__playwright__",), ("__cypress",),
)  # fmt: skip
"""Segments that the paths of stand-ins begin with."""
TESTING = frozenset(
    ("test", "tests", "testing", "__test__", "__tests__", "_test", "e2e", "__e2e__", "cypress")
)
"""A segment that says what an endpoint is there for."""


def resets_a_stand_in(address: Address) -> bool:
    """Whether the path is one of a stand-in's own; asked only of requests to this machine."""
    parts = tuple(segments(address.path))
    return any(parts[: len(begin)] == begin for begin in BEGINNINGS) or not TESTING.isdisjoint(parts)
