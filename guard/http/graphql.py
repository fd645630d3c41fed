"""GraphQL documents: which root fields an operation would run.

A tokenizer and a reader of selection sets (GraphQL specification, October 2021, sections 2.1 to 2.8):
strings and block strings, comments, aliases, arguments, directives, fragments, variables. It does not
validate; what it cannot read is ``None``, and the caller asks.

Caught: ``mutation M { ...F } fragment F on Mutation { x: volumeDelete(volumeId: $id) }``.
Quiet: ``query { volumeDeleteStatus }``, and ``# mutation { volumeDelete }`` in a comment.
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Unreadable(Exception):
    """It is not a GraphQL document, or deeper than anybody writes."""


@frozen
class Variable:
    """``$name`` as a value."""

    name: str


@frozen
class Field:
    """A root field as it would be called."""

    name: str
    arguments: tuple[tuple[str, object], ...] = ()
    """Names and values: ``str``, ``Variable``, tuples for lists, dicts for objects."""
    conditional: bool = False
    """Under ``@skip`` or ``@include``."""


@frozen
class Operation:
    """One operation of a document."""

    kind: str
    """``query``, ``mutation`` or ``subscription``."""
    name: str
    fields: tuple[Field, ...]


PUNCTUATION = frozenset("{}()[]:=!$@|&")
MAX_TOKENS = 20_000
MAX_FIELDS = 2_000
"""Root fields after spreading: fragments that spread fragments can multiply without end."""


def operations_of(text: str) -> tuple[Operation, ...]:
    """The operations in a document, fragments spread.

    Raises:
        Unreadable: it is no GraphQL document, or a fragment is missing.
    """
    reader = _Reader(list(_tokens(text)))
    return reader.document()


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    index, size = 0, len(text)
    while index < size:
        char = text[index]
        if char.isspace() or char in ",\ufeff":
            index += 1
        elif char == "#":
            while index < size and text[index] not in "\r\n":
                index += 1
        elif text.startswith('"""', index):
            end = text.find('"""', index + 3)
            while end > 0 and text[end - 1] == "\\":
                end = text.find('"""', end + 3)
            if end < 0:
                raise Unreadable("a block string is not closed")
            yield "string", text[index + 3 : end].strip()
            index = end + 3
        elif char == '"':
            value, index = _string(text, index + 1)
            yield "string", value
        elif text.startswith("...", index):
            yield "punctuation", "..."
            index += 3
        elif char in PUNCTUATION:
            yield "punctuation", char
            index += 1
        elif char.isalnum() or char in "_-.+":
            end = index + 1
            while end < size and (text[end].isalnum() or text[end] in "_-+" or _in_number(text, end, char)):
                end += 1
            yield "name", text[index:end]
            index = end
        else:
            raise Unreadable(f"a character that GraphQL does not know: {char!r}")


def _in_number(text: str, index: int, first: str) -> bool:
    return text[index] == "." and (first.isdigit() or first == "-") and not text.startswith("...", index)


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def _string(text: str, index: int) -> tuple[str, int]:
    pieces: list[str] = []
    while index < len(text):
        char = text[index]
        if char == '"':
            return "".join(pieces), index + 1
        if char == "\n":
            break
        if char == "\\":
            code = text[index + 1 : index + 2]
            if code == "u":
                try:
                    pieces.append(chr(int(text[index + 2 : index + 6], 16)))
                except ValueError:
                    raise Unreadable("a bad escape in a string") from None
                index += 6
                continue
            pieces.append(_ESCAPES.get(code, code))
            index += 2
            continue
        pieces.append(char)
        index += 1
    raise Unreadable("a string is not closed")


