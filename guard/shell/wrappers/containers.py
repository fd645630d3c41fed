"""Commands in containers: docker, podman, nerdctl, compose and kubectl.

What a container's words name is its own, except where a mount leads back to this machine: then the same
command is given once more with the host's paths in place of the container's.

Caught: ``docker run -v "$HOME:/h" alpine rm -rf /h``, ``kubectl exec db-0 -- rm -rf /var/lib/postgresql``.
Quiet: ``docker exec db psql -c 'SELECT 1'``, ``docker run -v "$PWD:/w:ro" alpine rm -rf /w`` (read-only).

Facts: docker exec/run reference, compose exec/run, kubectl exec/run/debug reference.
"""

from __future__ import annotations

from guard.model import Value, Variable, known
from guard.programs.options import read_options
from guard.shell.unwrap import RunArgv, RunStdin, RunText
from guard.shell.wrappers.grammar import behind_dashes, joined, placed, tail, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.shell.unwrap import Inner
    from guard.world import World


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """What would run in the container, and on this machine through its mounts."""
    yield from _PROGRAMS[invocation.program.removesuffix(".exe")](invocation, world)


_DOCKER = (
    "-c", "--context", "-H", "--host", "-l", "--log-level", "--config", "--tlscacert", "--tlscert",
    "--tlskey", "--url", "--connection", "--root", "--runroot", "-n", "--namespace", "-a", "--address",
)  # fmt: skip
_EXEC = "-e --env --env-file -u --user -w --workdir --detach-keys --index"
_RUN = (
    "-a --add-host --annotation --attach --blkio-weight --cap-add --cap-drop --cgroup-parent --cgroupns"
    " --cidfile -c --cpu-shares --cpus --cpuset-cpus --cpuset-mems --device --dns --dns-search -e --env"
    " --entrypoint --env-file --expose --gpus --group-add -h --hostname --health-cmd --init-path --ip"
    " --ip6 --ipc --isolation -l --label --label-file --link --log-driver --log-opt --mac-address -m"
    " --memory --memory-swap --mount --name --network --net --oom-score-adj --pid --pids-limit --platform"
    " -p --publish --pull --restart --runtime --security-opt --shm-size --stop-signal --stop-timeout"
    " --storage-opt --sysctl --tmpfs -u --user --ulimit --userns --uts -v --volume --volume-driver"
    " --volumes-from -w --workdir --pod --requires --secret --arch --os --index --health-interval"
    " --health-retries --health-timeout --health-start-period --health-start-interval --cpu-period"
    " --cpu-quota --cpu-rt-period --cpu-rt-runtime --cpu-count --cpu-percent --device-cgroup-rule"
    " --device-read-bps --device-read-iops --device-write-bps --device-write-iops --blkio-weight-device"
    " --dns-option --dns-opt --domainname --kernel-memory --memory-reservation --memory-swappiness"
    " --link-local-ip --network-alias --net-alias --io-maxbandwidth --io-maxiops"
)
IMAGES = {
    "aws-cli": "aws", "terraform": "terraform", "opentofu": "tofu", "kubectl": "kubectl", "git": "git",
    "helm": "helm",
    "flyway": "flyway", "liquibase": "liquibase", "rclone": "rclone", "restic": "restic", "mc": "mc",
    "curl": "curl",
    "psql": "psql", "azure-powershell": "pwsh", "atlas": "atlas", "skopeo": "skopeo",
    "terragrunt": "terragrunt",
}  # fmt: skip
"""Images whose entry point is a tool, so that the words behind the image are its arguments."""


def _docker(invocation: Invocation, world: World) -> Iterator[Inner]:
    options = read_options(invocation.argv[1:], _DOCKER, permute=False, abbreviate=False)
    words = list(options.operands)
    if words and words[0].text == "container":
        words.pop(0)
    head = words.pop(0).text if words else ""
    if head == "compose":
        yield from _compose_words(words, invocation, world)
    elif head == "exec":
        inside = read_options(words, _EXEC.split(), permute=False, abbreviate=False)
        if inside.operands[1:]:
            yield RunArgv(inside.operands[1:], given_to(inside, invocation, world), elsewhere=True)
    elif head in ("run", "create"):
        yield from _docker_run(words, invocation, world)


