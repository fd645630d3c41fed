"""The verdict on one line for a shell that can keep no coprocess (fish): ``python -I -m guard.prompt.once
SHELL``.

Standard input: the line; after a NUL, what the shell holds (functions, variables). The environment and
the directory are this process's own, since the shell started it. Standard output: the decision on a
line, then the verdict's JSON for ``guard.prompt.ask``.
"""

from __future__ import annotations

import os
import sys

from guard.prompt.coprocess import reply
from guard.prompt.off import terminal_of
from guard.service import Guard
from guard.wire import dumps

SECONDS = 10
"""A guard that thinks longer has failed."""


def main() -> None:
    """Judge what stands on standard input."""
    import signal

    signal.alarm(SECONDS)
    content = sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    text, _, prelude = content.partition("\0")
    proposal = {
        "id": "once", "tool": "shell", "shell": sys.argv[1], "agent": "person", "mode": "interactive",
        "command": text, "cwd": _cwd(), "env": dict(os.environ), "prelude": prelude,
    }  # fmt: skip
    answer = reply(dumps(proposal).encode("utf-8", "surrogateescape"), Guard(read_twice=True), terminal_of(0))
    sys.stdout.write(f"{answer['decision']}\n{dumps(answer)}\n")


def _cwd() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:
        return os.environ.get("PWD", "/nonexistent")


if __name__ == "__main__":
    main()
