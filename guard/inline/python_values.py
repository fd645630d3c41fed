"""What an expression of Python comes to, as far as it matters here.

Strings are ``Value`` s (holes where unknown). The rest is a small closed set of shapes.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Union


LONGEST = 65_536
"""Characters: longer strings are not computed."""
PIECES = 400
"""Known pieces and holes: a string of more is one hole."""


@frozen
class Dotted:
    """A module, a function or an object by its dotted name: ``os.path.join``, ``requests.Session()``."""

    name: str
    arguments: tuple[tuple[str, Folded], ...] = ()
    """Where it is the result of a call: the arguments, positional ones named by their number."""


@frozen
class PathOf:
    """A ``pathlib.Path``."""

    value: Value


@frozen
class Items:
    """A list or tuple of known length."""

    items: tuple[Folded, ...]


@frozen
class Table:
    """A dictionary with constant keys."""

    pairs: tuple[tuple[str, Folded], ...]

    def get(self, name: str) -> Folded:
        for key, value in self.pairs:
            if key == name:
                return value
        return None


@frozen
class Constant:
    """A number, a truth value or bytes."""

    value: object


@frozen
class Contents:
    """What is read from a file or from the network."""

    source: str
    """``file`` or ``network``."""
    path: Value


@frozen
class Method:
    """A bound method of something of which only the owner is known."""

    owner: Folded
    name: str


@frozen
class Member:
    """Any one of an unknown number of strings: what ``glob.glob`` or ``os.listdir`` yields."""

    value: Value
    path: bool = False


if TYPE_CHECKING:
    Folded = Union[Value, Dotted, PathOf, Items, Table, Constant, Contents, Method, Member, None]


def text_in(folded: Folded, why: str = "a computed value") -> Value:
    """The string that a folded expression stands for; a hole where it is none."""
    if isinstance(folded, Value):
        return folded
    if isinstance(folded, (PathOf, Member)):
        return folded.value
    if isinstance(folded, Constant):
        if isinstance(folded.value, bytes):
            return known(folded.value.decode("utf-8", "replace"))
        return known(str(folded.value))
    return Value((Hole(why),))


def concatenated(parts: list[Value]) -> Value:
    """Strings one after the other; a hole where they grow beyond ``LONGEST``."""
    pieces = [p for v in parts for p in v.parts]
    if len(pieces) > PIECES or sum(len(p) for p in pieces if isinstance(p, str)) > LONGEST:
        return Value((Hole("a very long text"),))
    made: list[str | Hole] = []
    glob = False
    for value in parts:
        glob = glob or value.glob
        for part in value.parts:
            if isinstance(part, str) and made and isinstance(made[-1], str):
                made[-1] += part
            elif part != "":
                made.append(part)
    return Value(tuple(made), glob)


def joined_path(left: Value, right: Value) -> Value:
    """``os.path.join`` of two: an absolute second part replaces the first."""
    if right.prefix.startswith("/"):
        return right
    if left.text == "":
        return right
    last = left.parts[-1] if left.parts else ""
    slash = "" if isinstance(last, str) and last.endswith("/") else "/"
    return concatenated([left, known(slash), right])


def parent(path: Value) -> Value:
    """The directory of a known path, else a hole."""
    text = path.text
    if text is None:
        return Value((*path.parts, "/.."), path.glob)
    head = text.rstrip("/").rpartition("/")[0]
    return known(head or ("/" if text.startswith("/") else "."))
