"""A secret in a file, and the small questions that every reader asks of a value."""

from __future__ import annotations

import time

from guard.frozen import frozen

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


def line_of(text: str, secret: str) -> int:
    at = text.find(secret)
    return text.count("\n", 0, at) + 1 if at >= 0 else 0


def moment(value: object) -> str:
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
