"""Which host an alias is: ours is the answer of ``ssh -G``, step by step."""

from __future__ import annotations

import pytest
from asking import Ground, needed

CONFIG = """
Host web
  HostName prod-1.acme.com
Host web other
  HostName second.example
Host *.lab !safe.lab
  HostName lab-gateway.acme.com
Host db?
  HostName %h.staging.acme.com
Host jump
  HostName 10.0.0.9
  ProxyJump bastion.acme.com
Match host matched
  HostName match-host.acme.com
Match originalhost orig
  HostName match-original.acme.com
Include extra.conf
Host = equals
  HostName=equals.acme.com
Host "quoted one"
  HostName quoted.acme.com
Host UPPER
  hostname upper.acme.com
Match all
  User deploy
Host *
  HostName fallback.acme.com
"""
EXTRA = "Host included\n  HostName included.acme.com\n"
ALIASES = ["web", "other", "a.lab", "safe.lab", "db1", "db22", "jump", "matched", "orig", "included", "equals",
           "UPPER", "upper", "unknown", "root@web", "ssh://root@web:22"]  # fmt: skip


@pytest.mark.parametrize("alias", ALIASES)
@pytest.mark.parametrize("flags", ["", "-F other.conf", "-o HostName=option.acme.com", "-l root -p 22"])
def test_the_host_is_the_one_that_ssh_names(ground: Ground, alias: str, flags: str) -> None:
    needed("ssh", "openssh-client")
    ground.write({"~/.ssh/config": CONFIG.replace("extra.conf", f"{ground.home}/.ssh/extra.conf"),
                  "~/.ssh/extra.conf": EXTRA, "other.conf": "Host *\n  HostName file.acme.com\n"})  # fmt: skip
    # ssh takes the home from the password file, so it is given the file that the guard finds by HOME
    given = flags.split() if "-F" in flags else [*flags.split(), "-F", f"{ground.home}/.ssh/config"]
    theirs = ground.told("ssh", "-G", *given, alias)
    host = next(line.split()[1] for line in theirs.splitlines() if line.startswith("hostname "))
    target = ground.target(f"ssh {flags} {alias} 'rm -rf /srv/data'")
    assert host in target.identity or any(host in link.what for link in target.evidence), (host, target)
