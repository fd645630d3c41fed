"""What is known of a program's command line: its sub-commands, and which options take a value.

One record per program, in the file of its first letter under ``grammar/``; only that record is read
(about 0.3 ms, nothing the second time). The records are derived from the vendors' own manifests and from
completion specifications (``tools/derive``, ``SOURCES.md``). Lines of a record:

``@name`` begins it · ``@name >other``: the same as another one · ``k service|local`` what it works on ·
``=`` options with a value · ``-`` options without · ``?`` options whose value is only attached ·
``y`` options that answer its question · ``d`` options with which nothing happens · then
``o path: =--x ---y ?--z`` sub-commands where an option is otherwise · ``t path: child|alias child=operation``
sub-commands, with what they do where their name does not say it (``quiet``: nothing that matters). A file
ends with ``@.``. Of the ``o`` and ``t`` lines only those of the path at hand are read.

A file that is missing or broken makes its programs *unknown*: ``record_of`` raises ``Unreadable``, and the
caller asks.
"""

from __future__ import annotations

import os

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guard.model import Invocation, Value
    from guard.world import World

FOLDER = os.path.join(os.path.dirname(__file__), "grammar")
LARGE = ("az", "gcloud")
"""Programs whose record has a file of its own."""
END = "@.\n"
"""The last line of every file: one that was cut off is noticed."""
LEARNED = ("guard", "knowledge")
"""Where a person's own records are, under ``XDG_DATA_HOME`` (``guard learn``)."""


class Unreadable(Exception):
    """A data file is missing or broken; the message names it."""


@frozen
class Record:
    """One program."""

    name: str
    kind: str = ""
    """``service``, ``local``, or empty where nobody reviewed it."""
    arity: Mapping[str, str] = {}
    """Option → ``=``, ``-`` or ``?``."""
    yes: tuple[str, ...] = ()
    dry: tuple[str, ...] = ()
    body: str = ""
    """The lines by path, unread."""

    @property
    def valued(self) -> tuple[str, ...]:
        """The options that usually take a value in the next word."""
        return tuple(name for name, arity in self.arity.items() if arity == "=")

    def takes(self, path: tuple[str, ...], option: str) -> str:
        """``=``, ``-`` or ``?``; empty where the option is not known."""
        usual = self.arity.get(option, "")
        if usual and "\no " in self.body:
            for word in _line(self.body, "o", path).split():
                if word[1:] == option:
                    return word[0]
        return usual

    def children(self, path: tuple[str, ...] = ()) -> Mapping[str, tuple[str, str]]:
        """The sub-commands behind a path: word → (the word it is an alias of, what it does or empty)."""
        return _children(_line(self.body, "t", path))


@frozen
class Line:
    """A command line, read by a record."""

    path: tuple[str, ...]
    given: tuple[tuple[str, Value | None], ...]
    operands: tuple[Value, ...]
    does: str = ""
    """What the record says the sub-command does; empty where its name decides."""
    known: bool = False
    """Whether every sub-command is one the record has."""
    stray: str = ""
    """The word that stands where a sub-command belongs and is none."""


@frozen
class Leaf:
    """A command at the end of a program's tree."""

    path: tuple[str, ...]
    does: str
    """What the record says it does; empty where its name decides."""


_CACHE: dict[str, Record | None] = {}


def learned_folder(invocation: Invocation) -> str:
    """The folder of the records that the person made with ``guard learn``; empty where there is no home.

    Only the environment that the guard itself was started in counts: what a proposal assigns does not.
    """
    base = invocation.environment.get("XDG_DATA_HOME", "")
    home = invocation.environment.get("HOME", "")
    if not base and home:
        base = os.path.join(home, ".local", "share")
    return os.path.join(base, *LEARNED) if base.startswith("/") else ""


def shard_of(name: str) -> str:
    """The file a program's record stands in."""
    if name in LARGE:
        return name
    first = name.lstrip("@")[:1].lower()
    return first if first.isalpha() and first.isascii() else "0"


def shard_text(folder: str, name: str) -> tuple[str, str]:
    """The path and the text of the file in which a program's record, or its section, stands.

    Raises:
        Unreadable: it is missing, no text, or cut short.
    """
    path = os.path.join(folder, shard_of(name) + ".txt")
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path}: {error}") from None
    if not text.endswith(END):
        raise Unreadable(f"{path} is damaged")
    return path, text


def record_of(name: str) -> Record | None:
    """The record of a program; ``None`` where there is none.

    Raises:
        Unreadable: its file is missing or broken.
    """
    if name not in _CACHE:
        _CACHE[name] = _derived(name)
    return _CACHE[name]


def valued_of(name: str) -> tuple[str, ...]:
    """The long options of a program that take a value; nothing where the program has no record.

    Raises:
        Unreadable: the file of its record is missing or broken.
    """
    record = record_of(name)
    return () if record is None else tuple(o for o in record.valued if o.startswith("--"))


def long_options_of(name: str) -> tuple[str, ...]:
    """Every long option of a program, for those that accept abbreviations of them.

    Raises:
        Unreadable: the file of its record is missing or broken.
    """
    record = record_of(name)
    known = () if record is None else tuple(o for o in record.arity if o.startswith("--"))
    return (*known, "--help", "--version")


def leaf_of(name: str, words: Sequence[str]) -> Leaf | None:
    """The command that some leading words are, where the program's tree ends in them.

    Raises:
        Unreadable: the file of its record is missing or broken.
    """
    record = record_of(name)
    path: tuple[str, ...] = ()
    does = ""
    for word in words if record is not None else ():
        here = record.children(path) if record is not None else {}
        if not here:
            break
        if word not in here:
            return None
        path, does = (*path, here[word][0]), here[word][1]
    if record is None or not path or record.children(path):
        return None
    return Leaf(path, does)


