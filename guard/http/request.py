"""A request, whatever would send it: curl, wget, httpie, ``gh api``, ``fetch()`` in a script, an MCP tool.

The sender reads its own options and files and hands over what would go over the wire, as Values: what
could not be resolved stays a hole. ``effects.py`` says what the request would do.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Evidence


@frozen
class Request:
    """What would be sent."""

    method: Value
    """As the sender would send it, its own default included (curl: POST with ``-d``)."""
    url: Value
    headers: tuple[tuple[str, Value], ...] = ()
    """Names in lower case."""
    body: Value | None = None
    """The text that is sent; ``None`` without one. A file's content where it could be read."""
    fields: tuple[tuple[str, Value], ...] = ()
    """A form's or a JSON object's fields where the sender was given them one by one."""
    files: tuple[Value, ...] = ()
    """The files that would be uploaded as such (``-T``, ``-F f=@x``), ``-`` for stdin."""
    body_files: tuple[Value, ...] = ()
    """The files that the body is read from (``-d @x``, ``--json @x``), ``-`` for stdin."""
    credentials: tuple[Value, ...] = ()
    """Passwords and tokens given outside of headers (``-u``, ``--oauth2-bearer``)."""
    tool: str = ""
    """The sender: ``curl``, ``gh``, ``python requests``."""
    socket: str = ""
    """The unix socket it would be sent through instead of a connection to the host."""
    evidence: tuple[Evidence, ...] = ()

    def header(self, name: str) -> Value | None:
        """The last header of that name (lower case)."""
        found = None
        for key, value in self.headers:
            if key == name:
                found = value
        return found


@frozen
class Address:
    """The parts of a URL. RFC 3986."""

    scheme: str = ""
    host: str = ""
    """Lower case, without user, port and brackets; empty where it could not be resolved."""
    port: str = ""
    path: str = "/"
    query: str = ""
    whole: bool = True
    """False where a hole cuts it off: host and path are then what stands before the hole."""
    user: str = ""


def address_of(url: Value, default_scheme: str = "http") -> Address:
    """Take a URL apart as far as it is known. A hole inside the host leaves the host empty; a hole in the
    path stands there as one segment."""
    text, whole = url.prefix, url.text is not None
    scheme, rest = _scheme(text, default_scheme)
    end = min((i for i in map(rest.find, "/?#") if i >= 0), default=-1)
    if end < 0 and not whole:
        return Address(scheme, whole=False)
    authority = rest if end < 0 else rest[:end]
    tail = "" if end < 0 else rest[end:] + url.skeleton[len(text) :]
    user, _, host = authority.rpartition("@")
    host, port = _port(host)
    path, _, query = tail.partition("#")[0].partition("?")
    return Address(scheme, host_name(host), port, path or "/", query, whole, user)


def _scheme(text: str, default: str) -> tuple[str, str]:
    """The scheme and what follows it; clients accept one to three slashes."""
    name, colon, rest = text.partition(":")
    if colon and rest.startswith("/") and name.isalnum() and not name.isdigit():
        return name.lower(), rest.lstrip("/") if rest[:3].strip("/") or len(rest) < 3 else rest[3:]
    return default, text.removeprefix("//")


def host_name(text: str) -> str:
    """A host as it is looked up: decoded, in lower case, the dots of other scripts as dots (UTS 46)."""
    name = unescape(text)
    if not name.isascii():
        import unicodedata

        name = unicodedata.normalize("NFKC", name.replace("\u3002", "."))
    return _dotted(name.lower().rstrip("."))


def _dotted(name: str) -> str:
    """An IPv4 address in any of the spellings that resolvers take (``2852039166``, ``0xa9fea9fe``,
    ``0251.0376.0251.0376``, ``::ffff:169.254.169.254``) as four decimal numbers; other names as they are."""
    if name.startswith("::ffff:") and "." in name:
        return name[7:]
    parts = name.split(".")
    if not 1 <= len(parts) <= 4 or not all(part[:1].isdigit() for part in parts):
        return name
    numbers = []
    for part in parts:
        octal = len(part) > 1 and part[0] == "0" and part.isdigit()
        try:
            numbers.append(int(part, 8) if octal else int(part, 0))
        except ValueError:
            return name
    last = 256 ** (5 - len(parts))
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= last:
        return name
    whole = numbers[-1] + sum(number << (24 - 8 * at) for at, number in enumerate(numbers[:-1]))
    return ".".join(str(whole >> shift & 255) for shift in (24, 16, 8, 0))


def _port(host: str) -> tuple[str, str]:
    if host.startswith("["):
        name, _, rest = host[1:].partition("]")
        return name, rest.lstrip(":")
    name, _, port = host.partition(":")
    return name, port


def segments(path: str) -> tuple[str, ...]:
    """The parts of a path, percent-decoded, dot segments resolved (RFC 3986 5.2.4)."""
    kept: list[str] = []
    for piece in path.split("/"):
        if piece == "..":
            kept[-1:] = []
        elif piece not in ("", "."):
            kept.append(unescape(piece))
    return tuple(kept)


def parameters(query: str) -> tuple[tuple[str, str], ...]:
    """The pairs of a query string or of a body of the type ``application/x-www-form-urlencoded``."""
    pairs = []
    for piece in query.split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((unescape(name.replace("+", " ")), unescape(value.replace("+", " "))))
    return tuple(pairs)


def unescape(text: str) -> str:
    """Percent-decoding (RFC 3986 2.1); a ``%`` without two hex digits stays."""
    if "%" not in text:
        return text
    pieces = text.split("%")
    out = bytearray(pieces[0].encode("utf-8", "surrogateescape"))
    for piece in pieces[1:]:
        code = piece[:2]
        if len(code) == 2 and all(c in "0123456789abcdefABCDEF" for c in code):
            out.append(int(code, 16))
            piece = piece[2:]
        else:
            out += b"%"
        out += piece.encode("utf-8", "surrogateescape")
    return out.decode("utf-8", "replace")


def simple_request(method: str, url: str, body: str | None = None, tool: str = "") -> Request:
    """A request of which everything is known: for code that has plain strings."""
    return Request(known(method), known(url), body=None if body is None else known(body), tool=tool)
