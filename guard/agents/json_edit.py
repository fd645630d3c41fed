"""Changing one place in a JSON text and leaving every other character as it is.

A person's settings keep their order, their indentation and their blank lines; only what is added or
removed changes. ``parse`` finds where each value stands; ``appended``, ``with_member`` and ``without``
return the new text."""

from __future__ import annotations

import json

from guard.errors import ConfigError
from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@frozen
class Node:
    """A value and where it stands in the text (end exclusive)."""

    value: Any
    start: int
    end: int
    members: tuple[tuple[str, int, Node], ...] = ()
    """An object's keys, where each key begins, and its value."""
    elements: tuple[Node, ...] = ()

    def get(self, key: str) -> Node | None:
        """The last member of that name: that is the one readers take."""
        found = None
        for name, _, node in self.members:
            if name == key:
                found = node
        return found


def parse(text: str) -> Node:
    """The tree of a JSON text.

    Raises:
        ConfigError: it is not JSON; the message says where.
    """
    plain = bare(text)
    try:
        json.loads(plain.lstrip("\ufeff"))
    except ValueError as error:
        raise ConfigError(
            f"it is not JSON ({error})", "correct the file first, nothing was changed"
        ) from None
    node, _ = _value(plain, _blank(plain, 0))
    return node


def bare(text: str) -> str:
    """The same text, as long, with ``//`` and ``/* */`` comments as blanks, and with a comma before a
    closing bracket as a blank where there is a comment: that is JSONC then, and its readers take it."""
    out = list(text)
    at, inside, last, commented = 0, False, -1, False
    trailing: list[int] = []
    while at < len(text):
        sign = text[at]
        if inside:
            at += sign == "\\"
            inside = sign != '"'
        elif text.startswith(("//", "/*"), at):
            commented = True
            end = text.find("\n" if text[at + 1] == "/" else "*/", at + 2)
            end = len(text) if end < 0 else end + (2 if text[at + 1] == "*" else 0)
            out[at:end] = [c if c == "\n" else " " for c in text[at:end]]
            at = end - 1
        elif sign in "]}" and last >= 0 and text[last] == ",":
            trailing.append(last)
            last = at
        elif sign not in " \t\r\n":
            inside = sign == '"'
            last = at
        at += 1
    for place in trailing if commented else ():
        out[place] = " "
    return "".join(out)


def _blank(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n\ufeff":
        at += 1
    return at


def _value(text: str, at: int) -> tuple[Node, int]:
    if text[at] == "{":
        return _object(text, at)
    if text[at] == "[":
        return _array(text, at)
    value, end = json.JSONDecoder().raw_decode(text, at)
    return Node(value, at, end), end


def _object(text: str, start: int) -> tuple[Node, int]:
    members: list[tuple[str, int, Node]] = []
    at = _blank(text, start + 1)
    while text[at] != "}":
        key_at = at
        key, at = json.JSONDecoder().raw_decode(text, at)
        at = _blank(text, _blank(text, at) + 1)
        node, at = _value(text, at)
        members.append((key, key_at, node))
        at = _blank(text, at)
        if text[at] == ",":
            at = _blank(text, at + 1)
    value = {key: node.value for key, _, node in members}
    return Node(value, start, at + 1, members=tuple(members)), at + 1


def _array(text: str, start: int) -> tuple[Node, int]:
    elements: list[Node] = []
    at = _blank(text, start + 1)
    while text[at] != "]":
        node, at = _value(text, at)
        elements.append(node)
        at = _blank(text, at)
        if text[at] == ",":
            at = _blank(text, at + 1)
    return Node([e.value for e in elements], start, at + 1, elements=tuple(elements)), at + 1


# ------------------------------------------------------------------------------------ changes


def with_member(text: str, holder: Node, key: str, value: object) -> str:
    """The text with a member added at the end of an object."""
    shown = f"{json.dumps(key)}: {_shown(value, text, holder, 1)}"
    return _added(text, holder, shown, [node.end for _, _, node in holder.members])


def appended(text: str, holder: Node, value: object) -> str:
    """The text with an element added at the end of an array."""
    return _added(text, holder, _shown(value, text, holder, 1), [node.end for node in holder.elements])


def prepended(text: str, holder: Node, value: object) -> str:
    """The text with an element added at the beginning of an array."""
    if not holder.elements:
        return appended(text, holder, value)
    start = holder.elements[0].start
    line = " " if "\n" not in text else "\n" + _indentation(text) * (_depth(text, holder) + 1)
    return text[:start] + _shown(value, text, holder, 1) + "," + line + text[start:]


def without(text: str, holder: Node, index: int) -> str:
    """The text without an object's member or an array's element, by its position."""
    spots = [(at, node.end) for _, at, node in holder.members] or [(n.start, n.end) for n in holder.elements]
    start, end = spots[index]
    if index + 1 < len(spots):
        return text[:start] + text[spots[index + 1][0] :]
    if index:
        return text[: spots[index - 1][1]] + text[end:]
    return text[: holder.start + 1] + text[holder.end - 1 :]


def _added(text: str, holder: Node, shown: str, ends: list[int]) -> str:
    unit, depth = _indentation(text), _depth(text, holder)
    line = "\n" + unit * (depth + 1)
    if "\n" not in text and ends:
        return text[: ends[-1]] + ", " + shown + text[ends[-1] :]
    if ends:
        return text[: ends[-1]] + "," + line + shown + text[ends[-1] :]
    return text[: holder.start + 1] + line + shown + "\n" + unit * depth + text[holder.end - 1 :]


def _shown(value: object, text: str, holder: Node, deeper: int) -> str:
    if "\n" not in text and holder.end - holder.start > 2:
        return json.dumps(value)
    unit = _indentation(text)
    depth = _depth(text, holder) + deeper
    return json.dumps(value, indent=unit, ensure_ascii=False).replace("\n", "\n" + unit * depth)


def _indentation(text: str) -> str:
    for line in text.split("\n")[1:]:
        blank = line[: len(line) - len(line.lstrip(" \t"))]
        if blank and line.strip():
            return blank
    return "  "


def _depth(text: str, holder: Node) -> int:
    line = text[text.rfind("\n", 0, holder.start) + 1 : holder.start]
    blank = line[: len(line) - len(line.lstrip(" \t"))]
    unit = _indentation(text)
    return len(blank) // len(unit) if unit else 0
