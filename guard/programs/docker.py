"""docker, podman, nerdctl: containers come back, volumes do not.

Caught: ``docker volume rm pgdata`` (the data lives nowhere else), ``docker rm -fv db`` (``-v`` takes the
anonymous volumes along), ``docker rm -f $(docker ps -aq)`` and ``system prune -a --volumes`` (every
project on the host), ``run --privileged`` and ``run -v /:/host`` (the container is the host).
Quiet: ``build``, ``pull``, ``ps``, ``logs``, ``stop``, ``rm`` of a named container, ``image prune``
without ``-a``; everything that docker itself starts inside is judged on its own.

Lost: a volume's data, unless it was dumped (``docker run --rm -v pgdata:/v alpine tar -c /v``). Images
come back by a pull, except those that were built here and pushed nowhere.

Facts: docs.docker.com/reference/cli/docker (since 23.0 ``volume prune`` takes anonymous volumes only,
without ``-a``), docs.podman.io (``podman volume prune`` takes every unused volume).
"""

from __future__ import annotations

from guard.model import Place, known
from guard.programs.subcommands import Act, CommandLine, effect_of, hints_of, read_command, unknown_effect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Blast, Effect, Invocation, Value
    from guard.world import World

GLOBAL = frozenset(
    [
        "-H",
        "--host",
        "-c",
        "--context",
        "--config",
        "-l",
        "--log-level",
        "--tlscacert",
        "--tlscert",
        "--tlskey",
        "--url",
        "--connection",
        "--identity",
        "--root",
        "--runroot",
        "--storage-driver",
        "--storage-opt",
        "--cgroup-manager",
        "--network-cmd-path",
        "--tmpdir",
        "--namespace",
        "--address",
        "-a",
        "-n",
        "--data-root",
        "--snapshotter",
    ]
)
_RUN = frozenset(
    [
        "-v",
        "--volume",
        "--mount",
        "-e",
        "--env",
        "--env-file",
        "--name",
        "-p",
        "--publish",
        "-w",
        "--workdir",
        "-u",
        "--user",
        "--network",
        "--net",
        "--ip",
        "--link",
        "--entrypoint",
        "-h",
        "--hostname",
        "--label",
        "-l",
        "--restart",
        "--cpus",
        "-m",
        "--memory",
        "--shm-size",
        "--device",
        "--cap-add",
        "--cap-drop",
        "--security-opt",
        "--pid",
        "--ipc",
        "--uts",
        "--userns",
        "--ulimit",
        "--log-driver",
        "--log-opt",
        "--add-host",
        "--dns",
        "--platform",
        "--pull",
        "--gpus",
        "--tmpfs",
        "--volumes-from",
        "--volume-driver",
        "--health-cmd",
        "--stop-signal",
        "--stop-timeout",
        "--cidfile",
        "--runtime",
        "-c",
        "--cpu-shares",
        "--expose",
        "--group-add",
        "--network-alias",
        "--annotation",
        "--pod",
        "--secret",
    ]
)
LOCAL = dict.fromkeys(("run", "create", "container run", "container create"), _RUN) | {
    "rm": frozenset(("-t", "--time", "--filter", "--depend")),
    "container rm": frozenset(("--filter",)),
    "inspect": frozenset(("-f", "--format", "--type")),
    "container inspect": frozenset(("-f", "--format")),
    "volume prune": frozenset(("--filter",)),
    "system prune": frozenset(("--filter",)),
    "image prune": frozenset(("--filter",)),
    "container prune": frozenset(("--filter",)),
    "swarm leave": frozenset(),
}  # fmt: skip
_GROUPS = (
    "container image volume network system builder buildx context plugin swarm node service stack secret "
    "config "
    "manifest trust pod machine kube play generate artifact farm checkpoint scout model help "
    "trust key,trust signer,buildx imagetools,system connection"
)
GROUPS = tuple(_GROUPS.split(",")[0].split()) + tuple(_GROUPS.split(",")[1:])

