"""MCP tools: what the name's verb says, and what the arguments carry (SQL, GraphQL, a command, a path, a
request).

A server's own annotations may raise the answer (``destructiveHint: true``), never lower it: they are what
the server says about itself (MCP specification, *tool annotations are untrusted*).

Caught: ``mcp__x__delete_project``, ``mcp__railway__graphql`` with ``mutation { volumeDelete … }``,
``mcp__pg__query`` with ``DROP TABLE``, ``mcp__fs__write_file`` over ``.claude/settings.json``.
Quiet: ``get_issue``, ``list_projects``, ``create_pull_request``, a ``SELECT``, a GraphQL query,
``resolve-library-id``.

Lost: what the verb names, at the server's own place.
Back: as the rule says that reads the arguments; else unknown.
Instead: the server's ``get_…`` or ``list_…`` tool.

Facts: Model Context Protocol 2025-06-18, tools (*annotations are untrusted*).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Effect, Evidence, Invocation, Place, Resource, Unfolding, known
from guard.tools.mcp_paths import path_effects
from guard.tools.servers import ENDPOINTS, is_local, known_server, place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from guard.knowledge.verbs import Reading
    from guard.model import Proposal, Value
    from guard.world import World

STATEMENTS = ("query", "statement", "queries", "statements")
"""How the names of arguments end that hold statements; others say ``sql``."""
COMMAND_KEYS = ("command", "cmd", "script", "shell_command", "code")
TELLING_KEYS = ("cli_command", "command_line", "commandLine", "shell_command", "bash_command")
"""Arguments that are command lines whatever the tool is called."""
MONEY = ("refund", "payout", "transfer", "payment", "charge", "withdrawal")
CHANGING = ("delete", "truncate", "overwrite", "stop", "grant", "unprotect", "deploy", "publish", "reveal")


def interpret(proposal: Proposal, world: World) -> tuple[Unfolding, tuple[Effect, ...]]:
    """The effects of a tool of an MCP server, or of any tool that nobody knows."""
    server, tool = _named(proposal.tool_name)
    call = Invocation((known(proposal.tool_name),), proposal.cwd, {}, proposal.env)
    unfolding = Unfolding((call,))
    effects = list(_sent_secrets(proposal, call, server))
    carried = _command(proposal, server, tool, world)
    if carried is not None:
        unfolding, inner = carried
        effects += inner
    effects += _documents(proposal, call, server, tool)
    effects += _pipeline(proposal, call, server)
    effects += path_effects(proposal, server, tool, world)
    if not effects and carried is None:
        effects += _by_name(proposal, call, server, tool)
    declared = proposal.tool_annotations.get("destructiveHint") is True
    if not effects and declared and not _reads(tool):
        effects.append(_declared(proposal, call, tool))
    return unfolding, tuple(effects)


def _named(name: str) -> tuple[str, str]:
    """Server and tool of ``mcp__server__tool``."""
    if not name.startswith("mcp__"):
        return "", name
    server, _, tool = name[5:].partition("__")
    return server, tool or server


def _reads(tool: str) -> bool:
    from guard.knowledge.verbs import operation_of

    return operation_of(tool) == "read"


# ------------------------------------------------------------------------------ what it carries


def _command(
    proposal: Proposal, server: str, tool: str, world: World
) -> tuple[Unfolding, tuple[Effect, ...]] | None:
    from guard.tools import code
    from guard.tools.clients import as_command

    lower = tool.lower()
    client = as_command(server, tool, proposal.tool_input, proposal.env)
    if client:
        from guard.programs.foresight import foresee_text

        return foresee_text(replace(proposal, tool="shell", text=client, dialect="bash"), world)
    codes = code.as_commands(proposal, tool)
    if codes:
        return code.interpret(proposal, codes, world)
    runs = any(w in lower for w in ("run", "exec", "shell", "bash", "command", "terminal", "sh", "process"))
    for key in (*COMMAND_KEYS, *TELLING_KEYS) if runs else TELLING_KEYS:
        value = proposal.tool_input.get(key)
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            value = " ".join(value)
        if isinstance(value, str):
            from guard.programs.foresight import foresee_text

            dialect = "powershell" if "powershell" in lower else "bash"
            cwd = proposal.tool_input.get("cwd") or proposal.tool_input.get("workdir")
            start = cwd if isinstance(cwd, str) and cwd.startswith("/") else proposal.cwd
            command = replace(proposal, tool="shell", text=value, dialect=dialect, cwd=start)
            return foresee_text(command, world)
    return _typed(proposal, lower, world)


TYPED_KEYS = ("input", "text", "data", "keys", "chars")
TYPING = ("interact", "send", "write", "input", "type")
TERMINALS = ("process", "terminal", "session", "tty", "pty", "stdin", "tmux", "shell")


def _typed(proposal: Proposal, tool: str, world: World) -> tuple[Unfolding, tuple[Effect, ...]] | None:
    """What is typed into a program that runs: a shell, as far as is known. Another program would read it
    otherwise, so what cannot be read as a shell's is no finding."""
    if not any(word in tool for word in TYPING) or not any(word in tool for word in TERMINALS):
        return None
    text = next((v for key in TYPED_KEYS if isinstance(v := proposal.tool_input.get(key), str)), None)
    if text is None:
        return None
    from guard.programs.foresight import foresee_text

    unfolding, effects = foresee_text(replace(proposal, tool="shell", text=text, dialect="bash"), world)
    return unfolding, tuple(effect for effect in effects if effect.operation != "unknown")


