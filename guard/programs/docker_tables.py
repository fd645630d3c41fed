"""Which sub-command of docker, podman and nerdctl does what: the tables behind ``docker.py``."""

from __future__ import annotations

from guard.programs.subcommands import Act, word_set

GLOBAL = word_set(
    "-H --host -c --context --config -l --log-level --tlscacert --tlscert --tlskey --url "
    "--connection --identity --root --runroot --storage-driver --storage-opt --cgroup-manager "
    "--network-cmd-path --tmpdir --namespace --address -a -n --data-root --snapshotter"
)
_RUN = word_set(
    "-v --volume --mount -e --env --env-file --name -p --publish -w --workdir -u --user --network "
    "--net --ip --link --entrypoint -h --hostname --label -l --restart --cpus -m --memory "
    "--shm-size --device --cap-add --cap-drop --security-opt --pid --ipc --uts --userns --ulimit "
    "--log-driver --log-opt --add-host --dns --platform --pull --gpus --tmpfs --volumes-from "
    "--volume-driver --health-cmd --stop-signal --stop-timeout --cidfile --runtime -c "
    "--cpu-shares --expose --group-add --network-alias --annotation --pod --secret"
)
_BUILD = word_set(
    "-t --tag -f --file -o --output --build-arg --target --platform --secret --ssh --cache-from --cache-to"
)
_BUILDS = ("build", "buildx build", "image build", "builder build", "buildx bake")
_STARTS = ("run", "create", "container run", "container create")
LOCAL = (
    dict.fromkeys(_STARTS, _RUN)
    | dict.fromkeys(_BUILDS, _BUILD)
    | {
        "rm": frozenset(("-t", "--time", "--filter", "--depend")),
        "container rm": frozenset(("--filter",)),
        "inspect": frozenset(("-f", "--format", "--type")),
        "container inspect": frozenset(("-f", "--format")),
        "volume prune": frozenset(("--filter",)),
        "system prune": frozenset(("--filter",)),
        "image prune": frozenset(("--filter",)),
        "container prune": frozenset(("--filter",)),
        "swarm leave": frozenset(),
    }
)
_GROUPS = (
    "container image volume network system builder buildx context plugin swarm node service stack secret "
    "config "
    "manifest trust pod machine kube play generate artifact farm checkpoint scout model help "
    "trust key,trust signer,buildx imagetools,system connection"
)
GROUPS = tuple(_GROUPS.split(",")[0].split()) + tuple(_GROUPS.split(",")[1:])

_READS = word_set(
    "ps ls list images logs stats top port diff history search version info events wait attach start "
    "unpause rename update build pull tag commit save load import export login logout exec cp create "
    "run inspect df create mount unmount exists healthcheck init debug scout cagent sandbox mcp model "
    "ai desktop extension offload dial-stdio"
)
QUIET = (
    _READS
    | frozenset(
        (
            "",
            "help",
            "system df",
            "system info",
            "system events",
            "system dial-stdio",
            "volume ls",
            "volume list",
            "volume create",
            "volume inspect",
            "volume exists",
            "volume export",
            "volume mount",
            "volume unmount",
            "volume reload",
            "network ls",
            "network list",
            "network create",
            "network inspect",
            "network connect",
            "network exists",
            "context ls",
            "context list",
            "context show",
            "context use",
            "context inspect",
            "context create",
            "context export",
            "context import",
            "context update",
            "builder build",
            "buildx build",
            "buildx bake",
            "buildx ls",
            "buildx create",
            "buildx inspect",
            "buildx use",
            "buildx du",
            "buildx version",
            "buildx stop",
            "buildx history",
            "buildx imagetools inspect",
            "buildx dial-stdio",
            "buildx install",
            "image ls",
            "image list",
            "image inspect",
            "image pull",
            "image build",
            "image tag",
            "image history",
            "image save",
            "image load",
            "image import",
            "image exists",
            "image tree",
            "image search",
            "image mount",
            "image diff",
            "plugin ls",
            "plugin inspect",
            "swarm init",
            "swarm join",
            "swarm join-token",
            "swarm ca",
            "swarm unlock",
            "node ls",
            "node ps",
            "node inspect",
            "service ls",
            "service ps",
            "service inspect",
            "service logs",
            "stack ls",
            "stack ps",
            "stack services",
            "stack config",
            "secret ls",
            "secret inspect",
            "secret create",
            "config ls",
            "config inspect",
            "config create",
            "manifest inspect",
            "manifest create",
            "manifest annotate",
            "manifest add",
            "trust inspect",
            "pod ps",
            "pod ls",
            "pod inspect",
            "pod create",
            "pod logs",
            "pod stats",
            "pod top",
            "pod start",
            "pod exists",
            "machine ls",
            "machine list",
            "machine info",
            "machine inspect",
            "machine init",
            "machine start",
            "machine ssh",
            "machine set",
            "kube generate",
            "generate kube",
            "generate systemd",
            "system connection ls",
            "system connection list",
            "system connection add",
            "system connection default",
            "system service",
            "system check",
            "model ls",
            "model run",
            "model pull",
        )
    )
    | {f"container {verb}" for verb in _READS}
)
"""Sub-commands that change nothing, add something new, or whose inner command is judged on its own."""

