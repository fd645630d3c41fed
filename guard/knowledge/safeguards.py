"""Settings that switch a safeguard off, whoever's they are: protection against deletion, backups, retention,
versions, recovery to a point in time.

Vendors name them alike (``deletionProtectionEnabled``, ``--no-delete-protection``,
``history_retention_seconds``, ``pointInTimeRecoveryEnabled``), so the words of a name and the value tell.

Caught: ``{"deletion_protection": false}``, ``{"project": {"history_retention_seconds": 0}}``,
``--delete-protection DISABLED``, ``--backup-retention-period 0``, ``{"versioning": {"enabled": false}}``.
Quiet: ``{"deletion_protection": true}``, ``{"history_retention_seconds": 604800}``,
``{"backup": "nightly"}``.

Lost: nothing at once; what would have brought the next loss back. Where backups end, often those there are.
Back: the same setting, switched on; backups begin anew.
Instead: the settings as they are, read.

Facts: the vendors' API references (AWS RDS and DynamoDB, Google Cloud SQL, Storage and Firestore, Azure
Storage, Neon, Supabase, DigitalOcean, Hetzner, MongoDB Atlas, PlanetScale).
"""

from __future__ import annotations

from guard.knowledge.verbs import split_name

OFF = ("false", "off", "no", "0", "disabled", "disable", "suspended", "none")
NOTHING = ("0", "0s", "0d", "0h", "p0d", "0.0")
SWITCHING = ("enabled", "enable", "status", "state", "mode", "active", "on")
DEEP = 4
MANY = 60


def safeguard_off(name: str, value: object) -> str:
    """What a setting switches off, in words; empty where it switches nothing off.

    Args:
        name: the setting, with the names it stands below joined by dots.
        value: as JSON has it, or the text of an option's value; ``None`` for an option without one.
    """
    words = [word for word in split_name(name.replace(".", "_")) if word]
    negated = words[:1] in (["no"], ["disable"], ["remove"], ["clear"]) and value is None
    told = "" if value is None or value is True else str(value).lower()
    if not negated and told not in OFF and told not in NOTHING:
        return ""
    if negated:
        words = words[1:]
    elif told == "0" and not _counted(words):
        return ""
    return _safeguard(words)


def _counted(words: list[str]) -> bool:
    """Whether a nought means an end: of how long, or how many, something is kept."""
    return "retention" in words or "backups" in words or words[-1:] == ["pitr"]


def _safeguard(words: list[str]) -> str:
    named = [word for word in words if word not in SWITCHING]
    joined = " ".join(named)
    if joined.endswith(("deletion protection", "delete protection", "termination protection")):
        return "the protection against deletion"
    if "point in time" in joined or "pitr" in named:
        return "the recovery to a point in time"
    if "soft delete" in joined or "delete retention" in joined:
        return "what deleted things come back from"
    if "retention" in named and ("backup" in joined or "history" in joined or "snapshot" in joined):
        return "the backups that are kept"
    if named[-1:] in (["backups"], ["backup"]) or joined.endswith("backup configuration"):
        return "the backups"
    return "the old versions that bring things back" if named[-1:] == ["versioning"] else ""


def safeguard_in(body: object, below: str = "", depth: int = 0) -> str:
    """What the settings of a request's body switch off; empty where they switch nothing off."""
    if not isinstance(body, dict) or depth > DEEP:
        return ""
    for key, value in list(body.items())[:MANY]:
        name = f"{below}.{key}" if below else str(key)
        found = safeguard_in(value, name, depth + 1) if isinstance(value, dict) else (
            "" if value is None else safeguard_off(name, value))  # fmt: skip
        if found:
            return found
    return ""


def expiry_in(body: object, here: bool = False) -> str:
    """What the rules of a store's lifecycle delete by themselves; empty where they delete nothing.

    Args:
        here: whether the body holds the rules themselves, and not a setting called ``lifecycle``.
    """
    if not isinstance(body, dict):
        return ""
    rules = body if here else body.get("lifecycle")
    found = _expiring(rules, 0) if isinstance(rules, dict) else False
    return "every object that grows older than the rule says" if found else ""


def _expiring(rules: object, depth: int) -> bool:
    if depth > 2 * DEEP:
        return False
    if isinstance(rules, list):
        return any(_expiring(item, depth + 1) for item in rules[:MANY])
    if isinstance(rules, dict):
        for key, value in list(rules.items())[:MANY]:
            words = split_name(str(key))
            if any(word.startswith(("delete", "expir")) for word in words) and value not in (
                None,
                False,
                {},
                [],
            ):
                return "multipart" not in words and "incomplete" not in words
            if str(key) == "type" and isinstance(value, str) and value.lower() == "delete":
                return True
            if _expiring(value, depth + 1):
                return True
    return False
