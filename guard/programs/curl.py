"""curl: what it would send, and what it would write.

Caught: ``curl -sSXDELETE https://api.example.com/v1/a``, ``curl --json
'{"query":"mutation{volumeDelete(volumeId:1)}"}' https://api.example.com/graphql``, ``curl -T all.bundle
https://transfer.sh/``, ``curl https://example.com/k -o ~/.ssh/authorized_keys``.
Quiet: ``curl -fsSL https://example.com/x``, ``curl -I https://example.com``, ``curl -X POST -d '{"name":"x"}'
https://api.example.com/v1/things`` that creates, ``curl --version``.

Lost: what the request removes on the other side (``guard/http/``), or the file that ``-o`` writes over.
Back: as ``guard/http/`` says for the request; a file by ``git restore`` where it is tracked.
Instead: ``curl -I``, a GET of the same address, or ``-o`` to a new name.

Related: hadolint DL4001 (one of curl and wget), ShellCheck SC2086 where an address is not quoted.
Facts: curl(1), ``curl_options.py``.
"""

from __future__ import annotations

from guard.frozen import frozen, replace
from guard.http.request import Request, address_of
from guard.model import Effect, Evidence, Place, Resource, Value, known, unknown
from guard.programs.curl_options import FLAGS, SHORT, SHORT_VALUED, VALUED
from guard.programs.options import Options, read_options
from guard.signs.environments import is_loopback

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.world import World

MAX_CONFIGS = 8
"""Configuration files that name further ones."""
DATA = ("--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode", "--json")
FTP_DELETES = ("DELE", "RMD", "RM", "RMDIR", "RNTO", "RENAME", "SITE")


RAW = ("gopher://", "gophers://", "dict://")
"""Schemes that send the text of the path as it is: the lines of whatever protocol the server speaks."""


@frozen
class _Payload:
    """What the data options come to."""

    body: Value | None = None
    body_files: tuple[Value, ...] = ()
    fields: tuple[tuple[str, Value], ...] = ()
    files: tuple[Value, ...] = ()


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What this curl would do on the other side and to local files."""
    from guard.http.effects import request_effects

    for words in _requests(invocation.argv[1:]):
        options = _options(words, invocation, world)
        if options.has("--help", "--version", "--manual"):
            return
        asked = tuple(requests_of(options, invocation, world))
        if not asked and any(value.holes for value in options.values("--request")):
            yield _unread_config(options, invocation)
        for request in asked:
            if request.url.prefix.startswith(RAW):
                from guard.programs.curl_further import raw_text

                yield raw_text(request, invocation)
            yield from request_effects(request, invocation)
            yield from _ftp(options, request, invocation)
        yield from _written(options, invocation)


def _unread_config(options: Options, invocation: Invocation) -> Effect:
    """``curl -K file`` with a file that is not there to be read: where it goes stands in it."""
    names = ", ".join(value.skeleton for value in options.values("--config"))
    return Effect(
        "http.config-unread", "unknown", Resource("request", names), Place("none", "curl"), invocation,
        why=f"what it requests stands in {names}, which cannot be read", instead=f"cat {names}",
        span=invocation.span, certainty=invocation.certainty,
    )  # fmt: skip


def _requests(words: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """curl's operations: ``--next`` begins another one with options of its own."""
    start = 0
    for index, word in enumerate(words):
        if word.text in ("--next", "-:"):
            yield words[start:index]
            start = index + 1
    yield words[start:]


