"""YAML with places: nodes as the parser composes them, and scalars with a map to how they were written.

Nothing is constructed, so a tag runs nothing and an alias is one shared node: a document of aliases of
aliases stays as small as it was written. What walks over it counts what it visits.

Facts: YAML 1.2.2 chapters 7.3 (flow scalars and their folding) and 8.1 (block scalars, chomping, folding).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guard.lint.positions import Assembled, Origin, Run
from guard.lint.snippets import Unreadable

MOST_VISITS = 50_000
"""Nodes that are visited in one document, aliases counted each time."""
DEEPEST = 400
"""Levels of indentation or brackets."""


@dataclass(frozen=True)
class Text:
    """A scalar: its value, and where each character of it was written."""

    text: str
    origin: Origin
    start: int
    end: int


class Node:
    """A node of a document, with accessors that answer *nothing* where the shape is another."""

    def __init__(self, node: object, document: Document) -> None:
        self._node = node
        self._document = document
        document.visit()

    @property
    def start(self) -> int:
        return self._node.start_mark.index  # type: ignore[attr-defined, no-any-return]

    @property
    def end(self) -> int:
        return self._node.end_mark.index  # type: ignore[attr-defined, no-any-return]

    @property
    def kind(self) -> str:
        """``scalar``, ``sequence`` or ``mapping``."""
        return self._node.id  # type: ignore[attr-defined, no-any-return]

    @property
    def tag(self) -> str:
        return self._node.tag  # type: ignore[attr-defined, no-any-return]

    @property
    def scalar(self) -> Text | None:
        """The text, where this is a scalar."""
        return self._document.scalar(self._node) if self.kind == "scalar" else None

    @property
    def plain(self) -> str:
        """The text of a scalar, empty for everything else."""
        return self._node.value if self.kind == "scalar" else ""  # type: ignore[attr-defined]

    @property
    def items(self) -> Iterator[Node]:
        """The members of a sequence; none for everything else."""
        if self.kind == "sequence":
            for item in self._node.value:  # type: ignore[attr-defined]
                yield Node(item, self._document)

    @property
    def members(self) -> Iterator[tuple[Node, Node]]:
        """Keys and values of a mapping, those merged in by ``<<`` last; none for everything else."""
        if self.kind != "mapping":
            return
        merged: list[Node] = []
        for key, value in self._node.value:  # type: ignore[attr-defined]
            if key.id == "scalar" and key.value == "<<":
                merged.append(Node(value, self._document))
            else:
                yield Node(key, self._document), Node(value, self._document)
        for node in merged:
            for one in [node] if node.kind == "mapping" else node.items:
                yield from one.members

    def get(self, *names: str) -> Node | None:
        """The value of the first of these keys that is there."""
        for name in names:
            found = _value_of(self._node, name, self._document, 0)
            if found is not None:
                return Node(found, self._document)
        return None

    def texts(self) -> Iterator[Text]:
        """Every scalar in this node: itself, or the members of (nested) sequences."""
        found = self.scalar
        if found is not None:
            yield found
        for item in self.items:
            yield from item.texts()

    def strings(self) -> dict[str, str]:
        """The members whose values are scalars."""
        return {key.plain: value.plain for key, value in self.members if value.kind == "scalar"}


def _value_of(node: object, name: str, document: Document, depth: int) -> object | None:
    """The value of a key of a composed mapping, its own first, then those merged in by ``<<``. Only merges
    count as visits, so that a long list of keys costs nothing."""
    if node.id != "mapping" or depth > DEEPEST:  # type: ignore[attr-defined]
        return None
    merged: list[object] = []
    for key, value in node.value:  # type: ignore[attr-defined]
        if key.id != "scalar":
            continue
        if key.value == name and name != "<<":
            found: object = value
            return found
        if key.value == "<<":
            merged.append(value)
    for one in merged:
        document.visit()
        for inner in [one] if one.id == "mapping" else one.value if one.id == "sequence" else ():  # type: ignore[attr-defined]
            found_in = _value_of(inner, name, document, depth + 1)
            if found_in is not None:
                return found_in
    return None


class Document:
    """The documents of one YAML text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._visits = 0

    def visit(self) -> None:
        """Count a node.

        Raises:
            Unreadable: aliases make the document larger than it may be.
        """
        self._visits += 1
        if self._visits > MOST_VISITS:
            raise Unreadable(f"holds more than {MOST_VISITS} nodes when its aliases are followed")

    def scalar(self, node: object) -> Text:
        """A scalar's value and places."""
        start, end = node.start_mark.index, node.end_mark.index  # type: ignore[attr-defined]
        value: str = node.value  # type: ignore[attr-defined]
        made = _written(self.text, start, end, node.style, value)  # type: ignore[attr-defined]
        if made is not None and made.text.rstrip("\n") == value.rstrip("\n"):
            return Text(value, made.origin, start, end)
        whole = Origin((Run(0, start, max(0, end - start), False),))
        return Text(value, whole, start, end)


