"""docker, podman, nerdctl: containers come back, volumes do not.

Caught: ``docker volume rm pgdata`` (the data lives nowhere else), ``docker rm -fv db`` (``-v`` takes the
anonymous volumes along), ``docker rm -f $(docker ps -aq)`` and ``docker system prune -a --volumes`` (every
project on the host), ``docker run --privileged alpine`` and ``docker run -v /:/host alpine`` (the container
is the host).
Quiet: ``docker build .``, ``docker pull alpine``, ``docker ps``, ``docker logs web``, ``docker stop web``,
``docker rm web``, ``docker image prune``; everything that docker itself starts inside is judged on its own.

Lost: a volume's data, and images that were built here and pushed nowhere.
Back: a volume from a dump (``docker run --rm -v pgdata:/v alpine tar -c /v``), other images by a pull.
Instead: ``docker volume ls``, ``docker system df``, and a prune without ``--volumes``.

Related: hadolint reads Dockerfiles for other faults; none of its rules is about what is deleted.
Facts: docs.docker.com/reference/cli/docker (since 23.0 ``volume prune`` takes anonymous volumes only, without
``-a``), docs.podman.io (``podman volume prune`` takes every unused volume).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Place, known
from guard.programs.docker_tables import ACTS, GLOBAL, GROUPS, HOST_WIDE, LOCAL, QUIET
from guard.programs.subcommands import (
    Act,
    CommandLine,
    effect_of,
    hints_of,
    read_command,
    unknown_effect,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Blast, Effect, Invocation, Mark, Recoverability, Value
    from guard.world import World


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a docker, podman or nerdctl command does."""
    command = read_command(invocation.argv[1:], GLOBAL, GROUPS, LOCAL, anywhere=False)
    if command.path == "compose":
        from guard.programs.compose import compose_effects

        yield from compose_effects(invocation, _after(invocation, "compose"), _hints(command))
        return
    if command.path == "help" or command.options.has("--help"):
        return
    special = _SPECIAL.get(command.path)
    if special is not None:
        yield from special(invocation, command)
    elif command.path in ACTS:
        yield from _each(invocation, command, ACTS[command.path])
    elif command.path not in QUIET:
        yield unknown_effect("docker.unknown", invocation, command.path, Place("docker", invocation.program))


def _after(invocation: Invocation, word: str) -> tuple[Value, ...]:
    for index, value in enumerate(invocation.argv):
        if index and value.text == word:
            return invocation.argv[index + 1 :]
    return ()


def _hints(command: CommandLine) -> tuple[tuple[str, Value], ...]:
    return hints_of(
        command.leading,
        {
            "host": ("-H", "--host", "--url"),
            "context": ("-c", "--context", "--connection"),
            "config": ("--config",),
        },
    )


def _place(invocation: Invocation, command: CommandLine, *, host_wide: bool = False) -> Place:
    more = (("host-wide", known("yes")),) if host_wide else ()
    return Place("docker", invocation.program, _hints(command) + more)


def place_of(invocation: Invocation) -> Place:
    """The engine that a command line names, for what runs under ``docker exec``."""
    return _place(invocation, read_command(invocation.argv[1:], GLOBAL, GROUPS, LOCAL, anywhere=False))


def _rule(command: CommandLine) -> str:
    return "docker." + command.path.replace("container ", "").replace(" ", "-")


