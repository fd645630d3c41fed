"""What a hook does once the guard is in memory: watch the clock, answer, and refuse when anything fails."""

from __future__ import annotations

import sys

PATIENCE = 8.0
"""Seconds until the watchdog refuses; the installer registers ten."""


def main() -> None:
    """Answer one payload and end the process."""
    import gc

    gc.disable()  # the process ends before there is anything to collect
    watch()
    try:
        sys.setrecursionlimit(6000)
        run(sys.argv[1] if len(sys.argv) > 1 else "")
    except BaseException as error:  # closed: nothing that happens here may be taken for permission
        said = getattr(error, "message", "") or f"internal error ({type(error).__name__}: {error})"
        panic(f"{said}, so it is refused")


def run(agent: str) -> None:
    """Answer one payload in that agent's language."""
    from guard.agents.streams import serve

    serve(agent, panic)


def watch() -> None:
    """Refuse when the answer takes too long.

    An alarm: it bites while the process waits or computes, but for one call of C that lets nothing else
    happen; every such call here is bounded by what it is given (texts of 256 KiB). A wait that the kernel
    lets nobody interrupt (a dead network file system) is left to who started the hook: the installer
    registers it as blocking, or through ``guard/hook.sh``, which kills it and refuses.
    """
    import _signal  # type: ignore[import-not-found]  # ``signal`` makes enums of it, which takes longer

    _signal.signal(_signal.SIGALRM, _bite)
    _signal.pthread_sigmask(_signal.SIG_UNBLOCK, (_signal.SIGALRM,))
    _signal.setitimer(_signal.ITIMER_REAL, PATIENCE)


def _bite(number: int, frame: object) -> None:
    panic("it took too long to work this out, so it is refused")


def panic(reason: str) -> None:
    """Refuse in a form that thirteen of fourteen agents understand, and end the process.

    Exit code 2 with a reason on both streams (reference: the agents' hook contracts, measured).
    """
    import os

    text = "guard: " + reason
    quoted = '"' + "".join(c if c.isalnum() or c in " .,:;()/_-'" else " " for c in text) + '"'
    answer = (
        '{"decision":"block","reason":R,"action":"block","message":R,"cancel":true,"errorMessage":R,'
        '"permission":"deny","permissionDecision":"deny","permissionDecisionReason":R,"hookSpecificOutput":'
        '{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":R}}'
    )
    try:
        os.write(1, answer.replace("R,", quoted + ",").replace("R}", quoted + "}").encode() + b"\n")
        os.write(2, text.encode("utf-8", "replace") + b"\n")
    finally:
        os._exit(2)
