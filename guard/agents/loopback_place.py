"""Where the guard's server on loopback is (``guard/agents/loopback.py``): a port and a token, in
``$STATE/http.json``, which only its owner can read. Whoever has no such file asks no server."""

from __future__ import annotations

import os

from guard.errors import GuardError
from guard.frozen import frozen
from guard.state import directory
from guard.wire import dumps, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

HOST = "127.0.0.1"
FILE = "http.json"


@frozen
class Place:
    """Where the server listens, and what it wants to hear."""

    port: int
    token: str
    """What a call has to bring; it stands in the agent's settings."""
    key: str = ""
    """What it takes to tell the server an environment; it stands nowhere else."""

    @property
    def path(self) -> str:
        """The path of the hook; ``forms.is_own`` knows an entry by it."""
        return "/guard/hook.py"

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}{self.path}"


def place_of(env: Mapping[str, str]) -> Place | None:
    """The place that was chosen at installation; ``None`` where none was, or its file cannot be trusted."""
    try:
        descriptor = os.open(_file(env), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        with open(descriptor, encoding="utf-8") as file:
            found = os.fstat(descriptor)
            if found.st_uid != os.geteuid() or found.st_mode & 0o077:
                return None
            data = loads(file.read(4096))
        return Place(int(data["port"]), str(data["token"]), str(data["key"]))
    except (OSError, ValueError, KeyError, TypeError, GuardError):
        return None


def choose(env: Mapping[str, str]) -> Place:
    """The place from now on: the present one, or a free port and a new token.

    Raises:
        GuardError: there is nowhere to remember it.
    """
    present = place_of(env)
    if present is not None:
        return present
    import socket

    from guard.session.owned import put

    with socket.socket() as probe:
        probe.bind((HOST, 0))
        place = Place(probe.getsockname()[1], os.urandom(24).hex(), os.urandom(24).hex())
    told = dumps({"port": place.port, "token": place.token, "key": place.key})
    put(_file(env), f"{told}\n".encode())
    return place


def forget(env: Mapping[str, str]) -> None:
    """Have no server any more."""
    try:
        os.unlink(_file(env))
    except (OSError, GuardError):
        return


def _file(env: Mapping[str, str]) -> str:
    return f"{directory(env)}/{FILE}"


def request(place: Place, path: str, body: bytes, seconds: float = 3.0) -> tuple[int, bytes]:
    """Ask the server; its status code and its answer.

    Raises:
        OSError: nobody answers.
    """
    import socket

    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}:{place.port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n"
    )
    if path != "/proof":  # who could not prove that it has the key is told nothing
        head += f"Authorization: Bearer {place.key if path == '/session' else place.token}\r\n"
    with socket.create_connection((HOST, place.port), seconds) as connection:
        connection.sendall((head + "\r\n").encode() + body)
        pieces = []
        while piece := connection.recv(65536):
            pieces.append(piece)
    first, _, answer = b"".join(pieces).partition(b"\r\n\r\n")
    words = first.split(b" ", 2)
    return (int(words[1]) if len(words) > 1 and words[1].isdigit() else 0), answer
