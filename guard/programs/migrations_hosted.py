"""supabase and hasura: projects that are hosted, with a local copy.

Caught: ``supabase db reset --linked`` (the hosted project), ``supabase db reset`` (the local copy, if it is
the only
one), ``supabase projects delete``, ``hasura migrate apply --down 1``. Near misses: ``supabase db diff``,
``supabase migration up`` (local, forward), ``hasura migrate status``. Facts: the CLIs' references ("[local
only]" in help).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import known
from guard.programs.migrations import (
    APPLIES,
    ROLLS_BACK,
    Verb,
    effect_of_verb,
    emptying,
    place,
    read,
    verb_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation, Mark
    from guard.world import World

SUPABASE = {
    "db reset": emptying("--yes"),
    "db push": replace(
        APPLIES,
        quiet=("--dry-run",),
        answers=("--yes",),
        worse=(("--include-seed", "R3", "rows that the seed overwrites"),),
    ),
    "migration up": APPLIES,
    "migration down": ROLLS_BACK,
    "migration repair": Verb("update", "R2", "B1", "", "it rewrites the record of what was applied"),
    "stop": Verb("stop", "R0", "B1", "", "", worse=(("--no-backup", "R4", "the data of the local copy"),)),
    "projects delete": emptying("--yes", loss="the hosted project with its database and backups"),
    "branches delete": Verb("delete", "R3", "B2", "the branch with its database"),
    "functions delete": Verb("delete", "R2", "B1", "the deployed function"),
    "functions deploy": Verb("deploy", "R1", "B1"),
    "secrets unset": Verb("delete", "R3", "B1", "secrets of the project"),
    "secrets set": Verb("update", "R2", "B1"),
    "storage rm": Verb("delete", "R4", "B1", "stored objects"),
    "config push": Verb("update", "R2", "B1"),
}
_REMOTE = frozenset(("db push", "projects delete", "branches delete", "functions delete",
"functions deploy", "secrets unset", "secrets set",
                     "config push", "migration repair"))  # fmt: skip
"""Sub-commands that go to the hosted project unless they are told otherwise."""
HASURA = {
    "migrate apply": replace(
        APPLIES, worse=(("--down", "R3", "what the migrations made"),), quiet=("--dry-run",)
    ),
    "migrate delete": Verb("delete", "R3", "B1", "migrations and their record", answers=("--force",)),
    "metadata clear": Verb("delete", "R3", "B2", "the metadata: tables, relationships, permissions"),
    "metadata apply": Verb("update", "R2", "B2"),
    "metadata reload": Verb("update", "R0", "B1"),
    "seed apply": Verb("update", "R2", "B1"),
}


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effect of the sub-command, on the local copy or on the hosted project."""
    program = invocation.program
    options = read(
        invocation,
        ("--db-url", "--project-ref", "--workdir", "--profile", "-f", "--file", "--version", "--password",
        "-p", "--endpoint", "--admin-secret",
         "--database-name", "--down", "--up", "--project", "--envfile", "-s", "--schema", "--debug-level"),
    )  # fmt: skip
    words = [w.text or "?" for w in options.operands]
    name, verb, _ = verb_of(words, SUPABASE if program == "supabase" else HASURA)
    if verb is None:
        return
    if program == "hasura":
        yield from effect_of_verb(
            program, name, verb, place("hasura", options, {"endpoint": ("--endpoint",)}), invocation, options
        )
        return
    linked = options.has("--linked", "--project-ref", "--experimental-linked") or (
        name in _REMOTE and not options.has("--local", "--db-url")
    )
    more = (("linked", known("yes")),) if linked else ()
    where = place("supabase", options, {"url": ("--db-url",), "project": ("--project-ref",)}, more)
    marks: tuple[Mark, ...] = ("auto-answered",) if linked and name == "db reset" else ()
    yield from effect_of_verb(program, name, verb, where, invocation, options, marks)