_READS = [
    "ps",
    "ls",
    "list",
    "images",
    "logs",
    "stats",
    "top",
    "port",
    "diff",
    "history",
    "search",
    "version",
    "info",
    "events",
    "wait",
    "attach",
    "start",
    "unpause",
    "rename",
    "update",
    "build",
    "pull",
    "tag",
    "commit",
    "save",
    "load",
    "import",
    "export",
    "login",
    "logout",
    "exec",
    "cp",
    "create",
    "run",
    "inspect",
    "df",
    "create",
    "mount",
    "unmount",
    "exists",
    "healthcheck",
    "init",
    "debug",
    "scout",
    "cagent",
    "sandbox",
    "mcp",
    "model",
    "ai",
    "desktop",
    "extension",
    "offload",
    "dial-stdio",
]
QUIET = frozenset(_READS) | frozenset((
    "", "help", "system df", "system info", "system events", "system dial-stdio", "volume ls", "volume "
    "list", "volume create",
    "volume inspect", "volume exists", "volume export", "volume mount", "volume unmount", "volume reload",
    "network ls",
    "network list", "network create", "network inspect", "network connect", "network exists", "context ls",
    "context list",
    "context show", "context use", "context inspect", "context create", "context export", "context import",
    "context update",
    "builder build", "buildx build", "buildx bake", "buildx ls", "buildx create", "buildx inspect", "buildx "
    "use", "buildx du",
    "buildx version", "buildx stop", "buildx history", "buildx imagetools inspect", "buildx dial-stdio",
    "buildx install",
    "image ls", "image list", "image inspect", "image pull", "image build", "image tag", "image history",
    "image save",
    "image load", "image import", "image exists", "image tree", "image search", "image mount", "image diff",
    "plugin ls",
    "plugin inspect", "swarm init", "swarm join", "swarm join-token", "swarm ca", "swarm unlock", "node ls",
    "node ps",
    "node inspect", "service ls", "service ps", "service inspect", "service logs", "stack ls", "stack ps",
    "stack services",
    "stack config", "secret ls", "secret inspect", "secret create", "config ls", "config inspect", "config "
    "create",
    "manifest inspect", "manifest create", "manifest annotate", "manifest add", "trust inspect", "pod ps",
    "pod ls",
    "pod inspect", "pod create", "pod logs", "pod stats", "pod top", "pod start", "pod exists", "machine "
    "ls", "machine list",
    "machine info", "machine inspect", "machine init", "machine start", "machine ssh", "machine set", "kube "
    "generate",
    "generate kube", "generate systemd", "system connection ls", "system connection list", "system "
    "connection add",
    "system connection default", "system service", "system check", "model ls", "model run", "model pull",
)) | {f"container {verb}" for verb in _READS}  # fmt: skip
"""Sub-commands that change nothing, add something new, or whose inner command is judged on its own."""

_STOP = Act("stop", "container", "R1", "B1", "the service of {name}", "it stops until it is started again",
            marks=("outage",), tags=("T1489",))  # fmt: skip
_VOLUME = Act("delete", "volume", "R4", "B1", "everything in volume {name}", "a volume's data lives nowhere "
    "else",
              "docker run --rm -v {name}:/v -v \"$PWD\":/out alpine tar -czf /out/{name}.tgz /v",
              tags=("T1485",))  # fmt: skip
_NETWORK = Act("delete", "network", "R1", "B1", "network {name}")
_CACHE = Act("delete", "build cache", "R0", "B1", "the build cache")

