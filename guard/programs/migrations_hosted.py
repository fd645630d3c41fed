"""hasura: migrations, metadata and seeds of a project that is hosted.

Caught: ``hasura migrate apply --down 1``, ``hasura metadata clear``.
Quiet: ``hasura migrate status``, ``hasura migrate apply`` on a local endpoint.

Lost: the tables of the undone migrations; the relations and permissions that the metadata held.
Back: a dump; the metadata from the project's files (``hasura metadata apply``).
Instead: ``hasura migrate status``, ``hasura metadata export``.

Facts: the command line's reference.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.programs.migrations import (
    APPLIES,
    Verb,
    effect_of_verb,
    place,
    read,
    verb_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

HASURA = {
    "migrate apply": replace(
        APPLIES,
        worse=(
            ("--down", "R3", "what the migrations made"),
            ("--goto", "R3", "what the migrations after that one made"),
        ),
        quiet=("--dry-run",),
    ),
    "migrate delete": Verb("delete", "R3", "B1", "migrations and their record", answers=("--force",)),
    "metadata clear": Verb("delete", "R3", "B2", "the metadata: tables, relationships, permissions"),
    "metadata apply": Verb("update", "R2", "B2"),
    "metadata reload": Verb("update", "R0", "B1"),
    "seed apply": Verb("update", "R2", "B1"),
}


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The effect of the sub-command."""
    options = read(
        invocation,
        (
            "--goto", "--version", "-p", "--project", "--endpoint", "--admin-secret", "--database-name",
            "--down", "--up", "--envfile", "-f", "--file",
        ),
    )  # fmt: skip
    name, verb, _ = verb_of([w.text or "?" for w in options.operands], HASURA)
    if verb is not None:
        where = place("hasura", options, {"endpoint": ("--endpoint",)})
        yield from effect_of_verb("hasura", name, verb, where, invocation, options, world)
