"""Just enough of HCL to find attributes, the blocks they stand in, and what their strings say, with places.

Facts: HCL 2 native syntax specification (comments, quoted templates, here-documents, blocks).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guard.lint.positions import Assembled

_BLOCK = re.compile(r"([A-Za-z_][\w-]*)((?:[ \t]+(?:\"[^\"\n]*\"|[A-Za-z_][\w-]*))*)[ \t]*\{")
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w-]*)[ \t]*=(?![=>])[ \t]*")
_HEREDOC = re.compile(r"<<(-?)([A-Za-z_]\w*)[ \t]*\r?\n")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


@dataclass(frozen=True)
class Attribute:
    """``name = value`` and where it stands."""

    blocks: tuple[tuple[str, int, int], ...]
    """The blocks around it, outermost first: header (``resource "x" "main"``), its start and its end."""
    name: str
    start: int
    end: int
    """Behind its value, as far as that stands on one line or is one string."""
    raw: str
    """The value as written."""
    strings: tuple[Assembled, ...]
    """The strings of the value: one, those of a list, or none."""


def attributes(text: str) -> Iterator[Attribute]:
    """Every attribute of a file, in order."""
    blocks: list[tuple[str, int, int]] = []
    depth: list[bool] = []
    at = 0
    while at < len(text):
        skipped = _blank(text, at)
        if skipped > at:
            at = skipped
            continue
        letter = text[at]
        if letter == "}":
            if depth and depth.pop() and blocks:
                blocks.pop()
            at += 1
            continue
        block = _BLOCK.match(text, at) if letter.isalpha() or letter == "_" else None
        if block is not None:
            blocks.append((" ".join(block.group(0)[:-1].split()), at, block.end() - 1))
            depth.append(True)
            at = block.end()
            continue
        found = _ATTRIBUTE.match(text, at) if letter.isalpha() or letter == "_" else None
        if found is not None:
            end, strings = _value(text, found.end())
            yield Attribute(
                tuple(blocks), found.group(1), at, end, text[found.end() : end].strip(), tuple(strings)
            )
            at = max(end, found.end())
            continue
        if letter == '"':
            at = _string(text, at)[0]
        elif letter == "{":
            depth.append(False)
            at += 1
        else:
            word = re.compile(r"[\w-]+").match(text, at)
            at = word.end() if word else at + 1


def _blank(text: str, at: int) -> int:
    if text[at] in " \t\r\n,":
        return at + 1
    if text[at] == "#" or text.startswith("//", at):
        end = text.find("\n", at)
        return len(text) if end < 0 else end
    if text.startswith("/*", at):
        end = text.find("*/", at)
        return len(text) if end < 0 else end + 2
    return at


def _value(text: str, at: int) -> tuple[int, list[Assembled]]:
    """The end of a value and the strings in it. Objects are left to the caller: their members count, too."""
    if text[at : at + 1] == "{":
        return at, []
    document = _HEREDOC.match(text, at)
    if document is not None:
        return _document(text, document)
    if text[at : at + 1] == '"':
        end, made = _string(text, at)
        return end, [made]
    if text[at : at + 1] == "[":
        return _list(text, at)
    end = at
    while end < len(text) and text[end] not in "\n#}":
        if text[end] == '"':
            end = _string(text, end)[0]
            continue
        end += 1
    return end, []


def _list(text: str, at: int) -> tuple[int, list[Assembled]]:
    strings: list[Assembled] = []
    depth = 0
    while at < len(text):
        letter = text[at]
        if letter in "[{(":
            depth += 1
        elif letter in "]})":
            depth -= 1
            if not depth:
                return at + 1, strings
        elif letter == '"':
            at, made = _string(text, at)
            strings.append(made)
            continue
        else:
            skipped = _blank(text, at)
            if skipped > at:
                at = skipped
                continue
        at += 1
    return at, strings


def _string(text: str, at: int) -> tuple[int, Assembled]:
    """A quoted template. Interpolations are copied as they are."""
    made = Assembled()
    at += 1
    while at < len(text) and text[at] not in '"\n':
        if text[at] == "\\" and text[at + 1 : at + 2] in _ESCAPES:
            made.stand(_ESCAPES[text[at + 1]], at, 2)
            at += 2
        elif text.startswith(("${", "%{"), at) and text[at - 1] not in "$%":
            end = _interpolation(text, at + 1)
            made.copy(text[at:end], at)
            at = end
        else:
            made.copy(text[at], at)
            at += 1
    return at + 1, made


def _interpolation(text: str, at: int) -> int:
    depth = 0
    while at < len(text):
        if text[at] == "{":
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if not depth:
                return at + 1
        elif text[at] == '"':
            at = _string(text, at)[0]
            continue
        elif text[at] == "\n":
            return at
        at += 1
    return at


def _document(text: str, opening: re.Match[str]) -> tuple[int, list[Assembled]]:
    closing = re.compile(rf"^[ \t]*{re.escape(opening.group(2))}[ \t\r]*$", re.M).search(text, opening.end())
    end = closing.start() if closing is not None else len(text)
    made = Assembled()
    lines = text[opening.end() : end].split("\n")
    margin = (
        min((len(x) - len(x.lstrip(" \t")) for x in lines if x.strip()), default=0) if opening.group(1) else 0
    )
    at = opening.end()
    for index, line in enumerate(lines):
        cut = min(margin, len(line) - len(line.lstrip(" \t")))
        made.copy(line[cut:] + ("\n" if index < len(lines) - 1 else ""), at + cut)
        at += len(line) + 1
    return (closing.end() if closing is not None else end), [made]
