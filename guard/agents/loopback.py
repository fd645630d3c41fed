"""The guard as a server on loopback, for agents that ask by HTTP instead of starting a process.

Only Claude Code does (``guard install claude-code --http``). The verdicts are those of the cold hook, to the
byte: each request is answered by ``claude_code.handle`` in a forked child with the environment of its
conversation, so nothing of one call is left for the next, and a call that hangs or crashes takes only itself.

What it defends itself against:

* another person of this machine, and a web page in a browser: an answer needs the token out of a file that
  only its owner can read, the name ``127.0.0.1:PORT`` as host (a page that has its own name resolve to
  loopback sends another), JSON as its type, and no ``Origin``, which every browser sends;
* an agent that reads the token out of its settings: the environment by which a conversation is judged is
  taken only with the key, which stands in the guard's own folder;
* somebody who listens on the port before it does: who brings the environment of a conversation first asks
  for a proof that the other side has the key (``attend``), and stops the person's prompt where it has not;
* being stale: where the package changed it starts itself anew on the same socket, and configuration is read
  for every call. It ends after ``IDLE`` seconds without one.

Whatever fails, fails as a blocked call: the hook is registered with ``onFailure: block``.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import select
import signal
import socket
import sys
import time

from guard.agents import claude_code
from guard.agents.loopback_place import HOST, Place, place_of, request
from guard.frozen import frozen
from guard.service import Guard
from guard.wire import dumps, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.interface import Reply

IDLE = 12 * 3600.0
LARGEST = 8 * 1024 * 1024
"""Bytes: a longer request is refused."""
HASTE = 2.0
"""Seconds within which a request must have been sent whole."""
PATIENCE = 8
"""Seconds until a call is refused because it takes too long."""
STARTING = 7.0
"""Seconds given to a server to be there."""
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WARM_UP = (
    "git status && ls -la | head", "rm -rf x", "curl -X DELETE https://example.com", "psql -c 'select 1'",
)  # fmt: skip
UNKNOWN = (
    "the guard's server was started after this conversation and does not know its environment; it is told "
    "now, so try once more"
)


class _TooLong(BaseException):
    """The time for a call is over."""


@frozen
class Request:
    """What was asked: the path, the headers by their lower-case names, the body."""

    path: str
    headers: Mapping[str, str]
    body: bytes


def main(words: list[str]) -> None:
    """Serve until nobody asks any more.

    Args:
        words: nothing, or the descriptors of the socket and of the conversations that a process leaves to
            the one that takes its place.
    """
    place = place_of(os.environ)
    if place is None:
        return
    sessions: dict[str, dict[str, str]] = {}
    if len(words) == 2:
        listener = socket.socket(fileno=int(words[0]))
        with open(int(words[1]), "rb") as kept:
            kept.seek(0)
            sessions = loads(kept.read().decode("utf-8", "surrogateescape"))
    else:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, place.port))
        except OSError:
            return  # it runs already, or somebody else has the port: who attends to it finds out
        listener.listen(64)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are reaped by the kernel
    _serve(listener, place, sessions)


def _serve(listener: socket.socket, place: Place, sessions: dict[str, dict[str, str]]) -> None:
    stamp, last, warm = version(), time.monotonic(), False
    while time.monotonic() - last < IDLE:
        ready, _, _ = select.select([listener], [], [], 60 if warm else 0.2)
        if version() != stamp:
            _start_anew(listener, sessions)
        if not ready:
            if not warm:  # whoever started it is answered first
                warm = True
                _warm_up()
            continue
        last = time.monotonic()
        connection, _ = listener.accept()
        with connection:
            try:
                _meet(connection, place, sessions)
            except (OSError, ValueError):
                continue  # whoever asked is gone, or did not ask in a way that can be answered


def _meet(connection: socket.socket, place: Place, sessions: dict[str, dict[str, str]]) -> None:
    asked = received(connection)
    if asked.path == "/proof":
        _answer(connection, 200, proof(place.key, asked.body).encode())
    elif not allowed(asked, place):
        _answer(connection, 403)
    elif asked.path == "/session":
        told = loads(asked.body.decode("utf-8", "surrogateescape"))
        sessions[str(told["session"])] = {str(k): str(v) for k, v in told["env"].items()}
        while len(sessions) > 200:
            del sessions[next(iter(sessions))]
        _answer(connection, 200)
    elif asked.path == place.path and os.fork() == 0:
        try:
            _judge(connection, asked.body, sessions)
        finally:
            os._exit(0)


def received(connection: socket.socket) -> Request:
    """One request.

    Raises:
        ValueError: it is no POST with a body of a stated and bearable length.
        OSError: it was not sent whole in time.
    """
    until, data = time.monotonic() + HASTE, b""
    while b"\r\n\r\n" not in data and len(data) < 65536:
        data += _some(connection, until)
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, _, rest = first.partition(" ")
    headers = {name.strip().lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    length = headers.get("content-length", "")
    if method != "POST" or not (length.isascii() and length.isdigit()) or int(length) > LARGEST:
        raise ValueError("no request that is understood here")
    pieces = [body]
    left = int(length) - len(body)
    while left > 0:
        pieces.append(_some(connection, until))
        left -= len(pieces[-1])
    return Request(rest.partition(" ")[0], headers, b"".join(pieces)[: int(length)])


def _some(connection: socket.socket, until: float) -> bytes:
    connection.settimeout(max(0.001, until - time.monotonic()))
    piece = connection.recv(65536)
    if not piece:
        raise ValueError("the request ends too early")
    return piece


def allowed(asked: Request, place: Place) -> bool:
    """Whether a request comes from whom the guard was installed for."""
    wanted = place.key if asked.path == "/session" else place.token
    given = asked.headers.get("authorization", "").encode("utf-8", "replace")
    return (
        asked.headers.get("host") == f"{HOST}:{place.port}"
        and "origin" not in asked.headers
        and asked.headers.get("content-type", "").partition(";")[0].strip() == "application/json"
        and hmac.compare_digest(given, f"Bearer {wanted}".encode())
    )


def proof(key: str, challenge: bytes) -> str:
    """What only who has the key can answer to a challenge."""
    return hmac.new(key.encode(), b"guard proof " + challenge, hashlib.sha256).hexdigest()


def _judge(connection: socket.socket, body: bytes, sessions: dict[str, dict[str, str]]) -> None:
    """Answer a call, in a process of its own."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, _over)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        stdout = reply_to(body, sessions)[0]
    except BaseException as error:  # closed: nothing that happens here may be taken for permission
        said = "it took too long to work this out" if isinstance(error, _TooLong) else "internal error"
        stdout = claude_code.SHAPE.deny(f"guard: {said}, so it is refused")[0]
    signal.setitimer(signal.ITIMER_REAL, 0)
    _answer(connection, 200, stdout)


