"""The plain part of YAML, read line by line: which scalar stands under which keys.

``services: web: env_file: [.env]`` comes as ``(("services", "web", "env_file", "-"), ".env")``. Maps in
braces and aliases of what stands above (``<<: *name``) are read; tags and block texts are left out: whoever
needs block texts asks ``settings``, which gives each key by itself and works on a piece of a file as well.
Facts: yaml.org/spec/1.2.2, chapters 6 to 8.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LINES = 4000
"""A longer text is read so far."""
COPIED = 4000
"""Scalars that aliases bring in."""


def scalars(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The keys that lead to each scalar, an item of a list as ``-``, and the scalar without its quotes."""
    read: list[tuple[tuple[str, ...], str]] = []
    anchors: dict[str, tuple[str, ...]] = {}
    for path, value in _entries(text):
        if value[:1] == "&":
            name, _, value = value[1:].partition(" ")
            anchors[name] = path
        if value[:1] == "*":
            above = anchors.get(value[1:].partition(" ")[0])
            under = path[:-1] if path[-1:] == ("<<",) else path
            if above is not None and len(read) < LINES + COPIED:
                depth = len(above)
                read += [((*under, *keys[depth:]), found) for keys, found in read if keys[:depth] == above]
        elif value and value[0] not in "|>!":
            read.extend(_inside(path, value))
    yield from read


def _entries(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each line's keys, those of the lines above it included, and what stands behind them."""
    stack: list[tuple[int, str]] = []
    for line in text.splitlines()[:LINES]:
        stripped = line.strip()
        if not stripped or stripped[0] == "#" or stripped in ("---", "..."):
            continue
        depth = len(line) - len(line.lstrip(" "))
        while stack and stack[-1][0] >= depth and not (
            stack[-1][0] == depth and stripped[:2] in ("- ", "-") and stack[-1][1] != "-"
        ):  # fmt: skip
            stack.pop()
        while stripped[:2] in ("- ", "-"):
            stack.append((depth, "-"))
            rest = stripped[1:].lstrip()
            depth += len(stripped) - len(rest)
            stripped = rest
        key, value = _pair(stripped)
        if key:
            stack.append((depth, key))
        if value:
            yield tuple(name for _, name in stack), value


def _inside(path: tuple[str, ...], value: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """A scalar, or those of a list in brackets or a map in braces."""
    if value[:1] + value[-1:] == "[]":
        for item in _items(value[1:-1]):
            yield from _inside((*path, "-"), item)
    elif value[:1] + value[-1:] == "{}":
        for item in _items(value[1:-1]):
            key, found = _pair(item)
            if key and found:
                yield from _inside((*path, key), found)
    elif value[:1] not in ("[", "{"):
        yield path, plain(value)


def _items(text: str) -> Iterator[str]:
    """What commas part, outside of quotes and of further brackets."""
    depth, quote, start = 0, "", 0
    for index, char in enumerate(text + ","):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "[{":
            depth += 1
        elif char in "]}":
            depth -= 1
        elif char == "," and not depth:
            if text[start:index].strip():
                yield text[start:index].strip()
            start = index + 1


def _pair(text: str) -> tuple[str, str]:
    """``key: value`` apart; no key where the line is a scalar."""
    if text[:1] in ("'", '"'):
        end = text.find(text[0], 1)
        if end < 0 or text[end + 1 : end + 2] != ":":
            return "", text
        return text[1:end], text[end + 2 :].strip()
    key, colon, value = text.partition(": ")
    if not colon and text.endswith(":"):
        return text[:-1], ""
    if not colon or " #" in key or key[:1] in ("{", "[") or " " in key.strip():
        return "", text
    return key.strip(), value.strip()


def settings(text: str) -> Iterator[tuple[int, str, str, list[str]]]:
    """Each ``key: value`` of a text in its order: the key's column, key, value, and the lines below it that
    are its own.

    A value may go on below, or stand there whole (``|``, ``>``); its lines are then no keys themselves.
    """
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        bare = lines[at].lstrip("- ")
        key, value = _pair(bare.rstrip())
        at += 1
        if not key or bare[0] == "#":
            continue
        if value[:1] in ("&", "!"):  # a name for it, or its type
            value = value.partition(" ")[2].lstrip()
        depth = len(lines[at - 1]) - len(bare)
        below = block(lines, at, depth) if len(lines) > at else []
        if value[:1] in ("|", ">"):
            at += len(below)
            value = ("\n" if value[0] == "|" else " ").join(below).strip()
        elif value and value[0] != "#":
            at += len(below)
            value = plain(" ".join([value, *(line.strip() for line in below)]))
        else:
            value = ""
        yield depth, key, value, below


def mapping(text: str) -> dict[str, tuple[str, list[str]]]:
    """The keys of the outermost map of a text, each with its value and the lines that are its own."""
    found: dict[str, tuple[str, list[str]]] = {}
    outermost = -1
    for depth, key, value, below in settings(text):
        outermost = depth if outermost < 0 else outermost
        if depth == outermost:
            found[key] = value, below
    return found


def items(lines: Sequence[str]) -> list[str]:
    """The items of a list, each a text of its own; they begin with a dash in the first column."""
    found: list[list[str]] = []
    for line in lines:
        if line[:2] in ("-", "- "):
            found.append([" " + line[1:]])
        elif found:
            found[-1].append(line)
    return ["\n".join(item) for item in found]


def block(lines: Sequence[str], at: int, depth: int) -> list[str]:
    """The lines from a place on that belong to the key in a column: what stands deeper, and the items in the
    same column; without the indentation of the least of them."""
    end, least = at, 0
    for number in range(at, len(lines)):
        bare = lines[number].lstrip()
        indent = len(lines[number]) - len(bare)
        if bare and indent <= depth and not (indent == depth and bare[:2] in ("-", "- ")):
            break
        if bare:
            end, least = number + 1, min(indent, least) if end > at else indent
    return [line[least:] for line in lines[at:end]]


def plain(value: str) -> str:
    """A scalar without its quotes or the comment behind it."""
    quote = value[:1]
    if quote in ("'", '"'):
        end = value.find(quote, 1)
        while quote == '"' and end > 0 and value[end - 1] == "\\":
            end = value.find(quote, end + 1)
        while quote == "'" and value[end : end + 2] == "''":
            end = value.find(quote, end + 2)
        if end < 0:
            return value
        inside = value[1:end]
        return inside.replace("''", "'") if quote == "'" else inside.replace('\\"', '"').replace("\\\\", "\\")
    return value.partition(" #")[0].rstrip()