def given_to(options: Options, invocation: Invocation, world: World) -> dict[str, Variable]:
    """The variables that a container is started with: ``-e NAME=value``, ``-e NAME`` out of the environment,
    ``--env-file``; the first goes before the last."""
    from guard.shell.wrappers.loaders import variables_of

    found: dict[str, Variable] = {}
    for word in options.values("--env-file"):
        name = text_of(word)
        found.update(variables_of(placed(name, invocation.cwd), name, invocation, world))
    for word in options.values("-e", "--env"):
        name, equals, _ = word.prefix.partition("=")
        passed = None if equals else invocation.variable(name)
        if equals:
            found[name] = Variable(tail(word, len(name) + 1), "inline")
        elif passed is not None:
            found[name] = passed
    return found


def _docker_run(words: Sequence[Value], invocation: Invocation, world: World) -> Iterator[Inner]:
    options = read_options(words, _RUN.split(), permute=False, abbreviate=False)
    if not options.operands:
        return
    image, command = options.operands[0], options.operands[1:]
    entry = options.value("--entrypoint")
    if entry is not None and entry.parts and entry.text != "":
        command = (entry, *command)
    else:
        name = text_of(image).split("@")[0].rsplit("/", 1)[-1].split(":")[0]
        if name in IMAGES and command and command[0].text != IMAGES[name]:
            command = (known(IMAGES[name]), *command)
    if not command:
        return
    variables = given_to(options, invocation, world)
    yield RunArgv(command, variables, elsewhere=True)
    mounts = mounts_of(options.values("-v", "--volume"), options.values("--mount"))
    here = _mapped(command, mounts)
    where = options.value("-w", "--workdir")
    folder = _mapped_word(where, mounts) if where is not None else None
    if here != command or (folder is not None and folder != where):
        yield RunArgv(here, variables, cwd=folder)


def mounts_of(volumes: Sequence[Value], mounts: Sequence[Value]) -> list[tuple[Value, str]]:
    """Host path and container path of every bind mount that can be written."""
    found: list[tuple[Value, str]] = []
    for value in volumes:
        last = value.parts[-1] if value.parts else ""
        if not isinstance(last, str):
            continue
        pieces = last.split(":")
        if pieces[-1].startswith("/"):
            pieces.append("")
        if len(pieces) < 2:
            continue  # a name alone mounts nothing
        target, flags = pieces[-2], pieces[-1]
        source = Value(
            (*value.parts[:-1], ":".join(pieces[:-2])) if ":".join(pieces[:-2]) else value.parts[:-1]
        )
        if target.startswith("/") and "ro" not in flags.split(",") and _is_path(source):
            found.append((source, target.rstrip("/") or "/"))
    for value in mounts:
        text = value.text or ""
        pairs = dict(part.partition("=")[::2] for part in text.split(","))
        source_text = pairs.get("source") or pairs.get("src") or ""
        target = pairs.get("target") or pairs.get("destination") or pairs.get("dst") or ""
        if (
            source_text.startswith(("/", ".", "~"))
            and target
            and "readonly" not in pairs
            and "ro" not in pairs
        ):
            found.append((known(source_text), target.rstrip("/") or "/"))
    return found


def _is_path(source: Value) -> bool:
    """A volume's name has no slash and is the container engine's own."""
    return bool(source.holes) or source.prefix.startswith(("/", ".", "~"))


def _mapped(command: Sequence[Value], mounts: list[tuple[Value, str]]) -> tuple[Value, ...]:
    return (*command[:1], *(_mapped_word(word, mounts) for word in command[1:]))


def _mapped_word(word: Value, mounts: list[tuple[Value, str]]) -> Value:
    """A word with container paths replaced by the host paths they lead to, inside texts too."""
    head = word.prefix
    for source, target in mounts:
        if head.rstrip("/*") == target or head.startswith(target.rstrip("/") + "/"):
            return joined((source, tail(word, len(target.rstrip("/")))), "")
        if head.startswith("/") and target.startswith(head.rstrip("/*") + "/"):
            return source
    return _mapped_text(word, mounts)


