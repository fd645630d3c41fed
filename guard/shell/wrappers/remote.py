"""Commands on another host or in a container: ssh, docker and podman, kubectl, vagrant, fly, heroku.

``ssh`` joins the remote words by blanks and the remote shell reads them anew. OpenSSH reads options
before the host and again right behind it, unless ``--`` stood before the host; what follows is the
remote command. ``ProxyCommand``, ``LocalCommand`` and ``KnownHostsCommand`` run on this machine.

Caught: ``ssh web1 'sudo rm -rf /var/www/app'``, ``ssh -oProxyCommand='rm -rf ~' host``,
``docker run -v "$HOME:/h" alpine rm -rf /h`` (the mount leads back to this machine).
Quiet: ``ssh h uptime``, ``ssh -- h -o 'ProxyCommand=x'`` (remote words), ``docker exec db psql -c 'SELECT
1'``.

Facts: ssh(1) and ssh_config(5) of OpenSSH 9, docker exec/run reference, kubectl reference.
"""

from __future__ import annotations

from guard.model import Value, known
from guard.programs.options import read_options
from guard.shell.unwrap import Opaque, RunArgv, RunStdin, RunText
from guard.shell.wrappers.grammar import behind_dashes, joined, tail, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

    Grammar = Callable[[Invocation, World], Iterator[Inner]]


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """What would run over there, and what would run here on the way."""
    yield from _PROGRAMS[invocation.program.removesuffix(".exe")](invocation, world)


# --------------------------------------------------------------------------------------- ssh

_SSH = ["-" + letter for letter in "BbcDEeFIiJLlmOopQRSWwP"]
_LOCAL = ("proxycommand", "localcommand", "knownhostscommand")
_LIBRARIES = ("pkcs11provider", "securitykeyprovider", "xauthlocation")


def _ssh(invocation: Invocation, world: World) -> Iterator[Inner]:
    yield from _ssh_words(list(invocation.argv[1:]), invocation)


def _ssh_words(words: list[Value], invocation: Invocation) -> Iterator[Inner]:
    options = read_options(words, _SSH, permute=False)
    given = options.given
    rest = list(options.operands)
    host = rest.pop(0) if rest else None
    if host is not None and rest and options.after_dashes < 0:
        behind = read_options(rest, _SSH, permute=False)
        given += behind.given
        rest = list(behind.operands)
    local, remote = _ssh_options(given)
    yield from local
    if host is None or any(name in ("-N", "-G", "-V", "-Q", "-O", "-W", "-s") for name, _ in given):
        return
    if rest:
        yield RunText(joined(rest), "sh", elsewhere=True)
    elif remote is not None:
        yield RunText(remote, "sh", elsewhere=True)
    elif invocation.stdin is not None:
        yield RunStdin("sh", elsewhere=True)


def _ssh_options(given: Sequence[tuple[str, Value | None]]) -> tuple[list[Inner], Value | None]:
    """What ``-o`` options run here, and the ``RemoteCommand``."""
    remote: Value | None = None
    local: list[Inner] = []
    for name, value in given:
        if value is None:
            continue
        if name == "-I":
            local.append(Opaque("ssh would load a PKCS#11 library named on the command line"))
        if name != "-o":
            continue
        key, text = setting(value)
        if key in _LOCAL and text.text != "none":
            local.append(RunText(text, "sh"))
        elif key in _LIBRARIES:
            local.append(Opaque(f"ssh would load or run {text.skeleton} ({key})"))
        elif key == "remotecommand":
            remote = text
    return local, remote


def setting(value: Value) -> tuple[str, Value]:
    """``Key=text`` or ``Key text`` of an ``-o`` option: the key in lower case, and the rest."""
    head = value.prefix
    end = next((i for i, letter in enumerate(head) if letter in "= \t"), len(head))
    start = end
    while start < len(head) and head[start] in "= \t":
        start += 1
    return head[:end].strip().lower(), tail(value, start)


def _mosh(invocation: Invocation, world: World) -> Iterator[Inner]:
    options = read_options(invocation.argv[1:], ("-p", "--port", "--client", "--server", "--ssh", "--predict",
                                                 "--family", "--bind-server"), permute=False)  # fmt: skip
    carrier = options.value("--ssh")
    if carrier is not None:
        yield RunText(carrier, "sh")
    rest = list(options.operands[1:])
    if rest and rest[0].text == "--":
        rest.pop(0)
    if rest:
        yield RunArgv(tuple(rest), elsewhere=True)


