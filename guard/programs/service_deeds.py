"""What a command line of a service comes to, by its row or by its verb, and that as an effect.

``fly apps destroy`` has a row in ``guard/knowledge/cli/``; ``hcloud widget delete`` has none, and the verb
decides; ``gcloud run jobs`` names a group of which a deeper word destroys. A verb nobody knows is *unknown*.
"""

from __future__ import annotations

from guard.frozen import frozen, replace
from guard.knowledge.gravity import gravity_of, protects
from guard.knowledge.lexicon import STRONG
from guard.knowledge.verbs import reading_of, split_name
from guard.model import Effect, Evidence, Place, Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guard.knowledge.cli_tables import Row, Table
    from guard.model import Blast, Invocation, Mark, Operation, Recoverability, Value
    from guard.programs.options import Options

QUIET_FIRST = frozenset(
    ("help", "login", "logout", "auth", "completion", "completions", "version", "docs", "whoami", "telemetry",
     "open", "autocomplete", "feedback", "init", "link", "unlink", "dev", "doctor", "ping", "plugins")
)  # fmt: skip
PATH_WORDS = 4
DEEP = 8
NO_LOSS = "nothing, but "
"""How a row begins whose act takes nothing away: what follows is the reason."""
DESTROYING = ("delete", "overwrite", "unprotect", "truncate")


@frozen
class Deed:
    """What a command line comes to."""

    operation: Operation
    kind: str
    recoverability: Recoverability
    blast: Blast
    marks: tuple[Mark, ...] = ()
    loss: str = ""
    instead: str = ""
    verb: str = ""
    operands: tuple[Value, ...] = ()


def unseen(invocation: Invocation) -> bool:
    """Whether the room of secrets already says that a secret would be shown, or nobody sees it."""
    from guard.programs.secrets_tools import printed_secret

    return invocation.piped or bool(invocation.stdout) or printed_secret(invocation) is not None


def deed_of(table: Table, options: Options) -> Deed | None:
    """What a command line does by its row, or by its verb; ``None`` for what changes nothing."""
    found = _best(table, options)
    tree = table.place in ("gcp", "azure", "aws")
    if found is not None and _goes_on(table, found[0], found[1], options, tree):
        found = None
    if found is not None:
        row, used = found
        if row.operation in ("quiet", "read"):
            return None
        nouns = split_name(row.kind)
        gravity = gravity_of(row.operation, nouns)
        return Deed(
            row.operation, row.kind.replace("-kept", ""), row.recoverability or gravity.recoverability,
            row.blast or gravity.blast,
            (*row.marks, *(m for m in gravity.marks if m not in row.marks)), row.loss, row.instead,
            operands=options.operands[used:],
        )  # fmt: skip
    answered, deed = _by_tree(table.tool, options, tree)
    return deed if answered else _by_verb(options, tree)


def _goes_on(table: Table, row: Row, used: int, options: Options, tree: bool) -> bool:
    """Whether a quiet row names only a group of which a deeper sub-command destroys or stops something, or
    is one that nobody has heard of."""
    if row.operation not in ("quiet", "read"):
        return False
    from guard.knowledge.grammar import leaf_of

    words = tuple(v.text or "?" for v in options.operands[:DEEP])
    if tree and (any(word in DESTRUCTIVE for word in words[used : used + 4]) or _unheard(table, words, used)):
        return True
    leaf = leaf_of(table.tool, words)
    if leaf is None or len(leaf.path) <= used:
        return False
    return reading_of(leaf.path).operation in (*DESTROYING, "stop") and leaf.does != "quiet"


def _unheard(table: Table, words: tuple[str, ...], used: int) -> bool:
    """Whether a group's next word could be a sub-command and is none that its tree has."""
    from guard.knowledge.command_words import like_a_command
    from guard.knowledge.grammar import record_of

    record = record_of(table.tool)
    here = record.children(words[:used]) if record is not None else {}
    return bool(here) and len(words) > used and words[used] not in here and like_a_command(words[used])


DESTRUCTIVE = frozenset(
    w for w, operation in STRONG.items() if operation in ("delete", "unprotect", "truncate")
)


