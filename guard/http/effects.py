r"""What a request would do: the entry of this room.

The order: who is asked (``hosts.py``), with which method once overrides are applied, then what the body
says (GraphQL, SQL, an RPC name), then the requests that mean something else than they look
(``specials.py``), then the plain rule (``rest.py``); and beside all that, what is sent away
(``sending.py``).

Caught: the PocketOS call: ``curl -X POST https://backboard.railway.app/graphql/v2 -d '{"query":"mutation {
volumeDelete(volumeId: \"3d2c42fb\") }"}'``: operation *delete*, a volume, at a control plane, its backups
inside it.
Quiet: the same endpoint with a query (``curl -X POST https://backboard.railway.app/graphql/v2 -d
'{"query":"query { me { id } }"}'``); a POST that creates; ``curl https://api.example.com/delete-candidates``.

Lost: what the request removes on the other side; its backups too where they lie inside it.
Back: from backups that the provider keeps outside of what was deleted, if there are any.
Instead: read first (GET, a ``query``), and let a person delete in the provider's own console.

Facts: Railway's public API (``volumeDelete``); the references named in ``rest.py``, ``rpc.py`` and
``specials.py``.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.http.act import Act
from guard.http.hosts import UNKNOWN, Host, host_of
from guard.http.request import address_of, parameters, segments
from guard.model import Effect, Evidence, Place, Resource, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.http.request import Address, Request
    from guard.model import FileWrite, Invocation, Mark, Span, Value

OVERRIDE_HEADERS = ("x-http-method-override", "x-http-method", "x-method-override")
OVERRIDE_FIELDS = ("_method", "method_override", "x-http-method-override")


DOCKER_PORTS = ("2375", "2376")
KUBERNETES = Host("kubernetes", "kubernetes")


def request_effects(request: Request, by: Invocation | FileWrite | None) -> Iterator[Effect]:
    """The effects of a request.

    Args:
        request: what would be sent.
        by: what would send it.
    """
    from guard.signs.environments import sign_of_host

    address = address_of(request.url)
    host = host_of(address.host) if address.host else UNKNOWN
    sign = sign_of_host(address.host)
    local = bool(request.socket) or (sign is not None and sign[0] == "E1")
    if request.socket or address.port in DOCKER_PORTS:
        yield from _through_socket(request, address, by)
        return
    if _is_kubernetes(address):
        host = KUBERNETES
    from guard.http.sending import send_acts

    for act in send_acts(request, address, host, local, by):
        yield _effect(act, request, address, host, by)
    if host.kind == "drop":
        return
    if host.kind == "model" and getattr(by, "endless", False) and method_of(request, address) != "GET":
        marks: tuple[Mark, ...] = ("billable",)
        yield _effect(
            Act("http.paid-loop", "create", "model call", "", "R1", "B0", marks=marks,
                why="each call is paid for, and the loop around it has no end"),
            request, address, host, by,
        )  # fmt: skip
    for item in _acts(request, address, host, local, by):
        yield item if isinstance(item, Effect) else _effect(item, request, address, host, by)


def _is_kubernetes(address: Address) -> bool:
    """Whether a path is one of a Kubernetes API server: ``/api/v1/…``, ``/apis/GROUP/VERSION/…``."""
    parts = segments(address.path)
    if parts[:2] == ("api", "v1"):
        return address.port == "6443" or parts[2:3] in (
            ("namespaces",), ("nodes",), ("persistentvolumes",), ("pods",),
        )  # fmt: skip
    return parts[:1] == ("apis",) and len(parts) > 3


def _acts(
    request: Request, address: Address, host: Host, local: bool, by: Invocation | FileWrite | None
) -> Iterator[Act | Effect]:
    method = method_of(request, address)
    if method is None:
        if not local:
            yield Act(
                "http.method", "unknown", "request", address.path, why="its method could not be resolved"
            )
        return
    read = False
    if request.body is not None or request.fields or address.query or host.kind == "messaging":
        spoken = list(_spoken(request, address, host, local, method, by))
        yield from (s for s in spoken if s is not None)
        read = bool(spoken)
    if read:
        return
    from guard.http.specials import special_act

    special = special_act(method, address, host)
    if special is not None:
        if special.operation != "read":
            yield _of_the_default(special, method, address, request)
        return
    if address.query or request.body is not None or request.fields or host.provider == "upstash":
        from guard.http.actions import action_acts
        from guard.http.bodies import json_of

        named = list(action_acts(request, address, host, method, json_of(request)))
        if named:
            yield from (act for act in named if act is not None)
            return
    from guard.http.rest import acts_of

    yield from (_keyed(a, address) for a in acts_of(method, segments(address.path), host, address.whole))


DEFAULTS = ("main", "master", "trunk")


def _of_the_default(act: Act, method: str, address: Address, request: Request) -> Act:
    """A ref that is deleted, or moved by force, where its name is what default branches are called."""
    parts = segments(address.path)
    if act.kind != "ref" or parts[-2:-1] != ("heads",) or parts[-1] not in DEFAULTS:
        return act
    from guard.http.bodies import form_of, json_of

    body = json_of(request)
    given: dict[str, object] = {**dict(form_of(request)), **(body if isinstance(body, dict) else {})}
    if method == "PATCH" and given.get("force") not in (True, "true"):
        return act
    return replace(act, marks=(*act.marks, "default-branch"))


def _keyed(act: Act, address: Address) -> Act:
    """curl's own patterns (``[1-100]``, ``{a,b}``) make one request into many."""
    if "by-key" in act.marks and any(c in address.path for c in "[{"):
        marks: tuple[Mark, ...] = (*(m for m in act.marks if m != "by-key"), "unbounded")
        return replace(act, marks=marks, blast=max(act.blast, "B1") if act.blast != "B?" else "B1")
    return act


