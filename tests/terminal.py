"""A program at a terminal of its own, as a person would run it: what is typed, and what stands there then."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time

HANGS = 60.0
"""Seconds after which a program counts as stuck."""


def at_terminal(
    words: list[str], env: dict[str, str], cwd: str, typed: tuple[tuple[str, str], ...] = ()
) -> tuple[int, str]:
    """Run ``guard WORDS`` in a pseudo-terminal.

    Args:
        typed: pairs of a text to wait for and what to type when it stands there, in order.

    Returns:
        The exit code and everything that was printed.
    """
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "guard", *words], stdin=theirs, stdout=theirs, stderr=theirs, env=env, cwd=cwd,
        close_fds=True, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    seen, answered, waiting = "", 0, list(typed)
    until = time.monotonic() + HANGS
    try:
        while time.monotonic() < until:
            ready, _, _ = select.select([ours], [], [], 0.2)
            if ready:
                try:
                    piece = os.read(ours, 65536)
                except OSError:  # the other side is closed
                    break
                if not piece:
                    break
                seen += piece.decode("utf-8", "replace")
                while waiting and waiting[0][0] in seen[answered:]:
                    answered = len(seen)
                    os.write(ours, waiting.pop(0)[1].encode() + b"\n")
            elif process.poll() is not None:
                break
        return process.wait(timeout=HANGS), seen.replace("\r\n", "\n")
    finally:
        process.kill()
        process.wait()
        os.close(ours)
