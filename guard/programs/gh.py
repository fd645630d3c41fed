"""GitHub's and GitLab's command lines: ``gh``, ``glab``.

Sub-commands are judged by their tables (``knowledge/cli/gh.txt``, ``glab.txt``), ``api`` as the request that
it sends, a user's alias as what it stands for.

Caught: ``gh repo delete o/r --yes``, ``gh api -X DELETE repos/o/r``, ``gh api graphql -f
query='mutation{deleteRef(input:{refId:"x"}){clientMutationId}}'``, ``gh repo edit --visibility public``, ``gh
release delete v1``.
Quiet: ``gh pr create --fill``, ``gh pr view 1``, ``gh issue comment 1 --body done``, ``gh api
repos/o/r/pulls``, ``gh api graphql -f query='query{viewer{login}}'``.

Lost: the repository with its issues, releases and stars; what was made public has been seen.
Back: a deleted repository can be restored for 90 days, only by its owner and not where it is part of a fork
network; issues and releases cannot.
Instead: ``gh repo view o/r`` and ``gh release view v1`` first; to archive a repository keeps what deleting it
takes.

Facts: cli.github.com/manual, docs.github.com (restoring a deleted repository), docs.gitlab.com.
"""

from __future__ import annotations

from guard.http.request import Request
from guard.model import Value, known, unknown
from guard.programs.options import read_options
from guard.wire import dumps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.programs.options import Options
    from guard.world import World

VALUED = (
    "-X", "--method", "-f", "--raw-field", "-F", "--field", "-H", "--header", "--input", "-q", "--jq", "-t",
    "--template", "--hostname", "--cache", "-p", "--preview", "-R", "--repo", "--output",
)  # fmt: skip
LONG = (*VALUED, "--paginate", "--slurp", "--silent", "--include", "--verbose", "--help", "--form")


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What this command would do at the forge."""
    from guard.programs.service_cli import effects as by_table
    from guard.programs.tool_aliases import unfolded

    plain = unfolded(invocation, world)
    if plain is None:
        return  # a shell runs it, which is judged by itself
    invocation = plain
    first = next((v for v in invocation.argv[1:] if not v.prefix.startswith("-")), None)
    if first is not None and first.text == "api":
        yield from _api(invocation, world)
    else:
        yield from by_table(invocation, world)
        yield from _checked_out(invocation, world)


def _checked_out(invocation: Invocation, world: World) -> Iterator[Effect]:
    """``gh pr checkout N --force`` resets the work tree to the request's state, like ``git reset --hard``."""
    words = [word.text for word in invocation.argv[1:]]
    if words[:1] != ["pr"] or words[1:2] not in (["checkout"], ["co"]) or not {"-f", "--force"} & {*words}:
        return
    from guard.frozen import replace
    from guard.programs.registry import effects_of

    as_git = replace(invocation, argv=(known("git"), known("reset"), known("--hard")))
    yield from effects_of(as_git, world)


def _api(invocation: Invocation, world: World) -> Iterator[Effect]:
    """``gh api`` and ``glab api`` as the request that they send."""
    from guard.http.effects import request_effects

    options = read_options(invocation.argv[1:], VALUED, LONG)
    if options.has("--help") or len(options.operands) < 2:
        return
    endpoint = options.operands[1]
    fields = _fields(options, invocation, world)
    body = None
    given = options.value("--input")
    if given is not None:
        from guard.programs.curl import content_of

        body = content_of(given, invocation, world) or unknown(f"what {given.skeleton} holds")
    method = options.value("-X", "--method") or known("POST" if fields or body is not None else "GET")
    graphql = (endpoint.text or "").strip("/") == "graphql"
    if graphql and body is None:
        fields = _message(fields)
    elif (method.text or "").upper() == "GET":
        fields = ()
    headers = tuple(_header(v) for v in options.values("-H", "--header"))
    yield from request_effects(
        Request(method, _url(endpoint, invocation.program), headers, body, fields, tool=invocation.program,
                body_files=(given,) if given is not None else ()), invocation,
    )  # fmt: skip


def _fields(options: Options, invocation: Invocation, world: World) -> tuple[tuple[str, Value], ...]:
    fields: list[tuple[str, Value]] = []
    for option, value in options.given:
        if option not in ("-f", "--raw-field", "-F", "--field") or value is None:
            continue
        name, _, rest = value.prefix.partition("=")
        content = Value(((rest,) if rest else ()) + value.parts[1:])
        if option in ("-F", "--field") and rest.startswith("@"):
            from guard.programs.curl import content_of

            path = Value(((rest[1:],) if rest[1:] else ()) + value.parts[1:])
            content = content_of(path, invocation, world) or unknown(f"what {path.skeleton} holds")
        fields.append((name, content))
    return tuple(fields)


def _message(fields: tuple[tuple[str, Value], ...]) -> tuple[tuple[str, Value], ...]:
    """A GraphQL message: every field but the query and the name is a variable."""
    own = tuple(f for f in fields if f[0] in ("query", "operationName"))
    others = {name: value.skeleton for name, value in fields if name not in ("query", "operationName")}
    return (*own, ("variables", known(dumps(others)))) if others else own


def _header(value: Value) -> tuple[str, Value]:
    name, _, rest = value.prefix.partition(":")
    return name.strip().lower(), Value((rest.lstrip(), *value.parts[1:]))


def _url(endpoint: Value, program: str) -> Value:
    base = "https://gitlab.com/api/v4/" if program == "glab" else "https://api.github.com/"
    head = endpoint.prefix
    if head.startswith(("http://", "https://")):
        return endpoint
    if program == "glab" and head.strip("/") == "graphql":
        base = "https://gitlab.com/api/"
    rest = endpoint.parts[1:] if head else endpoint.parts
    return Value((base + head.lstrip("/"), *rest))
