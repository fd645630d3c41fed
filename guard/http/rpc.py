"""Interfaces where the body or a parameter names the operation: AWS query and JSON protocols, JSON-RPC,
PostgREST filters, Slack and Telegram methods, bulk requests.

Caught: ``curl https://ec2.amazonaws.com/ -d 'Action=TerminateInstances&InstanceId.1=i-1'``, ``curl
https://dynamodb.us-east-1.amazonaws.com/ -H 'X-Amz-Target: DynamoDB_20120810.DeleteTable' -d
'{"TableName":"t"}'``, ``curl 'https://slack.com/api/chat.delete?ts=1'``, ``curl -X DELETE
https://x.supabase.co/rest/v1/users`` without a filter, ``curl -X PATCH https://api.github.com/repos/o/r -d
'{"visibility":"public"}'``.
Quiet: ``curl https://ec2.amazonaws.com/ -d Action=DescribeInstances``, ``curl
https://dynamodb.us-east-1.amazonaws.com/ -H 'X-Amz-Target: DynamoDB_20120810.Query' -d '{}'``; with a filter,
a delete of one row is no more than that.

Lost: the instance, table, message or rows that the body names.
Back: a table by point-in-time recovery where it was switched on, a message never.
Instead: the operation's ``Describe`` or ``List``; for AWS the command line's ``--dry-run`` where it has one;
a filter in the address for PostgREST.

Facts: AWS query and JSON 1.1 protocols (Smithy), PostgREST, Slack Web API, Telegram Bot API.
"""

from __future__ import annotations

from guard.http.act import Act
from guard.http.request import parameters, segments
from guard.knowledge.gravity import gravity_of, noun_row, protects
from guard.knowledge.verbs import reading_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.http.hosts import Host
    from guard.http.request import Address, Request
    from guard.model import Operation

UNFILTERED = ("select", "columns", "order", "limit", "offset", "on_conflict")
"""Parameters of PostgREST that are not filters."""


def rpc_acts(request: Request, address: Address, host: Host, body: object) -> Iterator[Act | None]:
    """What an RPC request would do; ``None`` for one that only reads."""
    name = _called(request, address, host, body)
    if name:
        yield _named(name, host, _object(request, address, body))
    if host.provider == "aws":
        yield from _subresource(request, address)
    if isinstance(body, dict) and host.kind == "forge":
        yield from _repository_settings(address, body)


def _called(request: Request, address: Address, host: Host, body: object) -> str:
    """The operation that the request names; empty where it names none."""
    target = request.header("x-amz-target")
    if target is not None:
        return target.skeleton.rpartition(".")[2]
    if host.provider == "aws":
        from guard.http.bodies import form_of

        for key, value in (*form_of(request), *parameters(address.query)):
            if key == "Action":
                return value
    parts = segments(address.path)
    if host.provider == "slack" and len(parts) == 2 and parts[0] == "api":
        return parts[1]
    if host.provider == "telegram" and len(parts) == 2:
        return parts[1]
    if isinstance(body, dict) and body.get("jsonrpc") == "2.0" and isinstance(body.get("method"), str):
        inner = body.get("params")
        if body["method"] in ("call", "execute", "execute_kw") and isinstance(inner, dict):
            return f"{inner.get('service', '')}.{inner.get('method', '')}"
        return str(body["method"])
    if isinstance(body, dict) and host.provider == "convex" and parts[-1:] in (("mutation",), ("action",)):
        return str(body.get("path", "")).rpartition(":")[2]
    if isinstance(body, dict) and parts[-1:] in (("metadata",), ("query",)) and "args" in body:
        return str(body.get("type", ""))
    return ""


