"""httpie and its kin (``http``, ``https``, ``xh``, ``xhs``), ``lwp-request`` and its names, grpcurl.

Caught: ``http DELETE api.example.com/v1/a``, ``https PUT api.example.com/v1/a
X-HTTP-Method-Override:DELETE``, ``http POST backboard.railway.com/graphql/v2
query='mutation{volumeDelete(volumeId:"x")}'``, ``xh delete example.com/items``, ``grpcurl example.com:443
acme.v1.Users/DeleteUser``.
Quiet: ``http GET api.example.com/v1/a``, ``http https://api.example.com/v1/a``, ``https --offline DELETE
api.example.com/v1/a``, ``xh :3000/items``, ``grpcurl -plaintext localhost:50051 list``.

Lost: what the request removes on the other side.
Back: as ``guard/http/`` says for the request.
Instead: ``--offline`` prints the request and sends nothing.

Facts: httpie 3.2 documentation (request items, URL shortcuts), xh 0.24, lwp-request(1), grpcurl README.
"""

from __future__ import annotations

from guard.http.request import Request
from guard.model import Effect, Place, Resource, Value, known, unknown
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation, Mark
    from guard.programs.options import Options
    from guard.world import World

VALUED = (
    "-a", "--auth", "-A", "--auth-type", "--raw", "-o", "--output", "-p", "--print", "-P", "--history-print",
    "-s", "--style", "--session", "--session-read-only", "--verify", "--cert", "--cert-key", "--timeout",
    "--max-redirects", "--max-headers", "--proxy", "--boundary", "--default-scheme", "--response-charset",
    "--response-mime", "--format-options", "--pretty", "--ssl", "--ciphers", "--cert-key-pass", "--bearer",
    "--unsorted", "--http-version", "--resolve", "--interface", "--generate",
)  # fmt: skip
SEPARATORS = (":=@", "=@", "==", ":=", "@", "=", ":")
"""Longest first where two begin at the same place; the leftmost separator of an item decides."""


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What this request would do on the other side and to local files."""
    from guard.http.effects import request_effects

    if invocation.program == "grpcurl":
        yield from _grpc(invocation)
        return
    options = read_options(invocation.argv[1:], VALUED, VALUED)
    if options.has("--help", "--version", "--offline", "--manual"):
        return
    request = _lwp(invocation) if invocation.program in LWP else _httpie(options, invocation, world)
    if request is None:
        return
    yield from request_effects(request, invocation)
    output = options.value("-o", "--output")
    if output is not None and output.text not in ("-", "/dev/null", "/dev/stdout"):
        yield Effect(
            "httpie.output", "overwrite", Resource("file", output.skeleton, output), Place("path", "http"),
            invocation, why="the response is written over what is there", span=invocation.span,
        )  # fmt: skip


def _httpie(options: Options, invocation: Invocation, world: World) -> Request | None:
    words = list(options.operands)
    if not words:
        return None
    method: Value | None = None
    first = words[0]
    if len(words) > 1 and ((first.text is None and not first.prefix) or (first.text or "").isalpha()):
        method = words.pop(0)
    url = _address(words.pop(0), invocation.program, options)
    headers: list[tuple[str, Value]] = []
    fields: list[tuple[str, Value]] = []
    files: list[Value] = []
    query: list[str] = []
    for word in words:
        _item(word, headers, fields, files, query)
    if query:
        mark = "&" if "?" in url.skeleton else "?"
        url = Value((*url.parts[:-1], f"{url.parts[-1]}{mark}{'&'.join(query)}"))
    body = options.value("--raw")
    stdin = invocation.stdin
    if body is None and not fields and stdin is not None and not options.has("--ignore-stdin", "-I"):
        body = stdin.text
        if body is None and stdin.path is not None:
            from guard.programs.curl import content_of

            body = content_of(known("-"), invocation, world)
        if body is None:
            body = unknown("the standard input")
    if method is None:
        method = known("POST" if fields or files or body is not None else "GET")
    return Request(
        method, url, tuple(headers), body, tuple(fields), tuple(files),
        (known("-"),) if stdin is not None and body is not None else (),
        options.values("-a", "--auth", "--bearer"), "httpie",
    )  # fmt: skip


def _address(word: Value, program: str, options: Options) -> Value:
    """httpie's shortcuts: ``:3000/x`` is localhost, a bare host gets the scheme."""
    scheme = options.value("--default-scheme")
    name = (
        "https" if program in ("https", "xhs") else (scheme.text or "http") if scheme is not None else "http"
    )
    head = word.prefix
    if head.startswith(":/"):
        head = f"{name}://localhost{head[1:]}"
    elif head.startswith(":") and (head[1:2].isdigit() or head == ":"):
        head = f"{name}://localhost{head if len(head) > 1 else ''}"
    elif "://" not in head and head:
        head = f"{name}://{head}"
    return Value((head, *word.parts[1:])) if head else word


