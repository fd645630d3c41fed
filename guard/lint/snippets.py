"""What an extractor hands over: pieces of code with the circumstances they run in, and what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from guard.lint.positions import Origin

Around = Literal["machine", "throwaway"]

FIRST_HOLE = 0xF0000
"""From here on, private characters stand for what is filled in elsewhere (``guard.shell.expand``)."""
MOST_HOLES = 0xFFFD


@dataclass(frozen=True)
class Remark:
    """Something elsewhere in the file that bears on a finding."""

    what: str
    start: int
    """File offset."""
    end: int


@dataclass(frozen=True)
class Snippet:
    """A piece of code in a file."""

    text: str
    origin: Origin
    language: Literal["shell", "sql", "code", "declared"] = "shell"
    """``code``: another language's, that of ``dialect``. ``declared``: no code, but an attribute that
    switches a protection off, or a text that nobody here reads."""
    dialect: str = "bash"
    """The shell that reads it, the SQL dialect (empty: not known), the language of code, or what follows from
    what is declared."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables that the file gives it, as far as their values stand in the file."""
    holes: tuple[str, ...] = ()
    """What each private character of the text stands for: ``secrets.TOKEN``."""
    around: Around = "machine"
    """``throwaway``: what lies on this disk ends with the job or the image layer."""
    production: str = ""
    """What says that this runs against production (``environment: production``); empty: nothing does."""
    remarks: tuple[Remark, ...] = ()
    rule: str = ""
    """The rule of what is declared."""
    optional: bool = False
    """Prose or a template may stand here: a text that cannot be read is no mistake of the file."""


@dataclass(frozen=True)
class Trouble:
    """Something that could not be analysed."""

    what: str
    start: int = 0
    """File offset."""


class Unreadable(Exception):
    """The file is not what its name says. The message is a sentence part: ``invalid YAML: …``."""

    def __init__(self, what: str, start: int = 0) -> None:
        super().__init__(what)
        self.what = what
        self.start = start
