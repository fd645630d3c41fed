"""Credential files → what is held in them. A secret's value lives only as long as its ``Held``.

A reader gets a file's text and the keys to look for, and answers each secret with its name, its line, and
what the file says about it. Malformed text answers what could be read, never an error.
"""

from __future__ import annotations

import itertools

from guard.survey.held import MOST, Held, is_secret, line_of, moment
from guard.survey.readers_of_tools import docker, gcp, kube, pem
from guard.survey.reading import sections, toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Reader = Callable[[str, tuple[str, ...]], Iterator["Held"]]


def aws(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """Sections of AWS' files: a key pair each, the account inside the key's id."""
    from guard.signs.tokens import account_of

    for title, values in sections(text).items():
        key = values.get("aws_access_key_id", "")
        if not key or not values.get("aws_secret_access_key"):
            continue
        account = account_of(key) if len(key) == 20 else ""
        temporary = key.startswith("ASIA") or bool(values.get("aws_session_token"))
        ends = moment(values.get("expiration", values.get("x_security_token_expires", "")))
        scope = f"account {account}, as far as its policies let it" if account else ""
        yield Held(
            key, f"[{title}]", line_of(text, key), scope,
            ends or ("hours: a temporary key" if temporary else "until somebody rotates it"),
            f"{title} {account}",
        )  # fmt: skip


def ini(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """``key = value`` under sections."""
    for title, values in sections(text).items():
        for key in keys:
            value = values.get(key.lower(), "")
            if is_secret(value):
                host = values.get("host", "") or values.get("repository", "")
                name = f"[{title}]" if title else key
                yield Held(value, name, line_of(text, value), words=f"{title} {host}", host=host)


def fields(document: object, keys: tuple[str, ...], trail: str = "", depth: int = 0) -> Iterator[Held]:
    """Every value below a document whose key is wanted; ``*`` wants every key that names a secret, and every
    text below a key that is wanted."""
    from guard.knowledge.names import secret_name

    if depth > 12:
        return
    if isinstance(document, dict):
        ends = next((m for m in (moment(document.get(k)) for k in EXPIRIES) if m), "")
        for key, value in list(document.items())[:MOST]:
            where = f"{trail}.{key}" if trail else str(key)
            wanted = key in keys or ("*" in keys and secret_name(str(key)))
            if wanted and is_secret(value):
                yield Held(str(value), where, expires=ends, words=where)
            elif isinstance(value, (dict, list)):
                yield from fields(
                    value, ("*all", *keys) if wanted and "*" not in keys else keys, where, depth + 1
                )
            elif "*all" in keys and is_secret(value):
                yield Held(str(value), where, expires=ends, words=where)
    elif isinstance(document, list):
        for value in document[:MOST]:
            yield from fields(value, keys, trail, depth + 1)


EXPIRIES = ("expiresAt", "Expiration", "expiry_date", "expiration_time", "tokenExpiresAt", "expires_at",
            "expires", "expiresOn", "expires_on", "valid_until")  # fmt: skip
"""Keys beside a token that say when it ends."""


def _with_lines(text: str, found: Iterator[Held]) -> Iterator[Held]:
    from guard.frozen import replace

    for held in found:
        yield replace(held, line=line_of(text, held.secret))


def json_fields(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    from guard.wire import loads

    try:
        document = loads(text.lstrip("\ufeff"))
    except ValueError:
        return
    yield from _with_lines(text, fields(document, keys))


def toml_fields(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    yield from _with_lines(text, fields(toml(text), keys))


def yaml_fields(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """Block-style YAML, line by line: a key that is wanted, under the keys that it stands under."""
    from guard.knowledge.names import secret_name

    trail: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines()[:50_000], 1):
        stripped = line.strip().removeprefix("- ")
        key, colon, value = stripped.partition(":")
        if not colon or stripped.startswith("#"):
            continue
        indent = len(line) - len(line.lstrip(" -"))
        while trail and trail[-1][0] >= indent:
            trail.pop()
        key, value = key.strip().strip("\"'"), value.partition(" #")[0].strip().strip("\"'")
        above = [name for _, name in trail]
        if not value:
            trail.append((indent, key))
            continue
        wanted = key in keys or ("*" in keys and (secret_name(key) or bool(trail) or key.startswith(":")))
        if wanted and is_secret(value):
            words = " ".join(above)
            yield Held(value, ".".join((*above, key)), number, words=words, host=above[0] if above else "")


def text_file(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """The whole file is the token."""
    word = text.strip().split("\n", 1)[0].strip()
    if is_secret(word):
        yield Held(word, "", 1)


def netrc(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    words = text.replace("\n", " ").split()
    host = ""
    for index, word in enumerate(words[:-1]):
        if word == "machine":
            host = words[index + 1]
        elif word == "default":
            host = "default"
        elif word == "password" and is_secret(words[index + 1]):
            secret = words[index + 1]
            yield Held(secret, host, line_of(text, secret), words=host, host=host)


def pgpass(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """``host:port:database:user:password``; a backslash keeps a colon."""
    for number, line in enumerate(text.splitlines()[:MOST], 1):
        pieces = line.replace("\\:", "\0").split(":")
        if len(pieces) == 5 and not line.startswith("#") and pieces[4]:
            host, _, database, user, secret = (p.replace("\0", ":") for p in pieces)
            yield Held(
                secret, f"{host}/{database}", number, f"{user} on {host}/{database}", "",
                f"{database} {user}", host,
            )  # fmt: skip


def urls(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """``https://user:token@host`` on each line."""
    for number, line in enumerate(text.splitlines()[:MOST], 1):
        authority = line.partition("://")[2].partition("/")[0]
        userinfo, at, host = authority.rpartition("@")
        secret = userinfo.partition(":")[2]
        if at and is_secret(secret):
            yield Held(secret, host, number, words=host, host=host)


def npmrc(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    for number, line in enumerate(text.splitlines()[:MOST], 1):
        key, equals, value = line.partition("=")
        key, value = key.strip(), value.strip().strip("\"'")
        if equals and key.rsplit(":", 1)[-1] in ("_authToken", "_auth", "_password") and is_secret(value):
            host = key.lstrip("/").split("/", 1)[0].split(":", 1)[0] if key.startswith("//") else ""
            yield Held(value, host or key, number, words=host, host=host)


def xml(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """``<password>…</password>``; the nearest ``<id>`` or ``<host>`` before it names it."""
    for key in keys:
        pieces = text.split(f"<{key}>")
        for before, piece in itertools.pairwise(pieces):
            value = piece.partition("<")[0].strip()
            if is_secret(value):
                named = before.rpartition("<id>")[2].partition("<")[0].strip()[:80]
                yield Held(value, named or key, line_of(text, value), words=named)


def xml_attributes(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """``<add key="ClearTextPassword" value="…" />``, as NuGet writes it."""
    for key in keys:
        for piece in text.split(f'key="{key}"')[1:]:
            value = piece.partition('value="')[2].partition('"')[0]
            if is_secret(value):
                yield Held(value, key, line_of(text, value))


def hcl(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """``credentials "app.terraform.io" { token = "…" }``."""
    host = ""
    for number, line in enumerate(text.splitlines()[:MOST], 1):
        words = line.replace("=", " = ").split()
        if words[:1] == ["credentials"] and len(words) > 1:
            host = words[1].strip('"')
        elif words[:1] and words[0] in keys and words[1:2] == ["="] and is_secret(words[-1].strip('"')):
            yield Held(words[-1].strip('"'), host, number, words=host, host=host)


def properties(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """``name=value`` whose name stands for a secret."""
    from guard.knowledge.names import secret_name

    for number, line in enumerate(text.splitlines()[:MOST], 1):
        name, equals, value = line.partition("=")
        if equals and secret_name(name.strip()) and is_secret(value):
            yield Held(value.strip(), name.strip(), number, words=name)


def env(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """Variables of an env file that stand for secrets; nothing in it is run."""
    from guard.knowledge.names import secret_name
    from guard.signs.dotenv import parse_env
    from guard.targets.dsn import parse_dsn

    for name, (value, number) in parse_env(text).items():
        endpoint = parse_dsn(value) if value and "://" in value else None
        secret = _password(value) if endpoint is not None and value else value
        if not is_secret(secret) or not (secret_name(name) or endpoint is not None):
            continue
        host = endpoint.hosts[0] if endpoint is not None and endpoint.hosts else ""
        scope = f"{endpoint.user or 'a user'} on {endpoint.identity}" if endpoint is not None else ""
        words = f"{name} {endpoint.database if endpoint is not None else ''}"
        yield Held(str(secret), name, number, scope, words=words, host=host)


def _password(url: str) -> str:
    userinfo, at, _ = url.partition("://")[2].partition("/")[0].rpartition("@")
    return userinfo.partition(":")[2] if at else ""


def tokens(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """Secrets anywhere in a text: tokens of a known form, and what stands after a name that stands for a
    secret and is random enough."""
    from guard.knowledge.names import secret_name
    from guard.signs.tokens import format_of, is_uuid, looks_random, tokens_in

    seen: set[str] = set()
    for token, kind in tokens_in(text):
        filled = any(c.isdigit() for c in token) or token.startswith("-----")
        if kind not in ("UUID", "token") and filled and format_of(token) is not None and len(seen) < MOST:
            seen.add(token)
            yield Held(token, "", line_of(text, token))
    for number, line in enumerate(text.splitlines()[:50_000], 1):
        name, sign, value = _assignment(line)
        if sign and value not in seen and (is_uuid(value) or looks_random(value)) and secret_name(name):
            seen.add(value)
            yield Held(value, name[:60], number, words=name)


def _assignment(line: str) -> tuple[str, bool, str]:
    """The last word before ``=``, ``:`` or a scheme, and the word after it."""
    words = line[:2000].translate(_QUOTES).replace("=", " = ").replace(": ", " = ").split()
    for index in range(1, len(words) - 1):
        if words[index] == "=":
            value = words[index + 1]
            if value.lower() in ("bearer", "token", "basic") and index + 2 < len(words):
                value = words[index + 2]
            return words[index - 1], True, value
        if words[index].lower() == "bearer":
            return "bearer token", True, words[index + 1]
    return "", False, ""


_QUOTES = {ord(c): " " for c in "\"'`,;|()<>{}[]\\"}

READERS: dict[str, Reader] = {
    "aws": aws, "ini": ini, "json": json_fields, "toml": toml_fields, "yaml": yaml_fields, "text": text_file,
    "netrc": netrc, "pgpass": pgpass, "urls": urls, "npmrc": npmrc, "docker": docker, "gcp": gcp,
    "kube": kube,
    "pem": pem, "xml": xml, "xmlattr": xml_attributes, "hcl": hcl, "properties": properties, "env": env,
    "tokens": tokens,
}  # fmt: skip
