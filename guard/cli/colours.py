"""Colour where a terminal wants it. click drops it when the output is no terminal; ``NO_COLOR`` too."""

from __future__ import annotations

import os

import click

HUES = {"allow": "green", "ask": "yellow", "deny": "red"}


def decision(word: str) -> str:
    """The decision, coloured."""
    return paint(word, HUES[word], bold=True)


def paint(text: str, hue: str = "", *, bold: bool = False, dim: bool = False) -> str:
    """Text in a colour, plain under ``NO_COLOR`` (no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return text
    return click.style(text, fg=hue or None, bold=bold or None, dim=dim or None)
