"""A small grammar over what the user says: prohibitions, and the environment of the task.

Forbids: "do not touch the database", "don't push", "never run migrations", "code freeze", "without
deleting anything", "leave prod alone", "read-only". Names an environment: "in staging", "on prod", "the
dev cluster". Everything else says nothing; a question ("should I drop it?") forbids nothing."""

from __future__ import annotations

NEGATIONS = ("do not ", "don't ", "dont ", "never ", "please no ", "no changes to ", "without touching ",
             "without deleting ", "without adding ", "without installing ", "without changing ",
             "without modifying ", "without running ",
             "refrain from ", "avoid ", "stop ", "hands off ", "leave alone ", "keep away from ",
             "stay away from ", "bitte nicht ", "nicht ")  # fmt: skip
MODAL = ("must not ", "mustn't ", "should not ", "shouldn't ", "not allowed to ", "may not ", "cannot ",
         "can't ")  # fmt: skip
"""What forbids where it is said to whoever does the work ("you must not"), or of what may not be done to a
thing ("the table must not be dropped"); of all else it only tells ("staging cannot reach its volume")."""
ADDRESSED = ("you", "we", "agent", "agents", "claude", "codex", "assistant", "nobody", "anyone", "anybody")
DONE = (
    "touched", "changed", "modified", "altered", "deleted", "removed", "dropped", "wiped", "destroyed",
    "reset", "truncated", "overwritten", "edited", "restarted", "stopped", "run", "pushed", "deployed",
    "migrated", "released",
)  # fmt: skip
STANDING = (
    "code freeze", "change freeze", "freeze in effect", "read-only", "readonly mode", "read only",
    "no destructive", "dry run only", "no writes", "no deploys", "no pushes", "do nothing",
)  # fmt: skip
AIMLESS = (
    "stop until", "stop till", "stop when", "stop there", "stop here", "stop at", "drop the ball", "until",
    "till", "when", "there", "here", "and", "at ",
    "worry", "forget", "hesitate", "need to", "have to", "know", "think", "mind", "understand", "see why",
    "believe", "care", "want", "like", "work", "mean", "explain", "use emojis", "add comments",
)  # fmt: skip
"""What a negation may be about that forbids no act."""
LONGEST_SENTENCE = 300


def prohibitions_in(text: str) -> tuple[str, ...]:
    """The sentences of a prompt that forbid something, in the user's words."""
    found = []
    for sentence in sentences(text):
        lower = " " + sentence.lower().replace("’", "'") + " "
        if sentence.rstrip().endswith("?") and not lower.startswith((" please", " can you", " could you")):
            continue
        if any(phrase in lower for phrase in STANDING) or _negated(lower) or _left_out(lower):
            found.append(sentence[:LONGEST_SENTENCE])
    return tuple(found[:20])


def _left_out(lower: str) -> bool:
    """The rest of "clean up, but not postgres": short, and about a thing; "leave prod alone", "keep the
    volumes", "no deletes"."""
    words = lower.split()
    if " leave " in lower and " alone" in lower:
        return True
    if "keep" in words[:3] and any(word.strip(".,!") in KEPT for word in words):
        return True
    if words[:1] == ["no"]:
        clause = words[: next((at for at, word in enumerate(words, 1) if word[-1] in ",;:"), len(words))]
        rest = [word for word in clause[1:] if word not in MORE] if len(clause) <= 6 else []
        if rest and rest[0].strip(".,!") in ACTS and not any(word in TELLING for word in rest[1:2]):
            return True
    return 1 < len(words) <= 4 and words[0] == "not" and words[1] not in OPINIONS


KEPT = ("database", "databases", "db", "data", "volume", "volumes", "table", "tables", "backup", "backups")
ACTS = ("deletes", "deletions", "pushes", "deploys", "migrations", "changes", "commits", "writes", "drops",
        "restarts", "installs", "dependencies", "packages", "libraries")  # fmt: skip
MORE = ("new", "more", "further", "additional", "extra", "other", "force", "forced", "database", "schema")
"""What stands between "no" and the act: "no new dependencies"."""
TELLING = ("were", "was", "are", "is", "have", "has", "had", "found", "exist", "needed", "required", "ran")
"""What makes a statement of it: "no packages were found"."""
OPINIONS = ("sure", "yet", "now", "really", "only", "working", "that", "so", "too", "a", "an", "bad", "good",
            "necessarily", "today", "important", "ideal", "great", "needed", "necessary", "all")  # fmt: skip


def _negated(lower: str) -> bool:
    return _imperative(lower) or _addressed(lower)


def _addressed(lower: str) -> bool:
    for modal in MODAL:
        before, found, rest = lower.partition(" " + modal)
        if not found or rest.startswith(AIMLESS):
            continue
        after = rest.split()
        if not before.strip() or any(word in ADDRESSED for word in before.split()[-3:]):
            return bool(after)
        if after[:1] == ["be"] and len(after) > 1 and after[1].strip(".,!") in DONE and modal[:3] != "can":
            return True
    return False


def _imperative(lower: str) -> bool:
    for negation in NEGATIONS:
        position = lower.find(" " + negation)
        while position >= 0:
            rest = lower[position + 1 + len(negation) :].strip()
            if rest and not rest.startswith(AIMLESS):
                return True
            position = lower.find(" " + negation, position + 1)
    return False


ENVIRONMENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("staging", ("staging", "stage", "stg", "preprod", "pre-prod", "uat")),
    ("production", ("production", "prod", "live")),
    ("development", ("development", "dev", "local", "localhost", "sandbox")),
    ("test", ("test environment", "test cluster", "testing environment", "ci environment")),
    ("preview", ("preview",)),
)
LEADS = ("in", "on", "to", "for", "against", "the", "our", "at", "from", "using", "into")
NOUNS = (
    "environment", "env", "cluster", "database", "db", "server", "deployment", "project", "account",
    "stack", "credentials", "only",
)  # fmt: skip


def environment_in(text: str) -> str:
    """The environment that a prompt names as the place of the task; empty where it names none or
    several."""
    found = set()
    for sentence in sentences(text):
        words = sentence.lower().replace(",", " ").replace("(", " ").replace(")", " ").split()
        lower = " ".join(words)
        if _negated(" " + lower + " "):
            continue
        for environment, names in ENVIRONMENTS:
            for name in names:
                if (" " in name and name in lower) or _placed(words, name):
                    found.add(environment)
    return found.pop() if len(found) == 1 else ""


def _placed(words: list[str], name: str) -> bool:
    """Whether the name stands where a place stands: "in staging", "the staging cluster"."""
    clean = [w.strip(".:;!\"'`*") for w in words]
    for index, word in enumerate(clean):
        if word != name:
            continue
        before = clean[index - 1] if index else ""
        after = clean[index + 1] if index + 1 < len(clean) else ""
        if after in NOUNS or (before in LEADS and before not in ("the", "our")) or len(clean) == 1:
            return True
        if before in ("the", "our") and (after in NOUNS or after == ""):
            return True
    return False


def sentences(text: str) -> list[str]:
    """The sentences of a prompt, bullets and quotes at their beginnings taken off."""
    pieces = [text[:20000]]
    for end in ("\n", ". ", "! ", "; ", " but ", "? "):
        keep = end.strip() if end.strip() in ("?",) else ""
        pieces = [
            part + (keep if i < len(p.split(end)) - 1 else "")
            for p in pieces
            for i, part in enumerate(p.split(end))
        ]
    return [p.strip(" \t-*•>") for p in pieces if p.strip()]
