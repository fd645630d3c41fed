"""Requests whose verb stands in a parameter or in the body: ``?action=DELETE``, ``{"action":"terminate"}``,
``{"ResetType":"ForceOff"}``, ``{"delete":{"query":"*:*"}}``, ``["FLUSHALL"]``.

Caught: ``curl -X POST https://api.example.com/servers/1/action -d '{"action":"poweroff"}'``, ``curl -X PATCH
https://api.notion.com/v1/pages/p -d '{"archived":true}'``, ``curl
'https://solr.example.com/solr/admin/collections?action=DELETE&name=o'``, ``curl -X POST
https://p.api.sanity.io/v1/data/mutate/production -d '{"mutations":[{"delete":{"id":"x"}}]}'``, ``curl
https://x.upstash.io/flushdb``.
Quiet: ``curl -X POST https://api.example.com/servers/1/actions -d '{"type":"snapshot"}'``,
``{"ResetType":"On"}``, ``curl 'https://solr.example.com/solr/admin/collections?action=LIST'``, ``curl -X POST
https://stats.example.com/e -d '{"action":"delete_clicked"}'`` (analytics), ``["GET","k"]``.

Lost: what the named operation takes: a server's memory, an index, a queue; a scale to nothing ends the
service.
Back: what was switched off is switched on again; what was deleted comes back from a backup of the vendor, if
one is kept.
Instead: the same address with a GET, or the vendor's snapshot action first.

Facts: the APIs of OpenStack Compute, DigitalOcean, Scaleway, Equinix Metal, OCI, Solr, Sanity, Firestore,
Redfish DSP0266, Upstash's REST API, Notion.
"""

from __future__ import annotations

from guard.http.act import Act
from guard.http.bodies import HOLE, loaded, text_of
from guard.http.hosts import is_infrastructure
from guard.http.request import parameters, segments
from guard.knowledge.command_words import OWN_SESSION
from guard.knowledge.gravity import gravity_of
from guard.knowledge.lexicon import STRONG, WEAK
from guard.knowledge.safeguards import expiry_in, safeguard_in, safeguard_off
from guard.knowledge.verbs import reading_of, split_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.http.hosts import Host
    from guard.http.request import Address, Request
    from guard.model import Operation

NAMED_IN_QUERY = ("action", "op", "operation", "command", "cmd", "method", "mode")
NAMED_IN_BODY = ("action", "op", "operation", "command", "cmd", "resettype", "changetype", "mode")
GRAVE = ("delete", "truncate", "overwrite", "unprotect", "stop")
REMOVALS = frozenset(
    ("delete", "deletes", "deletions", "deleteall", "deletealldocuments", "remove", "removals", "forcedelete",
     "destroy", "purge", "drop", "is-destroy", "clear_metadata", "truncate")
)  # fmt: skip
"""Keys of a body below which stands what goes."""
GONE = frozenset(
    ("archived", "in_trash", "trashed", "deleted", "is_deleted", "is_archived", "cancel_at_period_end")
)
"""Keys that take a thing away as soon as they are true."""
OPERATIONS = ("writes", "mutations", "requests", "actions", "operations", "rrsets", "changes", "entries")
"""Keys below which a list of operations stands."""
OVERWRITING = frozenset(("rebuild", "reinstall", "reimage", "restore", "revert", "resettodefaults"))
REST_OF_REDIS = "upstash.io"
MANY = 100


