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

from guard.frozen import frozen, replace
from guard.http.act import Act
from guard.http.hosts import UNKNOWN, Host, host_of, spelled
from guard.http.request import address_of, parameters, segments
from guard.knowledge.verbs import reading_of
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


@frozen
class Asked:
    """A request as it is understood."""

    request: Request
    address: Address
    host: Host
    """Whose interface it is."""
    place: Place
    """Where its effects land."""
    method: str | None
    """What the other side will act on, in capitals; ``None`` where it cannot be known."""
    local: bool
    """Whether a server on this machine answers."""
    by: Invocation | FileWrite | None
    """What would send it."""


def request_effects(request: Request, by: Invocation | FileWrite | None) -> Iterator[Effect]:
    """The effects of a request.

    Args:
        request: what would be sent.
        by: what would send it.
    """
    asked = _understood(request, by)
    if request.socket or asked.address.port in DOCKER_PORTS:
        yield from _through_socket(asked)
        return
    from guard.http.sending import send_acts

    for act in send_acts(request, asked.address, asked.host, asked.local, by):
        yield _effect(act, asked)
    if asked.host.kind == "drop":
        return
    if asked.host.kind == "model" and getattr(by, "endless", False) and asked.method != "GET":
        marks: tuple[Mark, ...] = ("billable",)
        yield _effect(
            Act("http.paid-loop", "create", "model call", "", "R1", "B0", marks=marks,
                why="each call is paid for, and the loop around it has no end"),
            asked,
        )  # fmt: skip
    for item in _acts(asked):
        yield item if isinstance(item, Effect) else _effect(item, asked)


def _understood(request: Request, by: Invocation | FileWrite | None) -> Asked:
    from guard.signs.environments import sign_of_host

    address = address_of(request.url)
    sign = sign_of_host(address.host)
    local = bool(request.socket) or (sign is not None and sign[0] == "E1")
    method = method_of(request, address)
    if request.socket or address.port in DOCKER_PORTS:
        engine = f"unix://{request.socket}" if request.socket else f"tcp://{address.host}:{address.port}"
        place = Place("docker", "docker", (("host", known(engine)),))
        return Asked(request, address, UNKNOWN, place, method, local, by)
    host = host_of(address.host) if address.host else UNKNOWN
    host = KUBERNETES if _is_kubernetes(address) else host
    return Asked(request, address, host, _place(address, host, request), method, local, by)


def _is_kubernetes(address: Address) -> bool:
    """Whether a path is one of a Kubernetes API server: ``/api/v1/…``, ``/apis/GROUP/VERSION/…``."""
    parts = segments(address.path)
    if parts[:2] == ("api", "v1"):
        return address.port == "6443" or parts[2:3] in (
            ("namespaces",), ("nodes",), ("persistentvolumes",), ("pods",),
        )  # fmt: skip
    return parts[:1] == ("apis",) and len(parts) > 3


def _acts(asked: Asked) -> Iterator[Act | Effect]:
    request, address, host, method = asked.request, asked.address, asked.host, asked.method
    if method is None:
        if not asked.local:
            yield Act(
                "http.method", "unknown", "request", address.path, why="its method could not be resolved"
            )
        return
    if asked.local and method != "GET":
        from guard.http.emulators import resets_a_stand_in

        if resets_a_stand_in(address):
            return
    says = request.body is not None or bool(request.fields)
    if says or address.query or host.kind == "messaging":
        from guard.http.spoken import spoken

        said = list(spoken(asked, method))
        yield from (item for item in said if item is not None)
        if said:
            return
    from guard.http.specials import special_act

    special = special_act(method, address, host)
    if special is not None:
        if special.operation != "read":
            yield _of_the_default(special, method, address, request)
        return
    if says or address.query or host.provider == "upstash":
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


def _through_socket(asked: Asked) -> Iterator[Effect]:
    """The docker API on its unix socket or port; other sockets are services of this machine."""
    from guard.http.docker_api import docker_acts

    socket = asked.request.socket
    if socket and not any(name in socket for name in ("docker", "podman", "containerd")):
        return
    for act in docker_acts(asked.method, asked.address, asked.request):
        yield _effect(act, asked)


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


def _test_credential(request: Request) -> str:
    """The prefix of a key that the vendor gives out for its test mode (Stripe ``sk_test_``)."""
    from guard.http.sending import CREDENTIAL_HEADERS

    signed = (value for name, value in request.headers if name in CREDENTIAL_HEADERS)
    for value in (*request.credentials, *signed):
        for prefix in ("sk_test_", "rk_test_"):
            if prefix in value.skeleton:
                return prefix
    return ""


def _effect(act: Act, asked: Asked) -> Effect:
    """An act as an effect, with what its provider's backups and the host add to it."""
    from guard.http.hosts import is_infrastructure

    host, by = asked.host, asked.by
    marks: tuple[Mark, ...] = act.marks
    loss, instead = act.loss, act.instead
    if is_infrastructure(host) and act.operation not in ("send", "read"):
        marks = (*marks, "control-plane")
    if act.operation == "delete":
        from guard.knowledge.backups import backups_inside, with_fate

        inside = backups_inside(host.provider, act.kind)
        if inside is not None:
            marks = (*marks, *inside.marks)
            loss = loss or f"the {act.kind} {act.identity}".rstrip()
            loss = f"{loss} at {spelled(host.provider)} and {inside.said}"
            instead = instead or inside.look
        else:
            loss = with_fate(loss or _loss(act, host), host.provider, act.kind)
    span: Span | None = getattr(by, "span", None)
    effect = Effect(
        act.rule, act.operation, Resource(act.kind, act.identity), asked.place, by, act.recoverability,
        act.blast, loss or _loss(act, host), act.why, instead or _instead(act, asked.address), marks,
        (*asked.request.evidence, *_evidence(act, asked)), act.tags or _TAGS.get(act.operation, ()),
        certainty=getattr(by, "certainty", "will"),
    )  # fmt: skip
    return effect if span is None else replace(effect, span=span)


def _evidence(act: Act, asked: Asked) -> Iterator[Evidence]:
    host = asked.host
    if host.provider:
        said = f"{asked.address.host} is {host.provider}'s {host.kind} interface"
        yield Evidence(said, "knowledge: hosts")
    if act.why or act.source:
        yield Evidence(act.why or act.source, act.source or "knowledge: http")


_TAGS: dict[str, tuple[str, ...]] = {
    "delete": ("T1485",), "stop": ("T1489",), "reveal": ("T1552",), "grant": ("T1098",),
    "unprotect": ("T1562",), "send": ("T1567",),
}  # fmt: skip


def _loss(act: Act, host: Host) -> str:
    if act.operation in ("delete", "truncate", "overwrite"):
        return f"the {act.kind} {act.identity}".rstrip() + (
            f" at {spelled(host.provider)}" if host.provider else ""
        )
    return ""


def _instead(act: Act, address: Address) -> str:
    """A look at the same thing. Query and user stay out: they may hold a secret."""
    last = (address.path or "").rstrip("/").rpartition("/")[2]
    if reading_of(last).operation not in ("read", "unknown"):
        return ""  # the path itself is the call: asking for it again would be doing it
    if act.operation in ("delete", "overwrite", "unprotect", "stop", "update") and address.host:
        port = f":{address.port}" if address.port else ""
        return f"curl -s '{address.scheme}://{address.host}{port}{address.path}'"
    return ""
