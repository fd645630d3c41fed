"""What the user said must not be done, held against what would be done.

The ledger keeps the user's own prohibitions (``session/prompts.py``); a prohibition forbids an effect
when it names its program, its kind of resource or its environment. It can forbid, never permit.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Target

_DATA = ("database", "volume")
MEANINGS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("database", "databases", "db", "postgres", "mysql", "mongo", "redis"), _DATA),
    **dict.fromkeys(("table", "tables", "schema"), ("database",)),
    **dict.fromkeys(("migration", "migrations", "migrate"), ("migrate",)),
    **dict.fromkeys(("production", "prod", "live"), ("E4",)), "staging": ("E3",),
    **dict.fromkeys(("push", "pushing", "pushes"), ("git-remote",)),
    **dict.fromkeys(("deploy", "deploying", "deploys", "deployment", "apply", "applying"), ("deploy",)),
    **dict.fromkeys(("publish", "publishing", "release"), ("publish",)),
    **dict.fromkeys(("delete", "deletes", "deleting", "deletion", "deletions", "remove", "removing", "drop",
                     "destroy", "destroying", "destructive", "wipe"), ("delete", "truncate")),
    **dict.fromkeys(("commit", "commits", "committing"), ("commit",)),
    **dict.fromkeys(("restart", "restarts", "restarting", "stop", "stopping", "kill"), ("stop",)),
    **dict.fromkeys(("cluster", "kubernetes", "k8s"), ("kubernetes",)),
    "terraform": ("terraform",), "docker": ("docker",),
    **dict.fromkeys(("volume", "volumes"), ("volume", "compose volumes")),
    "freeze": ("deploy", "delete", "update", "git-remote", "database"),
}  # fmt: skip
"""Words of a prohibition and what they cover: place kinds, operations, resource kinds, environments, the
family of a rule."""

PLACES = ("production", "prod", "live", "staging")
"""Words that say where, not what."""
HARMLESS = ("read", "create", "execute", "reveal")
SHARED = ("git.push", "git.commit")
"""Creations that the user may have kept for later."""
NOTHING_AT_ALL = (
    "read-only", "read only", "readonly", "do nothing", "no writes", "dry run only", "no changes",
    *(f"{verb} any{what}" for verb in ("change", "modify", "touch", "edit") for what in ("thing", " file")),
)  # fmt: skip
"""Whoever says this forbids every change."""
DESTROYING = ("delete", "overwrite", "truncate", "unprotect")


def forbidden_by(effect: Effect, target: Target, prohibitions: tuple[str, ...]) -> str:
    """The prohibition that covers this effect, in the user's words; empty where none does."""
    if not prohibitions or (effect.operation in HARMLESS and effect.rule not in SHARED):
        return ""
    facts = {effect.place.kind, effect.place.tool, effect.operation, effect.resource.kind, target.environment,
             effect.rule.split(".")[0]}  # fmt: skip
    if target.environment == "E3" and not _says_shared(target):
        facts.add("E4")  # nothing shows that this remote is not production
    names = (effect.resource.identity.lower(), target.identity.lower())
    return next((said for said in prohibitions if _covers(said.lower(), effect, facts, names)), "")


def meanings_in(said: str) -> tuple[str, ...]:
    """The words of a prohibition that are understood, for whoever wants to know what it will hold against."""
    lower = said.lower()
    if any(phrase in lower for phrase in NOTHING_AT_ALL):
        return ("every change",)
    return tuple(dict.fromkeys(word for word in _words(lower) if word in MEANINGS))


def _covers(said: str, effect: Effect, facts: set[str], names: tuple[str, ...]) -> bool:
    """A thing or an act that is named is enough; where a place is named beside it ("never run migrations
    on production"), both have to be met."""
    words = _words(said)
    if any(phrase in said for phrase in NOTHING_AT_ALL):
        return True
    if _another(effect, words):
        return False
    gentle = effect.operation not in DESTROYING
    if gentle and ("keep" in words or any(word.startswith("forc") for word in words)):
        return False  # what is to be kept may be used; what must not be forced may be done
    places = [word for index, word in enumerate(words) if word in PLACES and not _joined(words, index)]
    others = [word for word in words if word not in places]
    if places and not any(facts.intersection(MEANINGS[word]) for word in places):
        return any(facts.intersection(MEANINGS[word]) for word in others if word in PLACES)
    if places and not any(word in MEANINGS for word in others):
        return True
    return any(_met(word, facts, names) for word in others)


SINGLE = ("container", "service", "pod", "branch")
"""Things of which people name one: "the db container"."""


def _another(effect: Effect, words: list[str]) -> bool:
    """Whether a prohibition names one thing ("do not stop the db container") and the act names others."""
    named = [
        words[at - 1]
        for at, word in enumerate(words)
        if word in SINGLE and at > 1 and words[at - 2] in ("the", "our", "my", "that")
    ]
    identity = effect.resource.identity.lower()
    given = {word.lower() for word in getattr(effect.by, "words", ())[1:]}
    chosen = [name for name in identity.replace(",", " ").split() if name]
    if len(named) != 1 or not chosen or any(name not in given for name in chosen):
        return False
    return named[0] not in identity


def _words(said: str) -> list[str]:
    plain = said.replace(",", " ").replace(":", " ")
    return [w.strip("`'\"()*").rstrip(".!?") for w in plain.split()]


def _joined(words: list[str], index: int) -> bool:
    """Whether a place stands in a list ("production or the database"): then each thing of it counts alone."""
    return any(word in ("or", "and", "nor") for word in words[max(index - 1, 0) : index + 2])


def _met(word: str, facts: set[str], names: tuple[str, ...]) -> bool:
    if facts.intersection(MEANINGS.get(word, ())):
        return True
    return len(word) > 3 and word not in MEANINGS and any(_named(word, name) for name in names if name)


def _says_shared(target: Target) -> bool:
    """Whether a word says that it is staging, a preview or somebody's development."""
    from guard.signs.environments import sign_of_words

    said = " ".join((target.identity, *(link.what for link in target.evidence)))
    return sign_of_words(said) is not None


def _named(word: str, name: str) -> bool:
    """Whether a word of the user's names the thing: a part of its path, or the end of it."""
    word = word.strip("`'\"()").rstrip("/")
    return word in name.split("/") or ("/" in word and f"/{word.lstrip('./')}/" in f"/{name}/")