class _Reader:
    """Reads one document from its tokens."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        if len(tokens) > MAX_TOKENS:
            raise Unreadable("the document is too long")
        self.tokens = tokens
        self.at = 0
        self.fragments: dict[str, int] = {}
        self.open: list[str] = []
        self.budget = MAX_FIELDS

    def document(self) -> tuple[Operation, ...]:
        starts: list[tuple[str, str, int]] = []
        while self.at < len(self.tokens):
            kind, word = self.tokens[self.at]
            if word == "{" and kind == "punctuation":
                starts.append(("query", "", self.at))
                self._skip("{", "}")
            elif kind == "name" and word in ("query", "mutation", "subscription"):
                self.at += 1
                name = self._name() or ""
                self._to_body()
                starts.append((word, name, self.at))
                self._skip("{", "}")
            elif kind == "name" and word == "fragment":
                self.at += 1
                name = self._name() or ""
                self._to_body()
                self.fragments[name] = self.at
                self._skip("{", "}")
            else:
                from guard.http.bodies import HOLE

                known = word != HOLE
                raise Unreadable(
                    f"a document cannot begin with {word!r}" if known else "what stands in it is not known"
                )
        if not starts:
            raise Unreadable("there is no operation in the document")
        return tuple(Operation(kind, name, tuple(self._selection(at))) for kind, name, at in starts)

    def _name(self) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "name":
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def _to_body(self) -> None:
        """Pass variable definitions, type conditions and directives up to the selection set."""
        while self.at < len(self.tokens):
            word = self._punctuation()
            if word == "{":
                return
            if word == "(":
                self._skip("(", ")")
            else:
                self.at += 1
        raise Unreadable("an operation has no selection set")

    def _punctuation(self) -> str:
        if self.at >= len(self.tokens):
            raise Unreadable("the document ends too early")
        kind, word = self.tokens[self.at]
        return word if kind == "punctuation" else ""

    def _skip(self, opening: str, closing: str) -> None:
        depth = 0
        while True:
            word = self._punctuation()
            self.at += 1
            depth += (word == opening) - (word == closing)
            if depth == 0:
                return

    def _selection(self, at: int, conditional: bool = False) -> Iterator[Field]:
        self.at = at + 1
        while self._punctuation() != "}":
            if self._punctuation() == "...":
                self.at += 1
                yield from self._spread(conditional)
            else:
                yield self._field(conditional)
        self.at += 1

    def _spread(self, conditional: bool) -> Iterator[Field]:
        name = None
        if self._punctuation() == "" and self.tokens[self.at][1] != "on":
            name = self._name()
        while self._punctuation() == "" and name is None:
            self.at += 1
        conditional = self._directives() or conditional
        if name is None:
            start = self.at
            if self._punctuation() != "{":
                raise Unreadable("an inline fragment has no selection set")
            yield from self._selection(start, conditional)
            return
        if name not in self.fragments:
            raise Unreadable(f"the fragment {name} is not in the document")
        if name in self.open or len(self.open) > 50:
            raise Unreadable(f"the fragment {name} spreads itself")
        back = self.at
        self.open.append(name)
        yield from self._selection(self.fragments[name], conditional)
        self.open.pop()
        self.at = back

    def _field(self, conditional: bool) -> Field:
        self.budget -= 1
        if self.budget < 0:
            raise Unreadable("its fragments spread to too many fields")
        name = self._name()
        if name is None:
            raise Unreadable(f"a field was expected, not {self.tokens[self.at][1]!r}")
        if self._punctuation() == ":":
            self.at += 1
            name = self._name()
            if name is None:
                raise Unreadable("an alias without a field")
        arguments: tuple[tuple[str, object], ...] = ()
        if self._punctuation() == "(":
            self.at += 1
            arguments = tuple(self._pairs(")"))
        conditional = self._directives() or conditional
        if self._punctuation() == "{":
            self._skip("{", "}")
        return Field(name, arguments, conditional)

    def _directives(self) -> bool:
        found = False
        while self._punctuation() == "@":
            self.at += 1
            found = self._name() in ("skip", "include") or found
            if self._punctuation() == "(":
                self._skip("(", ")")
        return found

    def _pairs(self, closing: str) -> Iterator[tuple[str, object]]:
        while self._punctuation() != closing:
            name = self._name()
            if name is None or self._punctuation() != ":":
                raise Unreadable("an argument is not of the form name: value")
            self.at += 1
            yield name, self._value()
        self.at += 1

    def _value(self) -> object:
        word = self._punctuation()
        if word == "$":
            self.at += 1
            return Variable(self._name() or "")
        if word == "[":
            self.at += 1
            items: list[object] = []
            while self._punctuation() != "]":
                items.append(self._value())
            self.at += 1
            return tuple(items)
        if word == "{":
            self.at += 1
            return dict(self._pairs("}"))
        if word:
            raise Unreadable(f"a value was expected, not {word!r}")
        self.at += 1
        return self.tokens[self.at - 1][1]


def identity_of(field: Field, variables: Mapping[str, object]) -> str:
    """What a call names as its object: the first argument that looks like an identifier, else the first."""
    flat = list(_flat(field.arguments, variables, 0))
    for name, value in flat:
        low = name.lower()
        if low.endswith("id") or low in ("name", "slug", "key", "ref", "ids"):
            return value
    return flat[0][1] if flat else ""


def _flat(
    pairs: tuple[tuple[str, object], ...], variables: Mapping[str, object], depth: int
) -> Iterator[tuple[str, str]]:
    for name, value in pairs:
        if isinstance(value, Variable):
            value = variables.get(value.name, "$" + value.name)
        if isinstance(value, dict) and depth < 5:
            yield from _flat(tuple((str(k), v) for k, v in value.items()), variables, depth + 1)
        elif isinstance(value, (tuple, list)):
            yield name, ", ".join(str(v) for v in value[:5])
        elif value is not None:
            yield name, str(value)