ACTS: dict[str, Act] = {
    "volume rm": _VOLUME, "volume remove": _VOLUME,
    "volume import": Act("overwrite", "volume", "R3", "B1", "what is in volume {name} now"),
    "stop": _STOP, "kill": _STOP, "restart": _STOP, "pause": _STOP, "pod stop": _STOP, "pod kill": _STOP,
    "pod restart": _STOP, "pod pause": _STOP,
    "network rm": _NETWORK, "network remove": _NETWORK, "network prune": _NETWORK, "network "
    "disconnect": _NETWORK,
    "builder prune": _CACHE, "buildx prune": _CACHE, "buildx rm": _CACHE,
    "context rm": Act("delete", "context", "R2", "B0", "the context {name} with its address and keys"),
    "service rm": Act("delete", "service", "R1", "B1", "the swarm service {name}", marks=("outage",)),
    "service update": Act("deploy", "service", "R1", "B1", why="{name} is replaced by another version",
                          instead="docker service rollback {name}"),
    "service create": Act("deploy", "service", "R0", "B1", why="a service is started on the swarm"),
    "service rollback": Act("deploy", "service", "R1", "B1", why="{name} goes back one version"),
    "service scale": Act("update", "service", "R1", "B1", why="the number of replicas changes: {name}"),
    "stack rm": Act("delete", "stack", "R2", "B2", "every service, network and secret of stack {name}",
    marks=("outage",)),
    "stack down": Act("delete", "stack", "R2", "B2", "every service, network and secret of stack {name}",
    marks=("outage",)),
    "stack deploy": Act("deploy", "stack", "R0", "B1", why="the services of {name} are created or replaced"),
    "stack up": Act("deploy", "stack", "R0", "B1", why="the services of {name} are created or replaced"),
    "secret rm": Act("delete", "secret", "R3", "B1", "secret {name}: its value cannot be read back"),
    "config rm": Act("delete", "config", "R2", "B1", "the swarm config {name}"),
    "node rm": Act("delete", "node", "R1", "B1", "the node's place in the swarm", marks=("outage",)),
    "node update": Act("update", "node", "R1", "B1", why="a node is drained or changed"),
    "node promote": Act("grant", "node", "R1", "B2"), "node demote": Act("update", "node", "R1", "B2"),
    "swarm leave": Act("delete", "swarm membership", "R3", "B2", "this node's part of the swarm and, on the "
    "last manager, "
                       "the whole swarm's state", marks=("outage",)),
    "swarm update": Act("update", "swarm", "R1", "B2"), "plugin rm": Act("delete", "plugin", "R1", "B1"),
    "plugin disable": Act("stop", "plugin", "R1", "B1"), "plugin enable": Act("update", "plugin", "R0", "B1"),
    "plugin install": Act("grant", "plugin", "R2", "B2", why="a plugin runs with the engine's rights"),
    "system reset": Act("delete", "everything", "R4", "B3", "every container, image, network and volume of "
    "this user"),
    "machine rm": Act("delete", "virtual machine", "R4", "B2", "the machine {name} and everything inside"),
    "machine reset": Act("delete", "virtual machine", "R4", "B3", "every podman machine"),
    "machine stop": _STOP, "pod prune": Act("delete", "pod", "R2", "B2", "every stopped pod"),
    "pod rm": Act("delete", "pod", "R1", "B1", "pod {name}"),
    "kube play": Act("deploy", "pod", "R0", "B1"), "play kube": Act("deploy", "pod", "R0", "B1"),
    "kube down": Act("delete", "pod", "R1", "B1", "the pods of {name}"),
    "kube apply": Act("deploy", "pod", "R1", "B1"), "auto-update": Act("deploy", "container", "R1", "B1"),
    "system prune": Act("delete", "unused objects", "R2", "B2", "every stopped container, unused network "
    "and dangling image"),
    "container prune": Act("delete", "container", "R2", "B2", "every stopped container with what was "
    "written inside"),
}  # fmt: skip
ACTS |= {f"container {verb}": ACTS[verb] for verb in ("stop", "kill", "restart", "pause")}
_HOST_WIDE = frozenset(("network prune", "system prune", "container prune", "volume prune", "image prune",
    "pod prune",
                        "system reset", "machine reset"))  # fmt: skip


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
    return hints_of(command.leading, {
        "host": ("-H", "--host", "--url"), "context": ("-c", "--context", "--connection"),
        "config": ("--config",),
    })  # fmt: skip


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
    wide = command.path in _HOST_WIDE or every or any(lists_all(v) for v in command.operands)
    place = _place(invocation, command, host_wide=wide)
    if not command.operands or every:
        yield effect_of(_rule(command), act, "all", place, invocation, blast="B3" if every else None)
    for word in command.operands:
        found = lists_all(word)
        blast: Blast | None = "B3" if found else None
        name = "everything that is listed" if found else word.skeleton
        yield effect_of(_rule(command), act, name, place, invocation, value=word, blast=blast)


