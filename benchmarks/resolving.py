"""What it costs to find out where a command lands and with which key, on a machine with much to read.

    python benchmarks/resolving.py [--repeat N] [--scoreboard]

The home holds a kubeconfig with 40 contexts, 60 AWS profiles, 200 ssh hosts, gcloud, docker, railway and
doppler configuration, the project env files, a schema and a terraform state. ``resolve`` is ``locate`` and
``credential_of`` for every effect of a command, medians over the rounds after one that warms up; looks are
questions to the file system. The bound is 3 ms, and nothing for a command without an effect.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time

from sections import write_section

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

BOUND = 3.0
"""Milliseconds."""
COMMANDS = (
    "git status", "ls -la src | head", "npm run build", "kubectl delete ns shop",
    "kubectl delete ns x --context c39",
    "aws rds delete-db-instance --db-instance-identifier x --profile p59", "gcloud sql instances delete x",
    "terraform destroy -auto-approve", "docker volume rm data", "ssh h199 'rm -rf /srv/data'",
    "railway down -y", "doppler secrets delete A -y", "npx prisma migrate reset --force",
    "psql service=live -c 'DROP TABLE x'", "mysql app -e 'DROP TABLE x'", "git push --force origin main",
    "curl -X DELETE -H \"Authorization: Bearer $RAILWAY_TOKEN\" https://api.acme.com/v1/x",
)  # fmt: skip


def lay(home: pathlib.Path) -> None:
    """A well-used machine."""
    contexts = "".join(f"- context:\n    cluster: k{n}\n    user: u{n}\n  name: c{n}\n" for n in range(40))
    clusters = "".join(f"- cluster:\n    server: https://k{n}.acme.com\n  name: k{n}\n" for n in range(40))
    users = "".join(f"- name: u{n}\n  user:\n    token: {'t' * 40}\n" for n in range(40))
    files = {
        ".kube/config": f"clusters:\n{clusters}contexts:\n{contexts}current-context: c7\nusers:\n{users}",
        ".aws/config": "".join(f"[profile p{n}]\nrole_arn=arn:aws:iam::{n:012d}:role/x\n" for n in range(60)),
        ".ssh/config": "".join(f"Host h{n}\n  HostName h{n}.acme.com\n  User u\n" for n in range(200)),
        ".config/gcloud/active_config": "a",
        ".config/gcloud/configurations/config_a": "[core]\nproject = acme-1\n",
        ".docker/config.json": json.dumps({"auths": {}, "currentContext": "default"}),
        ".railway/config.json": json.dumps({"projects": {f"{home}/app": {"environmentName": "staging"}}}),
        ".doppler/.doppler.yaml": f"scoped:\n  {home}/app:\n    enclave.config: stg\n",
        ".pg_service.conf": "[live]\nhost=db.acme.com\n", ".my.cnf": "[client]\nhost=db.acme.com\n",
        "app/.env": "A=1\n" * 60 + "DATABASE_URL=postgres://u:p@db.acme.com/app\n",
        "app/prisma/schema.prisma": 'datasource db {\n url = env("DATABASE_URL")\n}\n',
        "app/main.tf": 'resource "aws_instance" "a" {}\n',
        "app/.terraform/terraform.tfstate": json.dumps({"backend": {"config": {"bucket": "tf"}}}),
        "app/.git/HEAD": "ref: refs/heads/main\n", "app/.git/objects/x": "",
        "app/.git/refs/heads/main": "0" * 40,
        "app/.git/config": '[remote "origin"]\n\turl = git@github.com:acme/app.git\n',
    }  # fmt: skip
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)


def measured(command: str, home: pathlib.Path, repeat: int) -> tuple[int, float, int]:
    """Effects, milliseconds and looks of one command."""
    from guard.credentials.interface import credential_of
    from guard.model import Proposal
    from guard.pipeline import foresee
    from guard.policy.config import Config
    from guard.session.interface import NoSession
    from guard.targets.interface import locate
    from guard.world import World

    env = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "RAILWAY_TOKEN": "7f3e1c22-9a41-4c55-8b1d-0c3f5d1e2a77",
    }
    proposal = Proposal(text=command, cwd=str(home / "app"), env=env)
    times: list[float] = []
    looks = count = 0
    for _ in range(repeat + 1):
        world, session, config = World(str(home), start=str(home / "app")), NoSession(), Config()
        _, effects = foresee(proposal, world)
        count, before, start = len(effects), world._left, time.perf_counter()
        for effect in effects:
            credential_of(effect, locate(effect, world, session, config), world, session)
        times.append(1000 * (time.perf_counter() - start))
        looks = before - world._left
    return count, statistics.median(times[1:]), looks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--repeat", type=int, default=30)
    parser.add_argument("--scoreboard", action="store_true", help="write the table into docs/scoreboard.md")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        lay(home)
        rows = [(command, *measured(command, home, given.repeat)) for command in COMMANDS]
    lines = ["| command | effects | resolve | looks |", "|---|---|---|---|"]
    lines += [
        f"| `{c.replace('|', chr(92) + '|')}` | {n} | {ms:.2f} ms | {looks} |" for c, n, ms, looks in rows
    ]
    worst = max(ms for _, _, ms, _ in rows)
    told = f"the slowest {worst:.2f} ms, the bound {BOUND} ms, load {os.getloadavg()[0]:.1f}"
    text = f"`python benchmarks/resolving.py`: {told}.\n\n" + "\n".join(lines)
    print(text)
    if given.scoreboard:
        write_section("Resolving", text)
    sys.exit(worst > BOUND)


if __name__ == "__main__":
    main()
