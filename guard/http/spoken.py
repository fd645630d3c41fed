"""What a request says in a language of its own: GraphQL, an RPC's name, a filter, SQL, Cypher.

Caught: ``curl https://api.example.com/graphql -d '{"query":"mutation { deleteUser(id: 1) { id } }"}'``,
``curl 'https://ch.example.com:8443/?query=DROP%20TABLE%20t'``.
Quiet: ``curl https://api.example.com/graphql -d '{"query":"query { me { id } }"}'``, ``curl
'https://ch.example.com:8443/?query=SELECT%201'``.

Lost: what the mutation or the statement takes away.
Back: from a backup of the service behind it.
Instead: the query or the ``SELECT`` of the same things first.

Facts: the GraphQL over HTTP draft; ClickHouse's, InfluxDB's and Neo4j's HTTP interfaces.
"""

from __future__ import annotations

from guard.http.act import Act
from guard.http.bodies import (
    HOLE,
    Message,
    form_of,
    json_of,
    loaded,
    looks_like_sql,
    messages_of,
    sql_of,
    text_of,
)
from guard.http.request import parameters, segments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.http.effects import Asked
    from guard.http.request import Address, Request
    from guard.model import Effect, Invocation, Place


def spoken(asked: Asked, method: str) -> Iterator[Act | Effect | None]:
    """What the body (or the query) says; ``None`` where that only reads. Nothing where it says nothing in
    a language of its own."""
    from guard.http.rpc import filtered_acts, rpc_acts

    body = json_of(asked.request)
    yield from _graphql(asked, method, body)
    yield from rpc_acts(asked.request, asked.address, asked.host, body)
    if method in ("POST", "PUT", "GET", "PATCH"):
        yield from _sql(asked, body)
    if method in ("DELETE", "PATCH"):
        yield from filtered_acts(method, asked.address)


def _graphql(asked: Asked, method: str, body: object) -> Iterator[Act | None]:
    from guard.http.mutations import acts_of

    request, path = asked.request, asked.address.path.lower()
    endpoint = "graphql" in path or path.endswith("/gql")
    messages = [m for m in messages_of(body) if endpoint or _is_document(m.query)]
    if endpoint and method in ("GET", "POST"):
        messages += _beside(asked, bool(messages))
    if messages:
        acts = list(acts_of(messages, asked.host, asked.local))
        yield from acts or (None,)
        return
    sent = request.body is not None or bool(request.fields)
    unread = not isinstance(body, (dict, list)) or HOLE in text_of(request.body) or bool(request.fields)
    if endpoint and unread and sent and method == "POST" and not asked.local:
        why = "it sends a GraphQL document that could not be read"
        yield Act("graphql.unread", "unknown", "GraphQL operation", why=why)


def _beside(asked: Asked, in_body: bool) -> Iterator[Message]:
    """The documents that stand elsewhere than in JSON: in the address, in a form, as the body itself."""
    request = asked.request
    any_found = in_body
    for pairs in (dict(parameters(asked.address.query)), {} if in_body else dict(form_of(request))):
        if "query" in pairs:
            any_found = True
            yield Message(pairs["query"], pairs.get("operationName", ""))
        for message in messages_of(loaded(pairs["operations"])) if "operations" in pairs else ():
            any_found = True
            yield message
    kind = request.header("content-type")
    text = text_of(request.body)
    named = kind is not None and "application/graphql" in kind.skeleton
    if not any_found and (named or _is_document(text)):
        yield Message(text)


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


SQL_PORTS = ("8123", "8443", "8086")
"""ClickHouse and InfluxDB: the statement is a parameter or the whole body."""


def _sql(asked: Asked, body: object) -> Iterator[Effect | None]:
    from guard.model import Invocation

    parts = segments(asked.address.path)
    caller = asked.by if isinstance(asked.by, Invocation) else None
    if caller is not None and "tx" in parts and isinstance(body, dict):
        yield from _cypher(body, asked.place, caller)
        return
    searched = any("search" in part.lower() for part in parts[-1:])
    texts = [] if searched else list(sql_of(body))
    at_a_database = asked.address.port in SQL_PORTS or asked.host.provider == "clickhouse"
    if parts[-1:] in (("sql",), ("query",)) or at_a_database:
        texts += _plain_sql(asked.request, asked.address, parts[-1:] == ("sql",) and body is None)
    if not texts:
        return
    from guard.sql.effects import sql_effects

    dialect = _DIALECTS.get(asked.host.provider, "postgres")
    effects = [
        e for text in texts for e in sql_effects(text.replace(HOLE, "$1"), dialect, asked.place, caller)
    ]
    yield from effects or (None,)


_DIALECTS = {"cloudflare": "sqlite", "turso": "sqlite", "snowflake": "snowflake", "databricks": "databricks",
             "gcp": "bigquery"}  # fmt: skip
"""What providers' interfaces of SQL speak; the others PostgreSQL's."""


def _plain_sql(request: Request, address: Address, surely: bool) -> Iterator[str]:
    """Statements that stand in a parameter, in a form, or alone in the body."""
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
    texts = (
        [item.get("statement") for item in listed if isinstance(item, dict)]
        if isinstance(listed, list)
        else []
    )
    effects = [e for text in texts if isinstance(text, str) for e in cypher_effects(text, place, by)]
    yield from effects or (None,)