def _mapped_text(word: Value, mounts: list[tuple[Value, str]]) -> Value:
    """A text for a shell in the container, every path that begins a word in it replaced."""
    places = [(at, source, target) for source, target in mounts if (at := _place(word.prefix, target)) >= 0]
    if not places:
        return word
    at, source, target = min(places, key=lambda place: place[0])
    rest = _mapped_text(tail(word, at + len(target)), mounts)
    return joined((known(word.prefix[:at]), source, rest), "")


def _place(text: str, target: str) -> int:
    """Where a path stands behind a blank, whole or with more behind it; ``-1`` where it does not."""
    at = text.find(" " + target)
    while at >= 0 and text[at + 1 + len(target) : at + 2 + len(target)] not in ("", *"/ ;'\"\n"):
        at = text.find(" " + target, at + 1)
    return at + 1 if at >= 0 else -1


_COMPOSE = (
    "-f", "--file", "-p", "--project-name", "--profile", "--env-file", "--project-directory", "--parallel",
    "--progress", "--ansi", "-H", "--host",
)  # fmt: skip


def _compose(invocation: Invocation, world: World) -> Iterator[Inner]:
    yield from _compose_words(list(invocation.argv[1:]), invocation, world)


def _compose_words(words: Sequence[Value], invocation: Invocation, world: World) -> Iterator[Inner]:
    general = read_options(words, _COMPOSE, permute=False, abbreviate=False)
    rest = list(general.operands)
    head = rest.pop(0).text if rest else ""
    if head not in ("exec", "run"):
        return
    options = read_options(rest, (_EXEC if head == "exec" else _RUN).split(), permute=False, abbreviate=False)
    command = options.operands[1:]
    entry = options.value("--entrypoint")
    if not command and entry is None:
        return
    from guard.shell.wrappers.compose_files import of_service

    service = of_service(text_of(options.operands[0]), general, invocation, world)
    variables = {**service, **given_to(options, invocation, world)}
    if entry is not None:
        yield RunText(joined((entry, *command)), "sh", variables=variables, elsewhere=True)
    else:
        yield RunArgv(command, variables, elsewhere=True)


_KUBECTL = (
    "-n --namespace --context --cluster --user --kubeconfig -c --container -f --filename -s --server"
    " --token --as --as-group --request-timeout --certificate-authority --client-certificate --client-key"
    " --image --overrides --restart -l --labels --env --port --limits --requests --serviceaccount"
    " --target --copy-to --profile -v --pod-running-timeout --cache-dir --image-pull-policy"
    " --field-manager --shell"
)


def _kubectl(invocation: Invocation, world: World) -> Iterator[Inner]:
    words = list(invocation.argv[1:])
    if invocation.program == "k3s":
        words = words[1:]
    options = read_options(words, _KUBECTL.split(), abbreviate=False)
    heads = [o.text for o in options.operands]
    if not heads or heads[0] not in ("exec", "debug", "run", "rsh", "attach"):
        return
    if any(name == "--dry-run" for name, value in options.given if text_of(value) != "none"):
        return
    command = behind_dashes(words)
    if not command and heads[0] in ("exec", "rsh"):
        plain = read_options(words, _KUBECTL.split(), permute=False, abbreviate=False)
        after = read_options(plain.operands[1:], _KUBECTL.split(), permute=False, abbreviate=False)
        behind_pod = read_options(after.operands[1:], _KUBECTL.split(), permute=False, abbreviate=False)
        command = list(behind_pod.operands)
    if command:
        yield RunArgv(tuple(command), elsewhere=True)
    elif heads[0] in ("exec", "rsh") and invocation.stdin is not None:
        yield RunStdin("sh", elsewhere=True)


_PROGRAMS = {
    "docker": _docker, "podman": _docker, "nerdctl": _docker, "docker-compose": _compose,
    "podman-compose": _compose, "kubectl": _kubectl, "oc": _kubectl, "k3s": _kubectl,
}  # fmt: skip
