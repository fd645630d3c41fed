"""What an interactive shell keeps beside it: ``guard batch`` that is warm, deaf to Ctrl-C, and ends with
its shell.

``python -I -m guard.prompt.coprocess PID`` speaks the language of ``guard batch`` (one JSON proposal per
line, one verdict per line) on standard input and output, with what only a prompt needs:

* ``"decision": "more"`` where the text is not a whole command yet, so that a shell lets a person type
  on (with ``"typing": "unseen"`` see ``guard.prompt.documents``);
* ``safer``: those of the advised commands that can be run as they stand and that the guard itself
  allows;
* the guard of a new version: where the package on disk has changed it starts itself anew in the same
  place, and the shell does not notice.

An ordinary answer is short, since shells read a pipe one byte at a time.
"""

from __future__ import annotations

import gc
import os
import sys

from guard.batch import answer
from guard.prompt.off import off_until, terminal_of
from guard.service import Guard
from guard.wire import dumps, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

WATCH_SECONDS = 20.0
"""How often it is looked whether the shell is still there, where end of input does not say it."""
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OPEN_ENDS = ("no matching", "unterminated", "here-document without its end")
"""How the readers say that a text stops too early, where the place they name is not the end of it."""
WARM_UP = b'{"id":"-","tool":"shell","command":"git status && ls -la | head","cwd":"/","env":{"HOME":"/"}}'


def main(words: list[str]) -> None:
    """Answer a shell until it ends.

    Args:
        words: the shell's process id; its private folder, removed at the end (or nothing); and, where this
            process took another's place, the descriptor of a file with lines that are not answered yet.
    """
    words = [*words, "", "", ""][:3]
    shell = int(words[0]) if words[0].isdigit() else 0
    terminal = terminal_of(shell) if shell else 0
    leave_the_terminal()
    stamp = version()
    guard = Guard(read_twice=True)
    warm_up()
    rest = _left_over(words[2])
    try:
        _serve(shell, terminal, guard, stamp, rest, words)
    finally:
        if os.path.basename(words[1]).startswith("guard."):
            tidy(words[1], "names", "trap")


def _serve(
    shell: int, terminal: int, guard: Guard, stamp: tuple[int, ...], rest: bytes, words: list[str]
) -> None:
    while True:
        while b"\n" in rest:
            if version() != stamp:
                _start_anew(words, rest)
            line, _, rest = rest.partition(b"\n")
            if line.strip():
                _write(dumps(reply(line, guard, terminal)) + "\n")
        piece = _read(shell)
        if not piece:
            return
        rest += piece


def reply(line: bytes, guard: Guard, terminal: int = 0) -> dict[str, Any]:
    """The answer to one line of the shell.

    Args:
        terminal: where it was typed (``off.terminal_of``), for ``guard off``.
    """
    shown = answer(line, guard) if not (early := _unfinished(line, guard)) else early
    allowed = {"id": shown["id"], "decision": "allow"}
    if shown["decision"] == "allow":
        return allowed
    if shown["decision"] in ("ask", "deny") and (_only_the_guard(shown) or _is_off(line, guard, terminal)):
        return allowed
    if shown["decision"] == "ask":
        if _only_the_persons_own(line, shown):
            return allowed
        shown["safer"] = _safer(line, shown, guard)
    return shown


def _unfinished(line: bytes, guard: Guard) -> dict[str, Any] | None:
    try:
        data = loads(line.decode("utf-8", "surrogateescape"))
    except ValueError:
        return None
    if not isinstance(data, dict) or data.get("typing") not in (True, "unseen"):
        return None
    text, dialect = data.get("command"), data.get("shell")
    if not isinstance(text, str) or not isinstance(dialect, str) or not unfinished(text, dialect):
        return None
    more = {"id": data.get("id"), "decision": "more"}
    return more if data["typing"] is True else _unseen(data, text, dialect, guard) or more


def _unseen(data: dict[str, Any], text: str, dialect: str, guard: Guard) -> dict[str, Any] | None:
    from guard.prompt.documents import closed, only_shown

    whole = closed(text, dialect)
    if not whole:
        return None
    judged = answer(dumps({**data, "command": whole}).encode("utf-8", "surrogateescape"), guard)
    if judged["decision"] != "allow":
        return judged
    return {"id": data["id"], "decision": "more", "document": "shown"} if only_shown(text) else None


def unfinished(text: str, dialect: str) -> bool:
    """Whether a shell would ask for another line. A wrong yes costs nothing: what is then run unseen is
    stopped by the shell's second gate (``PS0``, ``preexec``)."""
    from guard.shell.nodes import Refusal
    from guard.shell.parse import parse

    if (len(text) - len(text.rstrip("\\"))) % 2:
        return True
    try:
        parse(text, dialect)
    except Refusal as refusal:
        return refusal.position >= len(text.rstrip()) or refusal.why.startswith(OPEN_ENDS)
    return False


