"""Strings, quoted names and comments: where they end, by each server's rules."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.sql.grammars import Grammar


def line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1


def alone(text: str, position: int) -> bool:
    before = text.rfind("\n", 0, position) + 1
    return not text[before:position].strip() and not text[position + 1 : line_end(text, position)].strip()


def opens_name(text: str, position: int) -> bool:
    """Whether a bracket opens a name and not an array's subscript."""
    following = text[position + 1 : position + 2]
    return following.isalpha() or following == "_" or following == "#"


def quoted(text: str, position: int, quote: str, backslash: bool) -> tuple[str, int, bool]:
    """A quoted text, the position after it, and whether it ended."""
    start = at = position + 1
    while True:
        end = text.find(quote, at)
        if end < 0:
            return text[start:], len(text), False
        if backslash:
            slash = text.find("\\", at, end)
            if slash >= 0:
                at = slash + 2
                continue
        if text.startswith(quote, end + 1):
            at = end + 2
            continue
        return text[start:end].replace(quote + quote, quote), end + 1, True


def prefixed(text: str, quote: int, prefix: str, grammar: Grammar) -> tuple[str, int, bool]:
    """``E'…'`` has backslashes; Oracle's ``q'[…]'`` has its own closing pair."""
    if prefix in ("Q", "NQ") and grammar.name == "oracle" and quote + 1 < len(text):
        opening = text[quote + 1]
        closing = {"[": "]", "{": "}", "(": ")", "<": ">"}.get(opening, opening)
        end = text.find(closing + "'", quote + 2)
        return "'" + text[quote + 2 : end if end >= 0 else None], end + 2 if end >= 0 else len(text), end >= 0
    string, end, closed = quoted(text, quote, "'", grammar.backslash or prefix == "E")
    return "'" + (unescaped(string) if prefix == "E" else string), end, closed


def unescaped(text: str) -> str:
    """``\\x44`` and ``\\104`` in an ``E''`` string, so that a keyword cannot hide in one."""
    if "\\" not in text:
        return text
    try:
        return text.encode("latin-1", "backslashreplace").decode("unicode_escape")
    except UnicodeDecodeError:
        return text


def dollar_quoted(text: str, position: int, word_end: int) -> tuple[str, int]:
    """``$tag$ … $tag$`` as a string token; ``$1`` and a lone ``$`` as they are."""
    second = text.find("$", position + 1, word_end)
    if second < 0 or text[position + 1 : position + 2].isdigit():
        return text[position:word_end], word_end
    tag = text[position : second + 1]
    end = text.find(tag, second + 1)
    if end < 0:
        return "'" + text[second + 1 :], len(text)
    return "'" + text[second + 1 : end], end + len(tag)


def comment(text: str, position: int, grammar: Grammar) -> tuple[str, int, bool]:
    """Past a block comment; the text in it where the server would execute it."""
    if grammar.executable_comment and (text.startswith("/*!", position) or text.startswith("/*M!", position)):
        begin = text.index("!", position) + 1
        while begin < len(text) and text[begin].isdigit():
            begin += 1
        end = text.find("*/", begin)
        return (text[begin:end], end + 2, True) if end >= 0 else (text[begin:], len(text), False)
    if not grammar.nested:
        end = text.find("*/", position + 2)
        return ("", end + 2, True) if end >= 0 else ("", len(text), False)
    depth, at = 1, position + 2
    while depth:
        end = text.find("*/", at)
        if end < 0:
            return "", len(text), False
        opening = text.find("/*", at, end)
        if opening >= 0:
            depth += 1
            at = opening + 2
        else:
            depth -= 1
            at = end + 2
    return "", at, True
