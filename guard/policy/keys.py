"""The name under which an effect is remembered: what is done to what, wherever the words came from.

Two commands with the same key do the same thing, so a refusal of one holds for the other
(``rm -rf data`` and ``python -c 'shutil.rmtree("data")'``).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Target

_FAMILY = {"overwrite": "delete", "truncate": "delete"}


def key_of(effect: Effect, target: Target) -> str:
    """``delete|directory|/home/u/proj/data``: operation family, kind, where it lands."""
    operation = _FAMILY.get(effect.operation, effect.operation)
    kind = "path" if effect.place.kind == "path" else effect.resource.kind
    where = (
        target.identity if effect.place.kind == "path" else f"{target.identity}|{effect.resource.identity}"
    )
    return f"{operation}|{kind}|{where}"
