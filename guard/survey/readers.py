"""Credential files → what is held in them. A secret's value lives only as long as its ``Held``.

A reader gets a file's text and the keys to look for, and answers each secret with its name, its line, and
what the file says about it. Malformed text answers what could be read, never an error.
"""

from __future__ import annotations

import itertools
import time

from guard.frozen import frozen
from guard.survey.reading import sections, toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    Reader = Callable[[str, tuple[str, ...]], Iterator["Held"]]

MOST = 500
"""Secrets that one file is believed to hold."""
SHORTEST = 6
"""Characters under which a value is a switch or a placeholder, not a secret."""


@frozen
class Held:
    """A secret in a file."""

    secret: str
    """Its value; never shown, logged or kept."""
    name: str = ""
    """The section, field or host that it stands under."""
    line: int = 0
    scope: str = ""
    expires: str = ""
    """``until 2026-11-20 08:00 UTC``, ``asked anew at each call``; empty where it does not say."""
    words: str = ""
    """Names around it whose words may say which environment it is."""
    host: str = ""
    note: str = ""


def is_secret(value: object) -> bool:
    """Whether a value can be a secret: long enough, and not a reference to one kept elsewhere."""
    if not isinstance(value, str) or len(value.strip()) < SHORTEST:
        return False
    text = value.strip()
    return not text.startswith(("${", "$(", "op://", "{{", "<", "vault:", "env:", "file:", "ENC[")) and not (
        text.startswith("$") and text[1:].replace("_", "a").isalnum()
    )


def _line_of(text: str, secret: str) -> int:
    at = text.find(secret)
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def _moment(value: object) -> str:
    """A point in time, as far as files write one: ISO text, seconds or milliseconds since the epoch."""
    if isinstance(value, str) and len(value) >= 10 and value[:4].isdigit():
        return f"until {value[:16].replace('T', ' ')} UTC"
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value > 1e9:
        seconds = value / 1000 if value > 1e11 else value
        try:
            return "until " + time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(seconds))
        except (OverflowError, ValueError, OSError):
            return ""
    return ""


