"""Commands on another host: ssh, mosh, vagrant, fly, heroku, instances and their like.

``ssh`` joins the remote words by blanks and the remote shell reads them anew. OpenSSH reads options
before the host and again right behind it, unless ``--`` stood before the host; what follows is the
remote command. ``ProxyCommand``, ``LocalCommand`` and ``KnownHostsCommand`` run on this machine.

Caught: ``ssh web1 'sudo rm -rf /var/www/app'``, ``ssh -oProxyCommand='rm -rf ~' host``.
Quiet: ``ssh h uptime``, ``ssh -- h -o 'ProxyCommand=x'`` (remote words).

Facts: ssh(1) and ssh_config(5) of OpenSSH 9; each tool's own --help.
"""

from __future__ import annotations

from guard.model import Value, known
from guard.programs.options import read_options
from guard.shell.unwrap import Opaque, RunArgv, RunStdin, RunText
from guard.shell.wrappers.grammar import behind_dashes, joined, path_of, tail, text_of

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
CARRIERS = ("ssh", "nc", "ncat", "netcat", "aws", "gcloud", "az", "cloudflared", "connect", "connect-proxy",
            "corkscrew", "tsh", "teleport", "socat", "true", "echo", "session-manager-plugin")  # fmt: skip
"""Programs that carry a connection: what a ``ProxyCommand`` usually is."""
LOGIN_PROGRAMS = {"dokku": "dokku"}
"""Accounts whose shell is a program: its words are what follows the host."""
_LIBRARIES = ("pkcs11provider", "securitykeyprovider", "xauthlocation")


def _ssh(invocation: Invocation, world: World) -> Iterator[Inner]:
    words = list(invocation.argv[1:])
    yield from _of_settings(read_options(words, _SSH, permute=False).value("-F"), invocation, world)
    yield from _ssh_words(words, invocation)


def _of_settings(named: Value | None, invocation: Invocation, world: World) -> Iterator[Inner]:
    """The commands of a file of settings that the command line names (``-F``), or that this text has written
    where ssh looks by itself. A person's own ``~/.ssh/config`` is not read for what it runs."""
    from guard.shell.overlay import made

    path = path_of(named, invocation) if named is not None else f"{world.home}/.ssh/config"
    if path is None or (named is None and not made(world, path)):
        return
    for line in (world.read(path, 65_536) or "").split("\n"):
        key, _, value = line.strip().replace("=", " ", 1).partition(" ")
        value = value.strip().strip('"')
        if key.lower() in _LOCAL and value and value.lower() != "none":
            yield RunText(known(value), "sh")
        elif key.lower() == "remotecommand" and value and value.lower() != "none":
            yield RunText(known(value), "sh", elsewhere=True)
        elif key.lower() == "match" and "exec " in value.lower():
            yield RunText(known(value[value.lower().index("exec ") + 5 :].strip().strip('"')), "sh")


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
    user = text_of(host).removeprefix("ssh://").rpartition("@")[0].partition(":")[0]
    if rest and user in LOGIN_PROGRAMS:
        yield RunText(joined((known(LOGIN_PROGRAMS[user]), *rest)), "sh", elsewhere=True)
    elif rest:
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
        if name == "-F" and value.prefix.startswith(("/tmp/", "/var/tmp/", "/dev/shm/")):  # noqa: S108
            local.append(Opaque(f"ssh would follow the settings of {value.skeleton}, which may run programs"))
        if name == "-I":
            local.append(Opaque("ssh would load a PKCS#11 library named on the command line"))
        if name != "-o":
            continue
        key, text = setting(value)
        if key in _LOCAL and text.text != "none":
            local.append(RunText(text, "sh"))
            if (text.text or "?").split()[0].rsplit("/", 1)[-1] not in CARRIERS:
                local.append(Opaque(f"ssh would run {text.skeleton} on this machine ({key})"))
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


# ------------------------------------------------------------------------------------ others


