"""A tunnel that listens on this machine makes loopback the other end's; without one loopback stays local."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from guard.targets.tunnels import listening
from guard.world import World
from tests.recorded import RecordedWorld

HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def line(port: int, state: str = "0A") -> str:
    return f"   0: 0100007F:{port:04X} 00000000:0000 {state} 00000000:00000000 00:00000000 00000000  1000 0 1 1\n"


def world(words: str, port: int = 5433, state: str = "0A") -> RecordedWorld:
    return RecordedWorld({"files": {
        "/proc/net/tcp": HEADER + line(port, state), "/proc/77/cmdline": words.replace(" ", "\0") + "\0",
        "/proc/1/cmdline": "init\0",
    }})  # fmt: skip


OPEN = [
    pytest.param("ssh -N -L 5433:prod-db.acme.com:5432 bastion", id="ssh -L"),
    pytest.param("/usr/bin/ssh -NL5433:prod-db:5432 bastion", id="ssh with letters together"),
    pytest.param("kubectl port-forward svc/db 5433:5432 -n prod", id="kubectl port-forward"),
    pytest.param("cloud-sql-proxy --port 5433 acme-prod:eu:db", id="cloud-sql-proxy"),
    pytest.param("flyctl proxy 5433:5432 -a acme-prod", id="fly proxy"),
]  # fmt: skip
CLOSED = [
    pytest.param("ssh bastion", 5433, "0A", id="ssh without a tunnel"),
    pytest.param("ssh -L 6000:prod-db:5432 bastion", 5433, "0A", id="a tunnel of another port"),
    pytest.param("postgres -p 5433", 5433, "0A", id="a server of one's own"),
    pytest.param(
        "ssh -N -L 5433:prod-db.acme.com:5432 bastion", 5433, "01", id="a connection, not a listener"
    ),
    pytest.param(
        "ssh -N -L 5433:prod-db.acme.com:5432 bastion", 9999, "0A", id="nothing listens on that port"
    ),
    pytest.param("vim notes-5433-port-forward", 5433, "0A", id="words of another program"),
]


@pytest.mark.parametrize("words", OPEN)
def test_a_tunnel_that_listens_is_found(words: str) -> None:
    assert listening("5433", world(words))


@pytest.mark.parametrize(("words", "port", "state"), CLOSED)
def test_what_is_no_tunnel_is_none(words: str, port: int, state: str) -> None:
    assert listening("5433", world(words, port, state)) == ""


@pytest.mark.parametrize("port", ["", "x", "99999999", "-1"])
def test_a_port_that_is_none_has_no_tunnel(port: str) -> None:
    assert listening(port, world("ssh -N -L 5433:prod-db.acme.com:5432 bastion")) == ""


COMMAND = "psql -h localhost -p 5433 app -c 'DROP TABLE users'"


def test_a_database_behind_a_tunnel_is_the_other_end(judged: Any) -> None:
    files = {
        "/proc/net/tcp": HEADER + line(5433),
        "/proc/77/cmdline": "ssh\0-L\0005433:prod-db.acme.com:5432\0bastion\0",
    }
    assert judged(COMMAND, files=files).findings[0].target.environment == "E4"
    assert judged(COMMAND).findings[0].target.environment == "E1"


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs /proc")
def test_a_real_process_that_listens_is_found(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = (
        "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1])));"
        "print('up', flush=True); time.sleep(60)"
    )
    (tmp_path / "ssh").symlink_to(os.path.realpath(sys.executable))
    words = [str(tmp_path / "ssh"), "-I", "-c", code, str(port), "-L", f"{port}:prod-db.acme.com:5432"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None and process.stdout.readline()
        assert "prod-db.acme.com" in listening(str(port), World("/nonexistent"))
    finally:
        process.kill()
        process.communicate()


TEXTS = [
    ("ssh -fN -L 5433:prod-db.acme.com:5432 bastion && psql -h localhost -p 5433 -c 'DROP TABLE u'", "", "deny"),
    ("ssh -NTfL 5433:prod-db.acme.com:5432 bastion && psql -h localhost -p 5433 -c 'DROP TABLE u'", "", "deny"),
    ("ssh -fN -L 5433:db.acme.com:5432 b; psql -h localhost -p 5432 app_test -c 'DROP TABLE u'", "", "allow"),
    ("kubectl port-forward svc/pg 5433:5432 & psql -h localhost -p 5433 -c 'DROP TABLE u'", "prod-eu1", "deny"),
    ("kubectl port-forward svc/pg 5433:5432 & psql -h localhost -p 5433 app_test -c 'DROP TABLE u'", "kind-dev",
     "allow"),
    ("cloud-sql-proxy acme-prod:eu:main --port 5433 & psql -h 127.0.0.1 -p 5433 -c 'TRUNCATE u'", "", "deny"),
    ("ssh bastion uptime; psql -h localhost app_test -c 'DROP TABLE u'", "", "allow"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "context", "expected"), TEXTS)
def test_a_tunnel_of_the_same_text(command: str, context: str, expected: str) -> None:
    from guard.model import Proposal
    from guard.pipeline import judge
    from guard.policy.config import Config
    from guard.session.interface import NoSession
    from tests.recorded import RecordedWorld

    files = {"~/.kube/config": f"current-context: {context}\nclusters: []\n"} if context else {}
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    assert judge(proposal, RecordedWorld({"files": files}), NoSession(), Config()).decision == expected
