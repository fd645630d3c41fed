"""Here-documents whose lines a shell cannot show: bash 3.2 breaks down where a key runs a function in one.

Its integration sends ``"typing": "unseen"``. Where the text so far ends in a here-document, it is judged as
if the document ended at once; and where it goes to a program that only shows or writes its lines, they need
not be seen.
"""

from __future__ import annotations

from guard.shell.nodes import Refusal
from guard.shell.parse import parse

OPEN = "here-document without its end "
"""How the reader says it; the delimiter follows, quoted."""
SHOWN_BY = ("cat", "tee")
ELSEWHERE = ("|", ";", "&", "`", "$(", "<(", ">(")
"""What could hand the lines on to another program."""


def closed(text: str, dialect: str) -> str:
    """The text with its open here-documents ended; empty where it has none, or is no whole command then."""
    whole = text
    for _ in range(8):
        try:
            parse(whole, dialect)
        except Refusal as refusal:
            if not refusal.why.startswith(OPEN):
                return ""
            whole += f"\n{refusal.why[len(OPEN) + 1 : -1]}\n"
        else:
            return whole if whole != text else ""
    return ""


def only_shown(text: str) -> bool:
    """Whether the lines that follow are shown or written as they stand, and nothing else becomes of them."""
    return text.split(None, 1)[0] in SHOWN_BY and not any(sign in text for sign in ELSEWHERE)
