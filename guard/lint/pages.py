"""The form of a rule's page: a title, what there is to say, and labelled paragraphs, each on its own lines.

A label stands at the beginning of a line and holds until the next one or an empty line. Examples are in
double backticks. One that is a whole command can be run; what it needs besides stands in brackets behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from guard.lint.catalogue import page_of

REQUIRED = {
    "Caught": "What is asked about or denied, by examples",
    "Quiet": "Near misses that stay quiet",
    "Lost": "What is lost",
    "Back": "How it comes back",
    "Instead": "What to run instead",
    "Facts": "Where the facts are from",
}
OPTIONAL = {"Related": "Rules of other tools"}
_LABEL = re.compile(rf"^({'|'.join((*REQUIRED, *OPTIONAL))}):\s+")
_EXAMPLE = re.compile(r"``(.+?)``(?:\s+\(([^()]*)\))?", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """The docstring of a rule's file, taken apart."""

    title: str
    text: tuple[str, ...]
    """The paragraphs without a label, the title among them."""
    parts: dict[str, str]
    """Label to paragraph, each on one line."""


@dataclass(frozen=True)
class Example:
    """A piece of code under a label, with the remark that follows it in brackets."""

    code: str
    remark: str


@lru_cache(maxsize=256)
def read(module: str) -> Page:
    """The page of a file below ``guard/``."""
    text: list[str] = []
    parts: dict[str, str] = {}
    for paragraph in page_of(module).split("\n\n"):
        label = ""
        for line in paragraph.split("\n"):
            named = _LABEL.match(line)
            if named:
                label = named[1]
                parts[label] = line[named.end() :]
            elif label:
                parts[label] += " " + line.strip()
        if not label:
            text.append(paragraph)
    return Page(" ".join(text[0].split()) if text else "", tuple(text), parts)


def examples(module: str, label: str) -> tuple[Example, ...]:
    """What stands in double backticks under a label."""
    found = _EXAMPLE.findall(read(module).parts.get(label, ""))
    return tuple(Example(code.strip("`"), remark) for code, remark in found)
