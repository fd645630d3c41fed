"""The plain part of YAML, read line by line: which scalar stands under which keys.

``services: web: env_file: [.env]`` comes as ``(("services", "web", "env_file", "-"), ".env")``. Anchors,
tags, block texts and maps in braces are left out: whoever needs them has no answer here and must not take
that for an empty one. Facts: yaml.org/spec/1.2.2, chapters 7 and 8.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = 4000
"""A longer text is read so far."""


def scalars(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The keys that lead to each scalar, an item of a list as ``-``, and the scalar without its quotes."""
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
        path = tuple(name for _, name in stack)
        if value[:1] == "[" and value[-1:] == "]":
            for item in value[1:-1].split(","):
                if item.strip():
                    yield (*path, "-"), plain(item.strip())
        elif value and value[0] not in "|>&*!{":
            yield path, plain(value)


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
    if not colon or " #" in key or "{" in key or " " in key.strip():
        return "", text
    return key.strip(), value.strip()


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
