"""A file's text, or the reason why there is none. Memory is bounded by the largest file that is read."""

from __future__ import annotations

import os
import stat

from guard.lint.snippets import Unreadable

LARGEST = 4 * 1024 * 1024
"""Bytes: longer files are named and not read."""


def read_text(path: str) -> str:
    """The text of a file, its line ends as they are; a byte order mark becomes a space.

    Raises:
        Unreadable: it is missing, too long, binary or not UTF-8.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise Unreadable(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable("is not a regular file")
        if found.st_size > LARGEST:
            raise Unreadable(f"is longer than {LARGEST // 1024 // 1024} MiB")
        with os.fdopen(os.dup(descriptor), "rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    finally:
        os.close(descriptor)
    if len(data) > LARGEST:
        raise Unreadable(f"is longer than {LARGEST // 1024 // 1024} MiB")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16", "UTF-16")
    if b"\0" in data[:8192]:
        raise Unreadable("is binary")
    return _decoded(data, "utf-8", "UTF-8")


def _decoded(data: bytes, codec: str, name: str) -> str:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not {name} (byte {error.start})", 0) from error
    return " " + text[1:] if text.startswith("\ufeff") else text