_STOP = Act(
    "stop",
    "container",
    "R1",
    "B1",
    "the service of {name}",
    "it stops until it is started again",
    marks=("outage",),
    tags=("T1489",),
)
_VOLUME = Act(
    "delete",
    "volume",
    "R4",
    "B1",
    "everything in volume {name}",
    "a volume's data lives nowhere else",
    'docker run --rm -v {name}:/v -v "$PWD":/out alpine tar -czf /out/{name}.tgz /v',
    tags=("T1485",),
)
_NETWORK = Act("delete", "network", "R1", "B1", "network {name}")
_CACHE = Act("delete", "build cache", "R0", "B1", "the build cache")

ACTS: dict[str, Act] = {
    "volume rm": _VOLUME,
    "volume remove": _VOLUME,
    "volume import": Act("overwrite", "volume", "R3", "B1", "what is in volume {name} now"),
    "stop": _STOP,
    "kill": _STOP,
    "restart": _STOP,
    "pause": _STOP,
    "pod stop": _STOP,
    "pod kill": _STOP,
    "pod restart": _STOP,
    "pod pause": _STOP,
    "network rm": _NETWORK,
    "network remove": _NETWORK,
    "network prune": _NETWORK,
    "network disconnect": _NETWORK,
    "builder prune": _CACHE,
    "buildx prune": _CACHE,
    "buildx rm": _CACHE,
    "context rm": Act("delete", "context", "R2", "B0", "the context {name} with its address and keys"),
    "service rm": Act("delete", "service", "R1", "B1", "the swarm service {name}", marks=("outage",)),
    "service update": Act(
        "deploy",
        "service",
        "R1",
        "B1",
        why="{name} is replaced by another version",
        instead="docker service rollback {name}",
    ),
    "service create": Act("deploy", "service", "R0", "B1", why="a service is started on the swarm"),
    "service rollback": Act("deploy", "service", "R1", "B1", why="{name} goes back one version"),
    "service scale": Act("update", "service", "R1", "B1", why="the number of replicas changes: {name}"),
    "stack rm": Act(
        "delete", "stack", "R2", "B2", "every service, network and secret of stack {name}", marks=("outage",)
    ),
    "stack down": Act(
        "delete", "stack", "R2", "B2", "every service, network and secret of stack {name}", marks=("outage",)
    ),
    "stack deploy": Act("deploy", "stack", "R0", "B1", why="the services of {name} are created or replaced"),
    "stack up": Act("deploy", "stack", "R0", "B1", why="the services of {name} are created or replaced"),
    "secret rm": Act("delete", "secret", "R3", "B1", "secret {name}: its value cannot be read back"),
    "config rm": Act("delete", "config", "R2", "B1", "the swarm config {name}"),
    "node rm": Act("delete", "node", "R1", "B1", "the node's place in the swarm", marks=("outage",)),
    "node update": Act("update", "node", "R1", "B1", why="a node is drained or changed"),
    "node promote": Act("grant", "node", "R1", "B2"),
    "node demote": Act("update", "node", "R1", "B2"),
    "swarm leave": Act(
        "delete",
        "swarm membership",
        "R3",
        "B2",
        "this node's part of the swarm and, on the last manager, the whole swarm's state",
        marks=("outage",),
    ),
    "swarm update": Act("update", "swarm", "R1", "B2"),
    "plugin rm": Act("delete", "plugin", "R1", "B1"),
    "plugin disable": Act("stop", "plugin", "R1", "B1"),
    "plugin enable": Act("update", "plugin", "R0", "B1"),
    "plugin install": Act("grant", "plugin", "R2", "B2", why="a plugin runs with the engine's rights"),
    "system reset": Act(
        "delete", "everything", "R4", "B3", "every container, image, network and volume of this user"
    ),
    "machine rm": Act("delete", "virtual machine", "R4", "B2", "the machine {name} and everything inside"),
    "machine reset": Act("delete", "virtual machine", "R4", "B3", "every podman machine"),
    "machine stop": _STOP,
    "pod prune": Act("delete", "pod", "R2", "B2", "every stopped pod"),
    "pod rm": Act("delete", "pod", "R1", "B1", "pod {name}"),
    "kube play": Act("deploy", "pod", "R0", "B1"),
    "play kube": Act("deploy", "pod", "R0", "B1"),
    "kube down": Act("delete", "pod", "R1", "B1", "the pods of {name}"),
    "kube apply": Act("deploy", "pod", "R1", "B1"),
    "auto-update": Act("deploy", "container", "R1", "B1"),
    "system prune": Act(
        "delete", "unused objects", "R2", "B2", "every stopped container, unused network and dangling image"
    ),
    "container prune": Act(
        "delete", "container", "R2", "B2", "every stopped container with what was written inside"
    ),
}
ACTS |= {f"container {verb}": ACTS[verb] for verb in ("stop", "kill", "restart", "pause")}
HOST_WIDE = frozenset(
    (
        "network prune",
        "system prune",
        "container prune",
        "volume prune",
        "image prune",
        "pod prune",
        "system reset",
        "machine reset",
    )
)
