"""Wrappers whose operands are another program: ``nice -n 5 rm x``, ``timeout 10 …``, ``strace -f …``.

Caught: ``setsid rm -rf /``, ``unshare -r rm -rf ~``, ``busybox rm -rf /``.
Quiet: ``timeout 30 npm test``, ``time ls``: the inner program decides, the wrapper adds nothing.

Facts: coreutils 9, util-linux 2.38, procps 4, the manual page of each program.
"""

from __future__ import annotations

from guard.model import known
from guard.programs.options import read_options
from guard.shell.unwrap import RunArgv, RunStdin, RunText
from guard.shell.wrappers.grammar import Prefix, behind_dashes, prefixed, tail, take_assignments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation, Value
    from guard.shell.unwrap import Inner
    from guard.world import World

_PLAIN = Prefix()

PREFIXES: dict[str, Prefix] = {
    "doas": Prefix("-u -C -a", flags="-L -n -s"),
    "pkexec": Prefix("--user", flags="--disable-internal-agent --keep-cwd"),
    "nice": Prefix("-n --adjustment"),
    "ionice": Prefix("-c -n -p -P -u --class --classdata --pid --pgid --uid", flags="-t --ignore"),
    "chrt": Prefix("-T -P -D --sched-runtime --sched-period --sched-deadline", skip=1),
    "taskset": Prefix(skip=1),
    "timeout": Prefix("-k -s --kill-after --signal", skip=1, flags="-v -f -p --foreground"
    " --preserve-status --verbose"),
    "time": Prefix("-f -o --format --output"),
    "stdbuf": Prefix("-i -o -e --input --output --error"),
    "chroot": Prefix("--userspec --groups", skip=1, elsewhere=True),
    "unshare": Prefix(
        "-R -w -S -G --root --wd --setuid --setgid --map-user --map-group --propagation --setgroups"
        " --map-users"
        " --map-groups --monotonic --boottime", directory="-w --wd",
    ),
    "nsenter": Prefix(
        "-t -S -G -W --target --setuid --setgid --wdns", elsewhere=True,
        flags="-a -m -u -i -n -p -C -U -T -r -w -F -Z --all --mount --uts --ipc --net --pid --cgroup --user"
        " --time --root --wd --no-fork --follow-context --preserve-credentials --keep-caps --env -e",
    ),
    "strace": Prefix(
        "-e -o -p -u -s -a -b -E -I -O -P -S -U -X --trace --output --attach --user --string-limit --env"
        " --interruptible --trace-path --columns --const-print-style --detach-on --summary-syscall-overhead"
        " --summary-sort-by --summary-columns --signal --status --inject --fault --kvm --abbrev --verbose"
        " --raw --read --write --decode-pids",
    ),
    "ltrace": Prefix("-e -o -p -u -s -a -A -D -F -l -n -w -x --output --library"),
    "rlwrap": Prefix("-b -C -D -f -F -g -H -l -M -O -P -p -q -s -S -t -w -z"),
    "caffeinate": Prefix("-t -w"),
    "perf": Prefix(
        "-e -o -p -F -c -C -u -r -t -D -I -m -G -x -j -d -M --event --output --pid --tid --freq --count --cpu"
        " --uid --repeat --delay --interval-print --mmap-pages --cgroup --field-separator --call-graph"
        " --filter --metrics --timeout --clockid --branch-filter",
    ),
    "heaptrack": Prefix("-o --output"),
    "setpriv": Prefix(
        "--reuid --regid --groups --ruid --euid --rgid --egid --inh-caps --ambient-caps --bounding-set"
        " --securebits --pdeathsig --selinux-label --apparmor-profile",
    ),
    "xvfb-run": Prefix("-e -f -n -p -s -w --error-file --auth-file --server-num --xauth-protocol"
    " --server-args --wait"),
    "dbus-run-session": Prefix("--config-file --dbus-daemon"),
    "runuser": Prefix("-u --user -g --group -G --supp-group -w --whitelist-environment"),
    "numactl": Prefix("-i -m -N -C -p -l --interleave --membind --cpunodebind --physcpubind --preferred"),
    "prlimit": Prefix("-p --pid -o --output"), "cpulimit": Prefix("-l -p -e --limit --pid --exe"),
    "chpst": Prefix("-u -U -e -n -l -L -m -d -o -p -f -c -r -t -/"), "setuidgid": Prefix(skip=1),
    "gosu": Prefix(skip=1), "su-exec": Prefix(skip=1), "softlimit": Prefix("-m -d -s -l -a -o -p -f -c -r"
    " -t"),
    "tini": Prefix("-p -e"), "dumb-init": Prefix("-r --rewrite"), "faketime": Prefix("-p -e", skip=1),
    "systemd-inhibit": Prefix("--what --who --why --mode"), "systemd-cat": Prefix("-t -p --identifier"
    " --priority"),
    "reflex": Prefix("-r -R -g -G -d --regex --inverse-regex --glob --inverse-glob --decoration"),
    "dotenv": Prefix("-f --file -e -v -p -c -q --quote --export"),
    "dotenvx": Prefix("-f --env-file -e"
    " --env -fk"),
    "env-cmd": Prefix("-f --file -e --environments -r --rc-file"),
    "cross-env": Prefix(assigns=True),
    "aws-vault": Prefix("-d --duration -t --mfa-token --region --backend --prompt", skip=1),
    "chamber": Prefix("-b --backend -r --retries", dashed=True), "proot": Prefix("-r -b -w -R -S -q -k",
    elsewhere=True),
    "retry": Prefix("-t -d -s -m --times --delay"),
    "aa-exec": Prefix("-p --profile -n"
    " --namespace"),
    "sandbox-exec": Prefix("-f -n -p -D"), "cgexec": Prefix("-g"), "choom": Prefix("-n --adjust -p --pid"),
    "ssh-agent": Prefix("-a -t -E -P -O"), "run0": Prefix("-u --user -g --group -D --chdir --unit --setenv"),
    "systemd-nspawn": Prefix("-D --directory -M --machine -u --user -i --image --bind", elsewhere=True),
    "daemonize": Prefix("-c -e -o -p -l -u -E"), "envchain": Prefix(skip=1),
    "start-stop-daemon": Prefix("-x -a -u -p -n -d --exec --startas --user --pidfile --name --chdir -c"
    " --chuid -g --group --ppid -s --signal -r --chroot -N --nicelevel -P --procsched -I --iosched -k --umask"
    " --notify-timeout -O --output -R --retry"),
}  # fmt: skip
"""What is not listed (``nohup``, ``setsid``, ``unbuffer``, ``catchsegv`` …) takes no valued option."""


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The program behind the wrapper."""
    program = invocation.program
    words = invocation.argv[1:]
    special = SPECIAL.get(program)
    if special is not None:
        yield from special(invocation)
    elif program.startswith(("ld-linux", "ld-musl", "ld.so")):
        yield from prefixed(
            words, Prefix("--library-path --preload --audit --argv0 --inhibit-rpath", single_dash=True)
        )
    else:
        if program == "strace":
            output = read_options(words, PREFIXES["strace"].valued.split(), permute=False).value(
                "-o", "--output"
            )
            if output is not None and output.prefix[:1] in ("|", "!"):
                yield RunText(tail(output, 1), "sh")
            yield from _traced(words)
            return
        found = list(prefixed(words, PREFIXES.get(program, _PLAIN)))
        yield from found
        if not found and program in SHELLS and invocation.stdin is not None:
            yield RunStdin("sh", elsewhere=PREFIXES.get(program, _PLAIN).elsewhere)


SHELLS = ("doas", "run0", "unshare", "nsenter", "chroot", "fakeroot", "fakechroot", "proot", "systemd-nspawn")
"""Without a command these start a shell, which reads what comes in."""


def _traced(words: Sequence[Value]) -> Iterator[Inner]:
    """``strace -E NAME=value`` sets a variable, ``-E NAME`` takes it away."""
    settings = list(
        read_options(words, PREFIXES["strace"].valued.split(), permute=False).values("-E", "--env")
    )
    without = tuple(word.prefix for word in settings if "=" not in word.prefix)
    settings = [word for word in settings if "=" in word.prefix]
    for inner in prefixed(words, PREFIXES["strace"]):
        yield RunArgv(inner.argv, take_assignments(settings), without=without)


def _flock(invocation: Invocation) -> Iterator[Inner]:
    """``flock [options] FILE CMD …`` and ``flock FILE -c TEXT`` (util-linux flock(1))."""
    options = read_options(
        invocation.argv[1:], ("-w", "--timeout", "-E", "--conflict-exit-code"), permute=False
    )
    rest = list(options.operands[1:])
    if rest and rest[0].text in ("-c", "--command") and len(rest) > 1:
        yield RunText(rest[1], "sh")
    elif rest:
        yield RunArgv(tuple(rest))


def _script(invocation: Invocation) -> Iterator[Inner]:
    """``script -c TEXT``: util-linux; ``script FILE CMD …``: BSD."""
    valued = (
        "-c",
        "--command",
        "-E",
        "-I",
        "-O",
        "-B",
        "-T",
        "-m",
        "-o",
        "--log-out",
        "--log-in",
        "--log-io",
        "--echo",
    )
    options = read_options(invocation.argv[1:], valued, permute=False)
    text = options.value("-c", "--command")
    if text is None:
        later = read_options(invocation.argv[1:], valued)
        text = later.value("-c", "--command")
    if text is not None:
        yield RunText(text, "sh")
    elif len(options.operands) > 1:
        yield RunArgv(options.operands[1:])
    elif invocation.stdin is not None:
        yield RunStdin("sh")  # what it is given is typed into the shell that it starts


def _applet(invocation: Invocation) -> Iterator[Inner]:
    """``busybox rm -rf /``: the next word is the program."""
    words = invocation.argv[1:]
    if words and not words[0].prefix.startswith("-"):
        yield RunArgv(words)


def _runuser(invocation: Invocation) -> Iterator[Inner]:
    """``runuser -u NAME [--] CMD …``; without ``-u`` it is ``su`` (util-linux runuser(1))."""
    options = read_options(
        invocation.argv[1:],
        [*PREFIXES["runuser"].valued.split(), "-c", "--command", "-s", "--shell"],
        permute=False,
    )
    text = options.value("-c", "--command")
    if options.has("-u", "--user"):
        if options.operands:
            yield RunArgv(options.operands)
    elif text is None:
        later = read_options(options.operands, ("-c", "--command", "-s", "--shell"))
        text = later.value("-c", "--command")
    if text is not None:
        yield RunText(text, "sh")


def _daemon(invocation: Invocation) -> Iterator[Inner]:
    """``start-stop-daemon --start --exec PROGRAM -- ARGUMENTS``."""
    acts = ("--start", "--stop", "--status")
    options = read_options(
        invocation.argv[1:], PREFIXES["start-stop-daemon"].valued.split(), acts, permute=False
    )
    program = options.value("--startas", "-a", "--exec", "-x")
    if program is not None and not options.has("-K", "--stop", "-T", "--status"):
        where = options.value("-d", "--chdir") or known("/")
        yield RunArgv((program, *options.operands), cwd=where)


def _parts(invocation: Invocation) -> Iterator[Inner]:
    """``run-parts DIR`` runs every file in it: the directory is what could be read, not its promise."""
    from guard.shell.unwrap import Opaque

    if not any(w.prefix.startswith(("--test", "--list")) for w in invocation.argv):
        yield Opaque("run-parts runs every program in a directory", dangerous=False)


def _chrt(invocation: Invocation) -> Iterator[Inner]:
    """``chrt`` and ``taskset``: with ``-p`` they change a process and run nothing."""
    grammar = PREFIXES[invocation.program]
    words = invocation.argv[1:]
    if not read_options(words, grammar.valued.split(), permute=False).has("-p", "--pid", "-m", "--max"):
        yield from prefixed(words, grammar)


def _perf(invocation: Invocation) -> Iterator[Inner]:
    """``perf stat -r 5 CMD …``: the options stand behind the subcommand."""
    yield from prefixed(invocation.argv[2:], PREFIXES["perf"])


def _command(invocation: Invocation) -> Iterator[Inner]:
    """``command -v X`` and ``-V`` only say where X is."""
    options = read_options(invocation.argv[1:], permute=False)
    if options.operands and not options.has("-v", "-V"):
        yield RunArgv(options.operands)


def _arch(invocation: Invocation) -> Iterator[Inner]:
    """``setarch [ARCH] CMD …`` (Linux) and ``arch -ARCH CMD …`` (macOS)."""
    words = list(invocation.argv[1:])
    while words and (words[0].prefix.startswith("-") or words[0].text in _ARCHITECTURES):
        words.pop(0)
    if words:
        yield RunArgv(tuple(words))


_ARCHITECTURES = ("x86_64", "i386", "i686", "linux32", "linux64", "aarch64", "arm64", "uname26")


def _vault(invocation: Invocation) -> Iterator[Inner]:
    """``aws-vault exec PROFILE [--] CMD``, ``dotenvx run -- CMD``: behind ``--`` where there is one."""
    words = invocation.argv[1:]
    first = words[0].text if words else ""
    if first not in ("exec", "run"):
        return
    rest = behind_dashes(words)
    if rest:
        yield RunArgv(tuple(rest))
        return
    yield from prefixed(words[1:], PREFIXES[invocation.program])


def _coreutils(invocation: Invocation) -> Iterator[Inner]:
    """``coreutils --coreutils-prog=rm WORDS`` (GNU) and ``coreutils rm WORDS`` (Rust's)."""
    words = invocation.argv[1:]
    if not words:
        return
    named = "--coreutils-prog="
    if words[0].prefix.startswith(named):
        yield RunArgv((tail(words[0], len(named)), *words[1:]))
    elif not words[0].prefix.startswith("-"):
        yield RunArgv(words)


def _dpkg(invocation: Invocation) -> Iterator[Inner]:
    """``dpkg -x FILE DIRECTORY`` starts ``dpkg-deb`` with the same words; hooks go to a shell (dpkg(1))."""
    words = invocation.argv[1:]
    for word in words:
        if word.prefix.startswith(("--pre-invoke=", "--post-invoke=", "--status-logger=")):
            yield RunText(tail(word, word.prefix.index("=") + 1))
    if words and words[0].text in ("-x", "--extract", "-X", "--vextract"):
        yield RunArgv((known("dpkg-deb"), *words))


def _dotenv(invocation: Invocation) -> Iterator[Inner]:
    """Three programs of that name: ``dotenv -- CMD``, ``dotenv [-f F] run [--] CMD``, ``dotenv CMD``."""
    options = read_options(invocation.argv[1:], PREFIXES["dotenv"].valued.split(), permute=False)
    behind = behind_dashes(invocation.argv[1:])
    if not behind:
        behind = list(options.operands)
        if behind and behind[0].text == "run":
            behind.pop(0)
        elif behind and behind[0].text in ("list", "get", "set", "unset"):
            return
    variables = {**take_assignments(list(options.values("-v"))), **take_assignments(behind)}
    if behind:
        yield RunArgv(tuple(behind), variables)


def _ccache(invocation: Invocation) -> Iterator[Inner]:
    words = invocation.argv[1:]
    if words and not words[0].prefix.startswith("-"):
        yield RunArgv(words)


TEXTS = (
    "entr", "nodemon", "chokidar", "watch", "watchexec", "concurrently", "hyperfine", "pee", "mispipe",
    "start-server-and-test", "cross-env-shell",
)  # fmt: skip
"""Programs that hand texts to a shell."""


def _text(invocation: Invocation) -> Iterator[Inner]:
    from guard.shell.wrappers.texts import unwrap as of_text

    return of_text(invocation)


def _sandbox(invocation: Invocation) -> Iterator[Inner]:
    from guard.shell.wrappers.sandboxes import unwrap as of_sandbox

    return of_sandbox(invocation)


SPECIAL = {
    "flock": _flock, "script": _script, "busybox": _applet, "toybox": _applet, "runuser": _runuser,
    "start-stop-daemon": _daemon, "run-parts": _parts, "chrt": _chrt, "taskset": _chrt,
    "command": _command, **dict.fromkeys(("setarch", "arch", "linux32", "linux64", "i386"), _arch),
    **dict.fromkeys(TEXTS, _text), "aws-vault": _vault, "dotenvx": _vault,
    "dotenv": _dotenv, "dotenv-cli": _dotenv, "perf": _perf,
    "ccache": _ccache, "sccache": _ccache, "distcc": _ccache, "firejail": _sandbox,
    "bwrap": _sandbox, "coreutils": _coreutils, "dpkg": _dpkg,
}  # fmt: skip
