"""The terminal of a question: always /dev/tty, whatever standard input and output are."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.prompt.question import Styled

COLOURS = {
    "danger": "1;31", "danger hidden": "1;7;31", "danger foreign": "1;4;31", "hidden": "7", "foreign": "4",
    "label": "1", "loss": "1;33", "instead": "32", "dim": "2", "deny": "1;37;41", "ask": "1;30;43",
}  # fmt: skip


def painted(line: Styled) -> str:
    """A line with its colours; plain under ``NO_COLOR`` (no-color.org) and on a dumb terminal."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb":
        return "".join(text for _, text in line)
    return "".join(f"\x1b[{COLOURS[s]}m{t}\x1b[0m" if s in COLOURS else t for s, t in line)


def say(lines: list[Styled]) -> None:
    """Write lines to the terminal, each from its first column, whatever mode the terminal is in."""
    content = "\r\n" + "".join(painted(line).replace("\n", "\r\n") + "\r\n" for line in lines)
    descriptor = os.open("/dev/tty", os.O_WRONLY | os.O_NOCTTY)
    try:
        data = content.encode("utf-8", "replace")
        while data:
            data = data[os.write(descriptor, data) :]
    finally:
        os.close(descriptor)


def typed_before(descriptor: int) -> bytes:
    """What was typed before the question stood there. It is no answer to it."""
    import select

    early = b""
    while select.select([descriptor], [], [], 0)[0]:
        piece = os.read(descriptor, 4096)
        if not piece:
            break
        early += piece
    return early


def is_plain() -> bool:
    """Whether a terminal can only take lines."""
    return os.environ.get("TERM", "dumb") in ("dumb", "") or sys.platform == "win32"
