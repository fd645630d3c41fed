"""A tunnel that is open on this machine makes its local port the other end's.

``ssh -L 5433:prod-db:5432``, ``kubectl port-forward``, ``cloud-sql-proxy``, ``fly proxy`` and their like,
found by what listens (``/proc/net/tcp``) and by the words of the processes that could have opened it. Looked
at only where a command would change a database on loopback; without ``/proc`` nothing is known. Caught:
``psql -h localhost -p 5433 -c 'DROP TABLE users'`` with such a tunnel. Quiet: the same without one.

Facts: proc_net_tcp (state 0A is LISTEN, the port in hexadecimal, the user's number in the eighth column).
"""

from __future__ import annotations

from guard.programs.switches import OPENERS, forwards

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.world import World

RUNNING = {**OPENERS, "k9s": "", "session-manager-plugin": "", "heroku": "pg:", "socat": "TCP"}
"""Programs that hold tunnels while they run, and a word without which they do something else."""
MOST = 600
"""Processes that are looked at, the newest first."""
LISTENS = "0A"


def listening(port: str, world: World) -> str:
    """The words of the process whose tunnel listens on a local port; empty where none does."""
    if not port.isdigit() or not _is_open(int(port), world):
        return ""
    names = [name for name in world.list("/proc") or () if name.isdigit()]
    for name in sorted(names, key=int, reverse=True)[:MOST]:
        words = (world.read(f"/proc/{name}/cmdline", 8192) or "").split("\0")
        program = words[0].rsplit("/", 1)[-1]
        if program in RUNNING and _opens(program, words[1:], port):
            return " ".join(word for word in words if word)
    return ""


def _is_open(port: int, world: World) -> bool:
    for path in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in (world.read(path, 1_000_000) or "").splitlines()[1:5000]:
            fields = line.split()
            if len(fields) > 3 and fields[3] == LISTENS and fields[1].endswith(f":{port:04X}"):
                return True
    return False


def _opens(program: str, words: list[str], port: str) -> bool:
    needed = RUNNING[program]
    if program in ("ssh", "autossh"):
        following = (*words[1:], "")
        return any(forwards(word) and port in word + following[at] for at, word in enumerate(words))
    said = " ".join(words)
    return needed in said and (port in said or program in ("k9s", "session-manager-plugin"))
