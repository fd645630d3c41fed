"""The name under which an effect is remembered: what is done to what, wherever the words came from.

Two commands with the same key do the same thing, so a refusal of one holds for the other
(``rm -rf data`` and ``python -c 'shutil.rmtree("data")'``).
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.findings import Finding
    from guard.model import Effect, Target

VOLUME = "volume "
"""How a path in a volume is called (``targets/path_container.py``): emptying a volume is removing it."""
LOCAL_ENGINE = "the local engine"
_FAMILY = {"overwrite": "delete", "truncate": "delete"}


def key_of(effect: Effect, target: Target) -> str:
    """``delete|directory|/home/u/proj/data``: operation family, kind, where it lands."""
    operation = _FAMILY.get(effect.operation, effect.operation)
    if effect.place.kind == "path" and target.identity.startswith(VOLUME):
        return f"{operation}|volume|{LOCAL_ENGINE}|{target.identity.removeprefix(VOLUME)}"
    kind = "path" if effect.place.kind == "path" else effect.resource.kind
    where = (
        target.identity if effect.place.kind == "path" else f"{target.identity}|{effect.resource.identity}"
    )
    return f"{operation}|{kind}|{where}"


def named_key_of(effect: Effect) -> str:
    """The same by the path as it was named, where what lands is only what lies in it (``rsync --delete
    empty/ data/``); empty for what has no path."""
    value = effect.resource.value
    if effect.place.kind != "path" or value is None or not value.text:
        return ""
    cwd = getattr(effect.by, "cwd", None) or "/"
    where = os.path.normpath(os.path.join(cwd, value.text))
    return f"{_FAMILY.get(effect.operation, effect.operation)}|path|{where}"


def approval_of(finding: Finding) -> str:
    """The name under which a person's yes is remembered: the effect, where it lands, and its whole
    vector. Anything that changes what would be lost, where or with which key is another question."""
    return f"{key_of(finding.effect, finding.target)}|{finding.vector}|{finding.loss}"


def remembered(key: str, kept: tuple[str, ...]) -> bool:
    """Whether a key is among those the ledger kept (which holds them with secrets blotted out)."""
    if not kept:
        return False
    from guard.credentials.redaction import redact

    return key in kept or redact(key) in kept
