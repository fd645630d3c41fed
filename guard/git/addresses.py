"""Addresses of repositories as text: whose place one is, whether it carries a secret, how it may be shown.

The forms are those of git-clone(1), "GIT URLS": ``https://user:token@host/owner/name.git``,
``ssh://git@host/owner/name``, ``git@host:owner/name``, a path.
"""

from __future__ import annotations


def looks_like_url(text: str) -> bool:
    """Whether a word in a remote's place is an address and not a name."""
    return "://" in text or text.startswith(("/", "./", "../", "~")) or ":" in text or text in (".", "..")


def has_token(url: str) -> bool:
    """Whether an address carries a password or token (``https://user:secret@host``, ``https://ghp_…@host``)."""
    _, scheme, rest = url.partition("://")
    if not scheme:
        return False
    user, at, _ = rest.partition("/")[0].rpartition("@")
    return bool(at) and (":" in user or len(user) > 20)


def without_token(url: str) -> str:
    """The address as it may be shown."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        return url
    host, slash, path = rest.partition("/")
    return scheme + mark + host.rpartition("@")[2] + slash + path


def owner_of(url: str) -> tuple[str, str]:
    """Host and first path segment: whose place an address is."""
    text = url
    if "://" in text:
        text = text.partition("://")[2]
        host, _, path = text.partition("/")
    else:
        host, colon, path = text.partition(":")
        if not colon:
            return "", text
    host = host.rpartition("@")[2].split(":")[0].lower()
    return host.removeprefix("www.").removeprefix("ssh."), path.strip("/").split("/")[0].lower()


def is_local(url: str) -> bool:
    """Whether an address is a path of this machine."""
    return url.startswith(("/", "./", "../", "~", "file://")) or url in (".", "..")