def lists_all(word: Value) -> bool:
    """``$(docker ps -aq)``: every container (volume, image) of the host, no filter in between."""
    for hole in word.holes:
        listing = [p for p in hole.producers if p.program in ("docker", "podman", "nerdctl")]
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
        "delete", "container", "R4" if volumes else "R1", "B1",
        "container {name} with its anonymous volumes" if volumes else "container {name} and what was "
        "written inside",
        "-v takes the anonymous volumes along, where databases keep their data" if volumes else "",
        "docker stop {name}", ("outage",) if forced else (), ("T1485",) if volumes else (),
    )  # fmt: skip
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
            yield effect_of("docker.rm", act, word.skeleton, _place(invocation, command), invocation,
                value=word,
                            recoverability="R3" if unclear else None)  # fmt: skip


def _every_container(invocation: Invocation, command: CommandLine, act: Act, forced: bool) -> Effect:
    """Without force only stopped containers go."""
    wide = Act(
        "delete", "container", ("R4" if act.recoverability == "R4" else "R3") if forced else "R2",
        "B3" if forced else "B2",
        "every container of this host, those of other projects too" if forced else "every stopped container",
        "nothing tells the containers of this project from others", "docker compose down", act.marks,
        act.tags,
    )  # fmt: skip
    return effect_of(
        "docker.rm-all", wide, "every container", _place(invocation, command, host_wide=True), invocation
    )


def _rmi(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    forced = command.options.has("-f", "--force")
    every = command.options.has("-a", "--all") or any(lists_all(v) for v in command.operands)
    act = Act("delete", "image", "R2" if forced or every else "R1", "B2" if every else "B1",
              "image {name}; if it was built here and pushed nowhere, for good",
              "a forced removal takes images that are tagged or in use" if forced else "",
              "docker image prune")  # fmt: skip
    place = _place(invocation, command, host_wide=forced or every)
    yield effect_of("docker.rmi", act, command.names or "all", place, invocation)


def _image_prune(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    if command.options.has("-a", "--all"):
        act = Act("delete", "image", "R2", "B2", "every image that no container uses, those built here too",
                  instead="docker image prune")  # fmt: skip
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
        "delete", "volume", "R4", "B2" if every else "B1",
        "every volume that no running or stopped container holds" if every else "every anonymous volume "
        "without a container",
        "the volumes of stopped projects are among them; a prune cannot tell them apart",
        f"{invocation.program} volume ls --filter dangling=true", tags=("T1485",),
    )  # fmt: skip
    place = _place(invocation, command, host_wide=True)
    return effect_of("docker.volume-prune", act, "unused volumes", place, invocation)


def _system_prune(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    if command.options.has("--volumes"):
        yield _pruned_volumes(invocation, command, True)
    yield from _each(invocation, command, ACTS["system prune"])


def _push(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    act = Act("publish", "image", "R2", "B1", why="{name} is replaced for everybody who pulls it",
              instead="docker image inspect {name}")  # fmt: skip
    for word in command.operands or (known(""),):
        place = Place("registry", "docker", (("image", word),))
        yield effect_of("docker.push", act, word.skeleton, place, invocation, value=word)


def _inspect(invocation: Invocation, command: CommandLine) -> Iterator[Effect]:
    form = command.options.value("-f", "--format")
    text = form.skeleton if form is not None else ""
    if ".Env" in text or "json .Config}" in text.replace(" }", "}"):
        act = Act("reveal", "environment", why="the variables of {name} are printed, secrets among them",
                  instead="docker inspect {name} --format '{{.State.Status}}'",
                      tags=("T1552.007",))  # fmt: skip
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


_SPECIAL = {
    "rm": _rm, "container rm": _rm, "container remove": _rm, "rmi": _rmi, "image rm": _rmi, "image "
    "remove": _rmi,
    "image prune": _image_prune, "volume prune": _volume_prune, "system prune": _system_prune, "push": _push,
    "image push": _push, "manifest push": _push, "inspect": _inspect, "container inspect": _inspect,
    "run": _run,
    "create": _run, "container run": _run, "container create": _run, "cp": _cp, "container cp": _cp,
}  # fmt: skip