def method_of(request: Request, address: Address) -> str | None:
    """The method that the other side will act on, in capitals; ``None`` where it cannot be known."""
    method = request.method.text
    if method is None:
        return None
    if method.upper() in ("POST", "GET"):
        for name in OVERRIDE_HEADERS:
            header = request.header(name)
            if header is not None:
                return None if header.text is None else header.text.strip().upper()
        from guard.http.bodies import HOLE, form_of, json_of

        pairs = (*form_of(request), *parameters(address.query))
        if request.body is not None and "_method" in request.body.skeleton:
            body = json_of(request)
            if isinstance(body, dict):
                pairs = (*pairs, *((str(k), str(v)) for k, v in body.items()))
        for name, value in pairs:
            if name.lower() in OVERRIDE_FIELDS and (name.startswith("_") or value.isalpha()):
                return None if HOLE in value else value.strip().upper()
    return method.strip().upper() or "GET"


def _spoken(
    request: Request,
    address: Address,
    host: Host,
    local: bool,
    method: str,
    by: Invocation | FileWrite | None,
) -> Iterator[Act | Effect | None]:
    """What the body (or the query) says in a language of its own; ``None`` where that only reads."""
    from guard.http.bodies import json_of

    body = json_of(request)
    yield from _graphql(request, address, host, local, method, body)
    from guard.http.rpc import rpc_acts

    yield from rpc_acts(request, address, host, body)
    if method in ("POST", "PUT", "GET", "PATCH"):
        yield from _sql(request, address, host, body, by)
    if method in ("DELETE", "PATCH"):
        from guard.http.rpc import filtered_acts

        yield from filtered_acts(method, address)


def _graphql(
    request: Request, address: Address, host: Host, local: bool, method: str, body: object
) -> Iterator[Act | None]:
    from guard.http.bodies import HOLE, Message, form_of, loaded, messages_of, text_of
    from guard.http.mutations import acts_of

    endpoint = "graphql" in address.path.lower() or address.path.lower().endswith("/gql")
    messages = [m for m in messages_of(body) if endpoint or _is_document(m.query)]
    if endpoint and method in ("GET", "POST"):
        for pairs in (dict(parameters(address.query)), dict(form_of(request)) if not messages else {}):
            if "query" in pairs:
                messages.append(Message(pairs["query"], pairs.get("operationName", "")))
            if "operations" in pairs:
                messages.extend(messages_of(loaded(pairs["operations"])))
        kind = request.header("content-type")
        text = text_of(request.body)
        if not messages and (
            _is_document(text) or (kind is not None and "application/graphql" in kind.skeleton)
        ):
            messages.append(Message(text))
    if not messages:
        sent = request.body is not None or bool(request.fields)
        unread = not isinstance(body, (dict, list)) or HOLE in text_of(request.body) or bool(request.fields)
        if endpoint and unread and sent and method == "POST" and not local:
            why = "it sends a GraphQL document that could not be read"
            yield Act("graphql.unread", "unknown", "GraphQL operation", why=why)
        return
    acts = list(acts_of(messages, host, local))
    yield from acts
    if not acts:
        yield None


