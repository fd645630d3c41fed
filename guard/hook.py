"""What an agent's hook runs: ``python -I -S …/guard/hook.py AGENT``, a payload on standard input.

Lean on purpose (docs/architecture.md, "Rules of the hook path"), and closed: whatever goes wrong here
ends in a refusal, because most agents take a failed hook for permission. A watchdog in this process
answers before the agent's own time-out does.
"""

import sys

LARGEST = 8 * 1024 * 1024
"""Bytes: a longer payload is refused."""
PATIENCE = 8.0
"""Seconds until the watchdog refuses; the installer registers ten."""


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


def watch() -> None:
    """Refuse when the answer takes too long, whatever the main thread is doing."""
    import _thread
    import time

    def bite() -> None:
        time.sleep(PATIENCE)
        panic("it took too long to work this out, so it is refused")

    _thread.start_new_thread(bite, ())


def read_payload() -> bytes:
    """All of standard input, at most ``LARGEST`` bytes."""
    import os

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


def run(agent: str) -> None:
    """Answer one payload and end the process."""
    import os

    from guard.agents.interface import adapter
    from guard.service import Guard
    from guard.wire import loads

    host = adapter(agent)
    try:
        payload = loads(read_payload().decode("utf-8", "surrogateescape"), unique=True)
    except ValueError as error:
        stdout, stderr, code = host.SHAPE.deny(f"the guard cannot read this call: {error}")
    else:
        stdout, stderr, code = host.handle(payload, Guard().answer)
    for stream, content in ((1, stdout), (2, stderr)):
        while content:
            content = content[os.write(stream, content) :]
    os._exit(code)


def prepare() -> None:
    """Make exactly our package importable, from its bundle where there is one."""
    import gc

    gc.disable()  # the process ends before there is anything to collect
    package = __file__.rsplit("/", 1)[0]
    root = package.rsplit("/", 1)[0]
    if root not in sys.path:
        sys.path.insert(0, root)
        from guard.bundle import install

        install(package)


def main() -> None:
    """The whole hook, closed."""
    watch()
    try:
        prepare()
        sys.setrecursionlimit(6000)
        run(sys.argv[1] if len(sys.argv) > 1 else "")
    except BaseException as error:  # closed: nothing that happens here may be taken for permission
        panic(f"internal error ({type(error).__name__}: {error}), so it is refused")


if __name__ == "__main__":
    main()