def _documents(proposal: Proposal, call: Invocation, server: str, tool: str) -> Iterator[Effect]:
    """SQL, GraphQL and whole requests among the arguments."""
    from guard.http.bodies import looks_like_sql
    from guard.http.effects import request_effects
    from guard.http.request import Request
    from guard.sql.effects import sql_effects
    from guard.tools.clients import says_production
    from guard.wire import dumps

    given = proposal.tool_input
    for key, value in given.items():
        if not _holds_statements(key):
            continue
        texts = [v for v in value if isinstance(v, str)] if isinstance(value, list) else [value]
        for text in texts:
            if not isinstance(text, str):
                continue
            if _is_graphql(text, tool):
                body = dumps({"query": text, "variables": given.get("variables") or {}})
                url = ENDPOINTS.get(known_server(server), f"https://{server or 'server'}.mcp.invalid/graphql")
                request = Request(known("POST"), known(url), body=known(body), tool=server)
                yield from request_effects(request, call)
            elif looks_like_sql(text) and not _searches(tool):
                place = says_production(server)
                said = (("environment", known(place)),) if place else ()
                unnamed = place or known_server(server) or server in ("sqlite", "duckdb")
                client = "sql" if unnamed else server  # a service's database is not here, a file's not said
                yield from sql_effects(text, "", Place("database", client, (*_hints(proposal), *said)), call)
    yield from _request(given, call, server)


def _pipeline(proposal: Proposal, call: Invocation, server: str) -> Iterator[Effect]:
    """A pipeline of MongoDB whose last stage writes a collection: ``$out`` puts its result in the place of
    all that was there."""
    stages = proposal.tool_input.get("pipeline")
    last = stages[-1] if isinstance(stages, list) and stages and isinstance(stages[-1], dict) else {}
    if "$out" in last or "$merge" in last:
        from guard.programs.mongo import of_script
        from guard.wire import dumps

        script = known(f"db.rows.aggregate({dumps(stages)})")
        yield from of_script(script, Place("database", "mongo", _hints(proposal)), call)


def _holds_statements(key: str) -> bool:
    """``query``, ``sqlStatements``, ``raw_sql``."""
    return "sql" in key.lower() or key.lower().endswith(STATEMENTS)


SEARCHING = ("search", "find", "lookup", "suggest", "autocomplete", "retrieve")
DATABASE_WORDS = ("sql", "query", "database", "db", "execute", "statement")


def _searches(tool: str) -> bool:
    """Whether what the tool is given are words to look for: ``search_docs`` with ``delete policy``."""
    from guard.knowledge.verbs import split_name

    words = split_name(tool)
    return any(w in SEARCHING for w in words) and not any(w in DATABASE_WORDS for w in words)


def _request(given: Mapping[str, object], call: Invocation, server: str) -> Iterator[Effect]:
    """A whole request among the arguments: ``url``, ``method``, ``body``."""
    from guard.http.effects import request_effects
    from guard.http.request import Request
    from guard.wire import dumps

    for key in ("options", "init", "request", "config"):  # fetch(url, {method})
        within = given.get(key)
        given = {**within, **given} if isinstance(within, dict) else given
    url, method, heads = given.get("url"), given.get("method", "GET"), given.get("headers")
    headers = tuple((k.lower(), known(v)) for k, v in heads.items() if isinstance(v, str)) if isinstance(
        heads, dict) else ()  # fmt: skip
    if isinstance(url, str) and isinstance(method, str) and "://" in url:
        data = given.get("body") or given.get("data")
        sent = dumps(data) if isinstance(data, dict) else data
        body_known = known(sent) if isinstance(sent, str) else None
        request = Request(known(method), known(url), headers, body_known, tool=server)
        yield from request_effects(request, call)


def _hints(proposal: Proposal) -> tuple[tuple[str, Value], ...]:
    found: list[tuple[str, Value]] = []
    for key in ("dsn", "connection_string", "url", "database", "host", "project_id", "project_ref", "branch"):
        value = proposal.tool_input.get(key)
        if isinstance(value, str):
            found.append((key, known(value)))
    return tuple(found)