def _each(invocation: Invocation, command: CommandLine, act: Act) -> Iterator[Effect]:
    """One effect per operand, so that what this session made is told from what it did not."""
    every = command.options.has("-a", "--all") and not command.path.endswith("prune")
    swarm = command.path.startswith(("stack ", "service ", "swarm ", "secret ", "config ", "node "))
    wide = command.path in HOST_WIDE or every or swarm or any(lists_all(v) for v in command.operands)
    place = _place(invocation, command, host_wide=wide)
    if not command.operands or every:
        sure: Recoverability | None = (
            "R3" if every and act.operation == "delete" and act.recoverability < "R3" else None
        )
        yield effect_of(
            _rule(command), act, "all", place, invocation, blast="B3" if every else None, recoverability=sure
        )
    for word in command.operands:
        found = lists_all(word)
        blast: Blast | None = "B3" if found else None
        name = "everything that is listed" if found else word.skeleton
        marks: tuple[Mark, ...] = ("foreign-object",) if found else ()
        if found:
            act = replace(act, loss=f"everything that is listed: each {act.kind}", instead="")
        yield effect_of(_rule(command), act, name, place, invocation, value=word, blast=blast, marks=marks)


_LISTS = frozenset(("ps", "ls", "list", "images"))


def lists_all(word: Value) -> bool:
    """``$(docker ps -aq)``: every container (volume, image) of the host, no filter in between; not the one
    that ``$(docker run -d …)`` has just made, nor those of a project (``docker compose ps -q``)."""
    for hole in word.holes:
        engines = [p for p in hole.producers if p.program in ("docker", "podman", "nerdctl")]
        listing = [p for p in engines if _LISTS & {*p.words[1:4]} and "compose" not in p.words[1:4]]
        narrowed = any(
            p.program in ("grep", "rg", "awk", "head", "tail", "sed", "jq") for p in hole.producers
        )
        for producer in listing:
            filtered = any(
                v.prefix.startswith(("-f", "--filter", "-n", "-l", "-qf", "-aqf")) for v in producer.argv[1:]
            )
            if not filtered and not narrowed:
                return True
    return False


# ------------------------------------------------------------------------- containers, images