def _options(words: Sequence[Value], invocation: Invocation, world: World) -> Options:
    """The options by their long names, those of configuration files included."""
    options = _read(words)
    quiet = bool(words) and words[0].text is not None and words[0].text.startswith(("-q", "--disable"))
    paths = list(options.values("--config"))
    if not quiet and world.home:
        own = invocation.variable("CURL_HOME")
        folder = own.value if own is not None and own.value.parts else known(world.home)
        paths.insert(0, _joined(Value((*folder.parts, "/.curlrc"))))
    given, operands = options.given, options.operands
    for path in paths[:MAX_CONFIGS]:
        text = content_of(path, invocation, world)
        if text is None or text.text is None:
            if path in options.values("--config"):
                given = (*given, ("--request", unknown(f"what {path.skeleton} says")))
            continue
        from guard.programs.curl_further import config_words

        more = _read(config_words(text.text))
        given, operands = (*more.given, *given), (*more.operands, *operands)
    return replace(options, given=given, operands=operands)


def _read(words: Sequence[Value]) -> Options:
    spelled = [_spelled(word) for word in words]
    expanded = EXPANDED if any(word.prefix.startswith("--expand-") for word in words) else ()
    return _named(read_options(spelled, (*SHORT_VALUED, *VALUED, *expanded), (*VALUED, *FLAGS)))


EXPANDED = tuple("--expand-" + name[2:] for name in VALUED)
"""Options that put curl's own variables into their value (8.3)."""


def _spelled(word: Value) -> Value:
    """An abbreviation in full. Which one is unique depends on curl's version, so where several options
    begin that way the gravest is meant."""
    text = word.text
    if text is None or not text.startswith("--") or len(text) < 4 or text in VALUED or text in FLAGS:
        return word
    if text.startswith("--expand-"):
        return word
    matches = [name for name in (*GRAVE, *VALUED, *FLAGS) if name.startswith(text)]
    return known(matches[0]) if matches else word


GRAVE = ("--request", "--upload-file", "--data", "--json", "--config", "--unix-socket", "--form", "--output")


def _named(options: Options) -> Options:
    given = []
    named = [
        v.text.partition("=") for n, v in options.given if n == "--variable" and v is not None and v.text
    ]
    variables = {name: text for name, equals, text in named if equals}
    for name, value in options.given:
        name = SHORT.get(name, name)
        if name.startswith("--expand-"):
            name = "--" + name[9:]
            for variable, text in variables.items():
                if value is not None and value.text is not None:
                    value = known(value.text.replace("{{" + variable + "}}", text))
            if value is not None and "{{" in value.skeleton:
                value = unknown(f"curl's variables in {value.skeleton}")
        given.append((name, value))
    return replace(options, given=tuple(given))


def requests_of(options: Options, invocation: Invocation, world: World) -> Iterator[Request]:
    """A request per URL."""
    urls = tuple(
        _elsewhere(url, options)
        for word in (*options.values("--url"), *options.operands)
        for url in _globbed(word, options)
    )
    payload = _payload(options, invocation, world)
    as_query = options.has("--get")
    body = None if as_query else payload.body
    method = _method(options, payload)
    headers = _headers(options, invocation, world)
    socket = options.value("--unix-socket", "--abstract-unix-socket")
    for url in urls:
        if as_query and payload.body is not None:
            url = Value((*url.parts, "&" if "?" in url.skeleton else "?", *payload.body.parts))
            url = _joined(url)
        query = options.value("--url-query")
        if query is not None:
            url = _joined(Value((*url.parts, "&" if "?" in url.skeleton else "?", *query.parts)))
        yield Request(
            method, url, headers, body, payload.fields, payload.files, payload.body_files,
            options.values("--user", "--oauth2-bearer"), "curl",
            "" if socket is None else socket.skeleton,
        )  # fmt: skip


def _globbed(url: Value, options: Options) -> tuple[Value, ...]:
    """curl's own ``{a,b}`` in a URL: one URL each, the first twenty."""
    text = url.text
    start = -1 if text is None or options.has("--globoff") else text.find("{")
    end = -1 if text is None else text.find("}", start)
    if text is None or start < 0 or end < 0:
        return (url,)
    found: list[Value] = []
    for choice in text[start + 1 : end].split(",")[:20]:
        found.extend(_globbed(known(text[:start] + choice + text[end + 1 :]), options))
    return tuple(found[:20])


