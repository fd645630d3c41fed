"""What the user said must not be done, held against what would be done.

The ledger keeps the user's own prohibitions (``session/prompts.py``); a prohibition forbids an effect
when it names its program, its kind of resource or its environment. It can forbid, never permit.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Target

MEANINGS: dict[str, tuple[str, ...]] = {
    "database": ("database", "volume"), "db": ("database", "volume"), "table": ("database",),
    "postgres": ("database", "volume"), "mysql": ("database", "volume"), "mongo": ("database", "volume"),
    "production": ("E4",), "prod": ("E4",), "live": ("E4",), "staging": ("E3",),
    "push": ("git-remote",), "deploy": ("deploy",), "publish": ("publish",), "delete": ("delete",),
    "remove": ("delete",), "commit": ("commit",), "cluster": ("kubernetes",), "kubernetes": ("kubernetes",),
    "terraform": ("terraform",), "docker": ("docker",), "volume": ("volume",), "volumes": ("volume",),
    "freeze": ("deploy", "delete", "update", "git-remote", "database"),
}  # fmt: skip
"""Words of a prohibition and what they cover: place kinds, operations, resource kinds, environments."""

HARMLESS = ("read", "create", "execute", "reveal")


def forbidden_by(effect: Effect, target: Target, prohibitions: tuple[str, ...]) -> str:
    """The prohibition that covers this effect, in the user's words; empty where none does."""
    if not prohibitions or (effect.operation in HARMLESS and effect.rule != "git.push"):
        return ""
    facts = {effect.place.kind, effect.place.tool, effect.operation, effect.resource.kind, target.environment}
    names = (effect.resource.identity.lower(), target.identity.lower())
    for said in prohibitions:
        for word in said.lower().replace(",", " ").replace(".", " ").split():
            if facts.intersection(MEANINGS.get(word, ())):
                return said
            if len(word) > 3 and word not in MEANINGS and any(word in n.split("/") for n in names if n):
                return said
    return ""
