"""Which key, so which account: ours is that of ``aws configure list``, step by step, of both versions of aws.

Which endpoint: the address that a call connects to, for the version that reads endpoints from its files.
"""

from __future__ import annotations

import os
import subprocess
from functools import cache

import pytest
from asking import Ground
from listening import PORT, Listener

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


@cache
def program_of(major: int) -> str:
    """An ``aws`` of that version, of those on PATH and Debian's."""
    for folder in (*os.environ["PATH"].split(":"), "/usr/bin"):
        path = f"{folder}/aws"
        if os.access(path, os.X_OK):
            done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
            if (done.stdout + done.stderr).startswith(f"aws-cli/{major}."):
                return path
    return ""


def aws(major: int) -> str:
    found = program_of(major)
    if not found:
        pytest.skip(f"needs version {major} of aws (tests/precedence/install.sh)")
    return found


@pytest.mark.parametrize("major", [1, pytest.param(2, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("flags", "env"), STEPS)
def test_the_account_is_that_of_the_key_that_aws_takes(
    ground: Ground, flags: str, env: dict[str, str], major: int
) -> None:
    program = aws(major)
    ground.write(FILES)
    env = {**env, "AWS_EC2_METADATA_DISABLED": "true"}
    theirs = ground.told(program, "configure", "list", *flags.split(), env=env, error=True)
    shown = next((line.split() for line in theirs.splitlines() if line.split()[:1] == ["access_key"]), [])
    tail = next((word[-4:] for word in shown if word.startswith("****")), "")
    account = next((account_of_key(key) for key in KEYS.values() if tail and key.endswith(tail)), "")
    evidence = ground.target(f"aws rds delete-db-instance --db-instance-identifier x {flags}", env).evidence
    ours = [link.what.removeprefix("account ") for link in evidence if link.what.startswith("account ")]
    if len(env.keys() & {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) == 2:
        assert account in ours, "the versions differ, so both count"
    else:
        assert ours == [account] * bool(account)


# ---------------------------------------------------------------------------------- endpoints


def at(last: int) -> str:
    return f"http://127.0.0.{last}:{PORT}"


LIVE = {"AWS_ACCESS_KEY_ID": KEYS["env"], "AWS_SECRET_ACCESS_KEY": SECRET}
CONFIG = {
    "~/.aws/config": f"[default]\nregion = eu-west-1\n[profile whole]\nendpoint_url = {at(2)}\n"
    f"[profile some]\nservices = mine\n[profile both]\nservices = mine\nendpoint_url = {at(2)}\n"
    f"[services mine]\ns3 =\n  endpoint_url = {at(3)}\ndynamodb =\n  endpoint_url = {at(4)}\n"
    f"[profile off]\nendpoint_url = {at(2)}\nignore_configured_endpoint_urls = true\n",
    "~/.aws/credentials": "".join(
        f"[{name}]\naws_access_key_id = {KEYS['dev']}\naws_secret_access_key = {SECRET}\n"
        for name in ("whole", "some", "both", "off")
    ),
}
ENDPOINTS = [
    pytest.param(f"--endpoint-url {at(5)}", {}, id="--endpoint-url"),
    pytest.param(f"--endpoint-url={at(5)} --profile whole", {"AWS_ENDPOINT_URL": at(6)}, id="it before everything"),
    pytest.param("", {"AWS_ENDPOINT_URL": at(6)}, id="AWS_ENDPOINT_URL"),
    pytest.param("", {"AWS_ENDPOINT_URL": at(6), "AWS_ENDPOINT_URL_S3": at(7)}, id="the service's variable"),
    pytest.param("", {"AWS_ENDPOINT_URL_DYNAMODB": at(7), "AWS_ENDPOINT_URL": at(6)}, id="another service's variable"),
    pytest.param("--profile whole", {}, id="the profile's endpoint"),
    pytest.param("", {"AWS_PROFILE": "whole"}, id="the endpoint of AWS_PROFILE"),
    pytest.param("--profile whole", {"AWS_ENDPOINT_URL": at(6)}, id="the variable before the profile"),
    pytest.param("--profile some", {}, id="the service's endpoint"),
    pytest.param("--profile both", {}, id="the service's endpoint before the profile's"),
    pytest.param("--profile both", {"AWS_ENDPOINT_URL": at(6)}, id="the variable before the service's"),
    pytest.param("--profile both", {"AWS_ENDPOINT_URL_S3": at(7)}, id="the service's variable before its section"),
    pytest.param("--profile off", {}, id="ignore_configured_endpoint_urls in the profile"),
    pytest.param("--profile whole", {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, id="AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"),
    pytest.param("", {"AWS_ENDPOINT_URL": at(6), "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, id="it against a variable"),
    pytest.param(f"--endpoint-url {at(5)}", {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}, id="it against the flag"),
    pytest.param("--profile whole", {"AWS_CONFIG_FILE": "none"}, id="a file without that profile"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("flags", "env"), ENDPOINTS)
def test_the_endpoint_is_the_one_that_aws_connects_to(
    listener: Listener, ground: Ground, flags: str, env: dict[str, str]
) -> None:
    """What would leave the machine goes to a proxy on 127.0.0.9, which is AWS itself."""
    program = aws(1)
    ground.write(CONFIG)
    away = {"AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true", "NO_PROXY": "127.0.0.0/8,127.0.0.2,"
            "127.0.0.3,127.0.0.4,127.0.0.5,127.0.0.6,127.0.0.7", "HTTPS_PROXY": at(9), "HTTP_PROXY": at(9)}  # fmt: skip
    listener.asked.clear()
    told = ground.told(
        program, "s3api", "list-buckets", *flags.split(), env={**env, **LIVE, **away}, error=True
    )
    theirs = listener.asked[0][0] if listener.asked else "127.0.0.9"
    ours = ground.target(f"aws s3 rb s3://shop --force {flags}", {**env, **LIVE}).identity
    assert ours.startswith("aws/") == (theirs == "127.0.0.9"), (ours, theirs, told)
    assert ours.startswith("aws/") or theirs in ours, (ours, theirs, told)