def _named(name: str, host: Host, identity: str) -> Act | None:
    from guard.http.bodies import HOLE

    reading = reading_of(name)
    operation: Operation = "unknown" if HOLE in name else reading.operation
    if operation == "read":
        return None
    gravity = gravity_of(operation, reading.nouns)
    if host.kind == "messaging":
        if operation not in ("delete", "stop", "grant") or noun_row(reading.nouns)[1][2] == "regenerable":
            return None
        return Act("http.rpc", operation, gravity.kind, identity, "R4", "B0", marks=("by-key",), source=name)
    if operation == "unknown":
        if host.provider != "aws":
            return None
        return Act(
            "http.rpc", "unknown", "operation", name, why=f"nobody knows what the operation {name} does"
        )
    if operation == "create" and not gravity.marks:
        return None
    if operation == "delete" and protects(reading.nouns):
        operation = "unprotect"
    return Act(
        "http.rpc", operation, gravity.kind, identity or name, gravity.recoverability, gravity.blast,
        marks=gravity.marks, why=f"the operation {name} is named in the request", source=name,
    )  # fmt: skip


SUBRESOURCES: tuple[tuple[str, str, str, Operation, str, str], ...] = (
    # method, parameter, a word in the body, operation, kind, loss
    ("POST", "delete", "", "delete", "objects", "the objects that the body lists"),
    ("PUT", "versioning", "Suspended", "unprotect", "versioning", "the old versions that bring objects back"),
    ("PUT", "acl", "", "grant", "access list", ""),
    ("PUT", "policy", "", "grant", "bucket policy", ""),
    ("DELETE", "policy", "", "delete", "bucket policy", "the policy"),
    (
        "DELETE",
        "publicAccessBlock",
        "",
        "unprotect",
        "public access block",
        "the block against public access",
    ),
    ("DELETE", "replication", "", "unprotect", "replication", "the copy in the other region"),
    ("DELETE", "encryption", "", "unprotect", "encryption", "the encryption of new objects"),
)
"""S3's subresources: parameters without a value that make a request another one."""


def _subresource(request: Request, address: Address) -> Iterator[Act]:
    from guard.http.bodies import text_of

    method = (request.method.text or "").upper()
    names = {name for name, value in parameters(address.query) if not value}
    for verb, name, word, operation, kind, loss in SUBRESOURCES:
        if verb == method and name in names and word in text_of(request.body):
            yield Act(
                "http.s3", operation, kind, address.host + address.path, "R4", "B1", loss, source=f"?{name}"
            )


def _object(request: Request, address: Address, body: object) -> str:
    """What the request names as its object: the first parameter that is an identifier."""
    from guard.http.bodies import form_of

    pairs = [*form_of(request), *parameters(address.query)]
    if isinstance(body, dict):
        pairs += [(str(k), str(v)) for k, v in body.items()]
    for name, value in pairs:
        stem = name.rstrip("0123456789").rstrip(".").lower()
        if stem.endswith(("id", "name", "identifier", "arn", "member", "channel")):
            return value
    return ""


def _repository_settings(address: Address, body: dict[str, object]) -> Iterator[Act]:
    """A repository made public, archived, or renamed by a PATCH of its settings."""
    parts = segments(address.path)
    if parts[:1] != ("repos",) or len(parts) != 3:
        return
    name = "/".join(parts[1:])
    if body.get("private") in (False, "false") or body.get("visibility") == "public":
        yield Act(
            "http.repository-public", "publish", "repository", name, "R4", "B3",
            f"the secrecy of {name}: code, history and issues", "it makes a private repository public",
            marks=("public",),
        )  # fmt: skip


def filtered_acts(method: str, address: Address) -> Iterator[Act]:
    """PostgREST: rows by filter, and without one the whole table."""
    parts = segments(address.path)
    if len(parts) != 3 or parts[:2] != ("rest", "v1"):
        return
    filters = [n for n, _ in parameters(address.query) if n not in UNFILTERED]
    operation: Operation = "delete" if method == "DELETE" else "update"
    if filters:
        keyed = any(v.startswith("eq.") for _, v in parameters(address.query))
        yield Act(
            "http.rows", operation, "row", f"{parts[2]}?{address.query}", "R4", "B0" if keyed else "B1",
            f"the rows of {parts[2]} that match {address.query}", marks=("by-key",) if keyed else (),
        )  # fmt: skip
