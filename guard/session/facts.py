"""The form of a ledger's file: a first line, then a line per fact, four fields with tabs between them."""

from __future__ import annotations

import _thread
import os
import time

FIRST_LINE = b"guard ledger 1\n"
FIELDS = 4
LONGEST = 4000
"""Characters of a name or a value."""
BUSY = _thread.allocate_lock()
"""Held while this process has a ledger open: its lock on a file goes with any descriptor that it closes."""


def read(path: str) -> bytes:
    """A ledger's whole lines.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not what was written.
    """
    with BUSY:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            return whole(contents(descriptor))
        finally:
            os.close(descriptor)


def contents(descriptor: int) -> bytes:
    """All bytes of an open file."""
    pieces: list[bytes] = []
    at = 0
    while piece := os.pread(descriptor, 1 << 18, at):
        pieces.append(piece)
        at += len(piece)
    return b"".join(pieces)


def whole(content: bytes) -> bytes:
    """A file's content without an unfinished last line, which somebody who was stopped left behind.

    Raises:
        ValueError: another beginning, a line with more or fewer fields, a NUL.
    """
    if FIRST_LINE.startswith(content):
        return b""
    lines = content[: content.rfind(b"\n") + 1]
    tabs = (FIELDS - 1) * (lines.count(b"\n") - 1)
    if not lines.startswith(FIRST_LINE) or lines.count(b"\t") != tabs or b"\0" in lines:
        raise ValueError("it is damaged")
    return lines


def line(kind: str, name: str, value: str) -> bytes:
    """A fact of this moment."""
    return b"%b\t%b\t%b\t%d\n" % (field(kind), field(name[:LONGEST]), field(value[:LONGEST]), time.time())


def line_start(kind: str, name: str) -> bytes:
    """How a fact of a kind and a name begins, with the end of the line before it."""
    return b"\n%b\t%b\t" % (field(kind), field(name))


def field(text: str) -> bytes:
    """A field as it is written."""
    shown = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\0", "\\0")
    return shown.encode("utf-8", "surrogatepass")


def plain(written: bytes) -> str:
    """What a field says."""
    text = written.decode("utf-8", "surrogatepass")
    if "\\" not in text:
        return text
    parts = text.split("\\\\")
    return "\\".join(p.replace("\\t", "\t").replace("\\n", "\n").replace("\\0", "\0") for p in parts)


def file_name(session: str) -> str:
    """The name of a conversation's file, whatever it is called; another for every conversation, also where
    the file system does not tell capitals from small letters."""
    if len(session) < 100 and not session.strip("abcdefghijklmnopqrstuvwxyz0123456789-_"):
        return "ledger-" + session
    name = session.encode("utf-8", "surrogatepass")
    if len(name) < 60:
        return "ledger-=" + name.hex()
    from hashlib import sha256

    return "ledger-+" + sha256(name).hexdigest()
