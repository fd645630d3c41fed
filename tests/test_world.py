"""The guard's look at the machine says what the machine says."""

from __future__ import annotations

import os
import pathlib

import pytest

from guard.world import World


@pytest.fixture
def tree(tmp_path) -> pathlib.Path:
    """Folders, files and links: to a folder, upwards, in a ring, to nothing, to the root."""
    (tmp_path / "real" / "deep").mkdir(parents=True)
    (tmp_path / "real" / "file").write_text("x")
    for name, leads in {
        "folder": "real", "real/up": "..", "real/deep/file": "../file", "ring": "ring", "gone": "nowhere/at/all",
        "root": "/", "chain": "folder/deep", "whole": str(tmp_path / "real"),
    }.items():  # fmt: skip
        (tmp_path / name).symlink_to(leads)
    return tmp_path


PATHS = (
    "", "/", "real", "real/file", "real/deep", "real/deep/file", "folder", "folder/file", "folder/deep/file",
    "folder/up", "folder/up/folder/file", "ring", "ring/x", "gone", "gone/x", "root", "root/tmp", "root/tmp/x",
    "chain/file", "whole/up/whole/file", "real/../real/file", "real/./file", "real//file", "real/", "real/file/x",
    "real/deep/..", "folder/..", "nothing/here", "a\0b", "real/a\0b", "x" * 300,
)  # fmt: skip


@pytest.mark.parametrize("seen", [False, True], ids=["asked first", "after all the others"])
@pytest.mark.parametrize("path", PATHS)
def test_a_path_leads_where_the_system_says(tree, path, seen):
    world = World()
    if seen:
        for other in PATHS:
            world.realpath(f"{tree}/{other}")
    full = f"{tree}/{path}"
    try:
        expected = os.path.realpath(full)
    except ValueError:
        expected = full
    assert world.realpath(full) == expected


def test_a_relative_path_and_the_root_lead_where_the_system_says(tree, monkeypatch):
    monkeypatch.chdir(tree)
    world = World()
    for path in ("folder", "folder/file", "real/up/real", ".", "..", "/", "/tmp", "//tmp"):
        assert world.realpath(path) == os.path.realpath(path)
