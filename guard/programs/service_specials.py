"""What a table of sub-commands cannot say: requests that a platform's command line sends raw, and the
databases' shells that it opens (``service_shells.py``).

Caught: ``railway api 'mutation{volumeDelete(volumeId:"x")}'``, ``az rest --method delete --url
https://management.azure.com/x``, ``netlify api deleteSite --data '{"site_id":"x"}'``.
Quiet: the same with a query or a GET: ``az rest --method get --url https://management.azure.com/x``,
``netlify api listSites``.

Lost: what the request removes at the platform, often with its backups.
Back: from the platform's own backups, where they are kept outside of what was deleted.
Instead: the platform's own sub-command, which asks, or the query that shows.

Facts: the commands' ``--help``; Azure CLI reference (``az rest``), Railway's public API.
"""

from __future__ import annotations

from guard.model import Effect, Hole, Place, Resource, Value, known, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.knowledge.cli_tables import Table
    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.world import World

RAW = {("railway", "api"), ("az", "rest"), ("doctl", "api"), ("vercel", "api"), ("netlify", "api")}


def special_effects(
    table: Table, options: Options, invocation: Invocation, world: World
) -> Iterator[Effect] | None:
    """The effects of a command that carries another language; ``None`` where it carries none."""
    from guard.programs.service_shells import shell_effects

    shell = shell_effects(table, options, invocation, world)
    if shell is not None:
        return shell
    words = [v.text or "" for v in options.operands]
    if words and (table.tool, words[0]) in RAW:
        return _raw(table.tool, options, invocation)
    return None


def _named_operation(name: Value, body: Value | None, invocation: Invocation) -> Iterator[Effect]:
    """``netlify api deleteSite``: the operation by the name it has in the description of the API."""
    from guard.knowledge.verbs import reading_of

    reading = reading_of(name.text or "unknown")
    if reading.operation in ("read", "create") or not name.text:
        return
    if reading.operation == "delete" and reading.nouns:
        from guard.http.effects import request_effects
        from guard.http.request import Request

        url = Value((f"https://api.netlify.com/api/v1/{'_'.join(reading.nouns)}s/", *_named_in(body)))
        yield from request_effects(Request(known("DELETE"), url, tool="netlify"), invocation)
        return
    grave = reading.operation == "delete"
    yield Effect(
        "paas.api-operation", reading.operation, Resource(" ".join(reading.nouns) or "object", name.skeleton),
        Place("paas", "netlify"), invocation, "R4" if grave else "R2", "B2" if grave else "B1",
        loss=f"what {name.skeleton} takes away" if grave else "", span=invocation.span,
    )  # fmt: skip


def _named_in(body: Value | None) -> tuple[str | Hole, ...]:
    """The name of the thing among an operation's parameters: the last one that ends in ``id``."""
    from guard.http.bodies import loaded

    data = loaded(body.text) if body is not None and body.text else None
    ids = [v for k, v in data.items() if str(k).endswith("id")] if isinstance(data, dict) else []
    return (str(ids[-1]),) if ids else unknown("the parameters of the operation").parts


def _raw(tool: str, options: Options, invocation: Invocation) -> Iterator[Effect]:
    """Commands that send what they are given: GraphQL to Railway, a request to Azure's API."""
    from guard.http.effects import request_effects
    from guard.http.request import Request

    url = options.value("--url", "--uri", "-u")
    method = options.value("--method", "-m", "-X") or known("GET")
    operands = options.operands[1:]
    body = options.value("--body", "-b", "--data", "-d", "--input")
    fields: tuple[tuple[str, Value], ...] = ()
    if tool == "netlify" and operands:
        yield from _named_operation(operands[0], body, invocation)
        return
    if tool == "railway":
        url, method = known("https://backboard.railway.com/graphql/v2"), known("POST")
        fields = tuple(("query", v) for v in operands[:1])
        body = None
    elif url is None and operands:
        prefix = {"doctl": "https://api.digitalocean.com/", "vercel": "https://api.vercel.com/"}.get(tool, "")
        url = Value((prefix + operands[0].prefix.lstrip("/"), *operands[0].parts[1:]))
    if url is not None:
        yield from request_effects(Request(method, url, (), body, fields, tool=tool), invocation)
