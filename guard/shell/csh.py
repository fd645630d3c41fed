"""Texts of csh and tcsh, written as ``sh`` would have them: enough to see what they run.

Seen: ``csh -c 'rm -rf ~'``, ``tcsh -c 'set c = rm; $c -rf ~'``, ``setenv X v``, ``alias l 'rm -rf ~'``, a
script behind ``#!/bin/csh``. Not followed: a text with ``if (…)``, ``foreach``, ``while``, ``switch``, ``@``
or ``goto``. The parser refuses most of them, and for the rest it is said.

Facts: csh(1) and tcsh(1), "Built-in commands".
"""

from __future__ import annotations

from guard.model import Hole, Value, known
from guard.shell.values import shell_quoted

UNREAD = ("if", "foreach", "while", "switch", "goto", "@", "repeat", "onintr", "end", "endif", "endsw")


def as_sh(text: Value) -> Value:
    """The text for ``sh``; a hole behind it where a part of it is written in csh's own way."""
    whole = text.text
    if whole is None:
        return text
    parts: list[str] = []
    for statement, end in _statements(whole):
        words = statement.split(None, 1)
        head, rest = words[0] if words else "", words[1].strip() if len(words) > 1 else ""
        if head == "set" and rest:
            name, _, value = rest.partition("=")
            statement = f"{name.strip()}={_plain(value.strip())}"
        elif head == "setenv" and rest:
            name, _, value = rest.partition(" ")
            statement = f"export {name}={value.strip() or chr(34) * 2}"
        elif head == "alias" and rest:
            name, _, value = rest.partition(" ")
            value = value.strip()
            statement = f"alias {name}={value if value[:1] in (chr(34), chr(39)) else shell_quoted(value)}"
        elif head in UNREAD or head.startswith(("if(", "@", "while(")):
            return Value((whole, Hole("a part that is written as csh alone reads it")))
        parts.append(statement + end)
    return known("".join(parts))


def _plain(value: str) -> str:
    """``(a b)`` is a list: its words, as one text."""
    return f"'{value[1:-1]}'" if value[:1] == "(" and value[-1:] == ")" else value


def _statements(text: str) -> list[tuple[str, str]]:
    """Each statement with what ends it: a newline, a ``;``, ``&&`` or ``||`` outside of quotes."""
    found: list[tuple[str, str]] = []
    start = at = 0
    quote = ""
    while at < len(text):
        c = text[at]
        if c == "\\":
            at += 1
        elif quote:
            quote = "" if c == quote else quote
        elif c in "'\"`":
            quote = c
        elif c in "\n;" or text.startswith(("&&", "||"), at):
            end = c if c in "\n;" else text[at : at + 2]
            found.append((text[start:at], end))
            at = start = at + len(end)
            continue
        at += 1
    return [*found, (text[start:], "")]
