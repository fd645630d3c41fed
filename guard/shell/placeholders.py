"""Texts with gaps left open for a person: ``GH_TOKEN=ghp_<other_user> gh pr create``.

A shell reads ``<other_user>`` as two redirections, so what stands behind it is not what was meant. Whoever
proposes such a text will fill the gap in, so it is read a second time with the gap as an ordinary word; what
either reading does counts. Caught: the text above. Quiet: ``sort <in.txt >out.txt``, ``a<b>c``, ``"<b>"``,
heredocs (``<<EOF``): there the second reading is the first.
"""

from __future__ import annotations

LONGEST = 40
"""Characters of a name between the brackets."""


def filled(text: str) -> str:
    """The text with each gap outside quotes as a plain word; the same text where there is none."""
    if "<" not in text or ">" not in text or "<<" in text:
        return text
    out: list[str] = []
    quote = ""
    index = 0
    while index < len(text):
        char = text[index]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "<":
            end = _end(text, index)
            if end:
                out.append(text[index + 1 : end].replace(" ", "_"))
                index = end + 1
                continue
        out.append(char)
        index += 1
    return "".join(out)


def _end(text: str, start: int) -> int:
    """Where the gap that begins here is closed; nothing where it is none."""
    end = text.find(">", start + 1, start + LONGEST)
    name = text[start + 1 : end] if end > 0 else ""
    if not name or not name[0].isalpha() or not all(c.isalnum() or c in "_- " for c in name):
        return 0
    after = text[end + 1 : end + 2]
    return end if not after or after in " \t\n;/'\")&|" else 0
