"""Programs that do what a file lists: lint-staged, hurl, systemd-tmpfiles, vegeta; and those that send a
request of the caller's making: load testers, WebSocket clients, plain requests of a platform.

Each line becomes the command that does the same, so that it is judged and located like any other.

Caught: ``printf 'R /home/u' > t.conf; systemd-tmpfiles --remove t.conf``, ``hurl`` of a file with ``DELETE
https://…``, ``hey -m DELETE https://…``, ``buf curl https://h/p.S/DeleteX``, ``wscat -c wss://… -x
'{"method": "deleteX"}'``, ``oci raw-request --http-method DELETE …``.
Quiet: ``hey https://…``, ``lint-staged`` whose commands are ``eslint --fix``, ``systemd-tmpfiles --create``.

Facts: lint-staged's README “Configuration”, hurl(1), tmpfiles.d(5), vegeta's README, ab(1), hey's and oha's
help, ``buf curl --help``, wscat's and websocat's help, OCI's CLI reference “raw-request”.
"""

from __future__ import annotations

from guard.model import known
from guard.programs.options import read_options
from guard.shell.follow import found_at
from guard.shell.unwrap import RunArgv, RunText
from guard.shell.wrappers.grammar import path_of, placed, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation, Value
    from guard.shell.unwrap import Inner
    from guard.world import World

TESTERS: dict[str, str] = {
    "ab": "-n -c -t -s -b -B -p -u -v -x -y -z -C -H -A -P -X -g -e -f -Z -T",
    "hey": "-n -c -q -z -o -t -A -T -a -x -h2 -H -d -D -host -U -cpus",
    "oha": "-n -c -z -q -t -H -A -T -a -d -D --burst-delay --burst-rate",
    "bombardier": "-n -c -d -r -t -b -f -H -l -o", "autocannon": "-c -d -a -b -i -H -p -w -R -t -T",
}  # fmt: skip
"""Load testers whose ``-m`` is the method, and their other options with a value."""
METHODS = ("DELETE", "PUT", "PATCH", "POST")
WEBSOCKET = {"wss://": "https://", "ws://": "http://"}


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The commands that do the same."""
    program = invocation.program
    if program in TESTERS:
        valued = (*TESTERS[program].split(), "-m", "--method")
        options = read_options(invocation.argv[1:], valued, single_dash=program == "hey")
        method = options.value("-m", "--method")
        if method is not None and options.operands:
            yield _request(method, options.operands[-1])
    else:
        yield from _KNOWN[program](invocation, world)


def _request(method: Value, url: Value, body: Value | None = None) -> RunArgv:
    sent = (known("--json"), body) if body is not None else ()
    return RunArgv((known("curl"), known("-X"), method, *sent, url))


def _lines(word: Value, invocation: Invocation, world: World) -> list[str]:
    path = path_of(word, invocation)
    text = world.read(path) if path else None
    return text.splitlines() if text is not None else []


def _hurl(invocation: Invocation, world: World) -> Iterator[Inner]:
    for word in invocation.argv[1:]:
        if not word.prefix.startswith("-"):
            yield from _targets(_lines(word, invocation, world))


def _vegeta(invocation: Invocation, world: World) -> Iterator[Inner]:
    named = read_options(invocation.argv[1:], ("-targets",), single_dash=True).value("-targets")
    stream = invocation.stdin
    if named is not None:
        yield from _targets(_lines(named, invocation, world))
    elif stream is not None and stream.text is not None:
        yield from _targets(stream.text.skeleton.splitlines())


def _targets(lines: list[str]) -> Iterator[Inner]:
    """``METHOD URL`` at the beginning of a line."""
    for line in lines:
        words = line.split()
        if len(words) > 1 and words[0] in METHODS and "://" in words[1]:
            yield _request(known(words[0]), known(words[1]))


def _tmpfiles(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``R``, ``r`` and ``D`` lines take away what they name; with ``--purge`` every line does."""
    words = invocation.argv[1:]
    flags = [text_of(w) for w in words if w.prefix.startswith("-")]
    purges = "--purge" in flags
    if not purges and "--remove" not in flags:
        return
    for word in words:
        for line in _lines(word, invocation, world) if not word.prefix.startswith("-") else ():
            fields = line.split()
            kind = fields[0].rstrip("!-=~^$+") if len(fields) > 1 else ""
            if kind in ("R", "D") or (kind == "r" or (purges and kind and kind[0] in "fdDvqQCLpcbw")):
                flag = "-f" if kind == "r" else "-rf"
                yield RunArgv((known("rm"), known(flag), known("--"), known(fields[1].strip("'\""))))


CONFIGURED = (".lintstagedrc", ".lintstagedrc.json", "package.json")


def _lint_staged(invocation: Invocation, world: World) -> Iterator[Inner]:
    from guard.wire import loads

    named = read_options(invocation.argv[1:], ("-c", "--config", "-p", "--cwd")).value("-c", "--config")
    for name in (text_of(named),) if named is not None else CONFIGURED:
        path = placed(name, invocation.cwd)
        text = world.read(path) if path else None
        try:
            read = loads(text) if text is not None else None
        except ValueError:
            continue
        table = read.get("lint-staged") if name.endswith("package.json") and isinstance(read, dict) else read
        for value in table.values() if isinstance(table, dict) else ():
            for line in value if isinstance(value, list) else [value]:
                if isinstance(line, str):
                    yield RunText(found_at(path, world, line), "sh", source=name)


def _buf(invocation: Invocation, world: World) -> Iterator[Inner]:
    """``buf curl URL`` calls the method that the URL's path names."""
    if text_of(invocation.argv[1] if len(invocation.argv) > 1 else None) != "curl":
        return
    for word in invocation.argv[2:]:
        head, _, rest = (word.text or "").partition("://")
        host, _, method = rest.partition("/")
        if head in ("http", "https") and method:
            yield RunArgv((known("grpcurl"), known(host), known(method)))


def _websocket(invocation: Invocation, world: World) -> Iterator[Inner]:
    """What is sent to a WebSocket, as the body of a request to the same place."""
    options = read_options(
        invocation.argv[1:], ("-c", "--connect", "-x", "--execute", "-H", "--header", "-s", "--subprotocol")
    )
    url = options.value("-c", "--connect") or next(
        (w for w in options.operands if w.prefix.startswith(tuple(WEBSOCKET))), None
    )
    sent = options.value("-x", "--execute")
    if sent is None and invocation.stdin is not None:
        sent = invocation.stdin.text
    scheme = next((s for s in WEBSOCKET if url is not None and url.prefix.startswith(s)), "")
    if url is not None and scheme and sent is not None:
        plain = known(WEBSOCKET[scheme] + (url.text or url.prefix)[len(scheme) :])
        text = (sent.text or "").lstrip()
        if text.startswith("{") and '"method"' in text and '"jsonrpc"' not in text:
            sent = known('{"jsonrpc": "2.0", ' + text[1:])  # what a method's name means there
        yield _request(known("POST"), plain, sent)


def _oci(invocation: Invocation, world: World) -> Iterator[Inner]:
    if "raw-request" in invocation.words[1:3]:
        options = read_options(invocation.argv[1:], ("--http-method", "--target-uri", "--request-body"))
        method, url = options.value("--http-method"), options.value("--target-uri")
        if method is not None and url is not None:
            yield _request(method, url, options.value("--request-body"))


_KNOWN = {
    "hurl": _hurl, "vegeta": _vegeta, "systemd-tmpfiles": _tmpfiles, "lint-staged": _lint_staged, "buf": _buf,
    "wscat": _websocket, "websocat": _websocket, "oci": _oci,
}  # fmt: skip