def read_yaml(text: str) -> list[Node]:
    """The root nodes of a YAML text.

    Raises:
        Unreadable: it is not YAML, is nested too deeply, or no YAML reader is installed.
    """
    try:
        import yaml
    except ImportError as error:
        raise Unreadable("needs a YAML reader: install guard[lint]") from error
    if _too_deep(text):
        raise Unreadable("invalid YAML: nested too deeply")
    loader_type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = Document(text)
    found: list[Node] = []
    try:
        loader = loader_type(text)
        try:
            while loader.check_node():
                found.append(Node(loader.get_node(), document))
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(
            f"invalid YAML: {error.problem or error.context}", mark.index if mark else 0
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(f"invalid YAML: {str(error).splitlines()[0]}") from error
    except RecursionError as error:
        raise Unreadable("invalid YAML: nested too deeply") from error
    return found


def _too_deep(text: str) -> bool:
    """Whether brackets or indentation go deeper than a reader that calls itself should be asked to."""
    depth = deepest = 0
    for found in re.finditer(r"[\[\]{}]", text):
        depth += 1 if found.group() in "[{" else -1
        depth = max(depth, 0)
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        return True
    return any(len(m.group()) > 2 * DEEPEST for m in re.finditer(r"^(?:- |[ ])+", text, re.M))


# --------------------------------------------------------------------------- how it was written


def _written(text: str, start: int, end: int, style: str | None, value: str) -> Assembled | None:
    if style in ("|", ">"):
        return _block(text, start, end, style, value)
    if style == '"':
        return _double(text, start + 1, end - 1)
    if style == "'":
        return _flow(text, start + 1, end - 1, quote="'")
    return _flow(text, start, end)


def _block(text: str, start: int, end: int, style: str, value: str) -> Assembled | None:
    header = text.find("\n", start, end)
    if header < 0:
        return Assembled()
    lines = list(_lines(text, header + 1, end))
    explicit = re.search(r"[1-9]", text[start:header].split("#")[0])
    filled = [(s, e) for s, e in lines if text[s:e].strip(" \r")]
    if not filled:
        return Assembled()
    first = text[filled[0][0] : filled[0][1]]
    indent = len(first) - len(first.lstrip(" "))
    if not explicit:
        return _indented(text, lines, indent, style)
    least = min(len(text[s:e]) - len(text[s:e].lstrip(" ")) for s, e in filled)
    for tried in range(
        least, -1, -1
    ):  # the number counts from the parent's indentation, which is not known here
        made = _indented(text, lines, tried, style)
        if made.text.rstrip("\n") == value.rstrip("\n"):
            return made
    return None


def _indented(text: str, lines: list[tuple[int, int]], indent: int, style: str) -> Assembled:
    contents = [(min(s + indent, e), e) for s, e in lines]
    while contents and not text[contents[-1][0] : contents[-1][1]].strip("\r"):
        contents.pop()
    return _literal(text, contents) if style == "|" else _folded(text, contents)


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        yield at, stop - (text[at:stop].endswith("\r"))
        at = stop + 1


def _literal(text: str, contents: list[tuple[int, int]]) -> Assembled:
    made = Assembled()
    for index, (start, end) in enumerate(contents):
        if index:
            made.stand("\n", start, 0)
        made.copy(text[start:end], start)
    return made


def _folded(text: str, contents: list[tuple[int, int]]) -> Assembled:
    made = Assembled()
    blank = 0
    before: str | None = None
    for start, end in contents:
        line = text[start:end]
        if not line:
            blank += 1
            continue
        if before is None:
            made.stand("\n" * blank, start, 0)
        else:
            kept = before[:1] in " \t" or line[:1] in " \t"
            made.stand("\n" * (blank + 1) if kept else "\n" * blank if blank else " ", start, 0)
        made.copy(line, start)
        before, blank = line, 0
    return made


def _flow(text: str, start: int, end: int, quote: str = "") -> Assembled:
    """A plain or single-quoted scalar: lines fold into one, a doubled quote is one."""
    made = Assembled()
    at = start
    while at < end:
        if quote and text.startswith("''", at):
            made.stand("'", at, 2)
            at += 2
        elif text[at] in " \t\r\n":
            at = _fold(text, at, end, made)
        else:
            made.copy(text[at], at)
            at += 1
    return made


def _fold(text: str, at: int, end: int, made: Assembled) -> int:
    """White space within a flow scalar: kept within a line, folded over a line's end."""
    stop = at
    while stop < end and text[stop] in " \t\r\n":
        stop += 1
    breaks = text.count("\n", at, stop)
    if not breaks:
        made.copy(text[at:stop], at)
    else:
        made.stand(" " if breaks == 1 else "\n" * (breaks - 1), at, stop - at)
    return stop


_SIMPLE = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
    "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028",
    "P": "\u2029",
}  # fmt: skip
_WIDTHS = {"x": 2, "u": 4, "U": 8}


def _double(text: str, start: int, end: int) -> Assembled:
    made = Assembled()
    at = start
    while at < end:
        letter = text[at]
        if letter == "\\":
            following = text[at + 1 : at + 2]
            if following in ("\n", "\r"):
                stop = at + 1
                while stop < end and text[stop] in " \t\r\n":
                    stop += 1
                at = stop
            elif following in _WIDTHS:
                width = _WIDTHS[following]
                made.stand(_character(text[at + 2 : at + 2 + width]), at, width + 2)
                at += width + 2
            else:
                made.stand(_SIMPLE.get(following, following), at, 2)
                at += 2
        elif letter in " \t\r\n":
            at = _fold(text, at, end, made)
        else:
            made.copy(letter, at)
            at += 1
    return made


def _character(digits: str) -> str:
    try:
        return chr(int(digits, 16))
    except ValueError:
        return "\ufffd"
