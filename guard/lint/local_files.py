"""Files of the same repository that a pipeline's file names: includes, templates, actions, workflows.

They are read for what they add to the file that names them; nothing outside the repository is opened, links
included. What runs there is told at the place that names the file, since a report speaks of one file; where
it stands says a remark.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

from guard.lint.positions import Lines, Origin, Run
from guard.lint.reading import read_text
from guard.lint.snippets import Remark, Snippet, Unreadable
from guard.lint.yaml_nodes import Node, Text, read_yaml

DEEPEST = 5
"""Files that name files that name files."""
MOST = 64
"""Files that one file is followed to."""
ROOT_SIGNS = (".git", ".github", ".gitlab-ci.yml", ".gitlab-ci.yaml", ".circleci")


@dataclass(frozen=True)
class LocalFile:
    """A file of the same repository."""

    path: str
    shown: str
    """As the repository names it."""
    text: str

    def roots(self) -> list[Node]:
        """Its YAML documents; none where it is not YAML."""
        try:
            return read_yaml(self.text)
        except Unreadable:
            return []

    def line(self, offset: int) -> int:
        """The line of a place in it."""
        return Lines(self.text).position(offset)[0]


def root_of(path: str) -> str:
    """The repository's folder: the nearest one upwards that holds git's or a pipeline's folder or file."""
    folder = os.path.dirname(os.path.abspath(path))
    first = folder
    while True:
        if any(os.path.lexists(os.path.join(folder, sign)) for sign in ROOT_SIGNS):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return first
        folder = parent


def named(path: str, name: str, *, beside: bool = False) -> Iterator[LocalFile]:
    """The files that ``name`` stands for in the file at ``path``; patterns (``ci/*.yml``) stand for several.

    Args:
        beside: whether a name without a leading slash starts from the folder of the file that names it.
    """
    root = os.path.realpath(root_of(path))
    start = os.path.dirname(os.path.abspath(path)) if beside and not name.startswith("/") else root
    whole = os.path.normpath(os.path.join(start, name.lstrip("/")))
    found = sorted(glob.glob(whole, recursive=True))[:MOST] if any(c in name for c in "*?") else [whole]
    for one in found:
        real = os.path.realpath(one)
        if os.path.commonpath((root, real)) != root:
            continue
        try:
            text = read_text(real)
        except Unreadable:
            continue
        yield LocalFile(one, os.path.relpath(real, root).replace(os.sep, "/"), text)


def standing_at(text: Text, start: int, end: int) -> Text:
    """A text of another file that is told at a place of this one."""
    return Text(text.text, Origin((Run(0, start, max(1, end - start), False),)), start, end)


def remark_on(what: str, file: LocalFile, offset: int, start: int, end: int) -> Remark:
    """The remark that says where a text of another file stands."""
    return Remark(f"{what} stands in {file.shown}, line {file.line(offset)}", start, end)


def told_at(snippet: Snippet, file: LocalFile, start: int, end: int, remarks: tuple[Remark, ...]) -> Snippet:
    """A snippet of another file as one of the file that names it there.

    Args:
        remarks: those of the file that names it; the snippet's own are places of the other file.
    """
    there = remark_on("what it runs", file, snippet.origin.begin(0), start, end)
    place = Origin((Run(0, start, max(1, end - start), False),))
    return replace(snippet, origin=place, remarks=(*remarks, there))
