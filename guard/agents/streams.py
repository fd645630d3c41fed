"""One payload on standard input, one answer on standard output and standard error: what a hook does."""

from __future__ import annotations

import os

from guard.agents.interface import adapter
from guard.service import Guard
from guard.wire import loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST = 8 * 1024 * 1024
"""Bytes: a longer payload is refused."""


def serve(agent: str, panic: Callable[[str], None]) -> None:
    """Answer one payload and end the process.

    Args:
        panic: refuses in every agent's form and ends the process.
    """
    host = adapter(agent)
    try:
        payload = loads(read_payload(panic).decode("utf-8", "surrogateescape"), unique=True)
    except ValueError as error:
        stdout, stderr, code = host.SHAPE.deny(f"the guard cannot read this call: {error}")
    else:
        stdout, stderr, code = host.handle(payload, Guard(approvals=True).answer)
    for stream, content in ((1, stdout), (2, stderr)):
        while content:
            content = content[os.write(stream, content) :]
    os._exit(code)


def read_payload(panic: Callable[[str], None]) -> bytes:
    """All of standard input, at most ``LARGEST`` bytes."""
    pieces: list[bytes] = []
    size = 0
    while True:
        piece = os.read(0, 65536)
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            panic("the payload is larger than 8 MiB, so it is refused")
