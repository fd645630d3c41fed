"""A command as YAML has it: one string for a shell, or a list of words for none."""

from __future__ import annotations

from collections.abc import Iterable

from guard.lint.positions import Assembled, Origin
from guard.lint.yaml_nodes import Node, Text


def quoted(words: Iterable[Text]) -> tuple[str, Origin]:
    """A command line in which each word is one word, whatever it holds; every character keeps its place."""
    line = Assembled()
    for word in words:
        line.stand(" '" if len(line) else "'", word.origin.begin(0), 0)
        for index, letter in enumerate(word.text):
            if letter == "'":
                begin = word.origin.begin(index)
                line.stand("'\\''", begin, word.origin.end(index + 1) - begin)
            else:
                line.take(word.text, word.origin, index, index + 1)
        line.stand("'", word.origin.end(len(word.text)), 0)
    return line.text, line.origin


def joined(parts: Iterable[Text]) -> tuple[str, Origin]:
    """Several texts as the lines of one script."""
    made = Assembled()
    for part in parts:
        if len(made):
            made.stand("\n", part.origin.begin(0), 0)
        made.take(part.text, part.origin, 0, len(part.text))
    return made.text, made.origin


def command_of(node: Node) -> tuple[str, Origin] | None:
    """The command line of a node that is a string or a list of words."""
    scalar = node.scalar
    if scalar is not None:
        return scalar.text, scalar.origin
    words = list(node.texts())
    return quoted(words) if words else None
