"""Containers come back, volumes do not; the engine decides the rest."""

from __future__ import annotations

import hashlib
import json

import pytest

from guard.model import Invocation, Variable, known, unknown

ASKS = [
    pytest.param("docker volume rm pgdata", "ask", id="a volume's data lives nowhere else"),
    pytest.param("docker rm -fv pg", "ask", id="anonymous volumes go with the container"),
    pytest.param("docker compose down -v", "ask", id="the volumes of a compose project"),
    pytest.param("docker-compose down --volumes", "ask", id="the older spelling"),
    pytest.param("docker compose -f a.yml --profile x down --rmi all -v", "ask", id="options in between"),
    pytest.param("docker compose rm -fsv", "ask", id="anonymous volumes of a compose project"),
    pytest.param("docker volume prune -f", "ask", id="anonymous volumes without a container"),
    pytest.param("docker volume prune -af", "deny", id="every unused volume of the host"),
    pytest.param("podman volume prune -f", "deny", id="podman takes named volumes too"),
    pytest.param("docker system prune -af --volumes", "deny", id="everything unused, volumes among it"),
    pytest.param("podman image prune -a -f", "ask", id="all unused images of the host"),
    pytest.param("podman rmi -f abc def", "ask", id="a forced removal of images"),
    pytest.param("podman system reset -f", "deny", id="everything podman has"),
    pytest.param("docker run --privileged x", "ask", id="a container with the host's devices"),
    pytest.param("docker run --rm -v /:/host alpine sh", "deny", id="the host's root in a container"),
    pytest.param("docker run --mount type=bind,source=/,target=/h alpine", "deny", id="the same by --mount"),
    pytest.param(
        "docker run -v /var/run/docker.sock:/var/run/docker.sock x", "ask", id="the engine's socket"
    ),
    pytest.param("docker inspect db --format '{{.Config.Env}}'", "ask", id="a container's variables"),
    pytest.param("docker push acme/app:1", "ask", id="a public registry"),
    pytest.param("docker frobnicate x", "ask", id="a sub-command that nobody knows"),
    pytest.param("docker swarm leave --force", "ask", id="the swarm's state"),
    pytest.param("docker --context prod1 restart web", "deny", id="a restart on a production engine"),
    pytest.param("docker -H tcp://10.0.0.1:2375 volume rm x", "ask", id="a remote engine of unknown use"),
]

QUIET = [
    pytest.param("docker ps -a", id="listing"), pytest.param("docker build -t x -f Dockerfile .",
        id="building"),
    pytest.param("docker run --rm -v /home/u/app:/app node npm test", id="a project folder in a container"),
    pytest.param("docker rm -f pg", id="a named container comes back"), pytest.param("docker stop web",
        id="stopping"),
    pytest.param("docker compose up -d", id="starting a project"), pytest.param("docker compose down",
        id="stopping a project"),
    pytest.param("docker compose -f compose.test.yml down -v", id="a project named for tests"),
    pytest.param("docker compose -p ci-4711 down -v", id="a project that CI made"),
    pytest.param("docker image prune -f", id="dangling images"), pytest.param("docker builder prune -f",
        id="the build cache"),
    pytest.param("docker rmi old", id="an unused image"), pytest.param("docker volume ls", id="listing "
        "volumes"),
    pytest.param("docker push localhost:5000/app:dev", id="a local registry"), pytest.param("docker volume "
        "rm --help", id="help"),
    pytest.param("docker inspect db --format '{{.State.Status}}'", id="a container's state"),
    pytest.param("docker system df", id="disk use"), pytest.param("docker run -v /etc/ssl:/etc/ssl:ro x",
        id="a read-only folder"),
    pytest.param("docker compose logs -f web", id="logs"), pytest.param("docker context use prod",
        id="switching by itself"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "decision"), ASKS)
def test_is_stopped(machine, command, decision):
    assert machine.decide(command) == decision


@pytest.mark.parametrize("command", QUIET)
def test_stays_quiet(machine, command):
    assert machine.decide(command) == "allow"


def listing(text):
    return unknown("output of docker", (Invocation(tuple(known(w) for w in text.split())),), splits=True)


def test_every_container_of_the_host_is_more_than_one_project(machine):
    assert machine.decide(["docker", "rm", "-f", listing("docker ps -aq")]) == "deny"


