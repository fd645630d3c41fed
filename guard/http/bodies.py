"""What is in a request's body: JSON (with its escapes), a form, GraphQL messages, SQL texts.

Holes in a body become the token ``HOLE`` so that the rest can still be read; a hole that stands where
the verb would stand makes that verb unknown, which asks.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.http.request import parameters

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.http.request import Request
    from guard.model import Value

HOLE = "HOLE"
SQL_KEYS = ("sql", "statement", "stmt", "query", "q", "ksql")
SQL_HEADS = frozenset(
    ("select", "with", "insert", "update", "delete", "drop", "truncate", "alter", "create", "grant", "revoke",
     "merge", "replace", "begin", "pragma", "explain", "vacuum", "show", "describe", "call", "do", "set")
)  # fmt: skip


@frozen
class Message:
    """One GraphQL message of a body."""

    query: str
    """Empty for a persisted query."""
    operation_name: str = ""
    variables: dict[str, object] = {}


def text_of(value: Value | None, quoted: bool = False) -> str:
    """A body as text, with every hole as a token (or, where asked, as a JSON string)."""
    if value is None:
        return ""
    token = f'"{HOLE}"' if quoted else HOLE
    return "".join(part if isinstance(part, str) else token for part in value.parts)


def json_of(request: Request) -> object:
    """The body as JSON; the single fields where the sender was given them; ``None`` where it is neither.

    A key that stands twice makes it unreadable: parsers differ in which one they take.
    """
    from guard.wire import loads

    if request.body is None:
        if request.fields:
            return {name: _field(value) for name, value in request.fields}
        return None
    tries = (text_of(request.body), text_of(request.body, quoted=True))
    for text in tries if request.body.holes else tries[:1]:
        stripped = text.strip().lstrip("\ufeff")
        if stripped[:1] not in ("{", "[", '"'):
            continue
        try:
            found: object = loads(stripped, unique=True)
        except ValueError:
            continue
        return found
    return None


def _field(value: Value) -> object:
    return text_of(value)


def form_of(request: Request) -> tuple[tuple[str, str], ...]:
    """The pairs of a form: from the body, where it looks like one, and from single fields."""
    pairs = tuple((name, text_of(value)) for name, value in request.fields)
    text = text_of(request.body).strip()
    if text and text[:1] not in "{[<" and "=" in text:
        pairs += parameters(text)
    return pairs


def messages_of(body: object) -> Iterator[Message]:
    """The GraphQL messages in a JSON body: one object, or a list of them (a batch)."""
    if isinstance(body, list):
        for item in body[:200]:
            yield from messages_of(item)
        return
    if not isinstance(body, dict):
        return
    query = body.get("query", body.get("mutation"))
    variables = body.get("variables")
    if isinstance(variables, str):
        variables = loaded(variables)
    name = body.get("operationName")
    spare: dict[str, object] = {}
    if isinstance(query, str):
        yield Message(
            query,
            name if isinstance(name, str) else "",
            variables if isinstance(variables, dict) else spare,
        )
    elif _persisted(body):
        yield Message("", name if isinstance(name, str) else "")


def loaded(text: str) -> object:
    """A text as JSON, ``None`` where it is not."""
    from guard.wire import loads

    try:
        found: object = loads(text)
    except ValueError:
        return None
    return found


def _persisted(body: dict[str, object]) -> bool:
    extensions = body.get("extensions")
    if isinstance(extensions, dict) and "persistedQuery" in extensions:
        return True
    return any(key in body for key in ("documentId", "doc_id", "queryId", "documentHash")) or (
        "id" in body and "operationName" in body
    )


def looks_like_sql(text: str) -> bool:
    """Whether a text begins with the head of a SQL statement."""
    stripped = text.lstrip(" \t\r\n(;")
    if len(stripped.split(None, 1)) < 2:
        return False  # a word that somebody searches for
    while stripped.startswith(("--", "/*")):
        end = stripped.find("\n" if stripped.startswith("--") else "*/")
        if end < 0:
            return False
        stripped = stripped[end + 2 :].lstrip() if stripped.startswith("/*") else stripped[end + 1 :].lstrip()
    head = ""
    for char in stripped[:12]:
        if not char.isalpha():
            break
        head += char
    return head.lower() in SQL_HEADS


def sql_of(body: object, depth: int = 0) -> Iterator[str]:
    """The SQL texts in a JSON body, under any of the keys that query interfaces use."""
    if depth > 6:
        return
    if isinstance(body, list):
        for item in body[:200]:
            yield from sql_of(item, depth + 1)
    elif isinstance(body, dict):
        for key, value in body.items():
            if isinstance(value, str) and key.lower() in SQL_KEYS and looks_like_sql(value):
                yield value
            elif isinstance(value, (dict, list)):
                yield from sql_of(value, depth + 1)