def _is_document(text: str) -> bool:
    """Whether a text is a GraphQL document rather than a search string or SQL."""
    stripped = text.lstrip(" \t\r\n,\ufeff")
    while stripped.startswith("#"):
        stripped = stripped.partition("\n")[2].lstrip(" \t\r\n,")
    if stripped.startswith("{"):
        return stripped.rstrip().endswith("}") and '":' not in stripped[:40]
    word = ""
    for char in stripped[:13]:
        if not char.isalpha():
            break
        word += char
    return word in ("query", "mutation", "subscription", "fragment") and "{" in stripped


def _sql(
    request: Request, address: Address, host: Host, body: object, by: Invocation | FileWrite | None
) -> Iterator[Effect | None]:
    from guard.http.bodies import HOLE, sql_of
    from guard.model import Invocation

    parts = segments(address.path)
    place = _place(address, host, request)
    caller = by if isinstance(by, Invocation) else None
    if caller is not None and "tx" in parts and isinstance(body, dict):
        yield from _cypher(body, place, caller)
        return
    searched = any("search" in part.lower() for part in parts[-1:])
    texts = [] if searched else list(sql_of(body))
    if parts[-1:] in (("sql",), ("query",)) or address.port in SQL_PORTS or host.provider == "clickhouse":
        texts += _plain_sql(request, address, parts[-1:] == ("sql",) and body is None)
    if not texts:
        return
    from guard.sql.effects import sql_effects

    found = False
    for text in texts:
        for effect in sql_effects(text.replace(HOLE, "$1"), _dialect(host), place, caller):
            found = True
            yield effect
    if not found:
        yield None


SQL_PORTS = ("8123", "8443", "8086")
"""ClickHouse and InfluxDB: the statement is a parameter or the whole body."""


def _plain_sql(request: Request, address: Address, surely: bool) -> Iterator[str]:
    """Statements that stand in a parameter, in a form, or alone in the body."""
    from guard.http.bodies import form_of, looks_like_sql, text_of

    pairs = dict((*parameters(address.query), *form_of(request)))
    text = text_of(request.body)
    for plain in (pairs.get("query", "") + " " + text, pairs.get("q", ""), text):
        if looks_like_sql(plain):
            yield plain
            return
    if surely and text.strip():
        yield text


def _cypher(body: dict[str, object], place: Place, by: Invocation) -> Iterator[Effect | None]:
    """Neo4j's transactions: ``{"statements":[{"statement":"MATCH (n) DETACH DELETE n"}]}``."""
    from guard.programs.sql_clients import cypher_effects

    listed = body.get("statements")
    found = False
    for item in listed if isinstance(listed, list) else ():
        text = item.get("statement") if isinstance(item, dict) else None
        for effect in cypher_effects(text, place, by) if isinstance(text, str) else ():
            found = True
            yield effect
    if not found:
        yield None


def _dialect(host: Host) -> str:
    return {"cloudflare": "sqlite", "turso": "sqlite", "snowflake": "snowflake", "databricks": "databricks",
            "gcp": "bigquery", "": "postgres"}.get(host.provider, "postgres")  # fmt: skip


def _through_socket(
    request: Request, address: Address, by: Invocation | FileWrite | None
) -> Iterator[Effect]:
    """The docker API on its unix socket or port; other sockets are services of this machine."""
    from guard.http.docker_api import docker_acts

    method = method_of(request, address)
    if request.socket and not any(name in request.socket for name in ("docker", "podman", "containerd")):
        return
    engine = f"unix://{request.socket}" if request.socket else f"tcp://{address.host}:{address.port}"
    for act in docker_acts(method, address, request):
        place = Place("docker", "docker", (("host", known(engine)),))
        yield _effect(act, request, address, UNKNOWN, by, place)


