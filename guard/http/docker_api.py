"""The docker engine's API when it is spoken to directly (``curl --unix-socket /var/run/docker.sock``).

Caught: ``curl --unix-socket /var/run/docker.sock -X DELETE http://localhost/volumes/db``, ``curl
--unix-socket /var/run/docker.sock -X POST http://localhost/volumes/prune``, ``curl --unix-socket
/var/run/docker.sock http://localhost/containers/create -d '{"Image":"x","HostConfig":{"Privileged":true}}'``.
Quiet: ``curl --unix-socket /var/run/docker.sock http://localhost/containers/json``, ``curl --unix-socket
/var/run/docker.sock http://localhost/info``.

Lost: a volume's data; with the host's root mounted or ``Privileged``, the boundary between container and
machine.
Back: a volume from a dump of it; nothing else brings it back.
Instead: ``docker volume ls``, and the ``docker`` command line, whose rules say more.

Facts: Docker Engine API 1.47.
"""

from __future__ import annotations

from guard.http.act import Act
from guard.http.request import segments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.http.request import Address, Request
    from guard.model import Blast, Operation, Recoverability

    Row = tuple[Operation, str, Recoverability, Blast, str]

DELETES: dict[str, Row] = {
    "containers": ("delete", "container", "R3", "B1", "the container and what only its own layer holds"),
    "volumes": ("delete", "volume", "R4", "B1", "the data in the volume"),
    "images": ("delete", "image", "R1", "B1", "the image, which can be pulled or built again"),
    "networks": ("delete", "network", "R1", "B1", "the network"),
    "secrets": ("delete", "secret", "R3", "B1", "the secret"),
    "services": ("delete", "service", "R3", "B1", "the service"),
    "nodes": ("delete", "node", "R3", "B1", "the node's place in the swarm"),
    "configs": ("delete", "config", "R3", "B1", "the config"),
}
PRUNES: dict[str, Row] = {
    "containers": ("delete", "container", "R3", "B2", "every stopped container"),
    "volumes": ("delete", "volume", "R4", "B2", "every volume that no container uses"),
    "images": ("delete", "image", "R1", "B2", "unused images"),
    "networks": ("delete", "network", "R1", "B2", "unused networks"),
    "build": ("delete", "cache", "R0", "B1", "the build cache"),
}


def docker_acts(method: str | None, address: Address, request: Request) -> Iterator[Act]:
    """What a request to the engine would do."""
    parts = segments(address.path)
    if parts[:1] and parts[0].startswith("v1."):
        parts = parts[1:]
    if not parts or method in ("GET", "HEAD"):
        return
    if method is None:
        yield Act("docker.api", "unknown", "request", address.path, why="its method could not be resolved")
    elif method == "DELETE" and parts[0] in DELETES:
        yield _act(DELETES[parts[0]], "/".join(parts[1:]))
    elif method == "POST" and parts[-1] == "prune" and parts[0] in PRUNES:
        yield _act(PRUNES[parts[0]], "all unused")
    elif method == "POST" and parts == ("system", "prune"):
        yield _act(
            ("delete", "container", "R3", "B2", "every stopped container, unused network and image"),
            "all unused",
        )
    elif method == "POST" and parts == ("swarm", "leave"):
        yield _act(("delete", "node", "R3", "B1", "this node's place in the swarm"), "swarm")
    elif method == "POST" and len(parts) == 3 and parts[2] in ("stop", "kill", "restart", "pause"):
        yield Act("docker.api", "stop", "container", parts[1], "R1", "B1")
    elif method == "POST" and parts[:2] == ("containers", "create"):
        yield from _created(request)


def _act(row: Row, identity: str) -> Act:
    operation, kind, recoverability, blast, loss = row
    return Act("docker.api", operation, kind, identity, recoverability, blast, loss,
               instead="docker ps -a; docker volume ls")  # fmt: skip


def _created(request: Request) -> Iterator[Act]:
    from guard.http.bodies import json_of

    body = json_of(request)
    settings = body.get("HostConfig") if isinstance(body, dict) else None
    if not isinstance(settings, dict):
        return
    binds = settings.get("Binds")
    roots = [str(b) for b in binds if str(b).startswith("/:")] if isinstance(binds, list) else []
    if settings.get("Privileged") is True or roots:
        yield Act(
            "docker.api", "execute", "container", "", "R4", "B3",
            why="a container with the whole host inside it is root on the host", marks=("elevated", "public"),
        )  # fmt: skip