def _by_option(*names: str) -> Grammar:
    def read(invocation: Invocation, world: World) -> Iterator[Inner]:
        options = read_options(
            invocation.argv[1:], (*names, "-a", "--app", "-s", "--select", "--zone", "--project")
        )
        text = options.value(*names)
        operands = options.operands
        if text is not None and any(o.text in ("ssh", "machine") for o in operands):
            yield RunText(text, "sh", elsewhere=True)
        if [o.text for o in operands[:2]] in (["machine", "exec"], ["machines", "exec"]) and operands[3:]:
            yield RunText(operands[3], "sh", elsewhere=True)  # ``fly machine exec ID TEXT``

    return read


def _heroku(invocation: Invocation, world: World) -> Iterator[Inner]:
    words = invocation.argv[1:]
    if not words or words[0].text not in ("run", "run:detached", "local:run"):
        return
    valued = ("-a", "--app", "-r", "--remote", "-s", "--size", "-e", "--env", "--type")
    rest = list(read_options(words[1:], valued, permute=False).operands)
    while rest and rest[0].text == "--":
        rest.pop(0)
    own = sum(2 for word in rest if word.text in ("-a", "--app", "-r", "--remote"))
    if len(rest) - own > 1:  # a word with a space or a quote comes between quotes; a single word stays
        rest = [_double_quoted(word) for word in rest]
    if rest:
        yield RunText(joined(rest), "sh", elsewhere=words[0].text != "local:run")


def _double_quoted(word: Value) -> Value:
    text = word.text
    if text is None or not any(c in text for c in ' "'):
        return word
    return known('"' + text.replace('"', '\\"') + '"')


_TOOLBOX = ("-c", "--container", "-d", "--distro", "-r", "--release")


def _shared(invocation: Invocation, world: World) -> Iterator[Inner]:
    """Distributions that share the home directory with this machine: what they delete is ours."""
    words = invocation.argv[1:]
    command = behind_dashes(words)
    if not command and invocation.program == "toolbox" and words and words[0].text == "run":
        command = list(read_options(words[1:], _TOOLBOX, permute=False).operands)
    if not command and invocation.program.startswith("wsl"):
        at = next((at for at, word in enumerate(words) if word.text in ("-e", "--exec")), None)
        valued = ("-d", "--distribution", "-u", "--user", "--cd")
        operands = read_options(words, valued, permute=False).operands
        command = list(words[at + 1 :] if at is not None else operands)
    if command:
        yield RunArgv(tuple(command))


