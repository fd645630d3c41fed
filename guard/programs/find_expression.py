"""find's expression: parsed as find parses it, and evaluated on the files that are there without acting.

``find . -name '*.log' -o -name '*.bak' -delete`` deletes only ``*.bak``: *and* binds tighter than *or*.
``find . -delete -name x`` deletes everything, because tests and actions run from left to right. ``find .
-name -delete`` looks for a file of that name.

A test that cannot be decided from here (``-user``, ``-regex``, ``-perm``) counts as *perhaps*: what
stands behind it is reached. Facts: find(1) of findutils 4.9 and of FreeBSD 14, POSIX.1-2024 find.
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Union

    from guard.model import Value

    Node = Union["Test", "Both", "Either", "Not"]


ONE = frozenset((
        "-amin", "-anewer", "-atime", "-cmin", "-cnewer", "-context", "-ctime", "-fstype", "-gid", "-group",
        "-ilname", "-iname", "-inum", "-ipath", "-iregex", "-iwholename", "-links", "-lname", "-mmin",
        "-mtime",
        "-name", "-newer", "-path", "-perm", "-regex", "-samefile", "-size", "-type", "-uid", "-used",
        "-user",
        "-wholename", "-xtype", "-fprint", "-fprint0", "-fls", "-printf", "-maxdepth", "-mindepth",
        "-regextype",
        "-files0-from", "-newermt", "-flags", "-Bmin", "-Btime", "-f",
    ))  # fmt: skip
"""Words that take one argument."""
RUNS = ("-exec", "-execdir", "-ok", "-okdir")
WRITES = ("-fprint", "-fprint0", "-fls", "-fprintf")
GLOBAL = ("-depth", "-d", "-xdev", "-mount", "-follow", "-daystart", "-noleaf", "-warn", "-nowarn",
          "-ignore_readdir_race", "-noignore_readdir_race", "-maxdepth", "-mindepth",
          "-regextype")  # fmt: skip


@frozen
class Test:
    """A test or an action with its argument."""

    name: str
    argument: Value | None = None


@frozen
class Both:
    """``-a``: the right side is reached where the left may be true."""

    left: Node
    right: Node


@frozen
class Either:
    """``-o``: the right side is reached where the left may be false. ``,`` reaches it always."""

    left: Node
    right: Node
    always: bool = False


@frozen
class Not:
    """``!``."""

    inner: Node


@frozen
class Search:
    """A whole find."""

    roots: tuple[Value, ...]
    expression: Node | None
    actions: tuple[str, ...] = ()
    """Every action that stands in it: ``-delete``, ``-exec`` …"""
    writes: tuple[tuple[str, Value], ...] = ()
    """Files that it writes itself (``-fprint FILE``)."""
    follows: bool = False
    """``-L`` or ``-follow``."""
    deepest: int = -1
    shallowest: int = 0

    @property
    def acts(self) -> bool:
        return "-delete" in self.actions


class _Reader:
    """The words of an expression, read from left to right."""

    def __init__(self, words: Sequence[Value]) -> None:
        self.words = list(words)
        self.position = 0
        self.actions: list[str] = []
        self.writes: list[tuple[str, Value]] = []
        self.options: list[tuple[str, str]] = []

    def peek(self) -> str | None:
        if self.position >= len(self.words):
            return None
        return self.words[self.position].text or self.words[self.position].skeleton

    def take(self) -> Value | None:
        if self.position >= len(self.words):
            return None
        self.position += 1
        return self.words[self.position - 1]

    def expression(self) -> Node | None:
        left = self.either()
        while self.peek() == ",":
            self.take()
            right = self.either()
            left = right if left is None else left if right is None else Either(left, right, True)
        return left

    def either(self) -> Node | None:
        left = self.both()
        while self.peek() in ("-o", "-or"):
            self.take()
            right = self.both()
            left = right if left is None else left if right is None else Either(left, right)
        return left

    def both(self) -> Node | None:
        left: Node | None = None
        while True:
            text = self.peek()
            if text is None or text in (")", ",", "-o", "-or"):
                return left
            if text in ("-a", "-and"):
                self.take()
                continue
            right = self.negated()
            if right is not None:
                left = right if left is None else Both(left, right)

    def negated(self) -> Node | None:
        if self.peek() in ("!", "-not"):
            self.take()
            inner = self.negated()
            return None if inner is None else Not(inner)
        if self.peek() == "(":
            self.take()
            inner = self.expression()
            if self.peek() == ")":
                self.take()
            return inner
        return self.primary()

    def primary(self) -> Node | None:
        word = self.take()
        name = "" if word is None else word.text or ""
        if name in RUNS:
            while (text := self.peek()) is not None:
                self.take()
                if text == ";" or (text == "+" and self.words[self.position - 2].text == "{}"):
                    break
            self.actions.append(name)
            return Test(name)
        argument = self.take() if name in ONE or name.startswith("-newer") or name == "-fprintf" else None
        if name == "-fprintf":
            self.take()
        if name in WRITES and argument is not None:
            self.writes.append((name, argument))
        if name in GLOBAL:
            self.options.append((name, "" if argument is None else argument.text or ""))
            return None
        if name in ("-delete", "-print", "-print0", "-printf", "-ls", "-quit", "-prune", *WRITES):
            self.actions.append(name)
        return Test(name, argument)


def parse(words: Sequence[Value]) -> Search | None:
    """A find's words after its name; ``None`` where a starting point is not known."""
    position, follows = 0, False
    while position < len(words) and (words[position].text or "") in (
        "-H",
        "-L",
        "-P",
        "-D",
        "-X",
        "-E",
        "-s",
        "-x",
    ):
        follows = words[position].text == "-L" or (follows and words[position].text != "-P")
        position += 2 if words[position].text == "-D" else 1
    while position < len(words) and words[position].prefix.startswith("-O"):
        position += 1
    start = position
    while position < len(words) and not words[position].prefix.startswith(("-", "(", "!", ",")):
        position += 1
    reader = _Reader(words[position:])
    tree = reader.expression()
    depth = dict(reader.options)
    from guard.model import known

    return Search(
        tuple(words[start:position]) or (known("."),), tree, tuple(reader.actions), tuple(reader.writes),
        follows or "-follow" in depth, _number(depth.get("-maxdepth", ""), -1),
        _number(depth.get("-mindepth", ""), 0),
    )  # fmt: skip


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdigit() else otherwise
