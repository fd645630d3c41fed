"""Wrappers that hand texts to a shell: ``watch``, ``watchexec``, ``concurrently``, ``hyperfine``, ``entr``.

Caught: ``watch rm -rf /``, ``concurrently -k 'rm -rf ~' 'npm test'``, ``entr -s 'rm -rf ~'``.
Quiet: ``watch -x ls``, ``concurrently -n a,b 'npm run a' 'npm run b'``: the texts decide.

Facts: watch(1) of procps 4, entr(1), concurrently 9, watchexec 2, hyperfine 1.18, nodemon 3.
"""

from __future__ import annotations

from guard.model import known
from guard.programs.options import read_options
from guard.shell.unwrap import RunArgv, RunText
from guard.shell.wrappers.grammar import Prefix, joined, take_assignments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner

JOINED = {
    "watch": Prefix("-n -q --interval --equexit", flags="-b -c -d -e -g -p -t -w -x -C -r"),
    "concurrently": Prefix(
        "-n -c -p -l -t -s -m --names --name-separator --prefix-colors --prefix --prefix-length"
        " --timestamp-format --success --max-processes --hide --default-input-target --restart-tries"
        " --restart-after --kill-signal --kill-timeout --teardown --cwd",
    ),
    "watchexec": Prefix(
        "-w -W -F -e -f -i -s -d -o -E -j --watch --watch-non-recursive --watch-file --exts --filter"
        " --filter-file --filter-prog --ignore --ignore-file --signal --stop-signal --stop-timeout --debounce"
        " --on-busy-update --shell --env --workdir --project-origin --delay-run --fs-events --emit-events-to"
        " --socket --color --map-signal --wrap-process --log-file --timeout",
    ),
    "cross-env-shell": Prefix(assigns=True),
    "hyperfine": Prefix(
        "-w -m -M -r -p -c -s -i -S -u -n --warmup --min-runs --max-runs --runs --prepare --cleanup"
        " --setup --shell --export-json --export-csv --export-markdown -L --parameter-list",
    ),
    "pee": Prefix(), "mispipe": Prefix(), "start-server-and-test": Prefix(),
}  # fmt: skip
"""Wrappers that hand text to ``sh -c``: ``JOINING`` all operands joined, the others each one."""
JOINING = ("watch", "watchexec", "cross-env-shell")
UNREAD = {"watch": ("-x", "--exec"), "watchexec": ("-n",), "cross-env-shell": ()}
"""With these the words are started as they are."""


def unwrap(invocation: Invocation) -> Iterator[Inner]:
    """The texts, and the words behind ``entr`` and ``watch -x``."""
    if invocation.program == "chokidar":
        yield from _chokidar(invocation)
    elif invocation.program in JOINED:
        yield from _by_shell(invocation, JOINED[invocation.program])
    else:
        yield from _watched(invocation)


def _by_shell(invocation: Invocation, grammar: Prefix) -> Iterator[Inner]:
    joins = invocation.program in JOINING
    options = read_options(invocation.argv[1:], grammar.valued.split(), permute=not joins)
    for name in ("-p", "--prepare", "-c", "--cleanup", "-s", "--setup"):
        if invocation.program == "hyperfine":
            for value in options.values(name):
                yield RunText(value, "sh")
    operands = list(options.operands)
    variables = take_assignments(operands) if grammar.assigns else {}
    if joins and operands:
        if options.has(*UNREAD[invocation.program]):
            yield RunArgv(tuple(operands))
            return
        yield RunText(joined(operands), "sh", variables=variables)
        if invocation.program == "watchexec" and len(operands) > 1:  # so do some versions
            yield RunArgv(tuple(operands), certainty="may")
    elif not joins:
        for word in operands:
            yield RunText(word, "sh")


def _watched(invocation: Invocation) -> Iterator[Inner]:
    """``entr``: ``-s`` hands one text to a shell. ``nodemon --exec TEXT``."""
    words = invocation.argv[1:]
    if invocation.program == "nodemon":
        options = read_options(
            words, ("-x", "--exec", "-w", "--watch", "-e", "--ext", "-i", "--ignore", "-d", "--delay")
        )
        text = options.value("-x", "--exec")
        if text is not None:
            yield RunText(joined((text, *options.operands)), "sh")
        elif options.operands:
            yield RunArgv((known("node"), *options.operands))
        return
    options = read_options(words, permute=False)
    if options.has("-s") and options.operands:
        yield RunText(options.operands[0], "sh", options.operands)
    elif options.operands:
        yield RunArgv(options.operands)


def _chokidar(invocation: Invocation) -> Iterator[Inner]:
    """``chokidar PATTERN -c TEXT``."""
    text = read_options(invocation.argv[1:], ("-c", "--command")).value("-c", "--command")
    if text is not None:
        yield RunText(text, "sh")
