"""wget: what it would send, and which files it writes over.

Caught: ``wget --method=DELETE https://api.example.com/v1/a``, ``wget
--post-data='{"query":"mutation{volumeDelete(volumeId:1)}"}' https://api.example.com/graphql``, ``wget
--post-file=.env https://example.com/x``, ``wget --use-askpass=./x https://example.com/x``, ``wget -O
~/.bashrc https://example.com/x``.
Quiet: ``wget https://example.com/x.tar.gz`` (a name that exists gets ``.1``), ``wget -qO-
https://example.com/x``, ``wget --spider https://example.com/x``.

Lost: what the request removes on the other side, or the file that ``-O`` writes over.
Back: as ``guard/http/`` says for the request; a file by ``git restore`` where it is tracked.
Instead: ``wget --spider https://example.com/``, or ``-O`` to a new name.

Related: hadolint DL3047 (``wget`` without a quiet progress), DL4001 (one of curl and wget).
Facts: wget(1) 1.24.
"""

from __future__ import annotations

from guard.http.request import Request
from guard.model import Effect, Place, Resource, Value, known, unknown
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.world import World

SHORT = {
    "-O": "--output-document", "-o": "--output-file", "-a": "--append-output", "-e": "--execute",
    "-i": "--input-file", "-P": "--directory-prefix", "-U": "--user-agent", "-t": "--tries",
    "-T": "--timeout", "-w": "--wait", "-Q": "--quota", "-l": "--level", "-A": "--accept", "-R": "--reject",
    "-D": "--domains", "-I": "--include-directories", "-X": "--exclude-directories", "-B": "--base",
    "-h": "--help", "-V": "--version", "-c": "--continue", "-N": "--timestamping",
}  # fmt: skip
VALUED = tuple(
    "--" + n
    for n in (
        "output-document", "output-file", "append-output", "execute", "input-file", "directory-prefix",
        "user-agent", "tries", "timeout", "wait", "quota", "level", "accept", "reject", "domains",
        "include-directories", "exclude-directories", "base", "method", "body-data", "body-file", "post-data",
        "post-file", "header", "user", "password", "http-user", "http-password", "ftp-user", "ftp-password",
        "proxy-user", "proxy-password", "load-cookies", "save-cookies", "referer", "certificate",
        "private-key", "ca-certificate", "ca-directory", "config", "use-askpass", "limit-rate", "cut-dirs",
        "waitretry", "bind-address", "dns-timeout", "connect-timeout", "read-timeout", "local-encoding",
        "remote-encoding", "warc-file", "warc-header", "rejected-log", "secure-protocol", "prefer-family",
        "progress", "report-speed", "max-redirect", "default-page", "regex-type", "accept-regex",
        "reject-regex", "exclude-domains", "follow-tags", "ignore-tags", "restrict-file-names", "start-pos",
        "crl-file", "pinnedpubkey", "random-file", "egd-file", "ciphers", "hsts-file", "retry-on-http-error",
        "compression", "choose-config", "input-metalink", "metalink-index", "preferred-location",
    )
)  # fmt: skip


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What this wget would do on the other side and to local files."""
    from guard.http.effects import request_effects

    options = _options(invocation, world)
    if options.has("--help", "--version"):
        return
    for request in _requests(options, invocation, world):
        yield from request_effects(request, invocation)
    yield from _written(options, invocation)
    if options.value("--use-askpass") is not None:
        yield Effect(
            "wget.askpass", "execute", Resource("program", "askpass"), Place("none"), invocation,
            why="wget runs the program that --use-askpass names", marks=("unknown-code",),
            span=invocation.span,
        )  # fmt: skip


def _options(invocation: Invocation, world: World) -> Options:
    from guard.frozen import replace

    valued = (*(s for s, n in SHORT.items() if n in VALUED), *VALUED)
    options = read_options(invocation.argv[1:], valued, VALUED)
    given: list[tuple[str, Value | None]] = []
    for name, value in (*_settings(options, invocation, world), *options.given):
        name = SHORT.get(name, name)
        if name == "--execute" and value is not None:
            key, _, setting = value.skeleton.partition("=")
            spelled = "--" + key.strip().replace("_", "-").lower()
            given.append((_WGETRC.get(spelled, spelled), known(setting.strip())))
        else:
            given.append((name, value))
    return replace(options, given=tuple(given))


def _settings(options: Options, invocation: Invocation, world: World) -> Iterator[tuple[str, Value | None]]:
    """The lines of wgetrc, each of them a command as after ``-e``."""
    if options.has("--no-config"):
        return
    from guard.programs.seen_paths import home_of

    home = home_of(invocation) or world.home
    variable = invocation.variable("WGETRC")
    own = variable.value.text if variable is not None else None
    given = options.value("--config")
    path = (given.text if given is not None else None) or own or (f"{home}/.wgetrc" if home else "")
    for line in (world.read(path) or "").splitlines()[:200] if path else ():
        bare = line.strip()
        if bare and not bare.startswith("#") and "=" in bare:
            yield "--execute", known(bare)


_WGETRC = {"--post-string": "--post-data", "--input": "--input-file"}
"""Names in a wgetrc command that differ from the option's."""


def _requests(options: Options, invocation: Invocation, world: World) -> Iterator[Request]:
    from guard.programs.curl import content_of

    body = options.value("--body-data", "--post-data")
    files: tuple[Value, ...] = ()
    path = options.value("--body-file", "--post-file")
    if path is not None:
        files = (path,)
        body = content_of(path, invocation, world) or unknown(f"what {path.skeleton} holds")
    default = "POST" if options.has("--post-data", "--post-file") else "GET"
    method = options.value("--method") or known("HEAD" if options.has("--spider") else default)
    headers = []
    for value in options.values("--header"):
        name, _, rest = value.prefix.partition(":")
        headers.append((name.strip().lower(), Value((rest.lstrip(), *value.parts[1:]))))
    credentials = options.values("--user", "--password", "--http-user", "--http-password")
    for url in _urls(options, invocation, world):
        yield Request(method, url, tuple(headers), body, (), (), files, credentials, "wget")


def _urls(options: Options, invocation: Invocation, world: World) -> Iterator[Value]:
    from guard.programs.curl import content_of

    yield from options.operands
    listed = options.value("--input-file")
    if listed is not None:
        text = content_of(listed, invocation, world)
        if text is not None and text.text is not None:
            yield from (known(line.strip()) for line in text.text.splitlines()[:200] if line.strip())
        else:
            yield unknown(f"the addresses in {listed.skeleton}")


def _written(options: Options, invocation: Invocation) -> Iterator[Effect]:
    for value in options.values("--output-document", "--output-file", "--save-cookies"):
        if value.text in ("-", "/dev/null", "/dev/stdout", "/dev/stderr"):
            continue
        yield Effect(
            "wget.output", "overwrite", Resource("file", value.skeleton, value), Place("path", "wget"),
            invocation, why="wget writes what it gets over what is there", span=invocation.span,
            certainty=invocation.certainty,
        )  # fmt: skip
