"""Where in a snippet an effect stands, as exactly as the text allows.

The engine knows the outermost command of the text that an effect belongs to. What runs inside a quoted
word, a here-document or a SQL string is found by its own words within that command.
"""

from __future__ import annotations

import re

from guard.model import FileWrite, Invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect

BETWEEN = r"""(?:[\s"'\\,\]\[]|\\n)+"""
"""What may stand between two words of a command inside quotes, lists and continued lines."""
REST = r"(?:[^\s\"']|\"(?![,\])])[^\"\n]*\"|'(?![,\])])[^'\n]*')"
"""A piece of what may follow the known beginning of a word."""
LONGEST = 400
"""Characters of a region that are pointed at; longer ones are cut at a line's end."""
STATEMENTS = {
    "sql.drop": "drop", "sql.drop-column": "alter", "sql.truncate": "truncate", "sql.delete": "delete",
    "sql.update": "update", "sql.alter": "alter", "sql.merge": "merge", "sql.replace": "(?:replace|create)",
    "sql.unprotect": "(?:alter|set|drop)", "sql.purge-logs": "(?:purge|reset)",
}  # fmt: skip
CALLED = re.compile(r" in the \w+ code")
"""Behind the name of a call in what is said about inline code (``programs/interpreters.py``)."""
_QUOTES = "\"'`"


def pinpoint(effect: Effect, text: str, dialect: str = "") -> tuple[int, int]:
    """Offsets of the effect in the snippet's text, the end exclusive.

    Args:
        dialect: who reads the text. What PowerShell and cmd read comes without places.
    """
    by = effect.by
    span = effect.span if effect.span.end > effect.span.start else None
    if span is None and by is not None and by.span.end > by.span.start:
        span = by.span
    start, end = (span.start, min(span.end, len(text))) if span is not None else _first_words(text)
    reach = _with_documents(text, start, end)
    narrower = _statement(effect, text, start, reach) or _call(effect, text, start, reach)
    whole = span is None or dialect in ("powershell", "cmd")
    reach = len(text) if whole else reach
    if narrower is None and isinstance(by, Invocation) and (by.via or whole):
        narrower = _inner(by, text, start, reach)
    if narrower is None and whole:
        narrower = _line_of(effect, text)
    if narrower is None and isinstance(by, FileWrite) and by.via and by.path.text:
        at = text.find(by.path.text, start, reach)
        narrower = (at, at + len(by.path.text)) if at >= 0 else None
    return _bounded(text, *(narrower or (start, end)))


def _first_words(text: str) -> tuple[int, int]:
    found = re.search(r"\S[^\n]*", text)
    return (found.start(), found.end()) if found else (0, len(text))


def _bounded(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " \t\r\n":
        end -= 1
    if end - start > LONGEST:
        cut = text.find("\n", start + LONGEST, end)
        end = cut if cut >= 0 else end
    return start, max(end, min(start + 1, len(text)))


def _with_documents(text: str, start: int, end: int) -> int:
    """The end of a command, its here-documents included."""
    line_end = text.find("\n", start, end)
    head = text[start : max(end, line_end)]
    tail = text[end : text.find("\n", end) if text.find("\n", end) >= 0 else len(text)]
    names = re.findall(r"<<-?\s*\\?[\"']?(\w+)", head + tail)
    reach = end
    for name in names:
        found = re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*$", re.M).search(text, reach)
        reach = found.start() if found else len(text)
    return reach


def _statement(effect: Effect, text: str, start: int, end: int) -> tuple[int, int] | None:
    """The SQL statement within a command."""
    rule = effect.rule
    head = next(
        (word for name, word in STATEMENTS.items() if rule == name or rule.startswith(name + "-")), ""
    )
    if not head:
        return None
    name = effect.resource.identity.rsplit(".", 1)[-1].strip(_QUOTES)
    named = rf"(?=[^;]*?{re.escape(name)})" if name else ""
    found = re.compile(rf"\b{head}\b{named}[^;]*", re.I).search(text, start, end)
    if found is None:
        return None
    stop = found.end()
    before = text[found.start() - 1 : found.start()]
    if before and before in _QUOTES:
        closing = text.find(before, found.start(), stop)
        stop = closing if closing >= 0 else stop
    return found.start(), stop


def _call(effect: Effect, text: str, start: int, end: int) -> tuple[int, int] | None:
    """The call within inline code that acts by itself: ``shutil.rmtree("/srv/data")``."""
    if not effect.rule.startswith("inline.") or not CALLED.search(effect.why):
        return None
    name = re.escape(CALLED.split(effect.why)[0].rsplit(".", 1)[-1])
    calls = list(re.compile(rf"(?<![\w#])[\w.$:]*\b{name}\b\s*[(\s]", re.I).finditer(text, start, end))
    if not calls:
        return None
    known = effect.resource.identity

    def reach(call: re.Match[str]) -> int:
        line = text.find("\n", call.end(), end)
        return end if line < 0 else line

    found = next((c for c in calls if known and text.find(known, c.end(), reach(c)) >= 0), calls[0])
    stop = reach(found)
    if found.group().endswith("("):
        depth = 1
        for at in range(found.end(), min(end, found.end() + LONGEST)):
            depth += (text[at] in "([{") - (text[at] in ")]}")
            if not depth:
                stop = at + 1
                break
    return found.start(), stop


def _line_of(effect: Effect, text: str) -> tuple[int, int] | None:
    """The line that names what is acted upon, where nothing says more."""
    name = effect.resource.identity
    at = text.find(name) if len(name) > 2 else -1
    if at < 0:
        return None
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    start += len(text[start:at]) - len(text[start:at].lstrip())
    return start, len(text) if end < 0 else end


def _inner(by: Invocation, text: str, start: int, end: int) -> tuple[int, int] | None:
    """The words of a command that runs inside another, as they stand in the text."""
    words = [re.escape(w.prefix) + (REST + "*" if w.text is None else "") for w in by.argv if w.parts]
    known = [w if w != REST + "*" else REST + "+" for w in words if w][:12]
    while known:
        found = re.compile(r"(?<![\w/.-])" + BETWEEN.join(known)).search(text, start, end)
        if found is not None:
            return found.start(), found.end()
        known.pop()
        if len(known) < 2:
            break
    return None