def _item(
    word: Value,
    headers: list[tuple[str, Value]],
    fields: list[tuple[str, Value]],
    files: list[Value],
    query: list[str],
) -> None:
    head = word.prefix
    place, separator = len(head), ""
    for candidate in SEPARATORS:
        at = head.find(candidate)
        if 0 <= at < place or (at == place and len(candidate) > len(separator)):
            place, separator = at, candidate
    if not separator:
        return
    name = head[:place]
    rest = head[place + len(separator) :]
    value = Value(((rest,) if rest else ()) + word.parts[1:])
    if separator == ":":
        headers.append((name.lower(), value))
    elif separator == "==":
        query.append(f"{name}={value.skeleton}")
    elif separator in ("@", "=@", ":=@"):
        files.append(value)
        fields.append((name, unknown(f"what {value.skeleton} holds")))
    else:
        fields.append((name, value))


LWP = {"GET": "GET", "HEAD": "HEAD", "POST": "POST", "lwp-request": "GET", "DELETE": "DELETE", "PUT": "PUT"}
LWP_VALUED = ("-m", "-b", "-t", "-i", "-c", "-C", "-H", "-p", "-o")


def _lwp(invocation: Invocation) -> Request | None:
    options = read_options(invocation.argv[1:], LWP_VALUED)
    if not options.operands:
        return None
    method = options.value("-m") or known(LWP[invocation.program])
    return Request(method, options.operands[0], tool="lwp-request")


GRPC_VALUED = (
    "-d", "-H", "-proto", "-import-path", "-protoset", "-authority", "-cacert", "-cert", "-key", "-max-time",
    "-connect-timeout", "-servername", "-rpc-header", "-reflect-header", "-format", "-max-msg-sz",
    "-keepalive-time", "-user-agent",
)  # fmt: skip


def _grpc(invocation: Invocation) -> Iterator[Effect]:
    """``grpcurl HOST:PORT package.Service/Method``: the method's name says what it does."""
    from guard.knowledge.gravity import gravity_of
    from guard.knowledge.verbs import reading_of

    takes = (*GRPC_VALUED, *("-" + o for o in GRPC_VALUED))
    options = read_options(invocation.argv[1:], takes, single_dash=True)
    words = options.operands
    if len(words) < 2 or words[1].text in ("list", "describe"):
        return
    name = words[1].skeleton.replace("/", ".").rpartition(".")[2]
    reading = reading_of(name)
    if reading.operation in ("read", "create") and words[1].text is not None:
        return
    gravity = gravity_of(reading.operation, reading.nouns)
    host = words[0].skeleton.rpartition(":")[0] or words[0].skeleton
    ordinary = gravity.recoverability == "R3" and gravity.blast in ("B0", "B1", "B?")
    one = ordinary and _names_one(name, options.value("-d", "--d"))
    marks: tuple[Mark, ...] = (*gravity.marks, "by-key") if one else gravity.marks
    yield Effect(
        "grpc.call", reading.operation, Resource(gravity.kind, name),
        Place("http", "grpc", (("url", words[0]), ("host", known(host)))), invocation,
        "R?" if one else gravity.recoverability, "B0" if one else gravity.blast,
        f"what {name} takes away" if reading.operation == "delete" else "",
        f"the method {name} is called on {host}", f"grpcurl {words[0].skeleton} list", marks,
        span=invocation.span,
    )  # fmt: skip


def _names_one(method: str, message: Value | None) -> bool:
    """``-d '{"id": "42"}'`` names one object, as ``/items/42`` does; a method for many does not."""
    if message is None or message.text is None or any(w in method.lower() for w in ("all", "batch", "bulk")):
        return False
    from guard.wire import loads

    try:
        fields = loads(message.text)
    except ValueError:
        return False
    return isinstance(fields, dict) and any(
        isinstance(value, (str, int)) and value and not isinstance(value, bool)
        and (key.lower() in ("name", "uid", "uuid", "key", "slug") or key.lower().endswith("id"))
        for key, value in fields.items()
    )  # fmt: skip
