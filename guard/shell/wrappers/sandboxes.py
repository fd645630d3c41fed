"""Sandboxes that a command is started in: ``bwrap``, ``firejail``.

What is mounted into them is writable for the command, so it counts as if it ran outside.

Caught: ``bwrap --dev-bind / / rm -rf ~``, ``firejail --quiet rm -rf ~``. Quiet: ``bwrap --ro-bind / / ls``.

Facts: bwrap(1) 0.11, firejail(1); bwrap was tried.
"""

from __future__ import annotations

from guard.model import Value, Variable
from guard.shell.unwrap import RunArgv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner


def unwrap(invocation: Invocation) -> Iterator[Inner]:
    """Every option is ``--name[=value]``; ``bwrap`` has its own arity per option."""
    words = list(invocation.argv[1:])
    if invocation.program == "bwrap":
        yield from _bubblewrapped(words)
        return
    while words and words[0].prefix.startswith("-"):
        words.pop(0)
    if words:
        yield RunArgv(tuple(words))


_BWRAP = {
    3: "--overlay",
    2: "--bind --dev-bind --ro-bind --bind-try --ro-bind-try --dev-bind-try --symlink --setenv --file"
    " --bind-data --ro-bind-data --chmod --bind-fd --ro-bind-fd",
    1: "--proc --dev --tmpfs --mqueue --dir --chdir --uid --gid --hostname --unsetenv --lock-file"
    " --sync-fd --seccomp --add-seccomp-fd --userns --userns2 --pidns --args --argv0 --perms --size"
    " --cap-add --cap-drop --exec-label --file-label --info-fd --json-status-fd --block-fd"
    " --userns-block-fd --remount-ro --overlay-src --tmp-overlay --ro-overlay",
}
"""bubblewrap 0.11, bwrap(1): how many words follow each option."""


def _bubblewrapped(words: list[Value]) -> Iterator[Inner]:
    arity = {name: count for count, names in _BWRAP.items() for name in names.split()}
    where: Value | None = None
    fresh = False
    variables: dict[str, Variable] = {}
    without: list[str] = []
    while words and words[0].prefix.startswith("-"):
        name = words.pop(0).text or ""
        if name == "--":
            break
        values = words[: arity.get(name, 0)]
        del words[: arity.get(name, 0)]
        if name == "--chdir" and values:
            where = values[0]
        elif name == "--clearenv":
            fresh = True
        elif name == "--unsetenv" and values:
            without.append(values[0].prefix)
        elif name == "--setenv" and len(values) == 2:
            variables[values[0].prefix] = Variable(values[1], "inline")
    if words:
        yield RunArgv(tuple(words), variables, where, fresh=fresh, without=tuple(without))
