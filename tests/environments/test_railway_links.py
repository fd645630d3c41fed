"""Which project and environment Railway's link file names for a directory."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guard.targets.railway import links, unread
from tests.recorded import RecordedWorld

SHOP = {"name": "shop", "environmentName": "production", "environment": "8d1c", "service": None}
DEEP = "/home/u/shop/a/b/c/d/e/f/g/h"


def world(text: str) -> RecordedWorld:
    return RecordedWorld({"files": {"~/.railway/config.json": text}})


@pytest.mark.parametrize(
    ("projects", "folder", "found"),
    [
        pytest.param({"/home/u/shop": SHOP}, "/home/u/shop", ["/home/u/shop"], id="the directory itself"),
        pytest.param({"/home/u/shop": SHOP}, DEEP, ["/home/u/shop"], id="one far above it"),
        pytest.param({"/home/u": SHOP, "/home/u/shop": SHOP}, "/home/u/shop/a", ["/home/u/shop", "/home/u"], id="the nearest first"),
        pytest.param({"/": SHOP}, "/srv", ["/"], id="the root"),
        pytest.param({"/home/u/shop/": SHOP}, "/home/u/shop", ["/home/u/shop"], id="written with a slash"),
        pytest.param({"/home/u/shop": SHOP}, "/home/u/shopping", [], id="a name that only begins alike"),
        pytest.param({"/home/u/shop": SHOP}, "", [], id="no directory"),
        pytest.param({"/home/u/shop": "production"}, "/home/u/shop", [], id="what is no link"),
        pytest.param([SHOP], "/home/u/shop", [], id="no directories"),
    ],
)  # fmt: skip
def test_the_links_that_hold_in_a_directory(projects: Any, folder: str, found: list[str]) -> None:
    there = world(json.dumps({"projects": projects}))
    given = list(links(there, "/home/u", folder))
    assert [linked for linked, _ in given] == found
    assert all(
        link == {"name": "shop", "environmentName": "production", "environment": "8d1c"} for _, link in given
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param('{"projects": {}}', "", id="JSON"),
        pytest.param('\ufeff{"projects": {}}', "", id="JSON behind a mark of its encoding"),
        pytest.param(" /home/u/shop = production\n", "/home/u/shop = production", id="something else"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_is_no_json_is_given_as_it_stands(text: str, left: str) -> None:
    assert unread(world(text), "/home/u") == left
    assert list(links(world(text), "/home/u", "/home/u/shop")) == []
