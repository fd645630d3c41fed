"""Jupyter notebooks: ``!command`` lines, ``%%bash`` and ``%%sh`` cells, ``%%sql``, and what Python cells run.

``{name}`` and ``$name`` of IPython are filled in from the notebook's variables.

Caught: ``!aws s3 rm s3://prod-data --recursive``. Near miss: ``!pip install pandas``.
Facts: IPython's reference (system shell access, cell magics), nbformat 4 (source is a string or a list).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.lint.expressions import filled
from guard.lint.json_nodes import JsonArray, JsonObject, JsonString, read_json
from guard.lint.other_languages import reader_of
from guard.lint.positions import Assembled
from guard.lint.snippets import Snippet, Unreadable

_LINE = re.compile(r"^[ \t]*(?:[\w, ]+=[ \t]*)?(?:!!?|%(?:sx|system)[ \t]+)(?!=)(.+)$", re.M)
_CELL = re.compile(r"^\s*%%(bash|sh|script[ \t]+(?:bash|sh|zsh)|zsh|sql)\b[^\n]*\n")
_CODE = re.compile(r"^\s*%%(?:script[ \t]+)?(python[23]?|perl|ruby|javascript|js)\b[^\n]*\n")
_MAGIC = re.compile(r"^[ \t]*(?:[\w, ]+=[ \t]*)?[!%].*$|^[^\n]*\?\s*$", re.M)
_TEMPLATE = re.compile(r"(?<![$\\])\{([A-Za-z_][\w.\[\]'\"]*)\}")


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per shell line or shell cell."""
    root = read_json(text)
    python = isinstance(root, JsonObject) and _language(root) in ("python", "")
    cells = root.get("cells") if isinstance(root, JsonObject) else None
    if not isinstance(cells, JsonArray):
        raise Unreadable("is no notebook: it holds no cells")
    for cell in cells.items:
        if isinstance(cell, JsonObject) and _kind(cell) == "code":
            made = _source(cell)
            yield from _of_cell(made, python)


def _language(root: JsonObject) -> str:
    """The language of the kernel; empty where the notebook does not say."""
    node: object = root.get("metadata")
    for name in ("kernelspec", "language"):
        node = node.get(name) if isinstance(node, JsonObject) else None
    return node.text.lower() if isinstance(node, JsonString) else ""


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


def _of_cell(made: Assembled, python: bool) -> Iterator[Snippet]:
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
    other = _CODE.match(body)
    if other is not None or python:
        yield _code(made, other)
    for found in _LINE.finditer(body) if other is None else ():
        line = Assembled()
        line.take(body, origin, found.start(1), found.end(1))
        text, place, holes = filled(line.text, line.origin, _TEMPLATE, {})
        yield Snippet(text, place, dialect="sh", holes=holes, optional=True)


def _code(made: Assembled, magic: re.Match[str] | None) -> Snippet:
    """A cell of code; its magic lines become empty ones."""
    body, origin = made.text, made.origin
    rest = Assembled()
    at = magic.end() if magic is not None else 0
    for found in _MAGIC.finditer(body, at) if magic is None else ():
        rest.take(body, origin, at, found.start())
        indent = len(found.group()) - len(found.group().lstrip())
        rest.take(body, origin, found.start(), found.start() + indent)
        rest.stand("pass", origin.begin(found.start() + indent), 1)
        at = found.end()
    rest.take(body, origin, at, len(body))
    name = reader_of(magic.group(1))[1] if magic is not None else "python"
    language = {"javascript": "node", "js": "node"}.get(name, name)
    return Snippet(rest.text, rest.origin, "code", language, optional=True)
