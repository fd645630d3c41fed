"""Command lines of services that nobody wrote a table for, known by what is derived from their own help.

The record of a program (``guard/knowledge/grammar.py``) says which words are sub-commands and which are the
values of options; the verb of the sub-command says what it does, unless the vendor's help says otherwise.

Where it lands is not known beyond the names on the command line: a shared place, unless one of them says
production. Only acts that take something away or out of service ask; making and changing things does not.

Caught: ``fastly service delete --service-id x``, ``vultr-cli instance delete id``, ``eas project:delete``,
``cf delete-space prod -f``, ``fastly service frobnicate`` (a sub-command nobody has heard of).
Quiet: ``fastly service list``, ``vultr-cli instance create --region ams``, ``cf push app``, ``eas
build:cancel --help``, ``twilio plugins:remove x`` (the tool's own set-up), and every formatter, compiler and
version manager.

Lost: what the verb names; nobody here knows what hangs on it.
Back: unknown, unless the vendor's help says so.
Instead: the same with ``list``, ``show`` or ``--help``.

Facts: the programs' own help, derived by ``tools/derive`` (``docs/knowledge.md``).
"""

from __future__ import annotations

from guard.frozen import replace
from guard.knowledge.command_words import act_of
from guard.knowledge.gravity import gravity_of, noun_row, protects, singular
from guard.knowledge.lexicon import STRONG
from guard.knowledge.verbs import split_name
from guard.model import Effect, Evidence
from guard.programs.options import Options
from guard.programs.service_deeds import Deed, effect_of, unseen
from guard.programs.subcommands import word_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.knowledge.command_words import Act
    from guard.knowledge.grammar import Line, Record
    from guard.model import Invocation

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
WORKING = word_set("run start serve build console shell local test tests dev")
"""Those of them that may begin anything."""


ANSWERING = ("--yes", "-y", "--force", "--assume-yes", "--no-confirm", "--skip-confirmation", "--no-prompt")
"""Options that answer a question in advance, where a tool's help names none."""
FILLS_AGAIN = frozenset(("cache", "transient", "rewrite", "session", "notification", "reaction", "star"))
"""Things that are deleted every day because they come back by themselves."""


def effects(invocation: Invocation, record: Record) -> Iterator[Effect]:
    """What this command would take away at its service."""
    from guard.knowledge.grammar import read_line

    line = read_line(record, invocation.argv[1:])
    act = act_of(record, line)
    if act.operation not in ASKED or _keeps_its_own_house(act):
        return
    if act.operation == "unknown" and not (record.children() or line.stray):
        return  # nothing is known of its sub-commands, so nothing can be unheard of
    if act.operation == "reveal" and unseen(invocation):
        return
    options = Options(line.given, line.operands)
    deed = _deed(act, line)
    effect = effect_of(invocation, record.name, record.name, "paas", options, deed)
    if deed.recoverability in ("R3", "R4") and options.has(*(record.yes or ANSWERING)):
        effect = replace(effect, marks=(*effect.marks, "auto-answered"))
    said = " ".join(act.words)
    source = Evidence(f"{record.name} {said}: {act.operation}", f"knowledge: grammar of {record.name}")
    yield replace(effect, evidence=(source,), rule=f"{record.name}.{said.replace(' ', '-') or 'unknown'}")


def _keeps_its_own_house(act: Act) -> bool:
    """``plugins remove``, ``cache clear``, ``config delete``: unless what goes is somebody's data."""
    parts = [w for word in act.words for w in split_name(word)]
    if not parts:
        return False
    if act.words[0] in WORKING and act.verb in STRONG:
        return False
    heads = [singular(w) for w in parts if w != act.verb][-1:]
    if act.operation == "delete" and heads and heads[0] in FILLS_AGAIN:
        return True
    if not OWN_SETTINGS & {act.words[0].partition(":")[0], act.words[0]}:
        return not act.heard and bool(OWN_SETTINGS & {*parts})
    nouns = [w for w in parts[1:] if w != act.verb]
    return not nouns or noun_row(nouns)[1][2] not in ("data", "backup", "identity")


def _deed(act: Act, line: Line) -> Deed:
    operation = act.operation
    nouns = tuple(w for word in act.words for w in split_name(word) if w != act.verb)
    if operation == "delete" and protects(nouns):
        operation = "unprotect"
    gravity = gravity_of(operation, nouns)
    operands = line.operands[1:] if line.stray and line.operands else line.operands
    said = [i for i, word in enumerate(operands) if act.words and word.text == act.words[-1]]
    operands = operands[said[0] + 1 :] if said else operands
    return Deed(
        operation, gravity.kind if operation != "unknown" else "command", gravity.recoverability,
        gravity.blast, gravity.marks, verb=" ".join(act.words), operands=operands,
    )  # fmt: skip
