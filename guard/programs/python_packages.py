"""pip, pipx, conda: what an install runs, and what a removal takes away.

Caught: ``pip install http://example.com/x.tar.gz`` (an address in clear text), ``conda env remove -n work``.
Quiet: ``pip install -r requirements.txt``, ``pip install -e .``, ``pip list``, ``pip uninstall -y requests``
(the lock file brings it back).

Lost: the environment with everything that was installed by hand; from an address in clear text, the trust in
what was installed.
Back: from the lock file or ``environment.yml``; what no file lists is gone.
Instead: ``conda env export > environment.yml`` first; an address with https.

Facts: pip.pypa.io/en/stable/cli, docs.conda.io.
"""

from __future__ import annotations

from guard.model import Place
from guard.programs.subcommands import Act, effect_of, read_command, word_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

_VALUED = word_set(
    "-r --requirement -c --constraint -i --index-url --extra-index-url -f --find-links -t "
    "--target --python -e --editable --prefix --root --cache-dir -n --name -p --trusted-host "
    "--proxy --log"
)
_ENV = Act(
    "delete",
    "environment",
    "R2",
    "B1",
    "the environment {name} with everything installed in it",
    instead="conda env export -n {name} > environment.yml",
)
_INDEX = Act(
    "update",
    "package",
    "R2",
    "B0",
    why="code from {name} is installed and runs at once",
    marks=("network-code",),
    tags=("T1195.002",),
)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a Python package manager does beyond adding packages."""
    command = read_command(invocation.argv[1:], _VALUED, ("env", "tool", "pip", "self"))
    verb = command.path.rsplit(" ", 1)[-1]
    if command.asks_help or command.options.has("--dry-run"):
        return
    if command.path in ("env remove", "env delete") or (verb == "remove" and command.options.has("--all")):
        name = command.options.value("-n", "--name", "-p", "--prefix")
        yield effect_of("packages.conda-env", _ENV, name.skeleton if name else "?", Place("host"), invocation)
    elif verb in ("install", "inject", "add", "run"):
        for word in command.operands + command.options.values(
            "-i", "--index-url", "--extra-index-url", "-f", "--find-links"
        ):
            if (
                word.prefix.startswith(("http://", "git+http://"))
                and "localhost" not in word.prefix
                and "127.0.0.1" not in word.prefix
            ):
                yield effect_of("packages.pip-index", _INDEX, word.skeleton, Place("none"), invocation)
