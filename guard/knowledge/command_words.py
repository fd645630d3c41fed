"""What a command line does by the words of it: sub-commands, options that act, and the verbs in them.

``fastly --profile prod backend delete`` is a delete although ``prod`` stands before the verb, because the
record of the program says that ``--profile`` takes it; ``fastly service search --name delete`` is none. Where
a sub-command belongs and the word is one that nobody has heard of, it is *unknown*. Programs without a record
are read by their leading words alone.

Checked against the examples of tldr-pages (``tools/evaluate_tldr.py``), of which nothing is shipped.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.knowledge.gravity import singular
from guard.knowledge.lexicon import NOUNS_TOO, STRONG
from guard.knowledge.verbs import reading_of, split_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.knowledge.grammar import Line, Record
    from guard.model import Operation

DEEP = 4
"""Leading words of a program without a record that could be sub-commands."""
OWN_SESSION = frozenset(("logout", "signout", "exit", "leave", "disconnect", "end", "lockout"))
"""Verbs by which somebody leaves; what is left stays as it is."""
DELETING_OPTIONS = frozenset((
    "--drop", "--prune", "--del", "--rm", "--clear", "--unset", "--unset-all", "-delete", "-destroy",
    "-purge",
))  # fmt: skip
"""Options that delete by themselves (``kafka-topics.sh --delete``, ``nomad job stop -purge``)."""
DELETING_WORDS = frozenset(("delete", "remove", "purge", "destroy", "erase", "wipe", "uninstall"))
METHODS = ("-X", "--method", "--request")
"""Options that say the method of a request which a program passes on (``acmectl api -X DELETE /x/1``)."""
SAYING_OPTIONS = frozenset(("--help", "-help", "--dry-run", "--dryrun", "--what-if", "--version", "--usage"))
"""Options with which nothing happens in any program."""


@frozen
class Act:
    """What a command line does."""

    operation: Operation
    """``unknown`` where a word that matters is none we know; ``read`` where nothing is at stake."""
    words: tuple[str, ...] = ()
    """The sub-commands, and the word behind them that decided."""
    verb: str = ""
    heard: bool = True
    """False where a word stands where a sub-command belongs and is none of the record's."""


def act_of(record: Record, line: Line) -> Act:
    """What a command line does, by its record and the verbs of its words."""
    names = [name for name, _ in line.given]
    if any(n in SAYING_OPTIONS or n in record.dry or n == "-h" for n in names if record.arity.get(n) != "="):
        return Act("read", line.path)
    if line.path[:1] == ("help",) or "help" in [v.text for v in line.operands[:DEEP]]:
        return Act("read", line.path, "help")
    act = _of_words(record, line)
    if act.operation == "delete" and act.verb not in STRONG and "--list" in names:
        return Act("read", act.words, "list")
    if act.operation not in ("delete", "truncate", "unprotect") and not _is_reading(act):
        for name, value in line.given:
            told = "" if value is None or value.text is None else value.text.lower()
            if name in METHODS and told == "delete":
                return Act("delete", (*act.words, name), name)
            if unprotects(name, told):
                return Act("unprotect", (*act.words, name), name)
        for name in names:
            if deletes(name) and record.takes(line.path, name) != "?":
                return Act("delete", (*act.words, name), name)
    return act


def unprotects(option: str, value: str) -> bool:
    """Whether an option switches a protection off: ``--enable-delete-protection=false``."""
    if "protection" not in option:
        return False
    words = split_name(option)
    off = value in ("false", "off", "no", "0", "disabled")
    return words[-1] == "protection" and (off or words[0] in ("no", "disable", "remove"))


def deletes(option: str) -> bool:
    """Whether an option deletes by itself: ``--delete``, ``--remove-orphans``, ``-purge``."""
    if option in DELETING_OPTIONS:
        return True
    words = split_name(option) if option.startswith("--") else ()
    return bool(words) and words[0] in DELETING_WORDS and words[-1] not in ("protection", "after", "timeout")


def _is_reading(act: Act) -> bool:
    return act.verb in STRONG and STRONG[act.verb] == "read"


