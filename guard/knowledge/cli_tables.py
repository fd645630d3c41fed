"""The tables of service command lines: what each sub-command does, one text file per tool in ``cli/``.

A line is ``path [--option …] : operation kind [R4] [B2] [+mark …] [; loss] [; instead]``. Alternatives in
a word are joined by ``|``; ``--option=pattern`` wants that value, ``!--option`` its absence. ``quiet`` as an
operation says that nothing is at stake; ``@here`` behind the kind says that it is about what lies in the
project on this machine (operators' rows). Lines that begin with ``@`` describe the tool:

``@provider NAME`` · ``@place KIND`` (a resolver) · ``@valued OPTIONS`` (they take a value) · ``@identity
OPTIONS`` (they name the object) · ``@yes OPTIONS`` (they answer the tool's own question) · ``@dry OPTIONS``
(nothing happens with them) · ``@.`` (the end)
· ``@bare`` (called without a sub-command it does what the row ``.`` says).

Sub-commands without a line are read by the verb lexicon; what that does not know is unknown.
Only the file of the tool in question is read (about 0.1 ms).
"""

from __future__ import annotations

import os

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Blast, Mark, Operation, Recoverability

END = "@.\n"
"""The last line of every file: one that was cut off is noticed."""
FOLDER = os.path.join(os.path.dirname(__file__), "cli")


@frozen
class Row:
    """One line."""

    path: tuple[tuple[str, ...], ...]
    """The sub-commands, each with its alternatives."""
    options: tuple[tuple[str, ...], ...]
    """Conditions: one of each group must be given; with a leading ``!`` none of it."""
    operation: Operation
    kind: str
    recoverability: Recoverability | None
    blast: Blast | None
    marks: tuple[Mark, ...]
    loss: str = ""
    instead: str = ""
    here: bool = False
    """Whether it acts on what lies on this machine, in the project, and not on what the tool talks to."""


@frozen
class Table:
    """One tool."""

    tool: str
    provider: str
    place: str
    valued: tuple[str, ...]
    identity: tuple[str, ...]
    yes: tuple[str, ...]
    dry: tuple[str, ...]
    lines: tuple[str, ...]
    """The lines of its rows, as they stand in the file."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row."""
        return tuple(_row(line) for line in self.lines)

    def rows_with(self, words: Sequence[str]) -> Iterator[Row]:
        """The rows whose path may begin with one of some words, in their order: reading them all would cost a
        hook more than the verdict."""
        for line in self.lines:
            first = line[: line.index(" ")]
            if (
                first in words
                or first[0] in ".-!"
                or "*" in first
                or ("|" in first and any(w in words for w in first.split("|")))
            ):
                yield _row(line)


_CACHE: dict[str, Table | None] = {}


def table_of(tool: str) -> Table | None:
    """The table of a tool; ``None`` where there is none or it cannot be read."""
    if tool not in _CACHE:
        _CACHE[tool] = _load(tool)
    return _CACHE[tool]


def _load(tool: str) -> Table | None:
    try:
        with open(os.path.join(FOLDER, tool + ".txt"), encoding="utf-8") as file:
            text = file.read()
        return parse_table(tool, text) if text.endswith(END) else None
    except (OSError, ValueError, IndexError):
        return None


def parse_table(tool: str, text: str) -> Table:
    """Read a table.

    Raises:
        ValueError: a line is not of the form above; the message names it.
    """
    about: dict[str, tuple[str, ...]] = {}
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("@"):
            name, *words = line[1:].split()
            about[name] = (*about.get(name, ()), *words)
            continue
        if not line.partition(" : ")[2].strip(" ;"):
            raise ValueError(f"{tool}.txt:{number}: no “ : ” in {line!r}")
        lines.append(line)
    return Table(
        tool,
        about.get("provider", (tool,))[0],
        about.get("place", ("paas",))[0],
        about.get("valued", ()),
        about.get("identity", ()),
        about.get("yes", ("-y", "--yes", "-f", "--force")),
        about.get("dry", ("--dry-run", "--dryrun")),
        tuple(lines),
    )


def _row(line: str) -> Row:
    head, _, tail = line.partition(" : ")
    path: list[tuple[str, ...]] = []
    options: list[tuple[str, ...]] = []
    for word in head.split():
        if word.startswith(("-", "!")):
            options.append(tuple(word.split("|")))
        elif word != ".":
            path.append(tuple(word.split("|")))
    facts, *texts = (part.strip() for part in tail.split(" ;"))
    words = facts.split()
    kind: list[str] = []
    marks: list[Mark] = []
    recoverability: Recoverability | None = None
    blast: Blast | None = None
    for word in words[1:]:
        if word[:1] == "R" and word[1:] in ("0", "1", "2", "3", "4"):
            recoverability = word  # type: ignore[assignment]
        elif word[:1] == "B" and word[1:] in ("0", "1", "2", "3"):
            blast = word  # type: ignore[assignment]
        elif word.startswith("+"):
            marks.append(word[1:])  # type: ignore[arg-type]
        elif word != "@here":
            kind.append(word)
    operation: Operation = words[0]  # type: ignore[assignment]
    loss = texts[0] if texts else ""
    instead = texts[1] if len(texts) > 1 else ""
    return Row(
        tuple(path),
        tuple(options),
        operation,
        " ".join(kind),
        recoverability,
        blast,
        tuple(marks),
        loss,
        instead,
        "@here" in words,
    )
