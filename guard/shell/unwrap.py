"""Programs that run programs: what the evaluator asks, and the forms of the answer.

``wrappers/`` holds the grammars (sudo, env, xargs, find -exec, ssh, docker exec, sh -c, make …).
"""

from __future__ import annotations

from guard.frozen import frozen, replace
from guard.model import Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, Union

    from guard.model import Invocation, Stream, Variable
    from guard.world import World


@frozen
class RunArgv:
    """A program with these words (``sudo rm x``, ``xargs rm``, ``find -exec rm {} +``)."""

    argv: tuple[Value, ...]
    variables: Mapping[str, Variable] = {}
    """What the wrapper adds to the environment."""
    cwd: Value | None = None
    """Another directory (``env -C``, ``make -C``); ``None``: the same."""
    elsewhere: bool = False
    """On another host or in a container: neither our files, nor our directory, nor our variables."""
    fresh: bool = False
    """Started with an empty environment (``env -i``)."""
    without: tuple[str, ...] = ()
    """The variables that the wrapper takes out of the environment (``env -u NAME``)."""
    stdin: Stream | None = None
    certainty: Literal["will", "may"] = "will"


@frozen
class RunText:
    """A text that a shell reads (``sh -c``, ``ssh host '…'``, ``make`` recipes, ``package.json``)."""

    text: Value
    dialect: str = "sh"
    arguments: tuple[Value, ...] = ()
    """``$0``, ``$1`` …"""
    variables: Mapping[str, Variable] = {}
    cwd: Value | None = None
    elsewhere: bool = False
    fresh: bool = False
    here: bool = False
    """In the same shell, so that assignments and ``cd`` stay (``eval``, ``source``)."""
    source: str = ""
    """``Makefile:12``, ``package.json scripts.build`` where it is read from a file."""
    certainty: Literal["will", "may"] = "will"


@frozen
class RunFile:
    """A script by its path, read by an interpreter (``bash x.sh``, ``. x.sh``, ``./x.sh``).

    The evaluator knows what this text wrote into the file, else it asks ``follow.script``; with the
    content ``follow.inner_of(text, dialect, arguments, source)`` says what runs: ``RunText`` for a
    shell, ``RunArgv`` of ``python3 -c …`` and its like for another language. A file without content
    (binary, missing, too long) is an ordinary installed program, unless this session made it.
    """

    path: Value
    dialect: str = "sh"
    """A shell, or ``python``, ``node``, ``perl``, ``ruby``, ``php`` …; empty: the shebang decides."""
    arguments: tuple[Value, ...] = ()
    """``$0``, ``$1`` …: the path itself comes first."""
    here: bool = False


@frozen
class RunStdin:
    """A shell or another interpreter that reads its code from its standard input (``… | sh``,
    ``sh <<E``, ``curl … | python3 -``). Known text: ``follow.inner_of``; else *unresolved*."""

    dialect: str = "sh"
    """As in ``RunFile``."""
    elsewhere: bool = False
    arguments: tuple[Value, ...] = ()


@frozen
class Opaque:
    """Something would run that cannot be read."""

    why: str
    dangerous: bool = True


if TYPE_CHECKING:
    Inner = Union[RunArgv, RunText, RunFile, RunStdin, Opaque]


def unwrap(invocation: Invocation, world: World) -> tuple[Inner, ...]:
    """What this program would run in turn; nothing where it runs nothing of the caller's choice.

    The wrapper itself stays an Invocation and is interpreted too (``find -delete``, ``docker -v``).
    """
    from guard.shell.wrappers.registry import grammar_of

    module = grammar_of(invocation.program)
    if invocation.program == "systemctl":
        from guard.shell.units import started

        return tuple(started(invocation, world))
    if module is None:
        return _configured(invocation, world)
    name = invocation.program.removesuffix(".exe").lower()
    if name != invocation.program and grammar_of(name) == module:  # ``sudo.exe``
        invocation = replace(invocation, argv=(known(name), *invocation.argv[1:]))
    if module in ("interpreters", "loaders"):
        from guard.shell.loaded_env import with_loaded

        invocation = with_loaded(invocation, world)
    grammar = __import__("guard.shell.wrappers." + module, fromlist=("unwrap",))
    inner: tuple[Inner, ...] = tuple(grammar.unwrap(invocation, world))
    return inner + _configured(invocation, world)


def _configured(invocation: Invocation, world: World) -> tuple[Inner, ...]:
    """What the tool runs because of a file's name; asked only where the text has made any file."""
    if not getattr(world, "makes_files", False):
        return ()
    from guard.shell.wrappers.configured import configured

    return tuple(configured(invocation, world))


INSTALLED = ("/bin/", "/sbin/", "/usr/", "/lib", "/opt/", "/nix/", "/snap/", "/System/", "/Library/")
"""Where installed programs lie: their text is not followed."""
