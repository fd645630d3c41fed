"""Whether anybody is there to answer a question of an agent that has questions.

Claude Code says it to its hooks (``claude_code.py``); Copilot and Qwen do not, so the words that the agent
was started with are looked at, where the system shows them (``/proc``). Elsewhere somebody is there."""

from __future__ import annotations

import os

ABOVE = 6
"""Processes above the hook that are looked at: a shell or two, then the agent."""
LONGEST = 65_536


def prompted(agent: str) -> bool:
    """Whether an agent above was started for one prompt: ``copilot -p``, ``node qwen.js --prompt=…``."""
    process = os.getppid()
    for _ in range(ABOVE):
        line = _read(f"/proc/{process}/cmdline")
        words = line.split(b"\0")
        if b"guard/hook" not in line and any(agent.encode() in word for word in words[:3]):
            return any(word in (b"-p", b"--prompt") or word.startswith(b"--prompt=") for word in words)
        # the name stands in brackets and may hold anything; the parent is the second field after it
        fields = _read(f"/proc/{process}/stat").rpartition(b") ")[2].split()
        if len(fields) < 2 or not fields[1].isdigit() or fields[1] == b"0":
            return False
        process = int(fields[1])
    return False


def _read(path: str) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(descriptor, LONGEST)
    except OSError:
        return b""
    finally:
        os.close(descriptor)
