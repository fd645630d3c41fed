"""What a container may reach when it is started: ``--privileged``, the host's root, the engine's socket.

Caught: ``docker run --privileged``, ``-v /:/host``, ``-v /var/run/docker.sock:…``, ``--pid=host``.
Quiet: ``-v "$PWD":/app``, ``-v pgdata:/var/lib/postgresql/data``, a read-only mount of a project folder.

Facts: docs.docker.com “Runtime privilege”, “Docker daemon attack surface”; ATT&CK T1611.
"""

from __future__ import annotations

from guard.programs.subcommands import Act

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Value
    from guard.programs.options import Options

SOCKETS = ("docker.sock", "podman.sock", "containerd.sock", "crio.sock")
HOST_FOLDERS = ("/etc", "/root", "/home", "/boot", "/dev", "/proc", "/sys", "/var", "/usr", "/var/lib")
_STRONG = ("SYS_ADMIN", "ALL", "SYS_PTRACE", "SYS_MODULE", "DAC_READ_SEARCH", "SYS_RAWIO")


def grants(options: Options) -> Iterator[Act]:
    """What the options of ``docker run`` hand over beyond the container."""
    if _on(options, "--privileged"):
        yield _grant("--privileged gives the container the host's devices and kernel", "R2")
    for value in options.values("--pid", "--ipc", "--userns", "--uts"):
        if value.text == "host" and options.has("--pid"):
            yield _grant("--pid=host lets the container see and signal the host's processes", "R2")
    for value in options.values("--cap-add"):
        if (value.text or "").upper().removeprefix("CAP_") in _STRONG:
            yield _grant(f"the capability {value.skeleton} reaches the host", "R2")
    for value in options.values("-v", "--volume"):
        yield from _mount(value.prefix.split(":")[0], ":ro" in value.skeleton)
    for value in options.values("--mount"):
        yield from _mount(_source(value), "readonly" in value.skeleton or ",ro" in value.skeleton)


def _on(options: Options, name: str) -> bool:
    value = options.value(name)
    return options.has(name) and not (value is not None and value.text == "false")


def _source(value: Value) -> str:
    for part in value.skeleton.split(","):
        key, _, path = part.partition("=")
        if key in ("source", "src"):
            return path
    return ""


def _mount(path: str, read_only: bool) -> Iterator[Act]:
    bare = path.rstrip("/") or ("/" if path else "")
    if bare.endswith(SOCKETS):
        yield _grant("the engine's socket in a container is root on the host", "R2")
    elif bare == "/" and not read_only:
        yield _grant("the host's whole file system can be written from the container", "R3")
    elif bare == "/" or (bare in HOST_FOLDERS and not read_only):
        yield _grant(f"the host's {bare} is open to the container", "R2")


def _grant(why: str, recoverability: str) -> Act:
    return Act(
        "grant",
        "host",
        "R3" if recoverability == "R3" else "R2",
        "B3",
        why=why,
        instead='give it only the folder it needs: docker run -v "$PWD":/work',
        tags=("T1611",),
    )
