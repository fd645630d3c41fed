"""No two rows of a service's table say different things of the same words."""

from __future__ import annotations

import itertools
import pathlib

import pytest

from guard.knowledge.cli_tables import FOLDER, parse_table

QUIET = ("quiet", "read")


@pytest.mark.parametrize("path", sorted(pathlib.Path(FOLDER).glob("*.txt")), ids=lambda path: path.stem)
def test_no_two_rows_contradict_each_other(path):
    rows = [row for row in parse_table(path.stem, path.read_text()).rows if row.path]
    against = [
        (one.path, one.operation, other.operation)
        for one, other in itertools.combinations(rows, 2)
        if len(one.path) == len(other.path) and set(one.options) == set(other.options)
        if one.operation != other.operation and not {one.operation, other.operation} & set(QUIET)
        if all(set(a) & set(b) for a, b in zip(one.path, other.path, strict=True))
    ]
    assert not against
