"""Configuration that is damaged, endless or hostile: bounded, unknown, asked about, and nothing in it is run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.service import Guard
from guard.session.interface import NoSession
from guard.world import LOOKS, World

COMMANDS = {
    ".kube/config": "kubectl delete namespace x",
    ".aws/config": "aws rds delete-db-instance --db-instance-identifier x --profile a",
    ".aws/credentials": "aws rds delete-db-instance --db-instance-identifier x --profile a",
    ".config/gcloud/configurations/config_default": "gcloud sql instances delete x",
    ".azure/azureProfile.json": "az group delete -n x --yes",
    ".docker/config.json": "docker -c far volume rm data",
    ".pg_service.conf": "psql service=a -c 'DROP TABLE x'",
    ".my.cnf": "mysql -h far app -e 'DROP TABLE x'",
    ".ssh/config": "ssh far 'rm -rf /srv/data'",
    ".railway/config.json": "railway down -y",
    ".config/configstore/firebase-tools.json": "firebase firestore:delete --all-collections -f",
    ".databrickscfg": "databricks clusters permanent-delete 1",
    ".snowflake/config.toml": "snow sql -q 'DROP DATABASE a'",
    "app/.terraform/terraform.tfstate": "terraform destroy -auto-approve",
    "app/.terraform/environment": "terraform destroy -auto-approve",
    "app/main.tf": "terraform destroy -auto-approve",
    "app/serverless.yml": "serverless remove",
    "app/config/deploy.yml": "kamal app remove",
    "app/clouds.yaml": "openstack --os-cloud a server delete x",
    "app/.neon": "neonctl databases delete app",
    "app/.firebaserc": "firebase firestore:delete --all-collections -f",
    "app/fly.toml": "fly volumes destroy vol_1 -y",
    "app/.env": "npx prisma migrate reset --force",
    "app/.git/config": "git push --force origin main",
    "app/config/database.yml": "bin/rails db:drop",
    "app/ansible.cfg": "ansible all -m command -a 'rm -rf /srv/data'",
}
"""A file, and a destructive command that reads it."""
BAD: dict[str, Any] = {
    "empty": b"",
    "not text": bytes(range(256)) * 100,
    "a YAML bomb": b"a: &a [x, x]\n" + b"".join(b"b%d: &b%d [*a, *a, *a]\n" % (n, n) for n in range(3000)),
    "nested": b"[" * 100_000,
    "nested tables": b"a." * 50_000 + b"b = 1\n",
    "an endless line": b"x = " + b"y" * 250_000,
    "endless lines": b"[a]\nx = y\n" * 20_000,
    "larger than is read": b"x: y\n" * 200_000,
    "a link to itself": "loop",
    "a link to /dev/zero": "zero",
    "a directory": "directory",
    "a pipe that nobody writes": "pipe",
}


def lay(path: Path, bad: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(bad, bytes):
        path.write_bytes(bad)
    elif bad == "loop":
        path.symlink_to(path)
    elif bad == "zero":
        path.symlink_to("/dev/zero")
    elif bad == "directory":
        path.mkdir()
    else:
        os.mkfifo(path)


def answer(home: Path, command: str, **env: str) -> Any:
    world = World(str(home), start=str(home / "app"))
    proposal = Proposal(
        text=command, cwd=str(home / "app"), env={"HOME": str(home), "PATH": os.environ["PATH"], **env}
    )
    verdict = judge(proposal, world, NoSession(), Config())
    assert world._left > LOOKS // 2, "it looked at the machine without an end"
    assert "internal error" not in verdict.summary
    return verdict


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
@pytest.mark.parametrize("file", COMMANDS)
def test_a_bad_file_is_bounded_and_its_command_is_asked_about(tmp_path: Path, file: str, bad: Any) -> None:
    (tmp_path / "app").mkdir()
    lay(tmp_path / file, bad)
    assert answer(tmp_path, COMMANDS[file]).decision in ("ask", "deny")


def test_profiles_that_lead_to_one_another_end(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    text = "".join(f"[profile {a}]\nsource_profile = {b}\n" for a, b in (("a", "b"), ("b", "c"), ("c", "a")))
    lay(tmp_path / ".aws/config", text.encode())
    assert answer(tmp_path, COMMANDS[".aws/config"]).decision in ("ask", "deny")


def test_a_file_that_includes_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    lay(
        tmp_path / ".ssh/config",
        f"Include {tmp_path}/.ssh/config\nInclude *\nHost far\n HostName prod-1.acme.com\n".encode(),
    )
    lay(tmp_path / ".my.cnf", f"!include {tmp_path}/.my.cnf\n!includedir {tmp_path}\n".encode())
    assert "prod-1" in str(answer(tmp_path, "ssh far 'rm -rf /srv/data'").findings[0].target)
    assert answer(tmp_path, "mysql -h far app -e 'DROP TABLE x'").decision == "ask"


def kubeconfig(count: int) -> str:
    contexts = "".join(f"- context:\n    cluster: c{n}\n    user: u\n  name: ctx{n}\n" for n in range(count))
    clusters = "".join(
        f"- cluster:\n    server: https://k{n}.prod.acme.com\n  name: c{n}\n" for n in range(count)
    )
    return f"apiVersion: v1\nclusters:\n{clusters}contexts:\n{contexts}current-context: ctx{count - 1}\nkind: Config\nusers: []\n"


@pytest.mark.parametrize("count", [1, 1500, 5000])
def test_a_kubeconfig_with_thousands_of_contexts_is_read_or_unknown(tmp_path: Path, count: int) -> None:
    (tmp_path / "app").mkdir()
    lay(tmp_path / ".kube/config", kubeconfig(count).encode())
    found = answer(tmp_path, "kubectl delete namespace x")
    assert found.decision == "deny", found.findings[0].target
    assert f"ctx{count - 1}" in found.findings[0].target.identity


def test_what_an_env_file_would_run_is_not_run_and_unknown(tmp_path: Path) -> None:
    app = tmp_path / "app"
    (app / "prisma").mkdir(parents=True)
    (app / "prisma/schema.prisma").write_text('datasource db {\n url = env("DATABASE_URL")\n}\n')
    (app / ".env").write_text(
        f"DATABASE_URL=postgres://u@$(touch {tmp_path}/ran; echo h)/app`touch {tmp_path}/ran`\n"
    )
    found = answer(tmp_path, "npx prisma migrate reset --force")
    assert found.decision in ("ask", "deny")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("mode", [0o666, 0o622])
def test_configuration_of_the_guard_that_others_may_write_makes_it_strict(tmp_path: Path, mode: int) -> None:
    (tmp_path / "app").mkdir()
    path = tmp_path / ".config/guard/config.toml"
    lay(path, b'[[environment]]\nmatch = "*"\nis = "ephemeral"\n')
    path.chmod(mode)
    env = {"HOME": str(tmp_path)}
    proposal = Proposal(text="psql -h db.acme.com -c 'DROP TABLE x'", cwd=str(tmp_path / "app"), env=env)
    assert Guard(env).answer(proposal).decision == "deny"


@pytest.mark.parametrize("damage", ["held", "tampered", "replaced", "a link"])
def test_a_ledger_that_cannot_be_used_is_asked_about(tmp_path: Path, damage: str) -> None:
    (tmp_path / "app").mkdir()
    env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    migration = Proposal(text="npx prisma db push", cwd=str(tmp_path / "app"), session="s",
                      env={**env, "DATABASE_URL": "postgres://u:p@localhost/app_test"})  # fmt: skip
    push = Proposal(text="rm -rf ~", cwd=str(tmp_path / "app"), env=env, session="s")
    guard = Guard(env)
    before = guard.answer(migration).decision
    guard.answer(push)
    path = Path(guard.state, "ledger-s")
    assert path.exists()
    holder = None
    if damage == "held":
        script = "import os,sys,time; d=os.open(sys.argv[1],os.O_RDWR); os.lockf(d,os.F_LOCK,0); print('held',flush=True); time.sleep(60)"
        holder = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
        assert holder.stdout is not None and holder.stdout.readline()
    elif damage == "tampered":
        path.write_bytes(path.read_bytes() + b"approved\teverything\n\0\n")
    elif damage == "replaced":
        path.chmod(0o666)
    else:
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
    try:
        after = Guard(env).answer(migration).decision
    finally:
        if holder is not None:
            holder.kill()
            holder.communicate()
    assert after == "ask" or (damage == "held" and after == before)
    assert Guard(env).answer(push).decision == "deny"


def test_json_twice_as_deep_as_any_reader_goes_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    lay(
        tmp_path / ".docker/config.json",
        json.dumps({"currentContext": "prod"}).encode()[:-1] + b',"a":' + b"[" * 90_000,
    )
    assert answer(tmp_path, "docker volume rm data").decision in ("ask", "deny")