def _elsewhere(url: Value, options: Options) -> Value:
    """The URL with what is really asked: ``--request-target`` is the path, ``--connect-to`` and
    ``--resolve`` lead a local name to another machine."""
    address = address_of(url)
    if not address.host:
        return url
    host, path = address.host, address.path
    target = options.value("--request-target")
    if target is not None:
        path = target.skeleton if target.skeleton.startswith("/") else "/" + target.skeleton
    for value in options.values("--connect-to"):
        parts = value.skeleton.split(":")
        if len(parts) == 4 and parts[0] in ("", host) and parts[2]:
            host = parts[2]
    for value in options.values("--resolve"):
        parts = value.skeleton.lstrip("+").split(":")
        if len(parts) >= 3 and parts[0] in ("*", host) and is_loopback(host):
            host = ":".join(parts[2:]).strip("[]").partition(",")[0]
    if (host, path) == (address.host, address.path):
        return url
    port = f":{address.port}" if address.port else ""
    query = f"?{address.query}" if address.query else ""
    return known(f"{address.scheme}://{host}{port}{path}{query}")


def _joined(value: Value) -> Value:
    """Neighbouring pieces of text as one."""
    parts: list[object] = []
    for part in value.parts:
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        else:
            parts.append(part)
    return replace(value, parts=tuple(parts))


def _method(options: Options, payload: _Payload) -> Value:
    explicit = options.value("--request")
    if explicit is not None:
        return explicit
    if options.has("--head"):
        return known("HEAD")
    if options.has("--upload-file"):
        return known("PUT")
    if options.has("--get"):
        return known("GET")
    if options.has(*DATA, "--form", "--form-string"):
        return known("POST")
    return known("GET")


def _headers(options: Options, invocation: Invocation, world: World) -> tuple[tuple[str, Value], ...]:
    headers: list[tuple[str, Value]] = []
    for option, name in (("--cookie", "cookie"), ("--user-agent", "user-agent"), ("--referer", "referer")):
        headers.extend((name, value) for value in options.values(option))
    for value in options.values("--header"):
        if value.prefix.startswith("@"):
            text = content_of(_after(value, 1), invocation, world)
            lines = (text.text or "").splitlines() if text is not None else []
            headers.extend(_header(known(line)) for line in lines if ":" in line)
        else:
            headers.append(_header(value))
    if options.has("--json"):
        headers.append(("content-type", known("application/json")))
    return tuple(headers)


def _header(value: Value) -> tuple[str, Value]:
    name, colon, rest = value.prefix.partition(":")
    return name.strip().lower(), _after(value, len(name) + len(colon) + len(rest) - len(rest.lstrip()))


def _after(value: Value, start: int) -> Value:
    first = value.prefix[start:]
    return replace(value, parts=((first,) if first else ()) + value.parts[1:])


def _payload(options: Options, invocation: Invocation, world: World) -> _Payload:
    parts: list[Value] = []
    body_files: list[Value] = []
    fields: list[tuple[str, Value]] = []
    files: list[Value] = list(options.values("--upload-file"))
    for name, value in options.given:
        if value is None:
            continue
        if name in DATA:
            _take_data(name, value, parts, body_files, invocation, world)
        elif name == "--form":
            _take_form(value, fields, files)
        elif name == "--form-string":
            key, _, _ = value.prefix.partition("=")
            fields.append((key, _after(value, len(key) + 1)))
    files = [known("-") if f.text in ("-", ".") else f for f in files]
    body = None
    if parts:
        glue = "" if options.has("--json") else "&"
        pieces: list[object] = []
        for index, part in enumerate(parts):
            pieces.extend(([glue] if index and glue else []) + list(part.parts))
        body = _joined(replace(parts[0], parts=tuple(pieces)))
    return _Payload(body, tuple(body_files), tuple(fields), tuple(files))