def _sshpass(invocation: Invocation, world: World) -> Iterator[Inner]:
    options = read_options(invocation.argv[1:], ("-p", "-f", "-d", "-P"), permute=False)
    if options.operands:
        yield RunArgv(options.operands)


def _autossh(invocation: Invocation, world: World) -> Iterator[Inner]:
    words = list(invocation.argv[1:])
    kept: list[Value] = []
    while words:
        word = words.pop(0)
        if word.prefix.startswith("-M"):
            if word.text == "-M" and words:
                words.pop(0)
        else:
            kept.append(word)
    yield from _ssh_words(kept, invocation)


# -------------------------------------------------------------------------------- containers

_DOCKER = ("-c", "--context", "-H", "--host", "-l", "--log-level", "--config", "--tlscacert", "--tlscert",
"--tlskey",
           "--url", "--connection", "--root", "--runroot", "-n", "--namespace", "-a",
           "--address")  # fmt: skip
_EXEC = "-e --env --env-file -u --user -w --workdir --detach-keys --index"
_RUN = (
    "-a --add-host --annotation --attach --blkio-weight --cap-add --cap-drop --cgroup-parent --cgroupns"
    " --cidfile"
    " -c --cpu-shares --cpus --cpuset-cpus --cpuset-mems --device --dns --dns-search -e --env"
    " --entrypoint --env-file"
    " --expose --gpus --group-add -h --hostname --health-cmd --init-path --ip --ip6 --ipc --isolation -l"
    " --label"
    " --label-file --link --log-driver --log-opt --mac-address -m --memory --memory-swap --mount --name"
    " --network --net"
    " --oom-score-adj --pid --pids-limit --platform -p --publish --pull --restart --runtime"
    " --security-opt --shm-size"
    " --stop-signal --stop-timeout --storage-opt --sysctl --tmpfs -u --user --ulimit --userns --uts -v"
    " --volume"
    " --volume-driver --volumes-from -w --workdir --pod --requires --secret --arch --os --index"
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
    options = read_options(invocation.argv[1:], _DOCKER, permute=False)
    words = list(options.operands)
    if words and words[0].text == "container":
        words.pop(0)
    head = words.pop(0).text if words else ""
    if head == "compose":
        yield from _compose_words(words)
    elif head == "exec":
        rest = read_options(words, _EXEC.split(), permute=False).operands[1:]
        if rest:
            yield RunArgv(rest, elsewhere=True)
    elif head in ("run", "create"):
        yield from _docker_run(words)


def _docker_run(words: Sequence[Value]) -> Iterator[Inner]:
    options = read_options(words, _RUN.split(), permute=False)
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
    yield RunArgv(command, elsewhere=True)
    mounts = mounts_of(options.values("-v", "--volume"), options.values("--mount"))
    here = _mapped(command, mounts)
    where = options.value("-w", "--workdir")
    folder = _mapped_word(where, mounts) if where is not None else None
    if here != command or (folder is not None and folder != where):
        yield RunArgv(here, cwd=folder)


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
        at = head.find(" " + target)
        if at >= 0 and head[at + 1 + len(target) : at + 2 + len(target)] in (
            "",
            "/",
            " ",
            ";",
            "'",
            '"',
            "\n",
        ):
            return joined((known(head[: at + 1]), source, tail(word, at + 1 + len(target))), "")
    return word


_COMPOSE = ("-f", "--file", "-p", "--project-name", "--profile", "--env-file", "--project-directory",
"--parallel",
            "--progress", "--ansi", "-H", "--host")  # fmt: skip


def _compose(invocation: Invocation, world: World) -> Iterator[Inner]:
    yield from _compose_words(list(invocation.argv[1:]))


def _compose_words(words: Sequence[Value]) -> Iterator[Inner]:
    rest = list(read_options(words, _COMPOSE, permute=False).operands)
    head = rest.pop(0).text if rest else ""
    if head not in ("exec", "run"):
        return
    options = read_options(rest, (_EXEC if head == "exec" else _RUN).split(), permute=False)
    command = options.operands[1:]
    entry = options.value("--entrypoint")
    if entry is not None:
        yield RunText(joined((entry, *command)), "sh", elsewhere=True)
    elif command:
        yield RunArgv(command, elsewhere=True)


# -------------------------------------------------------------------------------- kubernetes

_KUBECTL = (
    "-n --namespace --context --cluster --user --kubeconfig -c --container -f --filename -s --server"
    " --token --as"
    " --as-group --request-timeout --certificate-authority --client-certificate --client-key --image"
    " --overrides"
    " --restart -l --labels --env --port --limits --requests --serviceaccount --target --copy-to --profile -v"
    " --pod-running-timeout --cache-dir --image-pull-policy --field-manager --shell"
)


def _kubectl(invocation: Invocation, world: World) -> Iterator[Inner]:
    words = list(invocation.argv[1:])
    if invocation.program == "k3s":
        words = words[1:]
    options = read_options(words, _KUBECTL.split())
    heads = [o.text for o in options.operands]
    if not heads or heads[0] not in ("exec", "debug", "run", "rsh", "attach"):
        return
    if any(name == "--dry-run" for name, value in options.given if text_of(value) != "none"):
        return
    command = behind_dashes(words)
    if not command and heads[0] in ("exec", "rsh"):
        plain = read_options(words, _KUBECTL.split(), permute=False)
        after = read_options(plain.operands[1:], _KUBECTL.split(), permute=False)
        command = list(after.operands[1:])
    if command:
        yield RunArgv(tuple(command), elsewhere=True)
    elif heads[0] in ("exec", "rsh") and invocation.stdin is not None:
        yield RunStdin("sh", elsewhere=True)


# ------------------------------------------------------------------------------------ others


def _by_option(*names: str) -> Grammar:
    def read(invocation: Invocation, world: World) -> Iterator[Inner]:
        options = read_options(
            invocation.argv[1:], (*names, "-a", "--app", "-s", "--select", "--zone", "--project")
        )
        text = options.value(*names)
        if text is not None and any(o.text in ("ssh", "machine") for o in options.operands):
            yield RunText(text, "sh", elsewhere=True)

    return read


def _heroku(invocation: Invocation, world: World) -> Iterator[Inner]:
    words = invocation.argv[1:]
    if not words or words[0].text not in ("run", "run:detached", "local:run"):
        return
    valued = ("-a", "--app", "-r", "--remote", "-s", "--size", "-e", "--env", "--type")
    rest = read_options(words[1:], valued, permute=False).operands
    if rest:
        yield RunText(joined(rest), "sh", elsewhere=words[0].text != "local:run")


def _shared(invocation: Invocation, world: World) -> Iterator[Inner]:
    """Distributions that share the home directory with this machine: what they delete is ours."""
    words = invocation.argv[1:]
    command = behind_dashes(words)
    if not command and invocation.program == "toolbox" and words and words[0].text == "run":
        command = list(read_options(words[1:], ("-c", "--container", "-d", "-r"), permute=False).operands)
    if not command and invocation.program.startswith("wsl"):
        options = read_options(
            words, ("-d", "--distribution", "-u", "--user", "--cd", "-e", "--exec"), permute=False
        )
        first = options.value("-e", "--exec")
        command = [*([first] if first is not None else []), *options.operands]
    if command:
        yield RunArgv(tuple(command))


def _instance(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``lxc exec NAME -- CMD``, ``multipass exec NAME -- CMD``, ``limactl shell NAME CMD``."""
    words = invocation.argv[1:]
    if not words or words[0].text not in ("exec", "shell"):
        return
    command = behind_dashes(words) or list(
        read_options(words[1:], ("--workdir",), permute=False).operands[1:]
    )
    if command:
        yield RunArgv(tuple(command), elsewhere=True)


_PROGRAMS = {
    "ssh": _ssh, "mosh": _mosh, "sshpass": _sshpass, "autossh": _autossh,
    "docker": _docker, "podman": _docker, "nerdctl": _docker, "docker-compose": _compose,
    "podman-compose": _compose,
    "kubectl": _kubectl, "oc": _kubectl, "k3s": _kubectl, "heroku": _heroku,
    "vagrant": _by_option("-c", "--command"), "fly": _by_option("-C", "--command"),
    "flyctl": _by_option("-C", "--command"), "gcloud": _by_option("--command"),
    "lxc": _instance, "incus": _instance, "multipass": _instance, "limactl": _instance,
    "distrobox": _shared, "toolbox": _shared, "wsl": _shared,
}  # fmt: skip
