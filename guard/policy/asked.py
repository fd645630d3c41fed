"""What was asked for and what was allowed in advance, held against what would be done.

``another_than_asked``: the user said "drop the table foo" and what would go is the table *bar*, or the
database: asked at least, and both are named. Quiet: the table that was asked for; a prompt that asked for
nothing that is taken away; another kind of thing altogether.

``allowed_by``: ``guard task start … --allow 'drop table foo'`` answers the question before it is put. It
answers a question only, never lifts a denial, and never where the place is another than the task's, the key
is foreign, the target is unknown, or the loss is larger than a thing of its own.
"""

from __future__ import annotations

from guard.policy.predicates import TAKING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.findings import Finding
    from guard.model import Effect, Target

KINDRED = (
    frozenset((
        "table", "database", "schema", "collection", "volume", "bucket", "index", "snapshot", "instance",
        "cluster", "stack", "project", "app", "namespace", "environment", "service", "deployment", "pod",
        "queue", "topic", "rows", "db", "db-instance", "keyspace", "object", "repository",
    )),
    frozenset(("branch", "tag", "repository", "ref")),
)  # fmt: skip
"""Kinds of things that are mistaken for one another."""


def another_than_asked(effect: Effect, target: Target, acts: tuple[str, ...]) -> str:
    """What the user asked to take away, where something else of its kin would go; empty otherwise."""
    if not acts or effect.operation not in TAKING or target.environment == "E0":
        return ""
    kin = [group for group in KINDRED if effect.resource.kind in group]
    near = [act for act in acts if any(act.split()[1] in group for group in kin)]
    if not near or any(_is_that(effect, target, act) for act in near):
        return ""
    asked = near[0].removeprefix("delete ")
    gone = f"{effect.resource.kind} {effect.resource.identity}".strip()
    return f"you asked for the {asked} to go, and this is {gone}"


def _is_that(effect: Effect, target: Target, act: str) -> bool:
    """Whether an act names this thing, whatever noun it was given. What a hole hides may be that thing."""
    name = act.split()[2].lower()
    if effect.resource.value is not None and effect.resource.value.text is None:
        return True
    return any(_fits(name, candidate) for candidate in _names(effect, target))


# ---------------------------------------------------------------------------- allowed in advance

OPERATIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("drop", "delete", "remove", "destroy", "rm"), ("delete", "truncate")),
    **dict.fromkeys(("truncate", "empty", "wipe"), ("truncate", "delete")),
    **dict.fromkeys(("overwrite", "replace", "reset"), ("overwrite", "update", "delete")),
    **dict.fromkeys(("update", "change", "alter", "migrate", "apply", "scale"), ("update", "overwrite")),
    **dict.fromkeys(("deploy", "release", "rollout"), ("deploy", "update")),
    "publish": ("publish",), "grant": ("grant",),
    **dict.fromkeys(("stop", "restart", "kill"), ("stop",)), "create": ("create", "update", "deploy"),
    "send": ("send",), "post": ("update", "create", "send"),
}  # fmt: skip
"""The verbs in which a person allows an act, and the operations that each stands for."""
ALONE = ("deploy", "publish", "release", "rollout")
"""Verbs that say enough without a name."""
FILLERS = frozenset(("the", "a", "an", "of", "in", "on", "to", "from", "and", "my", "our"))
SYNONYMS = {"db": "database", "repo": "repository", "dir": "directory", "folder": "directory"}
NEVER = ("backup", "persistence", "network-code", "unknown-code", "credential-hunt", "backups-inside",
         "protection", "elevated", "stronger-retry")  # fmt: skip
"""Marks with which nothing is allowed in advance."""
OPERATIONS_NEVER = ("reveal", "unprotect", "unknown")


def understood(act: str) -> str:
    """Why an act cannot be allowed in advance as it is said; empty where it can."""
    words = _words(act)
    if not words:
        return "it says nothing"
    if words[0] in OPERATIONS:
        if len(words) == 1 and words[0] not in ALONE:
            return f"say what may be acted upon: '{words[0]} table NAME'"
        return ""
    if len(words) == 1:
        return f"say which act of {words[0]}, or begin with one of {', '.join(sorted(OPERATIONS))}"
    return ""


def allowed_by(finding: Finding, acts: tuple[str, ...], environment: str) -> str:
    """The act allowed in advance that answers this question; empty where none does.

    Args:
        environment: that of the task, empty where it has none.
    """
    effect, target = finding.effect, finding.target
    if (
        not acts
        or finding.decision != "ask"
        or target.unresolved
        or effect.operation in OPERATIONS_NEVER
        or finding.vector.blast == "B3"
        or finding.vector.credential == "foreign"
        or any(mark in finding.vector.marks for mark in NEVER)
        or (target.environment == "E4" and environment != "production")
    ):
        return ""
    return next((act for act in acts if _covers(act, effect, target)), "")


def _covers(act: str, effect: Effect, target: Target) -> bool:
    words = _words(act)
    if understood(act):
        return False
    operations = OPERATIONS.get(words[0])
    if operations is None:
        return _is_command(act.split(), effect)
    if effect.operation not in operations:
        return False
    rest = [SYNONYMS.get(word, word) for word in words[1:]]
    names = [word for word in rest if word != effect.resource.kind.lower()]
    if not names:
        return words[0] in ALONE
    return all(any(_fits(name, candidate) for candidate in _names(effect, target)) for name in names)


def _is_command(words: list[str], effect: Effect) -> bool:
    """``git push origin feature/x``: the program and every word of it stand in what would run, and nothing
    that forces stands there beside."""
    from guard.model import Invocation
    from guard.policy.sequence import forcing

    by = effect.by
    if not isinstance(by, Invocation) or by.program != words[0]:
        return False
    return all(word in by.words for word in words[1:]) and not forcing(by.words) - forcing(words)


def _words(act: str) -> list[str]:
    return [w for w in act.lower().replace(",", " ").replace("'", " ").split() if w not in FILLERS]


def _names(effect: Effect, target: Target) -> tuple[str, ...]:
    """Every name under which a person would know the thing."""
    whole = effect.resource.identity.lower()
    place = target.identity.lower()
    found = [whole, place]
    for text in (whole, place):
        found.extend(piece for piece in text.replace(":", "/").split("/") if piece)
    found.extend(piece.rsplit(".", 1)[-1] for piece in tuple(found) if "." in piece)
    return tuple(name.strip("`'\"[]") for name in dict.fromkeys(found) if name)


def _fits(name: str, candidate: str) -> bool:
    from guard.signs.environments import matches

    return matches(name, candidate)
