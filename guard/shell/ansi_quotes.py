"""``$'…'``: what its escapes stand for (bash manual 3.1.2.4)."""

from __future__ import annotations

ESCAPES = {
    "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", "'": "'", '"': '"', "?": "?",
}  # fmt: skip
DIGITS = {"x": 2, "u": 4, "U": 8}


def decode_ansi(text: str, i: int) -> tuple[str, int]:
    """The value of ``$'…'`` whose content begins at ``i``, and the index of the closing quote, or -1.

    A NUL ends the value (bash keeps C strings), not the quotation.
    """
    value, i = _with_nul(text, i)
    cut = value.find("\0")
    return (value if cut < 0 else value[:cut]), i


def ends_early(text: str, i: int, close: int) -> bool:
    """Whether ``$'…'`` comes to nothing because of a NUL, in the middle of a word.

    ``rm$'\\0'x`` is ``rmx`` to bash, which leaves out the rest of the quotation; to zsh it is ``rm``,
    because it keeps the NUL, and the system ends the argument there. Nobody needs it but to deceive.
    ``$'\\0'`` on its own (``read -d $'\\0'``) is an empty word in both.
    """
    if text[close + 1] in " \t\n;&|()<>\0" or text.find("\\", i, close) < 0:
        return False
    return _with_nul(text, i)[0].startswith("\0")


def _with_nul(text: str, i: int) -> tuple[str, int]:
    pieces: list[str] = []
    while True:
        c = text[i]
        if c == "'":
            break
        if c == "\0":
            return "", -1
        if c != "\\":
            pieces.append(c)
            i += 1
            continue
        piece, i = ansi_escape(text, i + 1)
        pieces.append(piece)
    return "".join(pieces), i


def ansi_escape(text: str, i: int) -> tuple[str, int]:
    """The character that the escape after a backslash at ``i - 1`` stands for, and where it ends."""
    c = text[i]
    if c in ESCAPES:
        return ESCAPES[c], i + 1
    if c in "01234567":
        j = i + 1
        while j < i + 3 and text[j] in "01234567":
            j += 1
        return chr(int(text[i:j], 8) & 255), j
    if c in DIGITS:
        j = i + 1
        while j <= i + DIGITS[c] and text[j] in "0123456789abcdefABCDEF":
            j += 1
        if j > i + 1:
            code = int(text[i + 1 : j], 16)
            return (chr(code) if code < 0x110000 else "\ufffd"), j
    if c == "c" and text[i + 1] not in "'\0":
        return chr(ord(text[i + 1]) & 31), i + 2
    return "\\" if c == "\0" else "\\" + c, i + (c != "\0")
