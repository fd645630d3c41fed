"""The forms of files in which agents register hooks: a map of events in JSON, a file of our own, a block.

Each form says how a text looks with the guard in it and without. What else stands in the file stays letter
by letter: order, indentation, comments."""

from __future__ import annotations

from guard.agents.json_edit import Node, appended, parse, prepended, with_member, without
from guard.errors import ConfigError
from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Union

    Form = Union["JsonHooks", "OwnFile", "Block"]

FIRST = "correct the file first, nothing was changed"
OWN = ("guard/hook.py", "guard/hook.sh", "guard hook ")
"""What a command of the guard holds, wherever it was installed."""


def is_own(value: object) -> bool:
    """Whether an entry of a hook file runs the guard."""
    if isinstance(value, str):
        return any(mark in value for mark in OWN)
    if isinstance(value, dict):
        words = [w for w in value.get("args") or () if isinstance(w, str)]
        keys = ("command", "bash", "powershell", "action", "url")
        return any(is_own(value.get(key)) for key in keys) or is_own(" ".join(words))
    return False


@frozen
class JsonHooks:
    """A JSON file with lists of hooks by event, which may hold other things as well."""

    path: str
    events: Mapping[str, list[dict[str, Any]]]
    under: tuple[str, ...] = ("hooks",)
    """The keys that lead to the events; none where they stand at the top."""
    beside: Mapping[str, Any] = {}
    """What the file must say besides, where it does not yet."""
    first: bool = False
    """Whether the guard's hooks go before the others of an event."""
    mode: int = 0o600

    def installed(self, before: str | None) -> str:
        """The text with exactly the guard's present hooks in it.

        Raises:
            ConfigError: it is no JSON object, or something in it is of another type.
        """
        text = before if before is not None and before.strip() else "{}\n"
        if self._present(text):
            return text
        text = self._stripped(text)
        for key, value in self.beside.items():
            root = self._root(text)
            if root.get(key) is None:
                text = with_member(text, root, key, value)
        for event, groups in self.events.items():
            for group in reversed(groups) if self.first else groups:
                text = self._with_group(text, event, group)
        return text

    def removed(self, before: str) -> str | None:
        """The text without the guard; ``None`` where nothing of anybody else is left."""
        text = self._stripped(before)
        left = self._root(text).value
        return None if text != before and (not left or left == dict(self.beside)) else text

    def holds(self, text: str) -> bool:
        """Whether any hook of the guard is in the text."""
        return self._stripped(text) != text

    def _present(self, text: str) -> bool:
        found = self._at(self._root(text))
        events = found.value if found is not None and isinstance(found.value, dict) else {}
        own = {
            event: [g for g in groups if _runs_own(g)]
            for event, groups in events.items()
            if isinstance(groups, list) and any(_runs_own(g) for g in groups)
        }
        return own == dict(self.events)

    def _root(self, text: str) -> Node:
        try:
            root = parse(text)
        except ConfigError as error:
            raise ConfigError(f"{self.path}: {error.message}", error.hint) from None
        if not isinstance(root.value, dict):
            raise ConfigError(f"{self.path} holds no JSON object", FIRST)
        return root

    def _at(self, root: Node) -> Node | None:
        node: Node | None = root
        for key in self.under:
            node = node.get(key) if node is not None else None
        return node

    def _with_group(self, text: str, event: str, group: dict[str, Any]) -> str:
        node = self._root(text)
        for depth, key in enumerate(self.under):
            inner = node.get(key)
            if inner is None:
                value: Any = {event: [group]}
                for missing in reversed(self.under[depth + 1 :]):
                    value = {missing: value}
                return with_member(text, node, key, value)
            if not isinstance(inner.value, dict):
                raise ConfigError(f"{self.path}: {key} is no object", FIRST)
            node = inner
        found = node.get(event)
        if found is None:
            return with_member(text, node, event, [group])
        if not isinstance(found.value, list):
            raise ConfigError(f"{self.path}: {event} is no list", FIRST)
        return prepended(text, found, group) if self.first else appended(text, found, group)

    def _stripped(self, text: str) -> str:
        """The text without the guard's hooks, and without the groups, events and objects that they alone
        filled."""
        while True:
            events = self._at(self._root(text))
            way = _own_way(events) if events is not None and isinstance(events.value, dict) else ()
            if not way:
                return text
            text = self._one_less(text, way)

    def _one_less(self, text: str, way: tuple[tuple[Node, int], ...]) -> str:
        chain = list(way)
        root = self._root(text)
        above: list[tuple[Node, int]] = []
        node = root
        for key in self.under:
            place = max(i for i, (name, _, _) in enumerate(node.members) if name == key)
            above.append((node, place))
            node = node.members[place][2]
        chain = above + chain
        while len(chain) > 1:
            holder, _ = chain[-1]
            entries = len(holder.members) or len(holder.elements)
            group = bool(holder.members) and "hooks" in holder.value and bool(chain[-2][0].elements)
            if entries > 1 and not group:
                break
            chain.pop()
        holder, place = chain[-1]
        return without(text, holder, place)