def _best(table: Table, options: Options) -> tuple[Row, int] | None:
    best: tuple[int, Row, int] | None = None
    words = [v.text or "" for v in options.operands]
    for row in table.rows_with(words[:2]):
        used = _used(row, words)
        if used < 0 or not all(option_holds(group, options) for group in row.options):
            continue
        score = 20 * len(row.path) + 2 * len(row.options) + (row.operation not in ("quiet", "read"))
        if best is None or score > best[0]:
            best = (score, row, used)
    return None if best is None else (best[1], best[2])


def _used(row: Row, words: Sequence[str]) -> int:
    """How many operands a row's path takes; ``-1`` where it does not fit. The value of an option that
    the table does not know may stand before the path."""
    if not row.path:
        return 0 if not words else -1
    for skip in range(1 if row.operation in ("quiet", "read") else 2):
        part = words[skip : skip + len(row.path)]
        if len(part) == len(row.path) and all(w in names for w, names in zip(part, row.path, strict=True)):
            return skip + len(row.path)
    return -1


def option_holds(group: tuple[str, ...], options: Options) -> bool:
    absent = group[0].startswith("!")
    for spelled in group:
        name, equals, pattern = spelled.lstrip("!").partition("=")
        if not options.has(name):
            continue
        if not equals:
            return not absent
        from guard.signs.environments import matches

        if any(value.text is None or matches(pattern, value.text) for value in options.values(name)):
            return not absent
    return absent


def _by_tree(tool: str, options: Options, tree: bool) -> tuple[bool, Deed | None]:
    """Whether the words are a command of the vendor's own tree whose effect is known, and what it does."""
    from guard.knowledge.grammar import leaf_of

    leaf = leaf_of(tool, tuple(v.text or "?" for v in options.operands[:DEEP]))
    if leaf is None or (not tree and leaf.path[0].split(":")[0] in QUIET_FIRST):
        return False, None
    following = options.operands[len(leaf.path) : len(leaf.path) + 1]
    from guard.knowledge.command_words import is_verb

    if leaf.does and following and is_verb(following[0].text):
        return False, None
    reading = reading_of(leaf.path)
    operation: Operation = leaf.does or reading.operation  # type: ignore[assignment]
    if leaf.does == "quiet" or operation == "unknown":
        return leaf.does == "quiet", None
    nouns = tuple(w for word in leaf.path for w in split_name(word) if w != reading.verb)
    return True, _weighed(operation, nouns, leaf.path[-1], options.operands[len(leaf.path) :])


def _by_verb(options: Options, tree: bool) -> Deed | None:
    """What the verb among the first words says. In the trees of the great clouds the first word is always
    a service (``gcloud run``, ``az search``) and never a verb."""
    words: list[str] = []
    for value in options.operands[: DEEP if tree else PATH_WORDS]:
        text = value.text
        if text is None or not text or not all(c.isalnum() or c in "-_:" for c in text):
            break
        words.append(text)
    if not words:
        first = options.operands[0] if options.operands else None
        if first is None or first.text is not None:
            return None
        return Deed("unknown", "command", "R?", "B?", verb=first.skeleton, operands=options.operands[1:])
    if words[0].split(":")[0] in QUIET_FIRST or "help" in words[:2]:
        return None
    place = _verb_place(words, tree)
    if place < 0:
        return Deed("unknown", "command", "R?", "B?", verb=" ".join(words[:2]), operands=options.operands[1:])
    reading = reading_of(words[place])
    nouns = tuple(w for word in words[:place] for w in split_name(word)) + reading.nouns
    return _weighed(reading.operation, nouns, words[place], options.operands[place + 1 :])


def _weighed(
    operation: Operation, nouns: Sequence[str], verb: str, operands: tuple[Value, ...]
) -> Deed | None:
    """An operation on that kind of thing; ``None`` where nothing is at stake."""
    gravity = gravity_of(operation, nouns)
    if operation == "read" or (operation == "create" and not gravity.marks):
        return None
    if operation == "delete" and protects(nouns):
        operation = "unprotect"
    return Deed(
        operation, gravity.kind, gravity.recoverability, gravity.blast, gravity.marks, verb=verb,
        operands=operands,
    )  # fmt: skip


