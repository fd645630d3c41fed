"""Jupyter notebooks: ``!command`` lines, ``%%bash`` and ``%%sh`` cells, ``%sql`` and ``%%sql``.

``{name}`` and ``$name`` of IPython are filled in from the notebook's variables.

Caught: ``!aws s3 rm s3://prod-data --recursive``. Near miss: ``!pip install pandas``.
Facts: IPython's reference (system shell access, cell magics), nbformat 4 (source is a string or a list).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.lint.expressions import filled
from guard.lint.json_nodes import JsonArray, JsonObject, JsonString, read_json
from guard.lint.positions import Assembled
from guard.lint.snippets import Snippet, Unreadable

_LINE = re.compile(r"^[ \t]*(?:[\w, ]+=[ \t]*)?(?:!!?|%(?:sx|system)[ \t]+)(?!=)(.+)$", re.M)
_CELL = re.compile(r"^\s*%%(bash|sh|script[ \t]+(?:bash|sh|zsh)|zsh|sql)\b[^\n]*\n")
_TEMPLATE = re.compile(r"(?<![$\\])\{([A-Za-z_][\w.\[\]'\"]*)\}")


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per shell line or shell cell."""
    root = read_json(text)
    cells = root.get("cells") if isinstance(root, JsonObject) else None
    if not isinstance(cells, JsonArray):
        raise Unreadable("is no notebook: it holds no cells")
    for cell in cells.items:
        if isinstance(cell, JsonObject) and _kind(cell) == "code":
            made = _source(cell)
            yield from _of_cell(made)


def _kind(cell: JsonObject) -> str:
    kind = cell.get("cell_type")
    return kind.text if isinstance(kind, JsonString) else ""


def _source(cell: JsonObject) -> Assembled:
    source = cell.get("source")
    made = Assembled()
    parts = source.items if isinstance(source, JsonArray) else (source,)
    for part in parts:
        if isinstance(part, JsonString):
            made.take(part.text, part.origin, 0, len(part.text))
    return made


def _of_cell(made: Assembled) -> Iterator[Snippet]:
    body, origin = made.text, made.origin
    magic = _CELL.match(body)
    if magic is not None:
        rest = Assembled()
        rest.take(body, origin, magic.end(), len(body))
        name = magic.group(1).split()[-1]
        if name == "sql":
            yield Snippet(rest.text, rest.origin, "sql", "")
        else:
            yield Snippet(rest.text, rest.origin, dialect="bash" if name == "bash" else name)
        return
    for found in _LINE.finditer(body):
        line = Assembled()
        line.take(body, origin, found.start(1), found.end(1))
        text, place, holes = filled(line.text, line.origin, _TEMPLATE, {})
        yield Snippet(text, place, dialect="sh", holes=holes, optional=True)