def _is_graphql(text: str, tool: str) -> bool:
    head = text.lstrip().lower()
    return head.startswith(("mutation", "query", "subscription", "{", "fragment")) or (
        "graphql" in tool.lower() and "{" in text
    )


def _sent_secrets(proposal: Proposal, call: Invocation, server: str) -> Iterator[Effect]:
    if is_local(server) or not server:
        return
    from guard.tools.web import secret_in_text

    for key, value in proposal.tool_input.items():
        if isinstance(value, str) and len(value) >= 16:
            secret = secret_in_text(value, call)
            if secret:
                yield Effect(
                    "tool.mcp-secret", "send", Resource("secret", secret), place_of(server), call,
                    "R4", "B3", loss=f"the secrecy of {secret}",
                    why=f"the argument {key} would send {secret} to {server}", marks=("secret-sent",),
                    evidence=(Evidence(f"{key} holds {secret}", proposal.tool_name),),
                    tags=("T1567",),
                )  # fmt: skip
                return


# ------------------------------------------------------------------------------- what its name says


def _by_name(proposal: Proposal, call: Invocation, server: str, tool: str) -> Iterator[Effect]:
    from guard.knowledge.gravity import gravity_of
    from guard.knowledge.verbs import reading_of

    reading = reading_of(tool)
    if not _dry(proposal) and not is_local(server):
        yield from _noticed(proposal, call, server, tool, reading)
    if reading.operation not in CHANGING or _dry(proposal):
        return
    if is_local(server) and reading.operation not in ("delete", "grant", "unprotect"):
        return
    weight = gravity_of(reading.operation, reading.nouns)
    identity = _identity(proposal, reading.nouns)
    if is_local(server):  # what a service calls an app or a project is a lesser thing here
        weight = replace(weight, blast="B1", marks=())
    marks = weight.marks + (("foreign-object",) if weight.blast in ("B2", "B3") else ())
    said = weight.kind if weight.kind == "everything" else f"the {weight.kind}"
    loss = f"{said} {identity}".rstrip() if reading.operation == "delete" else ""
    if known_server(server):
        marks = (*marks, "control-plane")
        from guard.knowledge.backups import backups_inside

        inside = backups_inside(known_server(server), weight.kind)
        if inside is not None and reading.operation == "delete":
            marks = (*marks, *inside.marks)
            loss = f"{loss} and {inside.said}"
    yield Effect(
        rule="tool.mcp",
        operation=reading.operation,
        resource=Resource(weight.kind, identity),
        place=Place("none", server) if is_local(server) else place_of(server),
        by=call,
        recoverability=weight.recoverability,
        blast=weight.blast,
        loss=loss,
        why=f"the tool {tool} of {server or 'an unknown server'} would {reading.verb} it",
        marks=tuple(dict.fromkeys(marks)),
        evidence=(Evidence(f"{tool} says {reading.verb}", proposal.tool_name),),
        tags=("T1485",) if reading.operation == "delete" else (),
    )


def _noticed(
    proposal: Proposal, call: Invocation, server: str, tool: str, reading: Reading
) -> Iterator[Effect]:
    """What others notice at once although nothing is deleted: money that is paid, a branch that is merged."""
    place, identity = place_of(server), _identity(proposal, reading.nouns)
    if reading.operation in ("create", "send") and any(noun in MONEY for noun in reading.nouns):
        yield Effect(
            "tool.mcp-money", "send", Resource(reading.nouns[-1], identity), place, call, "R4", "B0",
            loss="the money that is paid", why=f"the tool {tool} of {server} moves money", marks=("by-key",),
        )  # fmt: skip
    elif reading.verb == "merge":
        yield Effect(
            "tool.mcp-merge", "update", Resource("branch", identity), place, call, "R2", "B1",
            why="the base branch changes for everybody",
        )  # fmt: skip


def _dry(proposal: Proposal) -> bool:
    return any(proposal.tool_input.get(k) is True for k in ("dry_run", "dryRun", "preview", "validate_only"))


NAMING = ("id", "name", "ref", "slug", "key")


def _identity(proposal: Proposal, nouns: Sequence[str]) -> str:
    """Which one it is: the argument that is called after the thing (``branchId`` for ``delete_branch``),
    else the first that names anything."""
    named = {
        key.lower(): value
        for key, value in proposal.tool_input.items()
        if isinstance(value, str) and (key.lower().endswith(NAMING) or key.lower() in ("repo", "path"))
    }
    own = [value for key, value in named.items() if nouns and key.startswith(nouns[-1].lower())]
    return next(iter((*own, *named.values())), "")[:120]


def _declared(proposal: Proposal, call: Invocation, tool: str) -> Effect:
    return Effect(
        "tool.declared", "unknown", Resource("tool", tool), Place("none", tool), call, "R?", "B?",
        why=f"the server itself says that {tool} destroys something",
        evidence=(Evidence("destructiveHint is true", proposal.tool_name),),
    )  # fmt: skip