def aws(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """Sections of AWS' files: a key pair each, the account inside the key's id."""
    from guard.signs.tokens import account_of

    for title, values in sections(text).items():
        key = values.get("aws_access_key_id", "")
        if not key or not values.get("aws_secret_access_key"):
            continue
        account = account_of(key) if len(key) == 20 else ""
        temporary = key.startswith("ASIA") or bool(values.get("aws_session_token"))
        ends = _moment(values.get("expiration", values.get("x_security_token_expires", "")))
        scope = f"account {account}, as far as its policies let it" if account else ""
        yield Held(
            key, f"[{title}]", _line_of(text, key), scope,
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
                yield Held(value, name, _line_of(text, value), words=f"{title} {host}", host=host)


def fields(document: object, keys: tuple[str, ...], trail: str = "", depth: int = 0) -> Iterator[Held]:
    """Every value below a document whose key is wanted; ``*`` wants every key that names a secret, and every
    text below a key that is wanted."""
    from guard.knowledge.names import secret_name

    if depth > 12:
        return
    if isinstance(document, dict):
        ends = next((m for m in (_moment(document.get(k)) for k in EXPIRIES) if m), "")
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
        yield replace(held, line=_line_of(text, held.secret))


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
            yield Held(secret, host, _line_of(text, secret), words=host, host=host)


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


def docker(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """``auths`` holds the login itself; a helper keeps it elsewhere."""
    from guard.wire import loads

    try:
        document = loads(text)
    except ValueError:
        return
    if not isinstance(document, dict):
        return
    auths = document.get("auths")
    for host, entry in list(auths.items())[:MOST] if isinstance(auths, dict) else ():
        login = (entry.get("auth") or entry.get("identitytoken")) if isinstance(entry, dict) else None
        if is_secret(login):
            yield Held(str(login), str(host), _line_of(text, str(login)), words=str(host), host=str(host))
    helpers = document.get("credHelpers")
    named = {str(h): str(n) for h, n in helpers.items()} if isinstance(helpers, dict) else {}
    if isinstance(document.get("credsStore"), str):
        named["every other registry"] = document["credsStore"]
    for host, helper in named.items():
        yield Held("", host, _line_of(text, helper), words=host, note=f"kept by docker-credential-{helper}")


def gcp(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """A service account's key, or a person's refresh token."""
    from guard.wire import loads

    try:
        document = loads(text)
    except ValueError:
        return
    if not isinstance(document, dict):
        return
    for key in ("private_key", "refresh_token", "client_secret"):
        value = document.get(key)
        if is_secret(value):
            project = str(document.get("project_id") or document.get("quota_project_id") or "")
            who = str(document.get("client_email") or document.get("account") or "a person's login")
            at = f" in project {project}" if project else ""
            yield Held(
                str(value), who, _line_of(text, f'"{key}"'), f"the roles of {who}{at}",
                "until somebody deletes the key" if key == "private_key" else "until it is revoked",
                f"{project} {who.partition('.')[0]}",
            )  # fmt: skip
            return


def kube(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """A context's user: token, certificate, password, or a program that is asked anew."""
    from guard.targets.kubeconfig import block_yaml
    from guard.targets.kubernetes import host_of
    from guard.wire import loads

    try:
        document: Any = loads(text) if text.lstrip()[:1] == "{" else block_yaml(text)
    except ValueError:
        return
    users = _named(document, "users", "user")
    servers = _named(document, "clusters", "cluster")
    for name, context in _named(document, "contexts", "context").items():
        user = users.get(str(context.get("user")), {})
        host = host_of(str(servers.get(str(context.get("cluster")), {}).get("server") or ""))
        words = f"{name} {context.get('cluster')} {context.get('namespace') or ''}"
        scope = f"what user {context.get('user')} may do in {context.get('cluster')}"
        for key in ("token", "client-key-data", "password"):
            value = user.get(key)
            if is_secret(value):
                ends = (
                    certificate_end(str(user.get("client-certificate-data") or ""))
                    if key[:6] == "client"
                    else ""
                )
                yield Held(str(value), name, _line_of(text, str(value)[:60]), scope, ends, words, host)
        if isinstance(user.get("exec"), dict):
            program = str(user["exec"].get("command") or "a program")
            note = f"{program} is asked for it at each call"
            yield Held("", name, _line_of(text, name), scope, "asked anew at each call", words, host, note)


def _named(document: Any, plural: str, single: str) -> dict[str, dict[str, Any]]:
    listed = document.get(plural) if isinstance(document, dict) else None
    found: dict[str, dict[str, Any]] = {}
    for item in listed[:5000] if isinstance(listed, list) else ():
        body = item.get(single) if isinstance(item, dict) else None
        if isinstance(body, dict):
            found.setdefault(str(item.get("name")), body)
    return found


def certificate_end(data: str) -> str:
    """When a certificate ends, as a Held says it: its PEM, or that in base64 as kubeconfig has it."""
    from guard.survey.certificates import not_after

    return not_after(data)


def pem(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """A private key, and the end of the certificate beside it."""
    at = text.find("-----BEGIN")
    while at >= 0:
        title = text[at + 11 : text.find("-----", at + 11)]
        if title.endswith("PRIVATE KEY"):
            body = text[at : text.find("-----END", at)]
            locked = "ENCRYPTED" in body[:200] or _locked(body)
            note = "locked with a passphrase" if locked else "not locked"
            yield Held(body, title.lower(), text.count("\n", 0, at) + 1, "", certificate_end(text), note=note)
            return
        at = text.find("-----BEGIN", at + 11)


def _locked(body: str) -> bool:
    """Whether an OpenSSH key names a cipher (PROTOCOL.key: the magic, then the cipher's name)."""
    from binascii import Error, a2b_base64

    try:
        head = a2b_base64("".join(body.splitlines()[1:3]) + "===")
    except (Error, ValueError):
        return False
    return head.startswith(b"openssh-key-v1\0") and head[19:23] != b"none"


def xml(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """``<password>…</password>``; the nearest ``<id>`` or ``<host>`` before it names it."""
    for key in keys:
        pieces = text.split(f"<{key}>")
        for before, piece in itertools.pairwise(pieces):
            value = piece.partition("<")[0].strip()
            if is_secret(value):
                named = before.rpartition("<id>")[2].partition("<")[0].strip()[:80]
                yield Held(value, named or key, _line_of(text, value), words=named)


def xml_attributes(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """``<add key="ClearTextPassword" value="…" />``, as NuGet writes it."""
    for key in keys:
        for piece in text.split(f'key="{key}"')[1:]:
            value = piece.partition('value="')[2].partition('"')[0]
            if is_secret(value):
                yield Held(value, key, _line_of(text, value))


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
            yield Held(token, "", _line_of(text, token))
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
