"""What goes out to a registry, and what is taken back from one: shared by the package managers.

A published version can be hidden or, for a short while, unpublished; whoever downloaded it keeps it, and
the version number is used up. Taking a version away breaks everybody who depends on it.
"""

from __future__ import annotations

from guard.model import Place
from guard.programs.subcommands import Act, effect_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Invocation, Value

PUBLISH = Act(
    "publish",
    "package",
    "R2",
    "B3",
    why="the version is public from then on, and its number is used up",
    instead="npm pack --dry-run",
    tags=("T1195.002",),
)
UNPUBLISH = Act(
    "delete",
    "package",
    "R4",
    "B3",
    "the version {name} for everybody who depends on it",
    "what others build on is taken away",
    "npm deprecate {name} 'this version should not be used'",
    tags=("T1485",),
)
YANK = Act(
    "update", "package", "R1", "B2", why="the version {name} can no longer be resolved by new projects"
)
OWNER = Act("grant", "package", "R1", "B2", why="who may publish {name} is changed", tags=("T1098",))
DEPRECATE = Act("update", "package", "R1", "B2", why="everybody who installs {name} sees a warning")
TAG = Act("update", "package", "R1", "B2", why="what {name} resolves to is changed for everybody")


def to_registry(
    rule: str,
    act: Act,
    tool: str,
    name: str,
    invocation: Invocation,
    registry: Value | None,
    instead: str = "",
) -> Effect:
    """An act on a registry: ``tool`` says whose configuration names it."""
    hints = (("registry", registry),) if registry is not None else ()
    shown = Act(
        act.operation,
        act.kind,
        act.recoverability,
        act.blast,
        act.loss,
        act.why,
        instead or act.instead,
        act.marks,
        act.tags,
    )
    return effect_of(rule, shown, name, Place("registry", tool, hints), invocation)
