"""curl's configuration files, and the schemes that send a text as it is.

Caught: ``curl gopher://prod-redis.acme.com:6379/_FLUSHALL``, ``curl dict://prod-redis.acme.com:6379/flushall``.
Quiet: ``curl -s https://gopher.example.org``.

Lost: what the server makes of the lines, which nobody reads here.
Back: unknown.
Instead: the client of that server.

Facts: curl(1) ``--config``, everything.curl.dev “gopher”; RFC 4266, RFC 2229.
"""

from __future__ import annotations

from guard.model import Effect, Place, Resource, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.http.request import Request
    from guard.model import Invocation, Value


def raw_text(request: Request, invocation: Invocation) -> Effect:
    """What a server is sent that reads lines of its own protocol."""
    from guard.http.request import address_of

    address = address_of(request.url)
    return Effect(
        "http.raw", "unknown", Resource("server", address.host),
        Place("http", "curl", (("host", known(address.host)),)), invocation,
        why=f"it sends {address.path} as it is, in whatever the server speaks",
        instead="the client of that server", span=invocation.span, certainty=invocation.certainty,
    )  # fmt: skip


def config_words(text: str) -> tuple[Value, ...]:
    """The words of a configuration file: ``option = value``, ``option value``, ``-o value`` per line."""
    words: list[Value] = []
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        end = next((i for i, c in enumerate(line) if c in " \t=:"), len(line))
        name, rest = line[:end], line[end:].lstrip(" \t=:")
        words.append(known(name if name.startswith("-") else "--" + name))
        if rest.startswith('"'):
            rest = _unquoted(rest)
        if rest:
            words.append(known(rest))
    return tuple(words)


def _unquoted(text: str) -> str:
    pieces, index = [], 1
    while index < len(text) and text[index] != '"':
        if text[index] == "\\" and index + 1 < len(text):
            index += 1
            pieces.append({"n": "\n", "t": "\t", "r": "\r", "v": "\v"}.get(text[index], text[index]))
        else:
            pieces.append(text[index])
        index += 1
    return "".join(pieces)