def learned_record(name: str, invocation: Invocation, world: World) -> Record | None:
    """The record that the person made of a program with ``guard learn``.

    Raises:
        Unreadable: it is broken.
    """
    folder = learned_folder(invocation)
    path = os.path.join(folder, shard_of(name) + ".txt")
    text = world.read(path) if folder else None
    return None if text is None else _record(path, text, name)


def _derived(name: str, follow: int = 2) -> Record | None:
    path, text = shard_text(FOLDER, name)
    body = _body(text, name)
    if body is not None and body.startswith(">"):
        return _derived(body[1:].strip(), follow - 1) if follow else None
    return _record(path, text, name)


def _record(path: str, text: str, name: str) -> Record | None:
    if not text.startswith("@") or not text.endswith(END):
        raise Unreadable(f"{path} is damaged")
    body = _body(text, name)
    try:
        return None if body is None else parse_record(name, body)
    except (ValueError, IndexError, KeyError) as error:
        raise Unreadable(f"{path}: the record of {name}: {error}") from None


def _body(text: str, name: str) -> str | None:
    for spelled in (f"@{name}\n", f"@{name} "):
        at = 0 if text.startswith(spelled) else text.find("\n" + spelled) + 1
        if at or text.startswith(spelled):
            end = text.find("\n@", at)
            return text[at + len(spelled) : end + 1 if end >= 0 else len(text)]
    return None


def parse_record(name: str, body: str) -> Record:
    """Read the lines of one record.

    Raises:
        ValueError: a line is not of the form above; the message shows it.
    """
    kind = ""
    arity: dict[str, str] = {}
    yes: tuple[str, ...] = ()
    dry: tuple[str, ...] = ()
    at = 0
    while at < len(body):
        end = body.find("\n", at)
        letter, blank, rest = body[at:end].partition(" ")
        if not blank or not rest or letter not in _LETTERS:
            raise ValueError(f"a line that is none: {body[at:end][:60]!r}")
        if letter in "ot":
            break
        if letter == "k":
            kind = rest
        elif letter == "y":
            yes = tuple(rest.split())
        elif letter == "d":
            dry = tuple(rest.split())
        else:
            arity.update(dict.fromkeys(rest.split(), letter))
        at = end + 1
    return Record(name, kind, arity, yes, dry, "\n" + body[at:])


_LETTERS = frozenset("=-?kydot")


def _line(body: str, letter: str, path: tuple[str, ...]) -> str:
    """What a record says of a path."""
    head = f"\n{letter} {' '.join(path) or '.'}: "
    at = body.find(head)
    return body[at + len(head) : body.find("\n", at + 1)] if at >= 0 else ""


def _children(told: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for word in told.split():
        names, _, does = word.partition("=")
        spelled = names.split("|")
        for alias in spelled:
            found[alias] = (spelled[0], does)
    return found


def read_line(record: Record, words: Sequence[Value]) -> Line:
    """Read the words after the program's name: sub-commands, options with their values, operands."""
    path: tuple[str, ...] = ()
    given: list[tuple[str, Value | None]] = []
    operands: list[Value] = []
    does = stray = ""
    rest = list(words)
    while rest:
        word = rest.pop(0)
        text = word.text
        if text == "--":
            operands.extend(rest)
            break
        if word.prefix.startswith("-") and len(word.prefix) > 1:
            given.extend(_option(record, path, word, rest))
            continue
        here = record.children(path) if not operands else None
        child = _child(here, text) if here else None
        if child is None:
            if here and not stray and not operands:
                stray = text if text is not None else "?"
            operands.append(word)
            continue
        path, does = (*path, child[0]), child[1]
    return Line(path, tuple(given), tuple(operands), does, bool(path) and not stray, stray)


def _child(here: Mapping[str, tuple[str, str]], text: str | None) -> tuple[str, str] | None:
    return None if text is None else here.get(text)


def _option(
    record: Record, path: tuple[str, ...], word: Value, rest: list[Value]
) -> list[tuple[str, Value | None]]:
    from guard.model import known

    text = word.prefix
    name, equals, value = text.partition("=")
    if equals:
        return [(name, known(value) if word.text is not None else word)]
    takes = record.takes(path, name)
    if not takes and not name.startswith("--") and len(name) > 2:
        return _cluster(record, path, name, rest)
    if takes == "=" or (not takes and _looks_valued(record, path, rest)):
        return [(name, rest.pop(0) if rest else None)]
    return [(name, None)]


def _cluster(
    record: Record, path: tuple[str, ...], text: str, rest: list[Value]
) -> list[tuple[str, Value | None]]:
    from guard.model import known

    found: list[tuple[str, Value | None]] = []
    for index, letter in enumerate(text[1:], 1):
        name = "-" + letter
        if record.takes(path, name) != "=":
            found.append((name, None))
            continue
        attached = text[index + 1 :]
        found.append((name, known(attached) if attached else rest.pop(0) if rest else None))
        break
    return found


def _looks_valued(record: Record, path: tuple[str, ...], rest: list[Value]) -> bool:
    """Of an option nobody knows: whether the next word is more likely its value than a sub-command."""
    here = record.children(path)
    if not here or not rest:
        return False
    text = rest[0].text
    return text is None or (not text.startswith("-") and text not in here)