def _take_data(
    name: str, value: Value, parts: list[Value], files: list[Value], invocation: Invocation, world: World
) -> None:
    head = value.prefix
    at = head.find("@") if name == "--data-urlencode" and "=" not in head.partition("@")[0] else 0
    if name == "--data-raw" or at < 0 or head[at : at + 1] != "@":
        parts.append(_after(value, 1) if name == "--data-urlencode" and head.startswith("=") else value)
        return
    path = _after(value, at + 1)
    files.append(path)
    text = content_of(path, invocation, world)
    label = head[:at] + "=" if at else ""
    content = text if text is not None else unknown(f"what {path.skeleton} holds")
    parts.append(_joined(replace(content, parts=(label, *content.parts) if label else content.parts)))


def _take_form(value: Value, fields: list[tuple[str, Value]], files: list[Value]) -> None:
    key, _, rest = value.prefix.partition("=")
    if rest[:1] in ("@", "<"):
        path = _after(value, len(key) + 2)
        for name in (path.text or "").split(",") if path.text is not None else (None,):
            files.append(path if name is None else known(name.partition(";")[0].strip('"')))
    else:
        fields.append((key, _after(value, len(key) + 1)))


def content_of(path: Value, invocation: Invocation, world: World) -> Value | None:
    """What a file (or ``-``: the standard input) holds, where it can be known."""
    if path.text == "-":
        stream = invocation.stdin
        if stream is None:
            return None
        if stream.text is not None:
            return stream.text
        if stream.path is None or stream.path.text == "-":
            return None
        return content_of(stream.path, invocation, world)
    if path.text is None or (invocation.cwd is None and not path.text.startswith("/")):
        return None
    name = path.text
    if name.startswith("~/") and world.home:
        name = world.home + name[1:]
    full = name if name.startswith("/") else f"{invocation.cwd}/{name.removeprefix('./')}"
    if world.earlier:
        from guard.programs.rewritten import read_now

        text = read_now(full, world)
    else:
        text = world.read(full)
    return None if text is None else known(text, f"read from {name}")


def _written(options: Options, invocation: Invocation) -> Iterator[Effect]:
    """The files that ``-o``, ``-O``, ``-D``, ``-c`` and ``--output-dir`` write."""
    folder = options.value("--output-dir")
    words: list[Value] = list(options.values("--output"))
    if options.has("--remote-name", "--remote-name-all"):
        for url in (*options.values("--url"), *options.operands):
            name = address_of(url).path.rpartition("/")[2] if url.text is not None else ""
            words.append(known(name) if name else unknown("the name that the server gives"))
    if folder is not None:
        words = [_joined(Value((*folder.parts, "/", *w.parts))) for w in words]
    words += options.values(
        "--dump-header", "--cookie-jar", "--etag-save", "--libcurl", "--trace", "--trace-ascii"
    )
    for word in words:
        if word.text in ("-", "/dev/null", "/dev/stdout", "/dev/stderr", ""):
            continue
        yield Effect(
            "curl.output", "overwrite", Resource("file", word.skeleton, word), Place("path", "curl"),
            invocation, why="curl writes what it gets over what is there", span=invocation.span,
            certainty=invocation.certainty,
        )  # fmt: skip


def _ftp(options: Options, request: Request, invocation: Invocation) -> Iterator[Effect]:
    """Commands that ``-Q`` sends to an FTP or SFTP server."""
    for value in options.values("--quote"):
        words = value.skeleton.lstrip("-+*").split()
        if words and words[0].upper() in FTP_DELETES:
            host = address_of(request.url, "ftp").host
            yield Effect(
                "curl.quote", "delete", Resource("file", " ".join(words[1:])),
                Place("http", "ftp", (("url", request.url), ("host", known(host)))), invocation, "R4", "B1",
                f"{' '.join(words[1:])} on {host}", "the server is told to remove it", "curl --list-only URL",
                evidence=(Evidence(value.skeleton, "--quote"),), span=invocation.span,
            )  # fmt: skip
