"""What a prompt asks for that takes something away: "drop the table foo", "please delete the branch x".

Deterministic and narrow: an imperative with a verb that destroys, a noun from a list and a name beside it.
"delete the old files" names nothing and says nothing here; a question or a negation asks for nothing.
Answers are of one form, ``delete table foo``.
"""

from __future__ import annotations

from guard.session.prompts import prohibitions_in, sentences

VERBS = ("drop", "delete", "remove", "destroy", "truncate", "wipe", "purge", "erase", "empty")
POLITE = frozenset(("please", "can", "could", "would", "you", "now", "then", "also", "and", "go", "ahead",
                    "just", "ok", "okay", "yes", "first", "next", "finally", "bitte", "to", "let's", "i",
                    "want", "need", "like", "we", "should"))  # fmt: skip
"""What may stand before an imperative."""
NOUNS: dict[str, str] = {
    **{noun: noun for noun in (
        "table", "database", "schema", "collection", "volume", "bucket", "index", "snapshot", "instance",
        "cluster", "stack", "project", "app", "namespace", "branch", "tag", "repository", "pod", "deployment",
        "queue", "topic", "environment", "service", "container", "image", "user", "role",
    )},
    "db": "database", "repo": "repository", "application": "app", "keyspace": "schema", "server": "instance",
    "env": "environment", "ns": "namespace", "worktree": "branch",
}  # fmt: skip
"""Nouns of things that can be taken away, and the noun that stands for them."""
SKIPPED = frozenset(("the", "a", "an", "my", "our", "this", "that", "old", "new", "stale", "unused", "called",
                     "named", "test", "temporary", "temp", "staging", "production", "dev", "local", "remote",
                     "empty", "whole", "entire"))  # fmt: skip
"""Words beside a noun that are no name."""
ENDS = frozenset(("in", "on", "from", "at", "of", "for", "and", "then", "with", "so", "because", "if", "or",
                  "to", "is", "it", "as", "before", "after", "when", "since", "but", "again"))  # fmt: skip
MOST = 20


def acts_in(text: str) -> tuple[str, ...]:
    """The destroying acts that a prompt asks for, ``delete table foo`` each."""
    found: list[str] = []
    for sentence in sentences(text):
        question = sentence.rstrip().endswith("?")
        if question and not sentence.lower().startswith(("can you", "could you", "would you")):
            continue
        if prohibitions_in(sentence):
            continue
        words = [w.strip(".,;:!?\"'`()[]*") for w in sentence.split()]
        found.extend(_acts([w for w in words if w]))
    return tuple(dict.fromkeys(found))[:MOST]


def _acts(words: list[str]) -> list[str]:
    lower = [word.lower() for word in words]
    start = next((i for i, word in enumerate(lower) if word not in POLITE), len(lower))
    found = []
    for position in range(start, len(lower)):
        imperative = position == start or lower[position - 1] in ("and", "then")
        if imperative and lower[position] in VERBS:
            act = _object(words[position + 1 :], lower[position + 1 :])
            if act:
                found.append("delete " + act)
    return found


def _object(words: list[str], lower: list[str]) -> str:
    """``table foo`` out of "the table foo in …" or "the foo table"; empty where nothing is named."""
    for position, word in enumerate(lower[:8]):
        if word in ENDS:
            return ""
        noun = NOUNS.get(word)
        if noun is None:
            continue
        after = [w for w in lower[position + 1 : position + 4] if w not in ("called", "named")]
        if after[:1] and after[0] in NOUNS and after[1:2] and after[1] not in ENDS:
            continue  # "the app database foo"
        if after and after[0] not in ENDS and after[0] not in SKIPPED:
            return f"{noun} {words[lower.index(after[0], position + 1)]}"
        before = lower[position - 1] if position else ""
        return f"{noun} {words[position - 1]}" if before and before not in SKIPPED else ""
    return ""
