"""Command lines of the form ``tool [global options] verb [noun] [options] operands``.

kubectl, docker, terraform, systemctl and their like. A family's file holds tables of ``Act`` by
sub-command; this file reads the words and turns a row into an ``Effect``. A word that is not in a
tool's tables is *unknown*, never harmless.
"""

from __future__ import annotations

from guard.frozen import frozen, replace
from guard.model import Effect, Place, Resource, Value, known
from guard.programs.options import Options, read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from guard.model import Blast, Evidence, Invocation, Mark, Operation, Recoverability

HELP = ("--help", "-h", "-help", "--version", "-?")
_SHOWN = 4
"""How many operands a sentence names."""


@frozen
class Act:
    """What a sub-command does: one row of a tool's table. ``{name}`` stands for its operands."""

    operation: Operation
    kind: str
    recoverability: Recoverability = "R?"
    blast: Blast = "B?"
    loss: str = ""
    why: str = ""
    instead: str = ""
    marks: tuple[Mark, ...] = ()
    tags: tuple[str, ...] = ()


@frozen
class CommandLine:
    """A command line, read."""

    path: str
    """The sub-commands as written, one blank apart (``volume rm``); empty without one. A word that
    could not be resolved is ``?``."""
    options: Options
    leading: Options = Options()
    """What stood before the first sub-command: where a tool's global options are not accepted later."""

    @property
    def operands(self) -> tuple[Value, ...]:
        return self.options.operands

    @property
    def names(self) -> str:
        """The operands for a sentence."""
        return names_of(self.operands)

    @property
    def asks_help(self) -> bool:
        """``tool verb --help`` and ``tool help verb`` only print."""
        return self.path == "help" or self.path.startswith("help ") or self.options.has(*HELP)


def word_set(words: str) -> frozenset[str]:
    """A set of words, written with blanks between them."""
    return frozenset(words.split())


def read_command(
    words: Sequence[Value],
    valued: Iterable[str] = (),
    groups: Iterable[str] = (),
    local: Mapping[str, frozenset[str]] | None = None,
    *,
    otherwise: frozenset[str] = frozenset(),
    anywhere: bool = True,
    single_dash: bool = False,
) -> CommandLine:
    """Read the words after the program's name.

    Args:
        words: the arguments, without the program.
        valued: the global options that take a value.
        groups: the paths (``volume``, ``state``) after which another sub-command follows.
        local: for a path, the options of that sub-command that take a value.
        otherwise: the same for every path that ``local`` does not name.
        anywhere: whether the global options are accepted after the sub-command too.
        single_dash: long options have one dash (Go's ``flag`` package).
    """
    takes, stems = frozenset(valued), frozenset(groups)
    given: list[tuple[str, Value | None]] = []
    path: list[str] = []
    leading = Options()
    rest: Sequence[Value] = words
    while True:
        reach = _reach(takes, path, local, otherwise, anywhere) if path else takes
        head = read_options(rest, reach, permute=False, single_dash=single_dash, abbreviate=False)
        given.extend(head.given)
        if not path:
            leading = Options(tuple((n, _bare(n, v)) for n, v in head.given))
        if not head.operands:
            rest = ()
            break
        path.append(head.operands[0].text if head.operands[0].text is not None else "?")
        rest = head.operands[1:]
        if " ".join(path) not in stems:
            break
    name = " ".join(path)
    reach = _reach(takes, path, local, otherwise, anywhere)
    tail = read_options(rest, reach, single_dash=single_dash, abbreviate=False)
    options = Options(tuple(given) + tail.given, tail.operands, tail.after_dashes)
    bare = replace(options, given=tuple((n, _bare(n, v)) for n, v in options.given))
    return CommandLine(name, bare, leading)


def _reach(
    takes: frozenset[str],
    path: list[str],
    local: Mapping[str, frozenset[str]] | None,
    otherwise: frozenset[str],
    anywhere: bool,
) -> frozenset[str]:
    """The options with values after these sub-commands."""
    own = (local or {}).get(" ".join(path), otherwise)
    return takes | own if anywhere else own


def _bare(name: str, value: Value | None) -> Value | None:
    """pflag takes ``-n=x`` for ``-n x``."""
    if value is None or len(name) != 2 or not value.prefix.startswith("="):
        return value
    if value.text is not None:
        return known(value.text[1:], *value.notes)
    return Value((value.prefix[1:], *value.parts[1:]), value.glob, value.notes)


def names_of(values: Sequence[Value]) -> str:
    """Operands as a person would say them."""
    shown = [v.skeleton for v in values[:_SHOWN]]
    if len(values) > _SHOWN:
        shown.append(f"{len(values) - _SHOWN} more")
    return ", ".join(shown)


def hints_of(
    options: Options, mapping: Mapping[str, tuple[str, ...]], more: tuple[tuple[str, Value], ...] = ()
) -> tuple[tuple[str, Value], ...]:
    """The options that decide a place, under the names its resolver knows."""
    found = []
    for hint, spellings in mapping.items():
        value = options.value(*spellings)
        if value is not None:
            found.append((hint, value))
    return tuple(found) + more


def _said(text: str, name: str, kind: str) -> str:
    """A text with the name in it; a name that is a phrase says the kind itself: ``every machine``."""
    if name.startswith(("every ", "all ", "the ", "everything ")):
        text = text.replace(f"the {kind} {{name}}", name)
        if text.startswith(f"{kind} {{name}}"):
            text = text.removeprefix(f"{kind} ")
    return text.replace("{name}", name)


def effect_of(
    rule: str,
    act: Act,
    name: str,
    place: Place,
    invocation: Invocation,
    *,
    value: Value | None = None,
    recursive: bool = False,
    marks: tuple[Mark, ...] = (),
    evidence: tuple[Evidence, ...] = (),
    recoverability: Recoverability | None = None,
    blast: Blast | None = None,
) -> Effect:
    """The effect that a row of a table stands for."""
    return Effect(
        rule=rule,
        operation=act.operation,
        resource=Resource(act.kind, name, value, recursive),
        place=place,
        by=invocation,
        recoverability=recoverability or act.recoverability,
        blast=blast or act.blast,
        loss=_said(act.loss, name, act.kind),
        why=_said(act.why, name, act.kind),
        instead=act.instead.replace("{name}", name),
        marks=act.marks + tuple(m for m in marks if m not in act.marks),
        evidence=evidence,
        tags=act.tags,
        span=invocation.span,
        certainty=invocation.certainty,
    )


def unknown_effect(rule: str, invocation: Invocation, path: str, place: Place) -> Effect:
    """A sub-command that no table knows: a plugin, a new verb, or a word that could not be resolved.

    It asks wherever it lands; the place stays out of it, or every plugin would be refused in production.
    """
    said = f"{invocation.program} {path}".strip()
    why = (
        f"which sub-command of {invocation.program} runs could not be resolved"
        if "?" in path
        else f"what “{said}” does is not known"
    )
    act = Act("unknown", "sub-command", why=why, instead=f"{invocation.program} {path} --help")
    return effect_of(rule, act, said, Place("none", place.tool, place.hints), invocation)
