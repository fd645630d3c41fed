"""What the sub-commands of operators' programs take away where their names do not say it.

``operators/*.txt`` holds a section per program, in the file of its first letter. A section begins with
``== name other-name`` and goes on in the form of ``cli/*.txt`` (``cli_tables.py``), with these differences: a
word of a path may hold ``*``, and one that begins with ``~`` may stand
anywhere behind the others; a path that is ``.`` fits whatever the operands are; ``@single`` says that long
options have one dash; ``@rows`` says that nothing but these rows is asked about (the program works on this
machine), where otherwise the verb lexicon reads what no row fits; ``@aliased`` says that a first word
``@name`` is the site that is meant; ``@quiet WORDS`` are sub-commands that only look or make, whatever their
names say.

Caught: ``ceph osd out 3``, ``nomad system gc``, ``ipmitool power off``. Quiet: ``ceph osd tree``,
``ipmitool power status``.

A file that is missing or damaged makes its programs unknown; the finding names it. Facts: each program's own
manual page or ``--help``, unless a line of the section names another page.
"""

from __future__ import annotations

import os

from guard.frozen import frozen
from guard.knowledge.cli_tables import parse_table
from guard.knowledge.grammar import END, Unreadable, shard_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.knowledge.cli_tables import Table

FOLDER = os.path.join(os.path.dirname(__file__), "operators")


@frozen
class Section:
    """What is known of one program."""

    table: Table
    single: bool = False
    """Whether long options have one dash."""
    only: bool = False
    """Whether nothing but the rows is asked about."""
    aliased: bool = False
    """Whether a word ``@name`` before the sub-command says which site is meant."""


_CACHE: dict[str, Section | None] = {}


def section_of(name: str) -> Section | None:
    """The section of a program; ``None`` where there is none.

    Raises:
        Unreadable: the file it would stand in is missing or damaged.
    """
    if name not in _CACHE:
        _CACHE[name] = _load(name)
    return _CACHE[name]


def _load(name: str) -> Section | None:
    path, text = shard_text(FOLDER, name)
    bare = name.removesuffix(".sh")
    for part in ("\n" + text.removesuffix(END)).split("\n== ")[1:]:
        names, _, body = part.partition("\n")
        if bare in names.split():
            try:
                return parse_section(bare, body)
            except (ValueError, IndexError) as error:
                raise Unreadable(f"{path}: the section of {bare}: {error}") from None
    return None


def parse_section(name: str, body: str) -> Section:
    """Read the lines of one section.

    Raises:
        ValueError: a line is not of the form above; the message names it.
    """
    lines = body.splitlines()
    quiet = [word + " : quiet" for line in lines if line.startswith("@quiet ") for word in line.split()[1:]]
    about = {line.split()[0] for line in lines if line.startswith("@")}
    table = parse_table(name, "\n".join((*lines, *quiet)))
    return Section(table, "@single" in about, "@rows" in about, "@aliased" in about)
