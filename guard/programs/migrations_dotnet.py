"""Entity Framework's tool: ``dotnet ef``.

Which database is meant stands in ``--connection``, in ``ConnectionStrings`` of ``appsettings.json`` and of
the environment's own ``appsettings.Production.json``, or in ``ConnectionStrings__Name``.

Caught: ``dotnet ef database drop --force``, ``dotnet ef database update 0`` (every migration is rolled back),
``dotnet ef database update AddUsers`` (what came later is).
Quiet: ``dotnet ef database drop --dry-run``, ``dotnet ef migrations add X`` and ``script`` (they write
files), ``dotnet ef dbcontext info``.

Lost: the tables with their rows.
Back: a dump.
Instead: ``dotnet ef database drop --dry-run``, ``dotnet ef migrations script``.

Facts: EF Core tools reference (.NET CLI).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Place
from guard.programs.migrations import APPLIES, ROLLS_ALL, ROLLS_BACK, effect_of_verb, emptying
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

VALUED = (
    "--connection", "-c", "--context", "-p", "--project", "-s", "--startup-project", "--framework",
    "--configuration", "--runtime", "--msbuildprojectextensionspath", "--environment",
)  # fmt: skip
DROPS = replace(emptying("-f", "--force"), quiet=("--dry-run",), instead="dotnet ef database drop --dry-run")


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effect of ``dotnet ef …`` and ``dotnet-ef …``."""
    skip = 1 if invocation.program == "dotnet-ef" else 2
    if skip == 2 and (len(invocation.argv) < 2 or invocation.argv[1].text != "ef"):
        return
    words = list(invocation.argv[skip:])
    own = next((index for index, word in enumerate(words) if word.text == "--"), len(words))
    options = read_options(words[:own], VALUED)
    name = " ".join(word.text or "?" for word in options.operands[:2])
    migration = options.operands[2].text if len(options.operands) > 2 else None
    if name == "database drop":
        verb = DROPS
    elif name == "database update":
        verb = APPLIES if migration is None else ROLLS_ALL if migration == "0" else ROLLS_BACK
    else:
        return
    hints = [(hint, options.value(*names)) for hint, names in HINTS]
    given = read_options(words[own + 1 :], VALUED).value("--environment")
    hints.append(("environment", given or options.value("--environment")))
    place = Place("database", "ef", tuple((hint, value) for hint, value in hints if value is not None))
    yield from effect_of_verb("ef", name, verb, place, invocation, options, world)


HINTS = (("connection", ("--connection",)), ("project", ("-s", "--startup-project", "-p", "--project")))
