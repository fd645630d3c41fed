"""Glob qualifiers of zsh that run code: ``*(e:'rm $REPLY':)``, ``*(+function)``, ``*(oe:…:)``.

The other qualifiers (``*(.N)``, ``*(om[1,3])``, ``*(Lm+10)``) only choose among names.

Facts: zshexpn(1), Glob Qualifiers; tried with zsh 5.9.
"""

from __future__ import annotations

BRACKETS = {"(": ")", "[": "]", "{": "}", "<": ">"}
COUNTED = frozenset("Lamcl")
"""Qualifiers with a unit and a number after them."""
DELIMITED = frozenset("ugfPY[")
"""Qualifiers with a text between delimiters after them."""


def runs_code(qualifiers: str) -> bool:
    """Whether a list of glob qualifiers holds one that runs code (zshexpn(1), Glob Qualifiers)."""
    text = qualifiers[2:] if qualifiers.startswith("#q") else qualifiers
    if "|" in text.split(":")[0]:
        return False
    i = 0
    while i < len(text):
        c = text[i]
        i += 1
        if c in "oO" and text[i : i + 1] in ("e", "+"):
            return True
        if c == "$":
            i = expansion_end(text, i)
            continue
        if c == "+" or (c == "e" and i < len(text)):
            return True
        if c in "oO":
            i += 1
        elif c in COUNTED:
            while i < len(text) and text[i] in "kKmMpPgGtThwsd+-0123456789":
                i += 1
        elif c in DELIMITED and i < len(text) and not text[i].isdigit():
            closing = "]" if c == "[" else BRACKETS.get(text[i], text[i])
            end = text.find(closing, i if c == "[" else i + 1)
            i = len(text) if end < 0 else end + 1
        elif c == ":":
            return False
    return False


def chooses(inside: str) -> bool:
    """Whether the last parentheses of a word are qualifiers, and not alternatives of the pattern."""
    return inside.startswith("#q") or not set(inside) & set("|(~#^ \"'\\$`\n")


def expansion_end(text: str, i: int) -> int:
    """Where the parameter whose ``$`` stands before ``i`` ends."""
    if text[i : i + 1] == "{":
        end = text.find("}", i)
        return len(text) if end < 0 else end + 1
    while i < len(text) and (text[i].isalnum() or text[i] == "_"):
        i += 1
    return i
