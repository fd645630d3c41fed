"""What all grammars of wrappers have in common: the record of a prefix and how words become an inner command.

A *prefix* wrapper is a program whose operands are another program with its arguments
(``sudo -u bob rm x``). Its options end at the first operand, as POSIX.1-2024 XBD 12.2 guideline 9
has it. What is data stands in ``prefixes.py`` and ``subcommands.py``; here is the interpreter.

Facts: the manual page of each program (coreutils 9, util-linux 2.38, sudo 1.9, procps 4).
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Value, Variable, known
from guard.programs.options import read_options
from guard.shell.unwrap import RunArgv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation


@frozen
class Prefix:
    """The grammar of one wrapper, as its manual page gives it."""

    valued: str = ""
    """The options that take a value, separated by spaces."""
    skip: int = 0
    """Operands of its own before the command (``timeout 5``, ``chroot DIR``)."""
    assigns: bool = False
    """``NAME=value`` words before the command set variables."""
    directory: str = ""
    """The options that name another working directory."""
    elsewhere: bool = False
    """The command runs on another host or in a container."""
    flags: str = ""
    """The options without a value; where this is empty none is held to be unknown."""
    single_dash: bool = False
    dashed: bool = False
    """The command stands after ``--`` only."""


def names(text: str) -> tuple[str, ...]:
    """The words of a table's cell."""
    return tuple(text.split())


RISKY = frozenset(
    names(
        "rm rmdir unlink shred dd mkfs truncate mv find xargs sh bash zsh dash ksh fish sudo doas env"
        " python python3 node perl ruby git kubectl docker terraform aws gcloud az psql mysql redis-cli"
        " curl wget"
    )
)
"""Names that are worth a second look behind an option whose grammar is not known."""


def prefixed(words: Sequence[Value], grammar: Prefix, abbreviate: bool = True) -> Iterator[RunArgv]:
    """The command behind a prefix wrapper; ``words`` are the arguments without the wrapper's name.

    ``abbreviate``: long options may be cut short, as getopt has it and the tools of Go and Rust have not.
    """
    options = read_options(
        words,
        grammar.valued.split(),
        grammar.flags.split(),
        permute=False,
        single_dash=grammar.single_dash,
        abbreviate=abbreviate,
    )
    operands = list(options.operands)
    if grammar.dashed:
        operands = behind_dashes(words)
    del operands[: grammar.skip]
    if operands and operands[0].text == "--":
        operands.pop(0)
    variables: dict[str, Variable] = {}
    if grammar.assigns:
        variables = take_assignments(operands)
    if not operands:
        return
    where = options.value(*grammar.directory.split()) if grammar.directory else None
    yield RunArgv(tuple(operands), variables, where, elsewhere=grammar.elsewhere)
    if grammar.flags and _unlisted(options.given, grammar):
        yield from shifted(operands, grammar.elsewhere)


def shifted(operands: Sequence[Value], elsewhere: bool = False) -> Iterator[RunArgv]:
    """The command one word further on, where an unknown option may have taken the first word."""
    if len(operands) > 1 and (operands[1].text or "").rsplit("/", 1)[-1] in RISKY:
        yield RunArgv(tuple(operands[1:]), elsewhere=elsewhere, certainty="may")


def _unlisted(given: Sequence[tuple[str, Value | None]], grammar: Prefix) -> bool:
    listed = set(grammar.flags.split()) | set(grammar.valued.split())
    return any(name not in listed and value is None for name, value in given)


def behind_dashes(words: Sequence[Value]) -> list[Value]:
    """The words behind the first ``--``; none without one."""
    for index, word in enumerate(words):
        if word.text == "--":
            return list(words[index + 1 :])
    return []


def take_assignments(operands: list[Value], origin: str = "inline") -> dict[str, Variable]:
    """Remove the leading ``NAME=value`` words and give them back as variables."""
    variables: dict[str, Variable] = {}
    while operands:
        name, equals, _ = operands[0].prefix.partition("=")
        if (
            not equals
            or not name
            or not name.replace("%", "").replace("(", "").replace(")", "").isidentifier()
        ):
            break
        word = operands.pop(0)
        variables[name] = Variable(tail(word, len(name) + 1), origin)
    return variables


def tail(word: Value, start: int) -> Value:
    """The word from a position in its known beginning on."""
    first = word.prefix[start:]
    rest = word.parts[1:]
    return Value(((first,) if first else ()) + rest, word.glob, word.notes)


def joined(words: Sequence[Value], separator: str = " ") -> Value:
    """Several words as one text, the way ``ssh`` and ``eval`` join theirs."""
    parts: list[object] = []
    notes: tuple[str, ...] = ()
    for index, word in enumerate(words):
        pieces = ([separator] if index else []) + list(word.parts)
        for piece in pieces:
            if isinstance(piece, str) and parts and isinstance(parts[-1], str):
                parts[-1] += piece
            else:
                parts.append(piece)
        notes += word.notes
    return Value(tuple(parts), notes=notes)  # type: ignore[arg-type]


def substituted(word: Value, mark: str, item: Value) -> Value:
    """The word with every ``mark`` in it replaced by the item."""
    if not any(isinstance(p, str) and mark in p for p in word.parts):
        return word
    made: list[Value] = []
    for part in word.parts:
        if not isinstance(part, str):
            made.append(Value((part,)))
            continue
        for index, piece in enumerate(part.split(mark)):
            if index:
                made.append(item)
            if piece:
                made.append(known(piece))
    return Value(joined(made, "").parts, notes=word.notes + item.notes)


def quoted(word: Value) -> Value:
    """The word as a shell would have to write it to get it back unchanged."""
    return joined(
        [
            known("'" + p.replace("'", "'\\''") + "'") if isinstance(p, str) else Value((p,))
            for p in word.parts
        ]
        or [known("''")],
        "",
    )


def text_of(word: Value | None) -> str:
    """The word, empty where it is missing or not known."""
    return (word.text or "") if word is not None else ""


def path_of(word: Value | None, invocation: Invocation) -> str | None:
    """The absolute path that a word names for this program; ``None`` where it is not known."""
    return placed(text_of(word), invocation.cwd) or None


def placed(name: str, folder: str | None) -> str:
    """The absolute path that a name has in a folder; empty where either is not known."""
    if name.startswith("/") or not name:
        return name
    return folder.rstrip("/") + "/" + name.removeprefix("./") if folder else ""
