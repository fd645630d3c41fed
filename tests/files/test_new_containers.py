"""Paths in a container that is made for one command: quiet, unless a mount leads to what lasts."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.service import check


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param("docker run --rm alpine rm -rf /etc", "allow", id="the container's own files go with it"),
        pytest.param("docker run --rm -v pgdata:/v alpine rm -rf /v", "ask", id="a volume's data does not"),
        pytest.param("docker run --rm --mount src=pgdata,dst=/v alpine rm -rf /v/x", "ask", id="a volume by --mount"),
        pytest.param("docker run --rm -v /:/host alpine rm -rf /host/etc", "deny", id="the machine's root as a mount"),
        pytest.param("docker run --rm -v pgdata:/v -v \"$PWD\":/b alpine tar czf /b/p.tgz /v", "allow", id="a volume is saved"),
        pytest.param("docker exec db rm -rf /var/lib/postgresql", "deny", id="a running container is not made for this"),
        pytest.param("docker run --rm -v pgdata:/v alpine ls /v", "allow", id="a volume is looked at"),
    ],
)  # fmt: skip
def test_what_a_new_container_loses(command, expected, tmp_path):
    env = {"HOME": "/home/ana", "PWD": "/home/ana/shop"}
    verdict = check(Proposal(text=command, cwd="/home/ana/shop", env=env), {"HOME": str(tmp_path)})
    assert verdict.decision == expected
