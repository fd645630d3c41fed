"""SQL that stands in a file → effects, each with the statement that it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from guard.frozen import replace
from guard.lint.snippets import Snippet
from guard.model import Effect, Place, Span
from guard.sql.acts import QUIET
from guard.sql.effects import considered, effect_of
from guard.sql.scan import scan


def effects_of_statements(snippet: Snippet) -> Iterator[Effect]:
    """One effect per statement that changes or loses something.

    What the file itself has created is its own (``CREATE TABLE t … DROP TABLE t``), and a transaction that is
    rolled back loses nothing.
    """
    text = snippet.text
    place = Place("database", "sql")
    for act in considered(text, snippet.dialect, scan(text, snippet.dialect, "psql")):
        if act.kind in QUIET or act.kind in ("client", "unknown", "dynamic") or act.rolled_back or act.own:
            continue
        effect = effect_of(act, place, None)
        start = _statement_start(text, act.start)
        yield replace(effect, span=Span(start, _statement_end(text, start)))


def _statement_start(text: str, start: int) -> int:
    """The first word of a statement, comments and blanks before it passed over."""
    at = start
    while at < len(text):
        if text[at].isspace() or text[at] == ";":
            at += 1
        elif text.startswith(("--", "#"), at):
            end = text.find("\n", at)
            at = end + 1 if end >= 0 else len(text)
        elif text.startswith("/*", at) and not text.startswith("/*!", at):
            end = text.find("*/", at)
            at = end + 2 if end >= 0 else len(text)
        else:
            return at
    return start


def _statement_end(text: str, start: int) -> int:
    end = text.find(";", start)
    return end if end >= 0 else len(text.rstrip())