def _rm(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    options = command.options
    volumes = options.has("-v", "--volumes")
    forced = options.has("-f", "--force")
    act = Act(
        "delete",
        "container",
        "R4" if volumes else "R1",
        "B1",
        "container {name} with its anonymous volumes"
        if volumes
        else "container {name} and what was written inside",
        "-v takes the anonymous volumes along, where databases keep their data" if volumes else "",
        "docker stop {name}",
        ("outage",) if forced else (),
        ("T1485",) if volumes else (),
    )
    if options.has("-a", "--all") and "podman" in invocation.program:
        yield _every_container(invocation, command, act, forced)
    for word in command.operands:
        if lists_all(word):
            yield _every_container(invocation, command, act, forced)
        else:
            unclear = (
                act.recoverability == "R1"
                and word.text is None
                and not word.prefix
                and not word.holes[0].producers
            )
            yield effect_of(
                "docker.rm",
                act,
                word.skeleton,
                _place(invocation, command),
                invocation,
                value=word,
                recoverability="R3" if unclear else None,
            )


def _every_container(invocation: Invocation, command: CommandLine, act: Act, forced: bool) -> Effect:
    """Without force only stopped containers go."""
    wide = Act(
        "delete",
        "container",
        ("R4" if act.recoverability == "R4" else "R3") if forced else "R2",
        "B3" if forced else "B2",
        "every container of this host, those of other projects too" if forced else "every stopped container",
        "nothing tells the containers of this project from others",
        "docker compose down",
        act.marks,
        act.tags,
    )
    return effect_of(
        "docker.rm-all", wide, "every container", _place(invocation, command, host_wide=True), invocation
    )


def _rmi(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    forced = command.options.has("-f", "--force")
    every = command.options.has("-a", "--all") or any(lists_all(v) for v in command.operands)
    act = Act(
        "delete",
        "image",
        "R2" if forced or every else "R1",
        "B2" if every else "B1",
        "image {name}; if it was built here and pushed nowhere, for good",
        "a forced removal takes images that are tagged or in use" if forced else "",
        "docker image prune",
    )
    place = _place(invocation, command, host_wide=forced or every)
    yield effect_of("docker.rmi", act, command.names or "all", place, invocation)


def _image_prune(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    if command.options.has("-a", "--all"):
        act = Act(
            "delete",
            "image",
            "R2",
            "B2",
            "every image that no container uses, those built here too",
            instead="docker image prune",
        )
        yield effect_of(
            "docker.image-prune",
            act,
            "unused images",
            _place(invocation, command, host_wide=True),
            invocation,
        )


def _volume_prune(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    podman = "podman" in invocation.program
    every = podman or command.options.has("-a", "--all") or _all_filter(command)
    yield _pruned_volumes(invocation, command, every)


def _all_filter(command: CommandLine) -> bool:
    return any(v.text in ("all=1", "all=true") for v in command.options.values("--filter"))


def _pruned_volumes(invocation: Invocation, command: CommandLine, every: bool) -> Effect:
    act = Act(
        "delete",
        "volume",
        "R4",
        "B2" if every else "B1",
        "every volume that no running or stopped container holds"
        if every
        else "every anonymous volume without a container",
        "the volumes of stopped projects are among them; a prune cannot tell them apart",
        f"{invocation.program} volume ls --filter dangling=true",
        tags=("T1485",),
    )
    place = _place(invocation, command, host_wide=True)
    return effect_of("docker.volume-prune", act, "unused volumes", place, invocation)


def _system_prune(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    if command.options.has("--volumes"):
        yield _pruned_volumes(invocation, command, True)
    yield from _each(invocation, command, ACTS["system prune"])


def _push(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    act = Act(
        "publish",
        "image",
        "R2",
        "B1",
        why="{name} is replaced for everybody who pulls it",
        instead="docker image inspect {name}",
    )
    for word in command.operands or (known(""),):
        place = Place("registry", "docker", (("image", word),))
        yield effect_of("docker.push", act, word.skeleton, place, invocation, value=word)


def _inspect(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    form = command.options.value("-f", "--format")
    text = form.skeleton if form is not None else ""
    if ".Env" in text or "json .Config}" in text.replace(" }", "}"):
        act = Act(
            "reveal",
            "environment",
            why="the variables of {name} are printed, secrets among them",
            instead="docker inspect {name} --format '{{.State.Status}}'",
            tags=("T1552.007",),
        )
        yield effect_of("docker.inspect-env", act, command.names, _place(invocation, command), invocation)


def _run(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    from guard.programs.docker_run import grants

    for act in grants(command.options):
        yield effect_of(
            "docker.run",
            act,
            command.names.split(",")[0],
            _place(invocation, command, host_wide=True),
            invocation,
        )


def _cp(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    if len(command.operands) != 2:
        return
    source, target = command.operands
    if ":" in target.prefix or target.text == "-" or ":" not in source.prefix:
        return
    act = Act("overwrite", "file", loss="what {name} holds now")
    yield effect_of("docker.cp", act, target.skeleton, Place("path"), invocation, value=target)


def _build(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    outputs = " ".join(v.skeleton for v in command.options.values("-o", "--output"))
    if not command.options.has("--push") and "type=registry" not in outputs and "push=true" not in outputs:
        return
    act = Act("publish", "image", "R2", "B1", why="{name} is replaced for everybody who pulls it")
    for word in command.options.values("-t", "--tag") or (known("the image"),):
        place = Place("registry", "docker", (("image", word),))
        yield effect_of("docker.build-push", act, word.skeleton, place, invocation, value=word)


_SPECIAL = {
    "build": _build,
    "buildx build": _build,
    "buildx bake": _build,
    "image build": _build,
    "builder build": _build,
    "rm": _rm,
    "container rm": _rm,
    "container remove": _rm,
    "rmi": _rmi,
    "image rm": _rmi,
    "image remove": _rmi,
    "image prune": _image_prune,
    "volume prune": _volume_prune,
    "system prune": _system_prune,
    "push": _push,
    "image push": _push,
    "manifest push": _push,
    "inspect": _inspect,
    "container inspect": _inspect,
    "run": _run,
    "create": _run,
    "container run": _run,
    "container create": _run,
    "cp": _cp,
    "container cp": _cp,
}
