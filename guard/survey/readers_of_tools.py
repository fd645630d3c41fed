"""Credential files whose form is one tool's own: docker, gcloud, kubeconfig, private keys.

As for ``readers.py``: malformed text answers what could be read, never an error.
"""

from __future__ import annotations

from guard.survey.held import MOST, Held, is_secret, line_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def docker(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """``auths`` holds the login itself; a helper keeps it elsewhere."""
    from guard.wire import object_in

    document = object_in(text)
    auths = document.get("auths")
    for host, entry in list(auths.items())[:MOST] if isinstance(auths, dict) else ():
        login = (entry.get("auth") or entry.get("identitytoken")) if isinstance(entry, dict) else None
        if is_secret(login):
            yield Held(str(login), str(host), line_of(text, str(login)), words=str(host), host=str(host))
    helpers = document.get("credHelpers")
    named = {str(h): str(n) for h, n in helpers.items()} if isinstance(helpers, dict) else {}
    if isinstance(document.get("credsStore"), str):
        named["every other registry"] = document["credsStore"]
    for host, helper in named.items():
        yield Held("", host, line_of(text, helper), words=host, note=f"kept by docker-credential-{helper}")


def gcp(text: str, keys: tuple[str, ...]) -> Iterator[Held]:
    """A service account's key, or a person's refresh token."""
    from guard.wire import object_in

    document = object_in(text)
    for key in ("private_key", "refresh_token", "client_secret"):
        value = document.get(key)
        if is_secret(value):
            project = str(document.get("project_id") or document.get("quota_project_id") or "")
            who = str(document.get("client_email") or document.get("account") or "a person's login")
            at = f" in project {project}" if project else ""
            yield Held(
                str(value), who, line_of(text, f'"{key}"'), f"the roles of {who}{at}",
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
                yield Held(str(value), name, line_of(text, str(value)[:60]), scope, ends, words, host)
        if isinstance(user.get("exec"), dict):
            program = str(user["exec"].get("command") or "a program")
            note = f"{program} is asked for it at each call"
            yield Held("", name, line_of(text, name), scope, "asked anew at each call", words, host, note)


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
