"""SQL that stands in a file → effects, each with the statement that it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from guard.frozen import replace
from guard.lint.snippets import Snippet
from guard.model import Effect, Place, Span
from guard.sql.acts import QUIET
from guard.sql.effects import considered, effect_of
from guard.sql.grammars import grammar_of
from guard.sql.scan import scan
from guard.sql.tokens import pieces


def effects_of_statements(snippet: Snippet) -> Iterator[Effect]:
    """One effect per statement that changes or loses something.

    What the file itself has created is its own (``CREATE TABLE t … DROP TABLE t``), and a transaction that is
    rolled back loses nothing.
    """
    text = snippet.text
    place = Place("database", "sql")
    starts = [piece.start for piece in pieces(text, grammar_of(snippet.dialect), "psql")]
    for act in considered(text, snippet.dialect, scan(text, snippet.dialect, "psql")):
        if act.kind in QUIET or act.kind in ("client", "unknown", "dynamic") or act.rolled_back or act.own:
            continue
        effect = effect_of(act, place, None)
        start = _statement_start(text, act.start)
        yield replace(effect, span=Span(start, _statement_end(text, start, starts)))


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


def _statement_end(text: str, start: int, starts: list[int]) -> int:
    """The end of a statement, ``;`` left out; one within a quoted body ends nothing."""
    following = next((at for at in starts if at > start), len(text))
    end = following
    while end > start and (text[end - 1].isspace() or text[end - 1] == ";"):
        end -= 1
    semicolon = text.find(";", start, following)
    body = text.find("$", start, following)
    return semicolon if semicolon >= 0 and not 0 <= body < semicolon else end
