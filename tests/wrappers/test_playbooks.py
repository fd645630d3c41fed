"""The tasks of a playbook as what they run on its hosts."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

PROD = "-i inventories/production"


@pytest.mark.parametrize(
    ("tasks", "options", "expected"),
    [
        ("  - shell: rm -rf /srv/data\n", PROD, "deny"),
        ("  - name: wipe\n    ansible.builtin.command:\n      cmd: rm -rf /srv/data\n", PROD, "deny"),
        ("  - shell: |\n      cd /srv\n      rm -rf data\n", PROD, "deny"),
        ("  - file: path=/var/lib/postgresql state=absent\n", PROD, "deny"),
        ("  - ansible.builtin.file:\n      path: /var/lib/postgresql\n      state: absent\n", PROD, "deny"),
        ("  - file: {path: /var/lib/postgresql, state: absent}\n", PROD, "deny"),
        ('  - command: {argv: [rm, -rf, "/srv/data"]}\n', PROD, "deny"),
        ("  - postgresql_db: {name: shop, state: absent}\n", PROD, "deny"),
        ("  - file: {path: /srv/app, state: directory}\n", PROD, "ask"),
        ("  - file: {path: /srv/data, state: absent}\n", PROD + " --check", "allow"),
        ("  - file:\n      path: /srv/app\n      state: directory\n", PROD, "ask"),
        ("  - shell: uptime\n", PROD, "ask"),
        ("  - shell: rm -rf /srv/data\n", PROD + " --check", "allow"),
        ("  - shell: rm -rf /tmp/x\n", PROD + " --syntax-check", "allow"),
        ("  - debug: msg='shell: rm -rf /'\n", PROD, "ask"),
    ],
)
def test_a_task(tasks: str, options: str, expected: str) -> None:
    text = "- hosts: web\n  tasks:\n" + tasks
    proposal = Proposal(
        text=f"ansible-playbook {options} x.yml", cwd="/home/u/proj",
        env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    world = RecordedWorld({"files": {"x.yml": text}})
    assert judge(proposal, world, NoSession(), Config()).decision == expected


INVENTORY = """[staging]
w1.acme.com

[web]
web1 ansible_host=web1.prod.acme.com  # by its address
"""
YAML = """all:
  hosts:
    db1:
      ansible_host: db.production.acme.com
"""


@pytest.mark.parametrize(
    ("inventory", "pattern", "expected"),
    [
        (INVENTORY, "web", "deny"),
        (INVENTORY, "web1", "deny"),
        (INVENTORY, "staging", "ask"),
        (INVENTORY, "all -l staging", "ask"),
        (YAML, "all", "deny"),
        ("[web]\nw1.acme.com\n", "web", "ask"),
    ],
)
def test_the_hosts_that_the_inventory_names_say_which_environment_it_is(
    inventory: str, pattern: str, expected: str
) -> None:
    proposal = Proposal(
        text=f"ansible -i hosts {pattern} -m file -a 'path=/srv/x state=absent'", cwd="/home/u/proj",
        env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    world = RecordedWorld({"files": {"hosts": inventory}})
    assert judge(proposal, world, NoSession(), Config()).decision == expected