def _only_the_guard(shown: dict[str, Any]) -> bool:
    """Whether all that is held back is a command of the guard itself (``guard approve``, ``guard off``): a
    person's to give, and each asks by itself whether a person sits there."""
    held = [f for f in shown.get("findings", ()) if f["decision"] != "allow"]
    return bool(held) and all(
        f["rule"] == "guard.tamper" and str(f["resource"]["identity"]).startswith("guard ") for f in held
    )


def _is_off(line: bytes, guard: Guard, terminal: int) -> bool:
    """Whether a person switched the guard off at this terminal; then what passes is recorded as let
    through."""
    if not off_until(guard.state, terminal):
        return False
    from guard.audit.record import record
    from guard.model import Proposal, Verdict

    data = loads(line.decode("utf-8", "surrogateescape"))
    text, cwd = str(data.get("command", "")), str(data.get("cwd", "/"))
    proposal = Proposal(text=text, cwd=cwd, agent="person")
    return not record(guard.state, proposal, Verdict("allow", (), "let through: the guard is off here"))


def _only_the_persons_own(line: bytes, shown: dict[str, Any]) -> bool:
    """Whether all that cannot be told lies within a function of the shell, as with ``conda activate`` or
    ``nvm use``, which run what a program prints. The person loaded it, and the line without it is let
    through. What such a function is seen to destroy is asked about all the same."""
    if any(f["operation"] != "unknown" for f in shown["findings"] if f["decision"] != "allow"):
        return False
    data = loads(line.decode("utf-8", "surrogateescape"))
    if not shown["findings"] or not data.pop("prelude", ""):
        return False
    bare = dumps(data).encode("utf-8", "surrogateescape")
    return bool(answer(bare, Guard(remember=False, read_twice=True))["decision"] == "allow")


def _safer(line: bytes, shown: dict[str, Any], guard: Guard) -> list[str]:
    """The advised commands that a person can run with one key."""
    found: list[str] = []
    for finding in shown.get("findings", ()):
        advised = finding.get("instead", "")
        if advised and advised not in found and _runnable(advised):
            data = loads(line.decode("utf-8", "surrogateescape"))
            data["command"] = advised
            quiet = Guard(remember=False)
            if answer(dumps(data).encode("utf-8", "surrogateescape"), quiet)["decision"] == "allow":
                found.append(advised)
    return found


def _runnable(text: str) -> bool:
    """Whether an advice is a command as it stands, and not a sentence about one."""
    import shutil

    if not text.isascii() or ", " in text or "\n" in text or "<" in text:
        return False
    words = text.split()
    return bool(words) and " without " not in text and shutil.which(words[0]) is not None


def version() -> tuple[int, ...]:
    """What changes when the package is replaced."""
    found = []
    for name in ("/__init__.py", "/model.py", "/batch.py", "/pipeline.py", "/prompt/coprocess.py"):
        try:
            found.append(os.stat(PACKAGE + name).st_mtime_ns)
        except OSError:
            found.append(0)
    return tuple(found)


def _start_anew(words: list[str], rest: bytes) -> None:
    """Become the new version, which finds the lines that were not answered yet in a nameless file. Where none
    can be made, the version in memory goes on: no answer at all would be worse."""
    import tempfile

    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the process becomes another one with it)
        file.write(rest)
        file.flush()
    except OSError:
        return
    file.seek(0)
    os.set_inheritable(file.fileno(), True)
    command = [sys.executable, "-I", "-m", "guard.prompt.coprocess", *words[:2], str(file.fileno())]
    os.execv(sys.executable, command)  # noqa: S606 (the same interpreter, in this process's place)


def _left_over(descriptor: str) -> bytes:
    if not descriptor.isdigit():
        return b""
    with open(int(descriptor), "rb") as file:
        return file.read()


def tidy(folder: str, *names: str) -> None:
    """Remove a private folder: what it holds under these names, and then itself, where it is empty."""
    for path in (*(f"{folder}/{name}" for name in names), folder):
        try:
            (os.rmdir if path is folder else os.unlink)(path)
        except OSError:
            continue


def leave_the_terminal() -> None:
    """A Ctrl-C, Ctrl-Z or hang-up meant for the shell's foreground job is none of ours."""
    import signal

    if os.getpid() != os.getsid(0):
        try:
            os.setsid()
        except OSError:
            for name in ("SIGINT", "SIGQUIT", "SIGTSTP", "SIGHUP", "SIGTTOU", "SIGTTIN"):
                signal.signal(getattr(signal, name), signal.SIG_IGN)
    os.chdir("/")


def warm_up() -> None:
    answer(WARM_UP, Guard({"HOME": "/nonexistent"}, remember=False, read_twice=True))
    gc.collect()
    gc.freeze()  # what is loaded now lives until the end: it need not be looked through again


def _read(shell: int) -> bytes:
    """The next piece from the shell; nothing where it has ended."""
    import select

    while True:
        ready, _, _ = select.select([0], [], [], WATCH_SECONDS)
        if ready:
            return os.read(0, 65536)
        if shell:
            try:
                os.kill(shell, 0)
            except ProcessLookupError:
                return b""
            except PermissionError:
                continue


def _write(text: str) -> None:
    content = text.encode("utf-8", "replace")
    while content:
        content = content[os.write(1, content) :]


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(0)