def _verb_place(words: Sequence[str], tree: bool) -> int:
    """Where the verb stands: the first word that is nothing but a verb, then the first that holds one, then
    the first that may be one; ``-1`` without any."""
    weak = -1
    if tree:
        for index, word in enumerate(words[1:], 1):
            if word in STRONG:
                return index
    for index, word in enumerate(words[int(tree) :], int(tree)):
        reading = reading_of(word)
        if reading.operation == "unknown":
            continue
        if reading.verb in STRONG or " " in reading.verb:
            return index
        if weak < 0:
            weak = index
    return weak


def effect_of(
    invocation: Invocation, tool: str, provider: str, place: str, options: Options, deed: Deed,
    table: Table | None = None, identity: str = "",
) -> Effect:  # fmt: skip
    """A deed as an effect, with the backups that go along and the question that was answered."""
    from guard.programs.service_names import hints, naming

    kind, found = naming(deed.kind, deed.operands, options, table, invocation)
    identity = identity or found
    marks: tuple[Mark, ...] = deed.marks
    loss, instead = (" ".join(t.replace("{name}", identity).split()) for t in (deed.loss, deed.instead))
    why = ""
    if loss.startswith(NO_LOSS):
        loss, why = "", loss.removeprefix(NO_LOSS)
    if deed.operation == "delete":
        from guard.knowledge.backups import backups_inside, with_fate

        inside = backups_inside(provider, deed.kind)
        if inside is not None:
            marks = (*marks, *inside.marks)
            if "backup" not in loss:
                loss = f"{loss or _said(kind, identity)} and {inside.said}"
            instead = instead or inside.look
    if deed.operation in DESTROYING and deed.recoverability in ("R3", "R4"):
        answered = table is not None and options.has(*table.yes)
        marks = (*marks, "auto-answered") if answered else marks
        loss = loss or _said(kind, identity)
    if deed.operation == "delete" and "backups-inside" not in marks:
        loss = with_fate(loss, "github" if tool == "gh" else provider, deed.kind)
    if deed.operation == "unknown":
        deed = replace(deed, verb=deed.verb or " ".join(v.skeleton for v in options.operands[:2]))
        why = f"nobody knows what {tool} {deed.verb} does"
    said = tuple(hints(options, deed.operands, SPELLED.get(place) or SPELLED.get(tool, {}), invocation))
    return Effect(
        f"{tool}.{deed.kind.replace(' ', '-')}-{deed.operation}" if deed.kind else f"{tool}.{deed.operation}",
        deed.operation, Resource(kind or "command", identity), Place(place, tool, said),  # type: ignore[arg-type]
        invocation, deed.recoverability, deed.blast, loss, why, instead, tuple(dict.fromkeys(marks)),
        (Evidence(f"{tool}: {deed.operation} {deed.kind}".rstrip(), f"knowledge: cli/{tool}.txt"),),
        _TAGS.get(deed.operation, ()), invocation.span, invocation.certainty,
    )  # fmt: skip


def _said(kind: str, identity: str) -> str:
    """``the volume data``; *the app* where nothing names it, or nothing but its kind."""
    if kind == "everything":
        return f"everything of {identity}" if identity else kind
    return f"the {kind}" if identity in ("", kind) else f"the {kind} {identity}"


_TAGS: dict[str, tuple[str, ...]] = {
    "delete": ("T1485",), "stop": ("T1489",), "unprotect": ("T1562",), "grant": ("T1098",),
    "reveal": ("T1552",),
}  # fmt: skip


SPELLED: Mapping[str, Mapping[str, str]] = {
    "kubernetes": {
        "kube-context": "context", "kubeconfig-context": "context", "kube-config": "kubeconfig",
        "n": "namespace",
    },
    "kluctl": {"t": "target"},
}  # fmt: skip
"""What programs call the options that a resolver knows by other names, by the kind of place or the tool."""