def test_a_filter_narrows_it(machine):
    assert machine.decide(["docker", "rm", "-f", listing("docker ps -aq -f name=web")]) == "allow"
    assert machine.decide(["docker", "stop", listing("docker ps -q -f name=web")]) == "allow"


def test_a_volume_whose_name_is_unknown_asks(machine):
    assert machine.decide(["docker", "volume", "rm", unknown("$VOLUME")]) == "ask"


def test_a_volume_made_in_this_session_may_go(machine):
    machine.made = (("volume", "test_pg"),)
    assert machine.decide("docker volume rm test_pg") == "allow"
    assert machine.decide("docker volume rm test_pg pgdata") == "ask"


def context(machine, name, host):
    digest = hashlib.sha256(name.encode()).hexdigest()
    machine.write(
        f"~/.docker/contexts/meta/{digest}/meta.json",
        json.dumps({"Name": name, "Endpoints": {"docker": {"Host": host}}}),
    )


PRECEDENCE = [
    pytest.param("docker -H unix:///run/docker.sock volume rm x", {"DOCKER_HOST": "ssh://prod.acme.com"},
        "E1", id="the host flag"),
    pytest.param("docker -c web volume rm x", {"DOCKER_HOST": "unix:///x"}, "E4", id="the context flag, "
        "looked up"),
    pytest.param("docker volume rm x", {"DOCKER_HOST": "ssh://u@prod.acme.com", "DOCKER_CONTEXT": "lab"},
        "E4", id="DOCKER_HOST"),
    pytest.param("docker volume rm x", {"DOCKER_CONTEXT": "web"}, "E4", id="DOCKER_CONTEXT"),
    pytest.param("docker volume rm x", {"guard:docker-context": "web"}, "E4", id="an earlier switch in the "
        "text"),
    pytest.param("docker volume rm x", {}, "E3", id="the current context of the configuration"),
    pytest.param("docker volume rm x", {"DOCKER_CONTEXT": "default"}, "E1", id="the default context is "
        "local"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "variables", "environment"), PRECEDENCE)
def test_the_engine_is_found_in_dockers_own_order(machine, command, variables, environment):
    machine.write("~/.docker/config.json", json.dumps({"currentContext": "lab"}))
    context(machine, "web", "ssh://deploy@web1.prod.acme.com")
    context(machine, "lab", "tcp://192.0.2.7:2376")
    given = {name: Variable(known(value), "environment") for name, value in variables.items()}
    assert machine.environment(command, variables=given) == environment


def test_an_empty_volume_store_has_nothing_to_lose(machine):
    (machine.home / ".local/share/containers/storage/volumes").mkdir(parents=True)
    assert machine.decide("podman volume prune -f") == "allow"
    (machine.home / ".local/share/containers/storage/volumes/pg").mkdir()
    assert machine.decide("podman volume prune -f") == "deny"


def test_every_container_of_the_host_stops_only_after_a_question(machine):
    assert machine.decide(["docker", "stop", listing("docker ps -q")]) == "ask"
    assert machine.decide("podman pod rm -fa") == "deny"


@pytest.mark.parametrize("option", ["--push", "--output=type=registry"])
def test_a_build_that_pushes_publishes(machine, option):
    assert machine.decide(f"docker buildx build {option} -t acme/x .") == "ask"
    assert machine.decide(f"docker buildx build {option} -t localhost:5000/x .") == "allow"


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param(
            "ID=$(docker run -d redis); docker rm -f $ID", "allow", id="the one that was just started"
        ),
        pytest.param("C=$(docker create x) && docker rm $C", "allow", id="the one that was just made"),
        pytest.param("docker rm -f $(docker compose ps -q)", "allow", id="those of the project"),
        pytest.param("docker rm -f $(docker container ls -aq)", "deny", id="every one, by the longer name"),
    ],
)
def test_which_containers_a_substitution_names(command, expected):
    from guard.model import Proposal
    from guard.pipeline import judge
    from guard.policy.config import Config
    from guard.session.interface import NoSession
    from tests.recorded import RecordedWorld

    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u"})
    assert judge(proposal, RecordedWorld({}), NoSession(), Config()).decision == expected
