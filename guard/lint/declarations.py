"""Findings of what a file declares rather than runs: a protection that is switched off."""

from __future__ import annotations

from guard.lint.findings import Level, LintFinding, Place
from guard.lint.other_languages import NOT_READ
from guard.lint.snippets import Snippet
from guard.signs.environments import DEVELOPMENT, SHARED, environment_of_words, words_of

EXAMPLES = frozenset(("example", "examples", "fixture", "fixtures", "demo", "sample", "samples", "sandbox"))


def declared(snippet: Snippet, path: str, place: Place, source: str) -> LintFinding:
    """The finding of a protection that is off. Its level is that of the environment its names speak of. A
    text that nobody here reads is a note."""
    if snippet.rule == NOT_READ:
        return _unread(snippet, path, place, source)
    resource = snippet.remarks[0].what if snippet.remarks else ""
    name = snippet.text.split("=")[0].strip()
    said = f"switches a protection of {resource} off ({name}): {snippet.dialect}"
    return protection_finding(
        snippet.rule, path, place, resource=resource, name=name, said=said, source=source, text=snippet.text
    )


def protection_finding(
    rule: str, path: str, place: Place, *, resource: str, name: str, said: str, source: str, text: str
) -> LintFinding:
    """What is said about a protection that is off or gone."""
    words = " ".join((path, resource))
    environment = environment_of_words(words) or "E3"
    level: Level = "error" if environment == "E4" else "warning"
    if level == "warning" and (DEVELOPMENT | SHARED | EXAMPLES).intersection(words_of(words)):
        level = "note"
    score = {"error": 8.0, "warning": 5.0, "note": 2.5}[level]
    return LintFinding(
        path=path, place=place, rule=rule, level=level, message=said,
        operation="unprotect", resource=resource, target=resource, environment=environment,
        vector=f"RV:R3/BR:B2/EN:{environment}/CR:none/protection", score=score,
        loss=f"what keeps {resource} and its data from being deleted",
        instead="leave the protection on, and switch it off in a change of its own when it is to go",
        tags=("T1490",), source=source, text=text,
    )  # fmt: skip


def _unread(snippet: Snippet, path: str, place: Place, source: str) -> LintFinding:
    return LintFinding(
        path=path, place=place, rule=NOT_READ, level="note",
        message=f"this step was not looked at: {snippet.dialect}", operation="unknown",
        resource=snippet.text, score=1.0, source=source, text=snippet.text,
        instead="look at it yourself, or write it in a language that is read",
    )  # fmt: skip
