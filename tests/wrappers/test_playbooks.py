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
