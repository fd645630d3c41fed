"""Servers that answer nothing and remember who was asked for what: the truth about where a tool connects."""

from __future__ import annotations

import socket
import struct
import threading

ADDRESSES = tuple(f"127.0.0.{n}" for n in range(2, 10))
SSL_REQUEST = 80877103
"""PostgreSQL's frontend protocol: the code of a request for TLS."""


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((ADDRESSES[0], 0))
        port: int = probe.getsockname()[1]
        return port


PORT = _free_port()
"""The same for every address, another for every run."""


class Listener:
    """Takes PostgreSQL's first message on several loopback addresses, until the process ends."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        """Address and database of each connection."""
        self._sockets: list[socket.socket] = []

        for address in ADDRESSES:
            server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((address, PORT))
            server.listen(8)
            self._sockets.append(server)
            threading.Thread(target=self._serve, args=(server, address), daemon=True).start()

    def _serve(self, server: socket.socket, address: str) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                try:
                    self.asked.append((address, _database(connection)))
                except (OSError, struct.error, IndexError):
                    self.asked.append((address, ""))


def _database(connection: socket.socket) -> str:
    """The database that the startup message names; the user's where it names none; none for another protocol."""
    connection.settimeout(5)
    head = connection.recv(8)
    if head[:1] != b"\0":
        return ""  # HTTP or TLS: no client of PostgreSQL begins with a length of 16 MB and more
    length, code = struct.unpack("!II", head)
    if code == SSL_REQUEST:
        connection.sendall(b"N")
        length, code = struct.unpack("!II", connection.recv(8))
    fields = connection.recv(length - 8).split(b"\0")
    told = dict(zip(fields[::2], fields[1::2], strict=False))
    return told.get(b"database", told.get(b"user", b"")).decode()
