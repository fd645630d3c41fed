"""Command lines of services that nobody wrote a table for, known by what is derived from their own help.

The record of a program (``guard/knowledge/grammar.py``) says which words are sub-commands and which are the
values of options; the verb of the sub-command says what it does, unless the vendor's help says otherwise.

Caught: ``fastly service delete --service-id x``, ``vultr-cli instance delete id``, ``eas project:delete``,
``cf delete-space prod -f``, ``nomad job frobnicate`` (a sub-command nobody has heard of).
Quiet: ``fastly service list``, ``vultr-cli instance create …``, ``cf push app``, ``eas build:cancel --help``,
``twilio plugins:remove x`` (the tool's own set-up), and every formatter, compiler and version manager.

Where it lands is not known beyond the names on the command line: a shared place, unless one of them says
production. Only acts that take something away or out of service ask; making and changing things does not.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.knowledge.gravity import gravity_of, noun_row, singular
from guard.knowledge.verbs import reading_of, split_name
from guard.model import Effect, Evidence
from guard.programs.options import Options
from guard.programs.service_cli import Deed, effect_of, is_verb, unseen
from guard.programs.subcommands import word_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.knowledge.grammar import Line, Record
    from guard.model import Invocation, Operation

ASKED = ("delete", "truncate", "overwrite", "unprotect", "stop", "reveal", "unknown")
"""What is worth an effect at a service that is known by its help alone."""
OWN_SETTINGS = word_set(
    "alias aliases autocomplete cache completion completions config configuration configure context contexts "
    "extension extensions help history login logout plugin plugins profile profiles setup signin signout "
    "telemetry toolchain update upgrade usage version whoami auth authenticate credentials "
    "analytics doctor feedback docs open docs:open init link unlink dev local emulator emulators "
    "simulator test tests lint validate fmt format build start serve run console shell"
)
"""First words after which a tool keeps its own house, or works on this machine."""
OWN_SESSION = frozenset(("logout", "signout", "exit", "leave", "disconnect", "end", "clear", "lockout"))
"""Verbs by which somebody leaves; what is left stays as it is."""
QUIET_OPTIONS = ("--help", "-help", "--dry-run", "--dryrun", "--what-if", "--version")
DESTROYING_OPTIONS = ("--delete", "--delete-all", "--purge", "--wipe", "--destroy", "--drop", "-purge")
DEEP = 4


def effects(invocation: Invocation, record: Record) -> Iterator[Effect]:
    """What this command would take away at its service."""
    from guard.knowledge.grammar import read_line

    line = read_line(record, invocation.argv[1:])
    options = Options(line.given, line.operands)
    if _only_says(record, options):
        return
    words, operation, said = _act(record, line, options)
    if _keeps_its_own_house(words, said):
        return
    if operation not in ASKED or (operation == "reveal" and unseen(invocation)):
        return
    deed = _deed(words, operation, said, line)
    effect = effect_of(invocation, record.name, record.name, "paas", options, deed)
    if deed.recoverability in ("R3", "R4") and options.has(*record.yes):
        effect = replace(effect, marks=(*effect.marks, "auto-answered"))
    source = Evidence(f"{record.name} {' '.join(words)}: {operation}", f"knowledge: grammar of {record.name}")
    yield replace(effect, evidence=(source,), rule=f"{record.name}.{'-'.join(words) or 'unknown'}")


def _keeps_its_own_house(words: tuple[str, ...], verb: str) -> bool:
    """``plugins remove``, ``cache clear``, ``config delete``: unless what goes is somebody's data."""
    parts = [w for word in words for w in split_name(word)]
    if not parts or not (parts[0] in OWN_SETTINGS or words[0] in OWN_SETTINGS):
        return False
    nouns = [w for w in parts[1:] if w != verb]
    return not nouns or noun_row(nouns)[1][2] not in ("data", "backup", "identity")


def _only_says(record: Record, options: Options) -> bool:
    """Help, a version, or an act with which nothing happens."""
    return any(
        (name in record.dry or name in QUIET_OPTIONS or name == "-h") and record.arity.get(name) != "="
        for name, _ in options.given
    )


def _act(record: Record, line: Line, options: Options) -> tuple[tuple[str, ...], Operation, str]:
    """The words that say what happens, what it is, and the verb."""
    if line.stray and _like_a_command(line.stray):
        return _unheard(record, line)
    if line.path:
        behind = line.operands[0].text if line.operands else None
        if line.does and behind is not None and is_verb(behind):
            return (*line.path, behind), reading_of(behind).operation, behind
        if line.does:
            return line.path, "read" if line.does == "quiet" else line.does, line.path[-1]  # type: ignore[return-value]
        reading = reading_of(line.path)
        if reading.operation == "unknown" or reading.verb in OWN_SESSION:
            return line.path, "read", ""
        return line.path, reading.operation, reading.verb
    if options.has(*DESTROYING_OPTIONS):
        return (), "delete", next(n for n, _ in options.given if n in DESTROYING_OPTIONS)
    return _by_words(line) if not record.children() else ((), "read", "")


def _unheard(record: Record, line: Line) -> tuple[tuple[str, ...], Operation, str]:
    """A word where a sub-command belongs that the record does not have: a newer one, or none.

    Its verb decides, else the verb of a word behind it (``hub pr list``), else that of the words before it.
    """
    words = (*line.path, line.stray)
    if line.stray == "?":
        return words, "unknown", ""
    behind = [v.text or "" for v in line.operands[1:3]]
    for word in (line.stray, *(w for w in behind if _like_a_command(w))):
        reading = reading_of(word)
        if reading.operation != "unknown":
            return (*words, *(() if word == line.stray else (word,))), reading.operation, reading.verb
        if word in OWN_SETTINGS:
            return words, "read", word
    before = reading_of(line.path)
    if before.operation != "unknown":
        return words, before.operation, before.verb
    if len(line.operands) == 1 and singular(line.stray) in record.children(line.path):
        return words, "read", ""
    return words, "unknown", ""


def _like_a_command(word: str) -> bool:
    """Whether a word could be a sub-command: small letters, dashes, colons; no path, number or address."""
    return word == "?" or (
        word[:1].isalpha() and word == word.lower() and all(c.isalpha() or c in "-_:" for c in word)
    )


def _by_words(line: Line) -> tuple[tuple[str, ...], Operation, str]:
    """A service of which no sub-command is known: the first word that is a verb."""
    words: list[str] = []
    for value in line.operands[:DEEP]:
        if value.text is None or not _like_a_command(value.text):
            break
        words.append(value.text)
        reading = reading_of(value.text)
        if reading.operation != "unknown" and reading.verb not in OWN_SESSION:
            from guard.knowledge.lexicon import STRONG

            if reading.verb in STRONG:
                return tuple(words), reading.operation, reading.verb
    return tuple(words), "read", ""


def _deed(words: tuple[str, ...], operation: Operation, verb: str, line: Line) -> Deed:
    nouns = tuple(w for word in words for w in split_name(word) if w != verb)
    if operation == "delete" and noun_row(nouns)[1][2] == "protection":
        operation = "unprotect"
    gravity = gravity_of(operation, nouns)
    operands = line.operands[1:] if line.stray and line.operands else line.operands
    return Deed(
        operation, gravity.kind if operation != "unknown" else "command", gravity.recoverability,
        gravity.blast, gravity.marks, verb=" ".join(words), operands=operands,
    )  # fmt: skip