def _runs_own(group: object) -> bool:
    if is_own(group):
        return True
    inner = group.get("hooks") if isinstance(group, dict) else None
    return isinstance(inner, list) and any(is_own(hook) for hook in inner)


def _own_way(events: Node) -> tuple[tuple[Node, int], ...]:
    """The way from the events to the first hook of the guard: each holder and the place in it."""
    for place, (_, _, groups) in enumerate(events.members):
        for at, group in enumerate(groups.elements):
            if is_own(group.value):
                return ((events, place), (groups, at))
            inner = group.get("hooks")
            for own, hook in enumerate(inner.elements if inner is not None else ()):
                if is_own(hook.value) and inner is not None:
                    key = next(i for i, (_, _, node) in enumerate(group.members) if node is inner)
                    return ((events, place), (groups, at), (group, key), (inner, own))
    return ()


@frozen
class OwnFile:
    """A file that holds nothing but the guard."""

    path: str
    text: str
    mode: int = 0o600

    def installed(self, before: str | None) -> str:
        """The text of the file.

        Raises:
            ConfigError: there is a file of somebody else.
        """
        if before is not None and not self.holds(before):
            raise ConfigError(f"{self.path} is somebody else's", "move it, then run the command again")
        return self.text

    def removed(self, before: str) -> str | None:
        """Nothing is left of a file of our own."""
        return None if self.holds(before) else before

    def holds(self, text: str) -> bool:
        """Whether the file is the guard's."""
        return text == self.text or any(mark in text for mark in OWN) or '"guard"' in text


BEGIN = "# >>> guard (guard uninstall takes this out)"
END = "# <<< guard"


@frozen
class Block:
    """Lines at the end of a TOML or YAML file, between two comments."""

    path: str
    text: str
    clashes: tuple[str, ...] = ()
    """Beginnings of lines that cannot stand beside the block."""
    mode: int = 0o600

    def installed(self, before: str | None) -> str:
        """The text with the block at its end.

        Raises:
            ConfigError: something in it cannot stand beside the block.
        """
        rest = self.removed(before) or "" if before else ""
        for line in rest.split("\n"):
            if line.startswith(self.clashes) and self.clashes:
                raise ConfigError(
                    f"{self.path} has {line.split('#')[0].strip()!r} already, and the guard's block cannot "
                    "stand beside it",
                    "add by hand what `guard install --print` shows",
                )
        gap = "" if not rest or rest.endswith("\n") else "\n"
        return f"{rest}{gap}{BEGIN}\n{self.text}{END}\n"

    def removed(self, before: str) -> str | None:
        """The text without the block; ``None`` where nothing else is in it."""
        head, begin, tail = before.partition(BEGIN + "\n")
        if not begin:
            return before
        _, _, rest = tail.partition(END + "\n")
        return (head + rest) or None

    def holds(self, text: str) -> bool:
        """Whether the block is in the text."""
        return BEGIN in text
