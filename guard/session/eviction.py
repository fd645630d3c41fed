"""What a ledger forgets: what no question looks at any more, then the oldest; conversations long over."""

from __future__ import annotations

import os
import time

from guard.session.facts import FIRST_LINE
from guard.session.ledger import FACTS_PER_SESSION, LARGEST, SEEN

SESSIONS = 400
REMEMBERED = 30 * 24 * 3600
"""Seconds after which a conversation is forgotten."""
BY_NAME = FACTS_PER_SESSION // 2
"""Facts asked by name that stay, the newest."""


def rest(content: bytes) -> bytes:
    """A ledger's content after eviction.

    Of the kinds that are read backwards what a question reads stays; of the others the newest. How many
    facts were forgotten so far is a fact itself.
    """
    kept: list[bytes] = []
    counts: dict[str, int] = {}
    named = size = gone = before = 0
    for line in reversed(content.split(b"\n")[1:-1]):
        kind = line.partition(b"\t")[0].decode("utf-8", "replace")
        counts[kind] = counts.get(kind, 0) + 1
        if kind == "evicted":
            before = before or int(line.split(b"\t")[2])
            continue
        by_name = kind not in SEEN
        full = named >= BY_NAME or size + len(line) > LARGEST // 2 if by_name else counts[kind] > SEEN[kind]
        if full:
            gone += 1
            continue
        kept.append(line)
        if by_name:
            named, size = named + 1, size + len(line)
    kept.reverse()
    kept.append(b"evicted\t\t%d\t%d" % (before + gone, time.time()))
    return FIRST_LINE + b"\n".join(kept) + b"\n"


def forget_old(state: str) -> None:
    """Remove the ledgers of conversations that nobody continued for a month, or of the oldest half where
    there are too many. Asked when a new one begins."""
    try:
        with os.scandir(state) as entries:
            found = [
                (e.stat(follow_symlinks=False).st_mtime, e.path)
                for e in entries
                if e.name.startswith("ledger-")
            ]
    except OSError:
        return
    found.sort(reverse=True)
    limit = SESSIONS // 2 if len(found) > SESSIONS else SESSIONS
    now = time.time()
    for position, (modified, path) in enumerate(found):
        if position >= limit or now - modified > REMEMBERED:
            try:
                os.unlink(path)
            except OSError:
                continue
