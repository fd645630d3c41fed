"""Which engine: ours is that of ``docker context inspect``, step by step."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from asking import Ground, needed

CONTEXTS = {
    "prod": "ssh://deploy@prod-1.acme.com",
    "lab": "tcp://10.0.0.7:2376",
    "here": "unix:///run/mine.sock",
}
FILES = {
    f"~/.docker/contexts/meta/{sha256(name.encode()).hexdigest()}/meta.json": json.dumps(
        {"Name": name, "Metadata": {}, "Endpoints": {"docker": {"Host": host, "SkipTLSVerify": False}}}
    )
    for name, host in CONTEXTS.items()
}
CURRENT = {"~/.docker/config.json": json.dumps({"currentContext": "prod"})}
STEPS = [
    pytest.param("", {}, {}, id="nothing chosen"),
    pytest.param("", {}, CURRENT, id="the chosen context"),
    pytest.param("--context lab", {}, CURRENT, id="--context before it"),
    pytest.param("-c lab", {}, CURRENT, id="-c"),
    pytest.param("", {"DOCKER_CONTEXT": "lab"}, CURRENT, id="DOCKER_CONTEXT before it"),
    pytest.param("", {"DOCKER_HOST": "tcp://staging.acme.com:2376"}, CURRENT, id="DOCKER_HOST before it"),
    pytest.param("", {"DOCKER_HOST": "tcp://staging.acme.com:2376", "DOCKER_CONTEXT": "lab"}, CURRENT, id="both"),
    pytest.param("-c lab", {"DOCKER_CONTEXT": "prod"}, {}, id="-c before DOCKER_CONTEXT"),
    pytest.param("-c lab", {"DOCKER_HOST": "tcp://staging.acme.com:2376"}, {}, id="-c before DOCKER_HOST"),
    pytest.param("-H tcp://web.acme.com:2376", {"DOCKER_CONTEXT": "prod"}, CURRENT, id="-H before all of them"),
    pytest.param("--host=tcp://web.acme.com:2376", {}, CURRENT, id="--host="),
    pytest.param("", {"DOCKER_CONTEXT": "default"}, CURRENT, id="the default by name"),
    pytest.param("", {"DOCKER_CONTEXT": ""}, CURRENT, id="an empty DOCKER_CONTEXT"),
    pytest.param("", {"DOCKER_CONFIG": "DIR/elsewhere"}, CURRENT, id="another folder of configuration"),
]  # fmt: skip


@pytest.mark.parametrize(("flags", "env", "files"), STEPS)
def test_the_engine_is_the_one_that_docker_would_ask(
    ground: Ground, flags: str, env: dict[str, str], files: dict[str, str]
) -> None:
    needed("docker", "docker-cli")
    ground.write({**FILES, **files, "elsewhere/config.json": "{}"})
    env = {name: value.replace("DIR", str(ground.folder)) for name, value in env.items()}
    path = "{{.Endpoints.docker.Host}}"
    given = flags.split("-H ")[-1].split("--host=")[-1] if "-H" in flags or "--host" in flags else ""
    theirs = given or ground.told("docker", *flags.split(), "context", "inspect", "--format", path, env=env)
    target = ground.target(f"docker {flags} volume rm data", env)
    engine = next((e.what[7:] for e in target.evidence if e.what.startswith("engine ")), "")
    assert (engine or "unix:///var/run/docker.sock") == theirs
    assert (target.environment <= "E1") is theirs.startswith("unix:")
