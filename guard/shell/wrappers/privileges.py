"""Programs that run another one as somebody else: ``sudo``, ``su``, ``sg``, ``newgrp``, ``capsh``.

Caught: ``sudo -u root -- rm -rf /``, ``su -c 'rm -rf /'``, ``sudo -s rm x``. Quiet: ``sudo -v``, ``sudo -l``,
``sudo apt-get update``: the inner program decides.

Facts: sudo(8) 1.9, su(1) of util-linux 2.38, sg(1), capsh(1).
"""

from __future__ import annotations

from guard.model import known
from guard.programs.options import read_options
from guard.shell.unwrap import RunArgv, RunStdin, RunText
from guard.shell.wrappers.grammar import joined, names, shifted, take_assignments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

_SUDO = names(
    "-u -g -C -D -h -p -r -t -T -U -R -a -c --user --group --close-from --chdir --host --prompt --role"
    " --type --command-timeout --other-user --chroot --auth-type --login-class"
)
_SUDO_FLAGS = names(
    "-A -b -B -E -e -H -i -K -k -l -n -N -P -S -s -V -v --askpass --background --bell --preserve-env"
    " --edit --set-home --login --remove-timestamp --reset-timestamp --list --non-interactive --no-update"
    " --preserve-groups --stdin --shell --version --validate --help"
)
_SU = names("-c -s -g -G -w --command --session-command --shell --group --supp-group --whitelist-environment")


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The command that would run under another identity."""
    yield from _PROGRAMS[invocation.program](invocation)


def _sudo(invocation: Invocation) -> Iterator[Inner]:
    options = read_options(invocation.argv[1:], _SUDO, [*_SUDO, *_SUDO_FLAGS], permute=False)
    if options.has("-l", "--list", "-v", "--validate", "-V", "--version", "-e", "--edit", "-U"):
        return
    rest = list(options.operands)
    variables = take_assignments(rest)
    where = options.value("-D", "--chdir")
    while variables and rest and rest[0].prefix.startswith("-"):
        more = read_options(rest, _SUDO, [*_SUDO, *_SUDO_FLAGS], permute=False)
        where = more.value("-D", "--chdir") or where
        rest = list(more.operands)
        variables.update(take_assignments(rest))
    if not rest:
        if options.has("-s", "-i", "--shell", "--login"):
            yield RunStdin("sh")
        return
    fresh = options.has("-i", "--login")
    yield RunArgv(tuple(rest), variables, where, elsewhere=options.has("-R", "--chroot"))
    if fresh or options.has("-s", "--shell"):
        yield RunText(joined(rest), "sh", variables=variables, cwd=where)
    if any(n not in _SUDO and n not in _SUDO_FLAGS for n, _ in options.given):
        yield from shifted(rest)


def _su(invocation: Invocation) -> Iterator[Inner]:
    """``su [options] [-] [user [argument …]]``: the arguments go to the shell, so a ``-c`` there counts."""
    options = read_options(invocation.argv[1:], _SU)
    operands = [o for o in options.operands if o.text != "-"]
    texts = options.values("-c", "--command", "--session-command")
    shell = options.value("-s", "--shell")
    dialect = "sh" if shell is None else (shell.text or "sh").rsplit("/", 1)[-1]
    for text in texts:
        yield RunText(text, dialect, tuple(operands[1:]))
    if not texts and len(operands) > 1:
        yield RunArgv((known(dialect), *operands[1:]))
    elif not texts:
        yield RunStdin(dialect)


def _sg(invocation: Invocation) -> Iterator[Inner]:
    """``sg [-] group [[-c] command]``."""
    words = [w for w in invocation.argv[1:] if w.text != "-"]
    rest = words[1:]
    if rest and rest[0].text == "-c":
        rest = rest[1:]
    if rest:
        yield RunText(rest[0], "sh")
    else:
        yield RunStdin("sh")


def _capsh(invocation: Invocation) -> Iterator[Inner]:
    """``capsh [--option …] -- SHELL-ARGUMENTS`` and ``==`` for itself."""
    words = invocation.argv[1:]
    for index, word in enumerate(words):
        if word.text in ("--", "=="):
            yield RunArgv((known("bash"), *words[index + 1 :]))
            return


_PROGRAMS: dict[str, Callable[[Invocation], Iterator[Inner]]] = {
    "sudo": _sudo,
    "su": _su,
    "sg": _sg,
    "newgrp": _sg,
    "capsh": _capsh,
    "sudoedit": lambda _: iter(()),
}