def _place(address: Address, host: Host, request: Request) -> Place:
    hints: list[tuple[str, Value]] = [("url", request.url)]
    if address.host:
        hints.append(("host", known(address.host)))
    if address.port:
        hints.append(("port", known(address.port)))
    if address.path != "/":
        hints.append(("path", known(address.path)))
    if host.provider:
        hints.append(("provider", known(host.provider)))
    test = _test_credential(request)
    if test:
        hints.append(("test-credential", known(test)))
    return Place("http", host.provider or request.tool, tuple(hints))


def credentials_of(request: Request) -> tuple[Value, ...]:
    """Everything in a request that stands for a credential: tokens, passwords, keys in headers."""
    from guard.http.sending import CREDENTIAL_HEADERS

    return request.credentials + tuple(v for n, v in request.headers if n in CREDENTIAL_HEADERS)


def _test_credential(request: Request) -> str:
    """The prefix of a key that the vendor gives out for its test mode (Stripe ``sk_test_``)."""
    for value in credentials_of(request):
        for prefix in ("sk_test_", "rk_test_"):
            if prefix in value.skeleton:
                return prefix
    return ""


def _effect(
    act: Act,
    request: Request,
    address: Address,
    host: Host,
    by: Invocation | FileWrite | None,
    place: Place | None = None,
) -> Effect:
    """An act as an effect, with what its provider's backups and the host add to it."""
    from guard.http.hosts import is_infrastructure

    marks: tuple[Mark, ...] = act.marks
    loss, instead = act.loss, act.instead
    provider = host.provider
    if is_infrastructure(host) and act.operation not in ("send", "read"):
        marks = (*marks, "control-plane")
    if act.operation == "delete":
        from guard.knowledge.backups import backups_inside, with_fate

        inside = backups_inside(provider, act.kind)
        if inside is not None:
            marks = (*marks, "backups-inside", *(("backup",) if inside.last else ()))
            loss = loss or f"the {act.kind} {act.identity}".rstrip()
            loss = f"{loss} at {provider.capitalize()} and {inside.said}"
            instead = instead or inside.look
        else:
            loss = with_fate(loss or _loss(act, host), provider, act.kind)
    evidence = (
        (Evidence(act.why or act.source, act.source or "knowledge: http"),) if act.why or act.source else ()
    )
    if host.provider:
        evidence = (
            Evidence(f"{address.host} is {host.provider}'s {host.kind} interface", "knowledge: hosts"),
            *evidence,
        )
    span: Span | None = getattr(by, "span", None)
    effect = Effect(
        act.rule, act.operation, Resource(act.kind, act.identity), place or _place(address, host, request),
        by, act.recoverability, act.blast, loss or _loss(act, host), act.why,
        instead or _instead(act, address), marks, (*request.evidence, *evidence),
        act.tags or _TAGS.get(act.operation, ()), certainty=getattr(by, "certainty", "will"),
    )  # fmt: skip
    return effect if span is None else replace(effect, span=span)


_TAGS: dict[str, tuple[str, ...]] = {
    "delete": ("T1485",), "stop": ("T1489",), "reveal": ("T1552",), "grant": ("T1098",),
    "unprotect": ("T1562",), "send": ("T1567",),
}  # fmt: skip


def _loss(act: Act, host: Host) -> str:
    if act.operation in ("delete", "truncate", "overwrite"):
        return f"the {act.kind} {act.identity}".rstrip() + (f" at {host.provider}" if host.provider else "")
    return ""


def _instead(act: Act, address: Address) -> str:
    """A look at the same thing. Query and user stay out: they may hold a secret."""
    if act.operation in ("delete", "overwrite", "unprotect", "stop", "update") and address.host:
        port = f":{address.port}" if address.port else ""
        return f"curl -s '{address.scheme}://{address.host}{port}{address.path}'"
    return ""
