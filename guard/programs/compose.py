"""docker compose: ``down`` stops a project, ``down -v`` deletes its data.

Caught: ``docker compose down -v``, ``docker-compose rm -fsv``, ``docker compose down`` (on production).
Quiet: ``docker compose up -d``, ``docker compose build``, ``docker compose logs``, ``docker compose down``,
and everything of a project or file named for tests (``docker compose -f compose.test.yml down -v``).

Lost: the named and anonymous volumes of the project.
Back: only a dump brings the data back.
Instead: ``docker compose down`` without ``-v``, or ``docker compose stop``.

Facts: docs.docker.com/reference/cli/docker/compose/down.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Place
from guard.programs.subcommands import (
    Act,
    CommandLine,
    effect_of,
    hints_of,
    read_command,
    unknown_effect,
    word_set,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation, Value
    from guard.world import World

GLOBAL = word_set(
    "-f --file -p --project-name --project-directory --env-file --profile --ansi --progress "
    "--parallel -H --host -c --context --podman-path --podman-args"
)
LOCAL = {
    "down": frozenset(("-t", "--timeout", "--rmi")),
    "up": word_set("-t --timeout --scale --exit-code-from --attach --no-attach --pull --wait-timeout"),
    "rm": frozenset(),
    "logs": frozenset(("--tail", "-n", "--since", "--until", "--index")),
    "exec": word_set("-e --env -u --user -w --workdir --index"),
    "run": word_set(
        "-e --env -u --user -w --workdir -v --volume --name --entrypoint -l --label -p --publish "
        "--cap-add --pull"
    ),
}
QUIET = word_set(
    "ps ls list images logs top port events version config convert pull build exec run cp create "
    "start unpause stats attach wait watch volumes export bridge alpha systemd help"
) | {""}

_STOP = Act(
    "stop",
    "compose project",
    "R1",
    "B1",
    "the running services {name}",
    "they stop until they are started again",
    marks=("outage",),
    tags=("T1489",),
)
_DATA = Act(
    "delete",
    "compose volumes",
    "R4",
    "B1",
    "the data in the project's volumes",
    "-v deletes the volumes together with the containers",
    "docker compose down",
    ("outage",),
    ("T1485",),
)
_UP = Act("deploy", "compose project", "R0", "B1", why="services are created or replaced")
ACTS: dict[str, Act] = {
    "up": _UP,
    "scale": _UP,
    "restart": _STOP,
    "stop": _STOP,
    "kill": _STOP,
    "pause": _STOP,
    "down": _STOP,
    "publish": Act("publish", "compose project", "R2", "B1", why="the project is published to a registry"),
}


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What ``docker-compose`` or ``podman-compose`` does."""
    yield from compose_effects(invocation, invocation.argv[1:], ())


def compose_effects(
    invocation: Invocation, words: tuple[Value, ...], engine: tuple[tuple[str, Value], ...]
) -> Iterator[Effect]:
    """What ``compose`` with these words does; ``engine`` are the hints of ``docker`` itself."""
    command = read_command(words, GLOBAL, ("help", "alpha", "bridge"), LOCAL, anywhere=False)
    if command.path == "help" or command.options.has("--help", "--dry-run"):
        return
    place = _place(invocation, command, engine)
    volumes = command.options.has("-v", "--volumes")
    if command.path == "down" and volumes:
        yield effect_of("docker.compose-down-volumes", _DATA, command.names, place, invocation)
    elif command.path == "rm":
        yield from _rm(invocation, command, place)
    elif command.path == "push":
        act = Act(
            "publish",
            "image",
            "R2",
            "B1",
            why="the project's images are replaced for everybody who pulls them",
        )
        yield effect_of("docker.compose-push", act, command.names, Place("registry", "docker"), invocation)
    elif command.path in ACTS:
        if command.path == "up" and command.options.has("-V", "--renew-anon-volumes"):
            act = Act(
                "delete",
                "compose volumes",
                "R3",
                "B1",
                "the data in the project's anonymous volumes",
                "-V makes the anonymous volumes anew",
                "docker compose up",
            )
            yield effect_of("docker.compose-renew", act, command.names, place, invocation)
        act = _of_project(ACTS[command.path], command)
        yield effect_of(f"docker.compose-{command.path}", act, command.names, place, invocation)
    elif command.path not in QUIET:
        yield unknown_effect("docker.compose-unknown", invocation, f"compose {command.path}", place)


def _rm(invocation: Invocation, command: CommandLine, place: Place) -> Iterator[Effect]:
    if command.options.has("-v"):
        act = Act(
            "delete",
            "compose volumes",
            "R4",
            "B1",
            "the anonymous volumes of {name}",
            "-v takes the anonymous volumes along",
            "docker compose rm {name}",
            tags=("T1485",),
        )
    else:
        act = Act("delete", "container", "R1", "B1", "the stopped containers {name}")
    yield effect_of("docker.compose-rm", _of_project(act, command), command.names, place, invocation)


def _of_project(act: Act, command: CommandLine) -> Act:
    """An act on all services, where none is named."""
    if command.names:
        return act
    loss = act.loss.replace("of {name}", "of the project").replace(" {name}", "")
    return replace(act, loss=loss, instead=act.instead.replace(" {name}", ""))


def _place(invocation: Invocation, command: CommandLine, engine: tuple[tuple[str, Value], ...]) -> Place:
    files = tuple(("file", v) for v in command.leading.values("-f", "--file"))
    hints = (
        engine
        + files
        + hints_of(
            command.leading,
            {
                "project": ("-p", "--project-name"),
                "directory": ("--project-directory",),
                "env-file": ("--env-file",),
                "host": ("-H", "--host"),
                "context": ("-c", "--context"),
            },
        )
    )
    return Place("docker", "compose", hints)
