"""From the name of an operation to what it does.

``volumeDelete``, ``delete-db-instance``, ``apps:destroy``, ``mcp__github__delete_file`` and
``["sql", "instances", "delete"]`` are read by one rule: split the name into words, look for phrases
that mean something of their own, then for the verb, first in the first place (``deleteRef``), then in
the last (``volumeDelete``), then anywhere. A name without a verb that we know is ``unknown``, and
unknown asks; it is never read.

Caught: ``projectScheduleDeleteForce`` is a delete although its last word is no verb.
Quiet: ``list-deleted-items``, ``getDeletionStatus``: the verb comes first, the rest is a noun.

Facts: the verb statistics of botocore, gcloud, az and three public GraphQL schemas (``SOURCES.md``).
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.knowledge.gravity import NOUNS
from guard.knowledge.lexicon import MODIFIERS, NOUNS_TOO, PHRASES, STRONG, WEAK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.model import Operation

SEVERITY = ("read", "create", "update", "execute", "send", "publish", "deploy", "stop", "grant", "reveal",
            "overwrite", "truncate", "unprotect", "delete")  # fmt: skip
"""The order in which two verbs joined by *and* are weighed: ``findOneAndDelete`` deletes."""


@frozen
class Reading:
    """What a name says."""

    operation: Operation
    verb: str = ""
    """The word that decided; empty where none did."""
    nouns: tuple[str, ...] = ()
    """The other words, in order: ``("volume",)`` for ``volumeDelete``."""


def split_name(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: camelCase, PascalCase, kebab-case, snake_case, ``a:b``, ``a.b``.

    Capitals in a row are one word up to the last before a small letter: ``DBInstance`` → db, instance.
    """
    words: list[str] = []
    start = 0
    for index, char in enumerate(name):
        if not char.isalnum():
            _take(words, name[start:index])
            start = index + 1
        elif char.isupper() and index > start:
            follows = name[index + 1 : index + 2]
            if not name[index - 1].isupper() or (follows.islower() and name[index - 1].isupper()):
                _take(words, name[start:index])
                start = index
    _take(words, name[start:])
    return tuple(words)


def _take(words: list[str], piece: str) -> None:
    if piece:
        words.append(piece.lower())


def operation_of(name: str | Sequence[str]) -> Operation:
    """What an operation of that name does; ``unknown`` where no word of it is a verb we know.

    Args:
        name: one name (``volumeDelete``; a topic before ``:`` or ``__`` comes last), or the words of a
            command path (``("apps", "destroy")``), of which the last is asked first.
    """
    return reading_of(name).operation


def reading_of(name: str | Sequence[str]) -> Reading:
    """What a name says, with the word that decided and the nouns around it."""
    if isinstance(name, str):
        path = tuple(part for topic in name.split(":") for part in topic.split("__") if part)
        if len(path) < 2:
            return _of_words(split_name(name))
        name = path
    words = tuple(word for part in name for word in split_name(part))
    phrase = _phrase(words)
    if phrase is not None and phrase.verb != "dry run" and not _of_a_group(phrase, name):
        return phrase  # ``dry run`` is a group in a path: ``perimeters dry-run delete``
    for index in range(len(name) - 1, -1, -1):
        leaf = _of_words(split_name(name[index]))
        if leaf.operation != "unknown":
            if leaf.verb in WEAK and any(STRONG.get(word) == "delete" for word in name[:index]):
                continue  # ``data delete record``: the verb stands first, the last word is a thing
            before = tuple(w for part in name[:index] for w in split_name(part))
            after = tuple(w for part in name[index + 1 :] for w in split_name(part))
            return Reading(leaf.operation, leaf.verb, before + leaf.nouns + after)
    return Reading("unknown", "", words)


def _of_a_group(phrase: Reading, name: Sequence[str]) -> bool:
    """Whether a phrase that shows secrets is the name of a group, of which the last word does something else:
    ``api-keys list`` lists them, ``api-keys delete`` deletes one."""
    leaf = split_name(name[-1])
    return (
        bool(leaf)
        and phrase.operation == "reveal"
        and STRONG.get(leaf[0], "reveal") in ("read", "delete", "create", "update")
        and leaf[0] != "get"
        and not set(phrase.verb.split()) & set(leaf)
    )


def _of_words(words: tuple[str, ...]) -> Reading:
    phrase = _phrase(words)
    if phrase is not None:
        return phrase
    core = [i for i, word in enumerate(words) if word not in MODIFIERS]
    if not core:
        core = list(range(len(words)))
    places = core[:1] + core[-1:] + core[1:-1]
    for table in (STRONG, WEAK):
        found = [i for i in places if words[i] in table]
        if found:
            if words[found[0]] in NOUNS_TOO and table.get(words[core[-1]]) == "delete":
                found.insert(0, core[-1])
            place = _joined(words, found[0])
            nouns = tuple(words[i] for i in core if i != place)
            return Reading(table.get(words[place], "unknown"), words[place], nouns)
    joined = next((w for w in words if _grown_together(w)), "")
    return Reading("delete", joined, words) if joined else Reading("unknown", "", words)


def _grown_together(word: str) -> bool:
    """``removerepo``, ``rrdelete``, ``delsnapshot``, ``userdel``: a verb of deletion and a thing."""
    if word.startswith(("delete", "remove", "destroy", "purge")) or word.endswith(
        ("delete", "remove", "destroy")
    ):
        return word.rstrip("ds") not in ("delete", "remove", "destroye", "purge")
    return (word.startswith("del") and word[3:] in NOUNS) or (word.endswith("del") and word[:-3] in NOUNS)


def _joined(words: tuple[str, ...], place: int) -> int:
    """Where *and* or *or* joins two verbs, the place of the worse one."""
    best = place
    for index, word in enumerate(words[:-1]):
        other = index + 1
        joined = word in ("and", "or") and words[other] in STRONG and words[best] in STRONG
        if joined and SEVERITY.index(STRONG[words[other]]) > SEVERITY.index(STRONG[words[best]]):
            best = other
    return best


def _phrase(words: tuple[str, ...]) -> Reading | None:
    for phrase, operation in PHRASES:
        if phrase[0] in words and _in_order(phrase, words):
            nouns = tuple(w for w in words if w not in phrase or w in _NOUNS_IN_PHRASES)
            return Reading(operation, " ".join(phrase), nouns)
    return None


_NOUNS_IN_PHRASES = frozenset(
    ("key", "secret", "account", "token", "policy", "password", "role", "user", "bucket")
)


def _in_order(phrase: tuple[str, ...], words: tuple[str, ...]) -> bool:
    position = 0
    for word in words:
        if word == phrase[position]:
            position += 1
            if position == len(phrase):
                return True
    return False