def _instance(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``lxc exec NAME -- CMD``, ``multipass exec NAME -- CMD``, ``limactl shell NAME CMD`` and their like."""
    words = invocation.argv[1:]
    if words and words[0].text == "alloc":
        words = words[1:]
    if invocation.program == "lxc-attach":
        command = behind_dashes(words)
        if command:
            yield RunArgv(tuple(command), elsewhere=True)
        return
    if not words or words[0].text not in ("exec", "shell"):
        return
    command = behind_dashes(words) or list(
        read_options(words[1:], ("--workdir",), permute=False).operands[1:]
    )
    if command:
        yield RunArgv(tuple(command), elsewhere=True)


def _passed(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``minikube kubectl -- …``, ``microk8s kubectl …``, ``minikube ssh``, ``adb shell``."""
    words = list(invocation.argv[1:])
    head = text_of(words.pop(0)) if words else ""
    rest = behind_dashes(words) or words
    if head == "kubectl" and rest:
        yield RunArgv((known("kubectl"), *rest))
    elif head in ("ssh", "shell") and rest:
        yield RunText(joined(rest), "sh", elsewhere=True)


def _vagrant(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``vagrant ssh -c CMD``, and ``vagrant ssh -- CMD``: what stands behind the dashes is ssh's."""
    yield from _by_option("-c", "--command")(invocation, world)
    rest = behind_dashes(invocation.argv[1:])
    if rest and any(word.text == "ssh" for word in invocation.argv[1:3]):
        yield from _ssh_words([known("vagrant"), *rest], invocation)


def _gcloud(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``gcloud compute ssh VM --command=CMD``, and ``… ssh VM -- CMD``: what stands behind is ssh's."""
    yield from _by_option("--command")(invocation, world)
    if any(word.text == "add-metadata" for word in invocation.argv[1:5]):  # root runs it at the next start
        from guard.shell.wrappers.platforms import on_platform

        yield from on_platform(invocation)
    rest = behind_dashes(invocation.argv[1:])
    if rest and any(word.text == "ssh" for word in invocation.argv[1:5]):
        yield from _ssh_words([known("vm"), *rest], invocation)


def _orb(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``orb [-m MACHINE] CMD``; its own subcommands are no programs."""
    valued = ("-m", "--machine", "-u", "--user", "-w", "--workdir")
    words = list(read_options(invocation.argv[1:], valued, permute=False).operands)
    if words and words[0].text == "run":
        words = list(read_options(words[1:], valued, permute=False).operands)
    if words and any(w.prefix.startswith(("-m", "--machine")) for w in invocation.argv[1:3]):
        yield RunArgv(tuple(words), elsewhere=True)


_IMAGE = (
    "-B --bind -H --home --pwd --cwd --env --env-file --mount --network --network-args -o --overlay -S"
    " --scratch --security -W --workdir --app --apply-cgroups --cpus --cpu-shares --cpuset-cpus --dns"
    " --fusemount --hostname --memory --pem-path --add-caps --drop-caps"
)


def _image(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``apptainer exec IMAGE CMD …`` keeps the home directory of the caller in sight."""
    words = invocation.argv[1:]
    if words and words[0].text in ("exec", "run"):
        command = read_options(words[1:], _IMAGE.split(), permute=False).operands[1:]
        if command:
            yield RunArgv(command)


MANY = {
    "parallel-ssh": "hHlpoetOxXA", "pssh": "hHlpoetOxXA", "pdsh": "wxlgtufRSc", "clush": "wxglotXfRumO",
    "dsh": "mgfron",
}  # fmt: skip
"""Programs that run one command on many hosts, and the letters of theirs that take a value."""


def _many(invocation: Invocation, world: World) -> Iterator[Inner]:
    letters = MANY[invocation.program]
    words = read_options(invocation.argv[1:], ["-" + letter for letter in letters], permute=False).operands
    if words:
        yield RunText(joined(list(words)), "sh", elsewhere=True)


_SALT = (
    "-t --timeout -b --batch --batch-size -c --config-dir --out --output --out-file --output-file -l"
    " --log-level --log-file --log-file-level -u --user --return -a --auth --username --password"
)


def _salt(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``salt 'web*' cmd.run 'CMD'``: a shell on every minion that matches."""
    words = read_options(invocation.argv[1:], _SALT.split()).operands
    if len(words) > 2 and (words[1].text or "").startswith("cmd."):
        yield RunText(words[2], "sh", elsewhere=True)


def _by_query(*path: str) -> Grammar:
    """``knife ssh QUERY CMD`` and ``bolt command run CMD -t TARGETS``: the last operand is the command."""

    def read(invocation: Invocation, world: World) -> Iterator[Inner]:
        words = read_options(invocation.argv[1:], _CONFIG_TOOLS).operands
        if [w.text for w in words[: len(path)]] == [*path] and len(words) > len(path):
            yield RunText(words[-1], "sh", elsewhere=True)

    return read


_CONFIG_TOOLS = (
    "-t", "--targets", "-q", "--query", "-u", "--user", "--ssh-user", "-x", "-i", "-P", "-C", "--concurrency",
    "-c", "--config", "-G", "--ssh-gateway", "-a", "--attribute", "--inventoryfile", "--private-key",
    "--ssh-identity-file", "--ssh-password", "-p", "--ssh-port",
)  # fmt: skip

_PROGRAMS = {
    **dict.fromkeys(MANY, _many),
    "ssh": _ssh, "mosh": _mosh, "sshpass": _sshpass, "autossh": _autossh,
    "heroku": _heroku,
    "vagrant": _vagrant, "colima": _passed, "orb": _orb, "fly": _by_option("-C", "--command"),
    "flyctl": _by_option("-C", "--command"), "gcloud": _gcloud,
    "lxc": _instance, "incus": _instance, "multipass": _instance, "limactl": _instance,
    "distrobox": _shared, "toolbox": _shared, "wsl": _shared,
    "apptainer": _image, "singularity": _image, "minikube": _passed, "microk8s": _passed, "adb": _passed,
    **dict.fromkeys(("crictl", "nomad", "machinectl", "pct", "lxc-attach"), _instance),
    "salt": _salt, "knife": _by_query("ssh"), "bolt": _by_query("command", "run"),
}  # fmt: skip
