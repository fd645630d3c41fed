"""Which key, so which account: ours is that of ``aws configure list``, step by step."""

from __future__ import annotations

import pytest
from asking import Ground, needed, said

from guard.targets.aws import account_of_key

KEYS = {"default": "AKIAYOMVYM3VB3A2B7C4", "prod": "ASIAQNZGKIQY56JQ7WML", "dev": "AKIA2E3F4G5H6I7J2K3L",
        "both": "AKIAZZZZYYYY22223333", "env": "AKIA7777666655554444"}  # fmt: skip
SECRET = "x" * 40
FILES = {
    "~/.aws/credentials": "".join(
        f"[{name}]\naws_access_key_id = {KEYS[name]}\naws_secret_access_key = {SECRET}\n"
        for name in ("default", "prod", "both")
    ),
    "~/.aws/config": f"[default]\nregion = eu-west-1\n[profile dev]\naws_access_key_id={KEYS['dev']}\n"
    f"aws_secret_access_key={SECRET}\n[profile both]\naws_access_key_id={KEYS['dev']}\naws_secret_access_key={SECRET}\n",
    "other": f"[default]\naws_access_key_id={KEYS['dev']}\naws_secret_access_key={SECRET}\n",
    "cfg": f"[profile prod]\naws_access_key_id={KEYS['dev']}\naws_secret_access_key={SECRET}\n[default]\n",
}
ENV = {"AWS_ACCESS_KEY_ID": KEYS["env"], "AWS_SECRET_ACCESS_KEY": SECRET}
STEPS = [
    pytest.param("", {}, id="the default profile"),
    pytest.param("--profile prod", {}, id="--profile"),
    pytest.param("--profile=prod", {}, id="--profile="),
    pytest.param("--profile prod --profile dev", {}, id="the last --profile"),
    pytest.param("--profile dev", {}, id="a profile of the configuration file"),
    pytest.param("--profile both", {}, id="the credentials file before the configuration file"),
    pytest.param("", {"AWS_PROFILE": "prod"}, id="AWS_PROFILE"),
    pytest.param("", {"AWS_DEFAULT_PROFILE": "prod"}, id="AWS_DEFAULT_PROFILE"),
    pytest.param("", {"AWS_DEFAULT_PROFILE": "prod", "AWS_PROFILE": "dev"}, id="both of them"),
    pytest.param("", ENV, id="keys of the environment before the default profile"),
    pytest.param("", {**ENV, "AWS_PROFILE": "prod"}, id="keys of the environment before AWS_PROFILE"),
    pytest.param("--profile prod", ENV, id="--profile before the keys of the environment"),
    pytest.param("--profile dev", {"AWS_PROFILE": "prod"}, id="--profile before AWS_PROFILE"),
    pytest.param("", {"AWS_SHARED_CREDENTIALS_FILE": "other"}, id="another credentials file"),
    pytest.param("--profile dev", {"AWS_CONFIG_FILE": "cfg"}, id="a profile that the other file has not"),
]  # fmt: skip


@pytest.mark.parametrize(("flags", "env"), STEPS)
def test_the_account_is_that_of_the_key_that_aws_takes(
    ground: Ground, flags: str, env: dict[str, str]
) -> None:
    needed("aws", "tests/precedence/install.sh")
    ground.write(FILES)
    env = {**env, "AWS_EC2_METADATA_DISABLED": "true"}
    theirs = ground.told("aws", "configure", "list", *flags.split(), env=env, error=True)
    shown = next((line.split() for line in theirs.splitlines() if line.split()[:1] == ["access_key"]), [])
    tail = next((word[-4:] for word in shown if word.startswith("****")), "")
    account = next((account_of_key(key) for key in KEYS.values() if tail and key.endswith(tail)), "")
    evidence = ground.target(f"aws rds delete-db-instance --db-instance-identifier x {flags}", env).evidence
    assert said(evidence, "account") == account
