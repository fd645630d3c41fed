"""Text of a command as a person must see it: nothing hides, nothing turns round, nothing passes for another
letter.

Control, direction and other invisible characters are written out (``\\x1b``, ``\\u202e``); a letter
outside ASCII keeps its shape, is marked, and is named in a note, because a Cyrillic а looks like a Latin
a.
"""

from __future__ import annotations

import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Piece = tuple[str, str]
    """A style and a text: ``""``, ``"hidden"`` (written out) or ``"foreign"`` (not ASCII)."""

NAMED = 4
"""How many characters a note names before it says how many more there are."""


def pieces(text: str) -> Iterator[Piece]:
    """The text in runs of one style. A line's end stays a line's end."""
    style, run = "", ""
    for character in text:
        here, shown = _one(character)
        if here != style and run:
            yield style, run
            run = ""
        style, run = here, run + shown
    if run:
        yield style, run


def visible(text: str) -> str:
    """The text where nothing can be coloured: foreign letters stay, what hides is written out."""
    return "".join(shown for _, shown in pieces(text))


def note(text: str) -> str:
    """One sentence about the characters that are not ASCII; empty where there are none."""
    foreign = list(dict.fromkeys(c for c in text if not c.isascii()))
    if not foreign:
        return ""
    named = [f"{visible(c)} (U+{ord(c):04X} {unicodedata.name(c, 'unnamed')})" for c in foreign[:NAMED]]
    more = len(foreign) - NAMED
    return "not ASCII: " + ", ".join(named) + (f" and {more} more" if more > 0 else "")


def _one(character: str) -> Piece:
    if character == "\n":
        return "", character
    if character.isascii():
        return ("", character) if character.isprintable() else ("hidden", f"\\x{ord(character):02x}")
    if 0xDC80 <= ord(character) <= 0xDCFF:  # a byte that is not UTF-8
        return "hidden", f"\\x{ord(character) - 0xDC00:02x}"
    if not character.isprintable() or unicodedata.combining(character):
        return "hidden", f"\\u{ord(character):04x}"
    return "foreign", character