def action_acts(
    request: Request, address: Address, host: Host, method: str, body: object
) -> Iterator[Act | None]:
    """What the request does by a verb in its parameters or body; ``None`` where that verb is harmless."""
    if address.host.endswith(REST_OF_REDIS) and not address.host.startswith("api."):
        yield from _redis(request, address, body)
        return
    parts = segments(address.path)
    for name, value in parameters(address.query):
        if name.lower() in NAMED_IN_QUERY and value:
            found = _by_verb(value, parts, exact=True)
            if found is not None:
                yield found
                return
    if method in ("GET", "HEAD", "DELETE", "OPTIONS"):
        return
    if parts[-1:] == ("change_protection",) and isinstance(body, dict):
        off = any(value is False or value == "false" for value in body.values())
        yield _unprotected(parts) if off else None
        return
    if (parts[-1:] == ("scale",) or "formation" in parts[-2:]) and _none_left(body):
        yield Act("http.scale", "stop", "service", "/".join(parts[-3:-1]), "R1", "B1", marks=("outage",),
                  why="no instance of it would be left")  # fmt: skip
        return
    if method in ("PUT", "PATCH") and is_infrastructure(host) and isinstance(body, dict):
        lost = safeguard_in(body) or expiry_in(body, parts[-1:] == ("lifecycle",))
        if lost:
            yield _without(lost, parts, "the body says so")
            return
    if "delete" in (name for name, value in parameters(address.query) if not value):
        yield _removal("objects", parts, "the objects that the body lists")
        return
    text = text_of(request.body).lstrip()
    if text.startswith("<delete") and parts[-1:] == ("update",):
        yield _removal("documents", parts, "every document that matches")
        return
    yield from _of_body(request, body, parts, host)


def _none_left(body: object) -> bool:
    """Whether a body sets the number of instances to none: ``{"Count":0}``, ``{"spec":{"replicas":0}}``."""
    if not isinstance(body, dict):
        return False
    inner = body.get("spec")
    counts = [body.get(name) for name in ("Count", "count", "replicas", "quantity", "instances")]
    counts += [inner.get("replicas")] if isinstance(inner, dict) else []
    return any(count == 0 and count is not False for count in counts)


def _of_body(request: Request, body: object, parts: tuple[str, ...], host: Host) -> Iterator[Act | None]:
    if body is None:
        body = _lines(text_of(request.body)) if parts[-1:] == ("_bulk",) else None
    if body is None and not request.fields:
        from guard.http.bodies import form_of

        body = dict(form_of(request)) or None
    named = parts[-1:] in (("action",), ("actions",))
    found = _in(body, parts, host, named)
    if found is not None:
        yield found[0]


def _in(
    body: object, parts: tuple[str, ...], host: Host, named: bool, depth: int = 0
) -> tuple[Act | None] | None:
    """What one object of the body says; ``None`` where it says nothing."""
    if isinstance(body, list):
        for item in body[:MANY]:
            found = _in(item, parts, host, named, depth + 1) if depth < 2 else None
            if found is not None and found[0] is not None:
                return found
        return None
    if not isinstance(body, dict):
        return None
    harmless = False
    for key, value in body.items():
        low = str(key).lower()
        lost = safeguard_off(value, None) if named and isinstance(value, str) else ""
        if lost:
            return (_without(lost, parts, f"the request names the action {value}"),)
        if isinstance(value, str) and (low in NAMED_IN_BODY or (low == "type" and named)):
            act = _by_verb(value, parts, exact=not (named or is_infrastructure(host)))
            if act is not None:
                return (act,)
            harmless = harmless or named or low == "resettype"
        if host.provider == "twilio" and low == "status" and value in ("closed", "suspended"):
            return (_removal("account", parts, f"the account, which is {value}"),)
        if _takes_away(low, value, named):
            return (_removal("object", parts, f"what “{key}” in the body names"),)
        if named and value in (None, {}) and reading_of(low.removeprefix("os-")).operation in GRAVE:
            return (_by_verb(low.removeprefix("os-"), parts, exact=False),)
        if named and low in OVERWRITING:
            return (_by_verb(low, parts, exact=False),)
        if low in OPERATIONS and isinstance(value, list):
            found = _in(value, parts, host, named, depth + 1)
            if found is not None and found[0] is not None:
                return found
        if low in ("data", "attributes") and isinstance(value, dict) and depth < 2:
            found = _in(value, parts, host, named, depth + 1)
            if found is not None and found[0] is not None:
                return found
    return (None,) if harmless else None


def _takes_away(key: str, value: object, named: bool) -> bool:
    if key in GONE:
        return value is True or value == "true"
    if key not in REMOVALS:
        return False
    return (
        value is True or (value is None and named) or (isinstance(value, (dict, list, str)) and bool(value))
    )


