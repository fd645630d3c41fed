"""The server that a command line names by its address: ``--host``, ``--endpoint``, ``CONSUL_HTTP_ADDR``.

Caught: ``kafka-topics --bootstrap-server k.prod.acme.com:9092 --delete --topic orders`` lands in production.
Quiet: ``surreal import --conn http://localhost:8000 dump.surql`` lands on this machine.

Facts: each program's ``--help``; the variables are those of its documentation.
"""

from __future__ import annotations

from guard.signs.environments import sign_of_host
from guard.targets.cloud_signs import Sign, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect

OPTIONS = frozenset(
    (
        "host", "H", "h", "server", "s", "endpoint", "endpoints", "endpoint-url", "conn", "url", "u",
        "address", "http-addr", "addr", "bootstrap-server", "bootstrap-servers", "broker", "brokers", "b",
        "admin-url", "cluster", "c", "api-url", "pd", "master_addresses", "r", "rhost", "nodes",
    )
)  # fmt: skip
"""Options whose value is an address in some program; a value that looks like none does not count."""
VARIABLES: dict[str, tuple[str, ...]] = {
    "consul": ("CONSUL_HTTP_ADDR",), "nomad": ("NOMAD_ADDR",), "vault": ("VAULT_ADDR",),
    "bao": ("BAO_ADDR", "VAULT_ADDR"), "nats": ("NATS_URL",), "boundary": ("BOUNDARY_ADDR",),
    "temporal": ("TEMPORAL_ADDRESS",), "govc": ("GOVC_URL",), "rpk": ("RPK_BROKERS",),
    "openstack": ("OS_AUTH_URL",), "swift": ("OS_AUTH_URL", "ST_AUTH"), "argo": ("ARGO_SERVER",),
    "etcdctl": ("ETCDCTL_ENDPOINTS",), "influx": ("INFLUX_HOST",), "prefect": ("PREFECT_API_URL",),
    "mc": ("MC_HOST",), "mlflow": ("MLFLOW_TRACKING_URI",), "grafanactl": ("GRAFANA_SERVER",),
    "celery": ("CELERY_BROKER_URL",),
}  # fmt: skip


def host_signs(effect: Effect) -> Iterator[Sign]:
    """The hosts that the command line, or a variable of the program, names."""
    for name, value in effect.place.hints:
        if name in OPTIONS and value.text:
            for piece in value.text.split(","):
                host = host_in(piece)
                if host:
                    yield Sign("host", host, f"--{name}" if len(name) > 1 else f"-{name}")
    text, where = variable(effect, *VARIABLES.get(effect.place.tool, ()))
    host = host_in(text) if text else ""
    if host:
        yield Sign("host", host, where)


def host_in(text: str) -> str:
    """The host of an address; empty where a text is a name or a number rather than an address."""
    scheme, found, rest = text.partition("://")
    address = (rest if found else scheme).partition("/")[0].rpartition("@")[2]
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdigit():
        host, colon = address, ""
    if not host or not (found or colon or "." in host or host == "localhost"):
        return ""
    return host if all(c.isalnum() or c in ".-_[]:" for c in host) and not host.isdigit() else ""


def local_reason(signs: list[Sign]) -> str:
    """Why all the named hosts are this machine; empty where one is not or none is named."""
    found = [sign_of_host(sign.name) for sign in signs if sign.kind == "host"]
    if not found or any(sign is None or sign[0] != "E1" for sign in found):
        return ""
    return next((sign[1] for sign in found if sign is not None), "")
