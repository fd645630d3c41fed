"""What CONTRIBUTING.md sends a newcomer to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
PATHS = {*re.findall(r"\]\(([^)#]+)\)", TEXT), *re.findall(r"`((?:guard|tests|docs|tools)/[\w./-]+)`", TEXT)}
NAMES = {
    "guard/agents/catalogue.py": ("ABOUT", "USER", "PROJECT", "PREVIEW"),
    "guard/lint/discover.py": ("KINDS", "NAMES", "PLACES"),
    "guard/model.py": ("PlaceKind",),
    "guard/programs/options.py": ("read_options",),
    "guard/knowledge/cli_tables.py": ("@.",),
    "guard/programs/registry.py": ("service_cli",),
}


@pytest.mark.parametrize("path", sorted(PATHS))
def test_a_file_that_is_named_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("path", NAMES)
def test_the_names_it_speaks_of_stand_in_the_file(path):
    source = (ROOT / path).read_text()
    assert [name for name in NAMES[path] if f"`{name}`" not in TEXT and f"{name}(" not in TEXT] == []
    assert [name for name in NAMES[path] if name not in source] == []


def test_every_make_target_that_it_names_is_in_the_makefile():
    targets = set(re.findall(r"`make ([a-z-]+)`", TEXT)) | set(
        re.findall(r"^make ([a-z-]+) +#", TEXT, re.MULTILINE)
    )
    makefile = (ROOT / "Makefile").read_text()
    assert [name for name in targets if f"\n{name}:" not in makefile] == []