def _of_words(record: Record, line: Line) -> Act:
    if line.stray and like_a_command(line.stray) and (line.path or record.children()):
        return _unheard(record, line)
    if not line.path:
        if record.kind == "local" and record.arity:
            return Act("unknown", (), "", False)  # its words are files and names, no sub-commands
        return _by_words(line)
    reading = reading_of(line.path)
    behind = line.operands[0].text if line.operands else None
    if behind is not None and is_verb(behind) and (line.does or reading.verb not in STRONG):
        return Act(reading_of(behind).operation, (*line.path, behind), behind)
    if line.does:
        operation: Operation = "read" if line.does == "quiet" else line.does  # type: ignore[assignment]
        return Act(operation, line.path, line.path[-1])
    group = bool(record.children(line.path)) and reading.operation != "delete"
    if group or reading.verb in OWN_SESSION:  # a group by itself says what is in it
        return Act("read", line.path)
    return Act(reading.operation, line.path, reading.verb)


def _unheard(record: Record, line: Line) -> Act:
    """A word where a sub-command belongs that the record does not have: a newer one, or none.

    Its verb decides, else the verb of a word behind it (``hub pr list``), else that of the words before it.
    """
    words = (*line.path, line.stray)
    if line.stray == "?":
        return Act("unknown", words, "", False)
    behind = [v.text or "" for v in line.operands[1:3]]
    spelled = [line.stray, *(w for w in behind if like_a_command(w))]
    firm = [w for w in spelled if is_verb(w)]
    for word in (*firm[:1], *spelled):
        reading = reading_of(word)
        if reading.verb in OWN_SESSION:
            return Act("read", words)
        if reading.operation != "unknown":
            return Act(reading.operation, words if word == line.stray else (*words, word), reading.verb)
    before = reading_of(line.path)
    if before.operation != "unknown":
        return Act(before.operation, words, before.verb)
    if len(line.operands) == 1 and singular(line.stray) in record.children(line.path):
        return Act("read", words)
    return Act("unknown", words, "", False)


def _by_words(line: Line) -> Act:
    """A program of which no sub-command is known: the first word that is a verb. Behind options a word that
    can be no sub-command may be an option's value (``rabbitmqadmin -H mq.acme.example purge``)."""
    words: list[str] = []
    for value in line.operands[:DEEP]:
        if value.text is None or not like_a_command(value.text):
            if line.given and not words:
                continue
            break
        words.append(value.text)
    plain = next((i for i, w in enumerate(words) if STRONG.get(w) in ("delete", "read")), -1)
    if plain > 0 and STRONG[words[plain]] == "delete" and STRONG.get(words[0]) in (None, "update"):
        return Act("delete", tuple(words[: plain + 1]), words[plain])  # ``pull-zones delete``
    for index, word in enumerate(words):
        reading = reading_of(word)
        following = words[index + 1 : index + 2]
        if reading.verb not in STRONG or reading.verb in OWN_SESSION:
            continue
        if word in NOUNS_TOO and following and STRONG.get(following[0]) == "delete":
            continue
        until = tuple(words[: index + 1])
        return Act(reading_of(until).operation, until, reading.verb)  # ``server rebuild`` is a phrase
    reading = reading_of(tuple(words))
    if reading.operation == "read":  # a word that may be a noun proves no reading
        return Act("unknown", tuple(words), "", False)
    return Act(reading.operation, tuple(words), reading.verb, bool(reading.verb))


def like_a_command(word: str) -> bool:
    """Whether a word could be a sub-command: small letters, dashes, colons; no path, number or address."""
    if word == "?":
        return True
    if not word[:1].isalpha() or not all(c.isalnum() or c in "-_:." for c in word):
        return False
    if "." in word:  # ``vm.destroy``; ``delete.yaml`` is a file
        return word.rpartition(".")[2] in STRONG
    if word != word.lower():  # ``DeleteInstance``; ``Production`` is a name
        reading = reading_of(word)
        return reading.verb in STRONG and bool(reading.nouns)
    return True


def is_verb(word: str | None) -> bool:
    """Whether a word behind a command without a verb of its own is one: a tree that ends in ``droplet`` ends
    too early, and the command is ``droplet delete``."""
    if word is None or not word.replace("-", "").isalpha():
        return False
    reading = reading_of(word)
    return reading.verb in STRONG and (word.startswith(reading.verb) or reading.operation == "delete")