def _by_verb(value: str, parts: tuple[str, ...], exact: bool) -> Act | None:
    """An act by a word like ``poweroff``, ``power_off``, ``ForceOff``, ``namecheap.domains.dns.setHosts``."""
    word = value.rpartition(".")[2]
    words = tuple(
        w for w in split_name(word) if w not in ("os", "force", "graceful", "power", "server", "system")
    )
    joined = "".join(split_name(word))
    operation: Operation = "unknown"
    if joined in OVERWRITING:
        operation = "overwrite"
    elif joined in _ENDS:
        operation = _ENDS[joined]
    elif words and (not exact or len(words) == 1):
        reading = reading_of(word)
        firm = reading.verb in STRONG or WEAK.get(reading.verb) in ("stop", "delete")
        operation = reading.operation if firm and reading.verb not in OWN_SESSION else "unknown"
    if HOLE in value or operation not in GRAVE:
        return None
    kind = gravity_of(operation, tuple(w for part in parts for w in split_name(part)))
    identity = "/".join(parts[-3:])
    return Act(
        "http.action", operation, kind.kind, identity, kind.recoverability, kind.blast, marks=kind.marks,
        why=f"the request names the action {value}", source=value,
    )  # fmt: skip


_ENDS: dict[str, Operation] = {
    "poweroff": "stop", "poweroffforce": "stop", "forceoff": "stop", "hardreset": "stop", "softreset": "stop",
    "powercycle": "stop", "reset": "stop", "forcerestart": "stop", "gracefulshutdown": "stop",
    "gracefulrestart": "stop", "forcepowercycle": "stop", "pushpowerbutton": "stop", "nmi": "stop",
    "softstop": "stop", "softoff": "stop", "powerreset": "stop", "off": "stop", "stop": "stop",
    "resetall": "overwrite", "unload": "stop", "sethosts": "overwrite", "shelve": "stop", "osstop": "stop",
    "reboothard": "stop", "rebuild": "overwrite", "kill": "stop", "killed": "stop",
}  # fmt: skip
"""Values that mean a machine's power, or that no verb explains."""


def _removal(kind: str, parts: tuple[str, ...], loss: str) -> Act:
    return Act(
        "http.removal", "delete", kind, "/".join(parts[-3:]), "R4", "B1", loss, source="the request's body"
    )


def _without(lost: str, parts: tuple[str, ...], why: str) -> Act:
    return Act("http.safeguard", "unprotect", "protection", "/".join(parts[-2:]), "R3", "B2", lost, why)


def _unprotected(parts: tuple[str, ...]) -> Act:
    return Act("http.protection", "unprotect", "protection", "/".join(parts[-4:-2]), "R3", "B1",
               "the protection against deletion")  # fmt: skip


def _lines(text: str) -> list[object] | None:
    """A body of one JSON object per line."""
    found = [loaded(line) for line in text.splitlines()[: 2 * MANY] if line.strip()]
    return [item for item in found if isinstance(item, dict)] or None


def _redis(request: Request, address: Address, body: object) -> Iterator[Act | None]:
    """Upstash: a command of Redis in the path, or in the body as a list, or a list of such lists."""
    commands: list[list[str]] = []
    parts = segments(address.path)
    if isinstance(body, list) and body and all(isinstance(item, list) for item in body):
        commands = [[str(word) for word in item] for item in body[:MANY] if item]
    elif isinstance(body, list) and body:
        commands = [[str(word) for word in body]]
    elif parts and parts[0] not in ("pipeline", "multi-exec"):
        commands = [list(parts)]
    from guard.sql.redis import row_of

    for command in commands:
        name, row = row_of(command)
        if row is not None:
            operation, recoverability, blast, loss, marks = row
            yield Act(
                "http.redis", operation, "keys", name, recoverability, blast, loss, marks=marks,
                why=f"the command {name} of Redis is named in the request", source=name,
            )  # fmt: skip
    if commands or request.body is None:
        yield None