def _over(number: int, frame: object) -> None:
    raise _TooLong


def reply_to(body: bytes, sessions: Mapping[str, Mapping[str, str]]) -> Reply:
    """What the cold hook would print for a payload in the environment of its conversation; that becomes the
    environment of this process."""
    try:
        payload: Any = loads(body.decode("utf-8", "surrogateescape"), unique=True)
    except ValueError as error:
        return claude_code.SHAPE.deny(f"the guard cannot read this call: {error}")
    session = payload.get("session_id") if isinstance(payload, dict) else None
    env = sessions.get(session) if isinstance(session, str) else None
    if env is None:
        return claude_code.SHAPE.deny(UNKNOWN)
    os.environ.clear()
    os.environ.update(env)
    return claude_code.handle(payload, Guard(approvals=True).answer)


def _answer(connection: socket.socket, code: int, body: bytes = b"") -> None:
    connection.settimeout(HASTE)
    head = f"HTTP/1.1 {code} {'OK' if code == 200 else 'Forbidden'}\r\nContent-Length: {len(body)}\r\n"
    kind = "Content-Type: application/json\r\n" if body else ""
    connection.sendall((head + kind + "Connection: close\r\n\r\n").encode() + body)


# -------------------------------------------------------------------------------- being up to date


def version() -> tuple[int, ...]:
    """What changes when the package does."""
    from guard.prompt.coprocess import version as of_package

    return of_package()


def _start_anew(listener: socket.socket, sessions: dict[str, dict[str, str]]) -> None:
    """Put the new version into the place of this process; the socket, and who waits at it, stay."""
    kept = os.memfd_create("conversations", 0) if hasattr(os, "memfd_create") else _unnamed()
    os.write(kept, dumps(sessions).encode())
    for descriptor in (listener.fileno(), kept):
        os.set_inheritable(descriptor, True)
    words = [*words_of_server(sys.executable), str(listener.fileno()), str(kept)]
    os.execv(sys.executable, words)  # noqa: S606 - our own command line


def _unnamed() -> int:
    import tempfile

    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def words_of_server(python: str) -> list[str]:
    """The command line of this server."""
    root = os.path.dirname(PACKAGE)
    code = f"import sys; sys.path.append({root!r}); from guard.agents.loopback import main; main"
    return [python, "-I", "-S", "-c", code + "(sys.argv[1:])"]


def _warm_up() -> None:
    """Import what calls need, so that no child has to."""
    env = {"HOME": "/", "PATH": "/usr/bin:/bin"}
    from guard.model import Proposal

    for text in WARM_UP:
        Guard(env, remember=False).answer(Proposal(text=text, cwd="/", env=env))


def attend(env: Mapping[str, str], session: str, place: Place) -> str:
    """Tell the server a conversation's environment, and start it first where it does not run.

    Returns: what is wrong, in words; empty where it is done.
    """
    began = time.monotonic()
    started = False
    while time.monotonic() - began < STARTING:
        challenge = os.urandom(16).hex()
        try:
            _, answered = request(place, "/proof", challenge.encode())
        except OSError:
            if not started:
                _start(env)
                started = True
            time.sleep(0.05)
            continue
        if not hmac.compare_digest(answered, proof(place.key, challenge.encode()).encode()):
            return f"another program answers on port {place.port}, where the guard should"
        code, _ = request(place, "/session", dumps({"session": session, "env": dict(env)}).encode())
        return "" if code == 200 else f"the guard's server does not take this conversation (code {code})"
    return f"the guard's server does not start on port {place.port}"


def _start(env: Mapping[str, str]) -> None:
    import subprocess

    kept = {name: env[name] for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "PATH") if name in env}
    process = subprocess.Popen(
        words_of_server(sys.executable), env=kept, cwd="/", start_new_session=True, close_fds=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    process.returncode = 0  # it outlives who starts it, which waits for nothing
