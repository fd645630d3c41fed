"""Templates within code: what a pipeline fills in before the shell sees the text.

``${{ secrets.X }}``, ``<< parameters.x >>``, ``$(Build.SourcesDirectory)`` become holes, or the text that
the same file gives them; each keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from guard.lint.following import placeholder
from guard.lint.positions import Assembled, Origin
from guard.lint.snippets import MOST_HOLES

GITHUB = re.compile(r"\$\{\{\s*(.*?)\s*\}\}", re.S)
CIRCLECI = re.compile(r"<<\s*([\w.-]+)\s*>>")
AZURE = re.compile(r"\$\{\{\s*(.*?)\s*\}\}|\$\[\s*(.*?)\s*\]|\$\(([A-Za-z_][\w]*(?:\.[\w.]+)?)\)", re.S)
TERRAFORM = re.compile(r"(?<!\$)\$\{((?:[^{}\"]|\"[^\"]*\")*)\}|(?<!%)%\{[^}]*\}")


def filled(
    text: str,
    origin: Origin,
    pattern: re.Pattern[str],
    values: Mapping[str, str],
    is_template: Callable[[str], bool] = lambda name: True,
) -> tuple[str, Origin, tuple[str, ...]]:
    """The text with its templates replaced, its map, and what the holes stand for.

    Args:
        values: what the file itself gives a name.
        is_template: whether a name is one of the template language (``$(date)`` is the shell's).
    """
    if pattern.search(text) is None:
        return text, origin, ()
    made = Assembled()
    holes: list[str] = []
    at = 0
    for found in pattern.finditer(text):
        name = next((group for group in found.groups() if group is not None), "").strip()
        if not is_template(name):
            continue
        made.take(text, origin, at, found.start())
        begin = origin.begin(found.start())
        width = origin.end(found.end()) - begin
        value = values.get(name)
        if value is None and len(holes) < MOST_HOLES:
            holes.append(name or found.group())
            value = placeholder(len(holes) - 1)
        made.stand(value or "", begin, width)
        at = found.end()
    made.take(text, origin, at, len(text))
    return made.text, made.origin, tuple(holes)
