"""mix: Ecto's tasks, and test runs.

Caught: ``mix ecto.drop``, ``mix ecto.reset``, ``mix do ecto.drop, ecto.create``.
Quiet: ``MIX_ENV=test mix ecto.drop``, ``mix ecto.migrations``, ``mix compile``.

Lost: every row of the repository's database.
Back: a dump or point-in-time recovery.
Instead: ``mix ecto.migrations``, ``MIX_ENV=test mix ecto.reset``.

Facts: Ecto's mix tasks.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Place
from guard.programs.migrations import APPLIES, ROLLS_BACK, Verb, effect_of_verb, emptying, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.programs.options import Options
    from guard.world import World

TASKS = {
    "ecto.drop": emptying("--force", "-f", "--force-drop"),
    "ecto.reset": emptying("--force", "-f"),
    "ecto.rollback": replace(ROLLS_BACK, worse=(("--all", "R4", "what every migration made"),)),
    "ecto.migrate": APPLIES,
    "ecto.setup": APPLIES,
    "ecto.load": Verb("update", "R3", "B2", "what the dump overwrites", answers=("--force", "-f")),
    "ash.reset": emptying(),
    "ash_postgres.drop": emptying("--force"),
    "ash_postgres.rollback": ROLLS_BACK,
}


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """Each task, ``mix do`` included."""
    options = read(invocation, ("-r", "--repo", "-n", "--step", "--to", "-t", "-e", "--eval"))
    words = [w.text or "" for w in options.operands]
    names = words[:1]
    if names == ["do"]:
        names = [w.rstrip(",") for w in words[1:] if w not in ("+", ",")]
    if names == ["run"] or names == ["eval"]:
        yield from _evaluated(invocation, options, words, world)
    for name in names:
        verb = TASKS.get(name)
        if verb is not None:
            yield from effect_of_verb(
                "mix", name, verb, Place("database", "ecto"), invocation, options, world
            )


def _evaluated(invocation: Invocation, options: Options, words: list[str], world: World) -> Iterator[Effect]:
    """``mix run -e 'Repo.delete_all(User)'``, ``mix eval``: code that empties a table."""
    given = options.value("-e", "--eval")
    code = given.text if given is not None else " ".join(words[1:])
    call = next((call for call in EMPTYING if call in (code or "")), "")
    if call:
        verb = Verb("delete", "R4", "B1", f"every row that {call}…) is given", "the code deletes rows")
        yield from effect_of_verb("mix", "run", verb, Place("database", "ecto"), invocation, options, world)


EMPTYING = ("Repo.delete_all(", "Repo.truncate(", "TRUNCATE ", "DROP TABLE ")
"""What code says that takes rows or tables away."""
