"""A command that is written so that its reader does not see what it does.

Caught: ``curl -X 'DE'LETE …``, ``r''m -rf data``, ``r\\m``, ``$'\\x72m'``: a word of letters that is taken
to pieces by quotes, or spelled by their numbers. Quotes are there for what a shell would read otherwise, and
a letter is never that; nobody writes so who wants to be understood. It is no danger by itself: it moves what
asks already one step up (``policy/steps.py``).

Near misses: ``'rm' x`` and ``\\rm x`` (the whole word: past an alias), ``-m"message"`` and ``-C'dir'`` (the
value of a short option), ``"$dir"name`` (something is put in), ``'it'\\''s'`` (an apostrophe), ``"a b"c`` (a
blank needs its quotes), ``a='b'c`` and ``--x='b'c`` (a value).

Facts: QUOTING of bash(1), 2.2 of the POSIX shell language.
"""

from __future__ import annotations

from guard.model import Invocation
from guard.shell.ansi_quotes import ansi_escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect

LONGEST = 65_536
"""Characters of a text that are looked at."""
_ENDS = " \t\n;|&()<>\0"
_NUMBERS = "01234567xuU"
"""How an escape begins that gives a character by its number."""


def disguised(effect: Effect, text: str) -> bool:
    """Whether a word of the program that does it is taken to pieces in the text that was proposed, or in one
    that a wrapper was given (``bash -c "r''m x"``)."""
    by = effect.by
    if not isinstance(by, Invocation) or by.source:
        return False
    texts = [text[by.span.start : by.span.end] or text]
    texts += [word.text for wrapper in by.via for word in wrapper.argv if word.text is not None]
    words = {(word.text or "").rpartition("/")[2] for word in by.argv}
    return any(word in words for t in texts if _may_be(t) for word in spliced(t))


def _may_be(text: str) -> bool:
    return len(text) <= LONGEST and any(c in text for c in "'\"\\")


def spliced(text: str) -> list[str]:
    """The words of letters that are taken to pieces, as the shell reads them (without their directory)."""
    found: list[str] = []
    text, at = text + "\0", 0
    while at < len(text):
        if text[at] in _ENDS:
            at += 1
            continue
        value, at, pieces = _word(text, at)
        name = value.rpartition("/")[2]
        if pieces and name.replace("-", "").replace("_", "").isalpha() and not _is_short(name):
            found.append(name)
    return found


def _is_short(name: str) -> bool:
    return name[:1] == "-" and name[1:2] != "-"


def _word(text: str, at: int) -> tuple[str, int, bool]:
    """A word's value, where it ends, and whether letters of it that belong together are kept apart."""
    value, apart, before = "", False, ""
    while text[at : at + 1] not in _ENDS:
        c = text[at]
        if c == "$" and text[at + 1 : at + 2] == "'":
            piece, at, coded = _ansi(text, at + 2)
            apart = apart or coded or _joins(value, piece)
        elif c in "'\"":
            end = _closing(text, at)
            piece = text[at + 1 : end]
            apart = apart or _joins(value, piece)
            at = end + 1
        elif c == "\\":
            piece = text[at + 1 : at + 2]
            apart = apart or _joins(value, piece)
            at += 2
        else:
            piece = c
            apart = apart or (before != "" and _joins(value, piece))
            at += 1
        before = c if c in "'\"$" else ""
        value += piece
    return value, at, apart


def _joins(left: str, right: str) -> bool:
    return left[-1:].isalpha() and right[:1].isalpha()


def _closing(text: str, at: int) -> int:
    quote, at = text[at], at + 1
    while at < len(text) and text[at] != quote:
        at += 2 if quote == '"' and text[at] == "\\" else 1
    return min(at, len(text) - 1)


def _ansi(text: str, at: int) -> tuple[str, int, bool]:
    """``$'…'`` from behind its quote: the value, where it ends, and whether it spells a letter by number."""
    value, coded = "", False
    while text[at] not in "'\0":
        piece, number = text[at], False
        if piece == "\\":
            number = text[at + 1] in _NUMBERS
            piece, at = ansi_escape(text, at + 1)
        else:
            at += 1
        coded = coded or (number and piece.isascii() and piece.isalpha())
        value += piece[-1:]  # zsh leaves out a backslash that means nothing (``\\m``)
    return value, at + 1, coded
