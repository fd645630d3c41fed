"""Blotting out secrets before anything is written down: the log, the ledger, a message.

``GH_TOKEN=ghp_… gh pr list`` becomes ``GH_TOKEN=[redacted] gh pr list``. What is taken out: known token
formats, long random strings, the value of a variable or field whose name stands for a secret, what
follows ``Bearer`` and its like, the password in a URL. A UUID stays, unless it stands in such a place.
"""

from __future__ import annotations

from guard.knowledge.names import secret_name
from guard.signs.tokens import tokens_in

BLOT = "[redacted]"
SCHEMES = (
    "bearer",
    "basic",
    "token",
    "digest",
    "apikey",
    "authorization",
    "private-token",
    "x-api-key",
    "api-key",
)


def redact(text: str) -> str:
    """The text without its secrets."""
    found = {token for token, kind in tokens_in(text) if kind != "UUID"}
    found.update(_after_names(text))
    found.update(_in_urls(text))
    for token in sorted(found, key=len, reverse=True):
        if token:
            text = text.replace(token, BLOT)
    return _without_keys(text)


def _after_names(text: str) -> set[str]:
    """Values of secret names and of authorization headers, plain words excepted."""
    found = set()
    words = text.translate({ord(c): " " for c in "\"'`,;&|()<>{}\n\t\\"}).split(" ")
    words = [w for w in words if w]
    for index, word in enumerate(words):
        name, sign, value = word.partition("=")
        if not sign:
            name, sign, value = word.partition(":")
        name = name.lstrip("-").rsplit("?", 1)[-1]
        following = words[index + 1] if index + 1 < len(words) else ""
        bare = word.strip(":").lstrip("-").lower()
        if sign and value and not value.startswith(("$", "//")) and secret_name(name):
            found.add(value)
        elif bare in SCHEMES or (word.startswith("--") and not sign and secret_name(bare)):
            if following.lower() in SCHEMES and index + 2 < len(words):
                following = words[index + 2]
            if len(following) >= 6 and not following.startswith(("$", "-", "/", "http")):
                found.add(following)
    return found


def _in_urls(text: str) -> set[str]:
    found = set()
    for piece in text.split("://")[1:]:
        authority = piece.split("/", 1)[0]
        for separator in " \"'\n":
            authority = authority.split(separator, 1)[0]
        user, at, _ = authority.rpartition("@")
        if at and ":" in user and not user.split(":", 1)[1].startswith("$"):
            found.add(user.split(":", 1)[1])
    return found


def _without_keys(text: str) -> str:
    """PEM blocks, from their first line to their last."""
    while "PRIVATE KEY-----" in text:
        start = text.find("-----BEGIN")
        end = text.find("-----END", start)
        if start < 0:
            break
        stop = text.find("-----", end + 8) + 5 if end >= 0 else len(text)
        text = text[:start] + "[redacted private key]" + text[max(stop, start + 10) :]
    return text
