"""What an agent's hook runs: ``python -I -S …/guard/hook.py AGENT``, a payload on standard input.

Lean on purpose (docs/architecture.md, "Rules of the hook path"; this file is compiled at every call, so what
can stand elsewhere does), and closed: whatever goes wrong here ends in a refusal, because most agents take a
failed hook for permission. A watchdog in this process answers before the agent's own time-out does.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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


def run(agent: str) -> None:
    """Answer one payload and end the process."""
    from guard.agents.streams import serve

    serve(agent, panic)


def prepare() -> None:
    """Make exactly our package importable, out of its bundle where that is nobody else's."""
    import gc

    gc.disable()  # the process ends before there is anything to collect
    package = __file__.rpartition("/")[0]
    root = package.rpartition("/")[0]
    if root not in sys.path:
        sys.path.insert(0, root)
        try:
            import marshal
            import posix as os

            bundle = f"{package}/__pycache__/guard.{sys.implementation.cache_tag}.bundle"
            descriptor = os.open(bundle, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            found = os.fstat(descriptor)
            head = os.read(descriptor, 28)
            numbers = [int.from_bytes(head[at : at + 8], "little") for at in (4, 12, 20)]
            version = sys.modules["_frozen_importlib_external"].MAGIC_NUMBER
            owned = found.st_uid == os.stat(package).st_uid and not found.st_mode & 0o022
            if owned and head[:4] == version and numbers[2] == found.st_size:
                image, *first = marshal.loads(os.read(descriptor, numbers[0] - 28))  # noqa: S302
                names: dict[str, Any] = {"__name__": "guard.image"}
                exec(image, names)  # noqa: S102 - our own bytecode
                names["start"](root, descriptor, numbers, first)
        except (ImportError, OSError, ValueError, EOFError, TypeError, KeyError):
            return  # the ordinary import serves


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
